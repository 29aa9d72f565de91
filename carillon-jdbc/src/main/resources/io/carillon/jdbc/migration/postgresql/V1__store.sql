-- Carillon's tables on PostgreSQL. Instants and durations are whole microseconds, instants since 1970-01-01 UTC.
-- Names and keys are ordered by code point (collation "C"), as the store promises.
-- A job is one row, in the table of its phase, and moves: no foreign keys, no index that a claim would have to change.

create table carillon_ready (
    id          uuid not null,
    due         bigint not null,
    created_at  bigint not null,
    fence       bigint not null default 0,
    attempt     integer not null default 0,
    max_retries integer not null,
    crashes     integer not null default 0,
    strikes     integer not null default 0,
    priority    smallint not null,
    percent     smallint,
    queue       text collate "C" not null,
    task        text collate "C" not null,
    params      text not null,
    command     text,
    timeout     bigint,
    retry       text,
    unique_key  text collate "C",
    serial_key  text collate "C",
    schedule    text collate "C",
    fire_time   bigint,
    meta        text,
    checkpoint  text,
    node        text collate "C",
    started_at  bigint,
    message     text,
    error       text
);

create table carillon_future (like carillon_ready including defaults);

-- Waits for its serial key, or, with parked_for, for a node that has a handler for its task.
create table carillon_blocked (like carillon_ready including defaults, parked_for text);

-- cancel: the reason, when somebody asked for it.
create table carillon_running (like carillon_ready including defaults, cancel text);

create table carillon_finished (
    like carillon_ready including defaults,
    completed_at bigint not null,
    status       text collate "C" not null,
    result       text
);

alter table carillon_ready add primary key (id);
-- Exactly the order in which jobs are claimed. Every priority is 0 or more. Saying so keeps this index from statements that
-- only have an id: they would have to read all of it, and while statistics call the table small that looks as cheap as
-- the primary key.
create index carillon_ready_claim on carillon_ready (queue, priority desc, due, id) where priority >= 0;
create index carillon_ready_schedule on carillon_ready (schedule) where schedule is not null;

alter table carillon_future add primary key (id);
create index carillon_future_due on carillon_future (due, id) where priority >= 0;
create index carillon_future_queue on carillon_future (queue);
create index carillon_future_schedule on carillon_future (schedule) where schedule is not null;

alter table carillon_blocked add primary key (id);
create index carillon_blocked_serial on carillon_blocked (serial_key, due, id) where parked_for is null;
create index carillon_blocked_parked on carillon_blocked (queue, priority desc, due, id)
    where parked_for is not null;
create index carillon_blocked_queue on carillon_blocked (queue);
create index carillon_blocked_schedule on carillon_blocked (schedule) where schedule is not null;

alter table carillon_running add primary key (id);
create index carillon_running_queue on carillon_running (queue);
create index carillon_running_cancel on carillon_running (node) where cancel is not null;
create index carillon_running_schedule on carillon_running (schedule) where schedule is not null;

alter table carillon_finished add primary key (id);
create index carillon_finished_completed on carillon_finished (completed_at);
create index carillon_finished_status on carillon_finished (status, id) where status <> 'completed';
create index carillon_finished_schedule on carillon_finished (schedule, id) where schedule is not null;
create index carillon_finished_unique on carillon_finished (unique_key, id) where unique_key is not null;

-- The live job that holds a unique key.
create table carillon_unique_key (
    key    text collate "C" primary key,
    job_id uuid not null
);

-- The job that a serial key is admitted to.
create table carillon_serial_key (
    key    text collate "C" primary key,
    job_id uuid
);

-- Attempts that did not complete their job.
create table carillon_attempt (
    job_id     uuid not null,
    fence      bigint not null,
    attempt    integer not null,
    node       text not null,
    started_at bigint not null,
    ended_at   bigint not null,
    outcome    text not null,
    error      text,
    primary key (job_id, fence)
);

create table carillon_log (
    job_id  uuid not null,
    seq     bigint not null,
    attempt integer not null,
    at      bigint not null,
    level   text not null,
    stream  text,
    message text not null,
    primary key (job_id, seq)
);

-- How many finished jobs there are, as a sum of changes: added to without contention, folded now and then.
create table carillon_tally (
    queue  text collate "C" not null,
    status text collate "C" not null,
    n      bigint not null
);

create table carillon_queue (
    name          text collate "C" primary key,
    max_size      integer,
    workers       integer,
    max_running   integer,
    timeout       bigint,
    retry         text not null,
    paused_since  bigint,
    paused_until  bigint,
    paused_reason text
);

-- One row for each queue that ever had a maxSize: held while its waiting jobs are counted and added to. Apart from
-- carillon_queue, whose rows claims hold, because a caller's transaction may hold this one for long.
create table carillon_bound (
    name text collate "C" primary key
);

create table carillon_node (
    id          text collate "C" primary key,
    host        text not null,
    pid         bigint not null,
    version     text not null,
    started_at  bigint not null,
    lease_until bigint not null,
    state       text not null,
    slots       integer not null,
    running     integer not null,
    tasks       text not null,
    queues      text not null
) with (fillfactor = 50);

create table carillon_schedule (
    name       text collate "C" primary key,
    definition text not null,
    rule       text not null,
    enabled    boolean not null,
    next       bigint,
    due        bigint,
    last_fire  bigint,
    last_job   uuid,
    runs       bigint not null,
    created_at bigint not null,
    version    bigint not null
);
create index carillon_schedule_due on carillon_schedule (due, name) where enabled and due is not null;

create table carillon_fire (
    schedule   text collate "C" not null,
    instant    bigint not null,
    last       bigint not null,
    count      bigint not null,
    outcome    text not null,
    reason     text,
    job_id     uuid,
    decided_at bigint not null,
    primary key (schedule, instant)
);
create index carillon_fire_decided on carillon_fire (decided_at);

create table carillon_lock (
    name        text collate "C" primary key,
    owner       text not null,
    lease_until bigint not null,
    token       bigint not null
);

create table carillon_record (
    kind    text collate "C" not null,
    key     text collate "C" not null,
    value   text not null,
    version bigint not null,
    expires bigint,
    primary key (kind, key)
);
create index carillon_record_expires on carillon_record (kind, expires) where expires is not null;

-- oldest_program: the oldest generation of the program that may use this schema. schema: the step it has reached.
-- schedule_version: no schedule that was removed had a higher version.
create table carillon_meta (
    key   text primary key,
    value bigint not null
);
insert into carillon_meta (key, value) values ('schema', 1), ('oldest_program', 1), ('schedule_version', 0);

-- Tables through which rows pass: vacuum by number of dead rows, not by share, without pauses and without giving pages
-- back, which would lock everybody out.
alter table carillon_ready set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50000,
    autovacuum_vacuum_cost_delay = 0, vacuum_truncate = false);
alter table carillon_future set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50000,
    autovacuum_vacuum_cost_delay = 0, vacuum_truncate = false);
alter table carillon_blocked set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50000,
    autovacuum_vacuum_cost_delay = 0, vacuum_truncate = false);
alter table carillon_running set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50000,
    autovacuum_vacuum_cost_delay = 0, vacuum_truncate = false);
alter table carillon_unique_key set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50000,
    autovacuum_vacuum_cost_delay = 0, vacuum_truncate = false);
alter table carillon_tally set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
    vacuum_truncate = false);
alter table carillon_node set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
    vacuum_truncate = false);
