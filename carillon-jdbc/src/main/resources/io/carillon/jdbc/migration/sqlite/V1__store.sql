-- Carillon's tables on SQLite. Instants and durations are whole microseconds, instants since 1970-01-01 UTC; ids are the
-- 16 bytes of the UUID. Texts are compared byte by byte, that is by code point, as the store promises.
-- A job is one row, in the table of its phase, and moves; the phases have the same columns.

create table carillon_ready (
    id          blob primary key not null,
    due         integer not null,
    created_at  integer not null,
    fence       integer not null default 0,
    attempt     integer not null default 0,
    max_retries integer not null,
    crashes     integer not null default 0,
    strikes     integer not null default 0,
    priority    integer not null,
    percent     integer,
    queue       text not null,
    task        text not null,
    params      text not null,
    command     text,
    timeout     integer,
    retry       text,
    unique_key  text,
    serial_key  text,
    schedule    text,
    fire_time   integer,
    meta        text,
    checkpoint  text,
    node        text,
    started_at  integer,
    message     text,
    error       text
) strict;

create table carillon_future (
    id          blob primary key not null,
    due         integer not null,
    created_at  integer not null,
    fence       integer not null default 0,
    attempt     integer not null default 0,
    max_retries integer not null,
    crashes     integer not null default 0,
    strikes     integer not null default 0,
    priority    integer not null,
    percent     integer,
    queue       text not null,
    task        text not null,
    params      text not null,
    command     text,
    timeout     integer,
    retry       text,
    unique_key  text,
    serial_key  text,
    schedule    text,
    fire_time   integer,
    meta        text,
    checkpoint  text,
    node        text,
    started_at  integer,
    message     text,
    error       text
) strict;

-- Waits for its serial key, or, with parked_for, for a node that has a handler for its task.
create table carillon_blocked (
    id          blob primary key not null,
    due         integer not null,
    created_at  integer not null,
    fence       integer not null default 0,
    attempt     integer not null default 0,
    max_retries integer not null,
    crashes     integer not null default 0,
    strikes     integer not null default 0,
    priority    integer not null,
    percent     integer,
    queue       text not null,
    task        text not null,
    params      text not null,
    command     text,
    timeout     integer,
    retry       text,
    unique_key  text,
    serial_key  text,
    schedule    text,
    fire_time   integer,
    meta        text,
    checkpoint  text,
    node        text,
    started_at  integer,
    message     text,
    error       text,
    parked_for  text
) strict;

-- cancel: the reason, when somebody asked for it.
create table carillon_running (
    id          blob primary key not null,
    due         integer not null,
    created_at  integer not null,
    fence       integer not null default 0,
    attempt     integer not null default 0,
    max_retries integer not null,
    crashes     integer not null default 0,
    strikes     integer not null default 0,
    priority    integer not null,
    percent     integer,
    queue       text not null,
    task        text not null,
    params      text not null,
    command     text,
    timeout     integer,
    retry       text,
    unique_key  text,
    serial_key  text,
    schedule    text,
    fire_time   integer,
    meta        text,
    checkpoint  text,
    node        text,
    started_at  integer,
    message     text,
    error       text,
    cancel      text
) strict;

create table carillon_finished (
    id          blob primary key not null,
    due         integer not null,
    created_at  integer not null,
    fence       integer not null default 0,
    attempt     integer not null default 0,
    max_retries integer not null,
    crashes     integer not null default 0,
    strikes     integer not null default 0,
    priority    integer not null,
    percent     integer,
    queue       text not null,
    task        text not null,
    params      text not null,
    command     text,
    timeout     integer,
    retry       text,
    unique_key  text,
    serial_key  text,
    schedule    text,
    fire_time   integer,
    meta        text,
    checkpoint  text,
    node        text,
    started_at  integer,
    message     text,
    error       text,
    completed_at integer not null,
    status       text not null,
    result       text
) strict;

-- Exactly the order in which jobs are claimed.
create index carillon_ready_claim on carillon_ready (queue, priority desc, due, id);
create index carillon_ready_schedule on carillon_ready (schedule) where schedule is not null;

create index carillon_future_due on carillon_future (due, id);
create index carillon_future_queue on carillon_future (queue);
create index carillon_future_schedule on carillon_future (schedule) where schedule is not null;

create index carillon_blocked_serial on carillon_blocked (serial_key, due, id) where parked_for is null;
create index carillon_blocked_parked on carillon_blocked (queue, priority desc, due, id)
    where parked_for is not null;
create index carillon_blocked_queue on carillon_blocked (queue);
create index carillon_blocked_schedule on carillon_blocked (schedule) where schedule is not null;

create index carillon_running_queue on carillon_running (queue);
create index carillon_running_cancel on carillon_running (node) where cancel is not null;
create index carillon_running_schedule on carillon_running (schedule) where schedule is not null;

create index carillon_finished_completed on carillon_finished (completed_at);
create index carillon_finished_status on carillon_finished (status, id) where status <> 'completed';
create index carillon_finished_schedule on carillon_finished (schedule, id) where schedule is not null;
create index carillon_finished_unique on carillon_finished (unique_key, id) where unique_key is not null;

-- The live job that holds a unique key.
create table carillon_unique_key (
    key    text primary key not null,
    job_id blob not null
) strict, without rowid;

-- The job that a serial key is admitted to.
create table carillon_serial_key (
    key    text primary key not null,
    job_id blob
) strict, without rowid;

-- Attempts that did not complete their job.
create table carillon_attempt (
    job_id     blob not null,
    fence      integer not null,
    attempt    integer not null,
    node       text not null,
    started_at integer not null,
    ended_at   integer not null,
    outcome    text not null,
    error      text,
    primary key (job_id, fence)
) strict, without rowid;

create table carillon_log (
    job_id  blob not null,
    seq     integer not null,
    attempt integer not null,
    at      integer not null,
    level   text not null,
    stream  text,
    message text not null,
    primary key (job_id, seq)
) strict, without rowid;

-- How many finished jobs there are, as a sum of changes: added to without contention, folded now and then.
create table carillon_tally (
    queue  text not null,
    status text not null,
    n      integer not null
) strict;

create table carillon_queue (
    name          text primary key,
    max_size      integer,
    workers       integer,
    max_running   integer,
    timeout       integer,
    retry         text not null,
    paused_since  integer,
    paused_until  integer,
    paused_reason text
) strict;

-- One row for each queue that ever had a maxSize: held while its waiting jobs are counted and added to. Apart from
-- carillon_queue, whose rows claims hold, because a caller's transaction may hold this one for long.
create table carillon_bound (
    name text primary key not null
) strict, without rowid;

create table carillon_node (
    id          text primary key,
    host        text not null,
    pid         integer not null,
    version     text not null,
    started_at  integer not null,
    lease_until integer not null,
    state       text not null,
    slots       integer not null,
    running     integer not null,
    tasks       text not null,
    queues      text not null
) strict;

create table carillon_schedule (
    name       text primary key,
    definition text not null,
    rule       text not null,
    enabled    integer not null,
    next       integer,
    due        integer,
    last_fire  integer,
    last_job   blob,
    runs       integer not null,
    created_at integer not null,
    version    integer not null
) strict;
create index carillon_schedule_due on carillon_schedule (due, name) where enabled and due is not null;

create table carillon_fire (
    schedule   text not null,
    instant    integer not null,
    last       integer not null,
    count      integer not null,
    outcome    text not null,
    reason     text,
    job_id     blob,
    decided_at integer not null,
    primary key (schedule, instant)
) strict;
create index carillon_fire_decided on carillon_fire (decided_at);

create table carillon_lock (
    name        text primary key,
    owner       text not null,
    lease_until integer not null,
    token       integer not null
) strict;

create table carillon_record (
    kind    text not null,
    key     text not null,
    value   text not null,
    version integer not null,
    expires integer,
    primary key (kind, key)
) strict, without rowid;
create index carillon_record_expires on carillon_record (kind, expires) where expires is not null;

-- oldest_program: the oldest generation of the program that may use this schema. schema: the step it has reached.
-- schedule_version: no schedule that was removed had a higher version.
create table carillon_meta (
    key   text primary key not null,
    value integer not null
) strict;
insert into carillon_meta (key, value) values ('schema', 1), ('oldest_program', 1), ('schedule_version', 0);

-- Hints between the processes that share the file; the latest few thousand are kept.
create table carillon_signal (
    seq    integer primary key autoincrement,
    origin text not null,
    kind   text not null,
    name   text not null
) strict;
