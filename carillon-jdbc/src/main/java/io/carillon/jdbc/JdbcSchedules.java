package io.carillon.jdbc;

import io.carillon.Fire;
import io.carillon.spi.ScheduleStore;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Schedules and the records of their instants; {@link FireSchedules} moves them on. */
final class JdbcSchedules implements ScheduleStore {
    private static final String COLUMNS =
            "name, definition, rule, enabled, next, due, last_fire, last_job, runs, created_at, version";

    private static final Sql LOCKED =
            Sql.of("schedules.locked", "select " + COLUMNS + " from carillon_schedule where name = ? {lock}");

    private static final Sql VERSIONS =
            Sql.of("schedules.versions", "select value from carillon_meta where key = 'schedule_version'");

    private static final Sql INSERT = Sql.of(
            "schedules.insert",
            "insert into carillon_schedule (" + COLUMNS
                    + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (name) do nothing");

    private static final Sql UPDATE = Sql.of("schedules.update", """
            update carillon_schedule set definition = ?, rule = ?, enabled = ?, next = ?, due = ?, version = ?
            where name = ?
            """);

    private static final Sql DELETE =
            Sql.of("schedules.delete", "delete from carillon_schedule where name = ? returning version");

    private static final Sql REMEMBER = Sql.of("schedules.remember", """
            update carillon_meta set value = case when value < ? then ? else value end where key = 'schedule_version'
            """);

    private static final Sql LIST_ALL = Sql.of(
            "schedules.list", "select " + COLUMNS + " from carillon_schedule where name > ? order by name limit ?");

    private static final Sql LIST_NAMED = Sql.of(
            "schedules.named",
            "select " + COLUMNS
                    + " from carillon_schedule where name > ? and {name among text}"
                    + " order by name limit ?");

    private static final Sql DUE = Sql.of(
            "schedules.due",
            "select " + COLUMNS
                    + " from carillon_schedule where enabled and due is not null order by due, name limit ?");

    private static final String FIRE = "schedule, instant, last, count, outcome, reason, job_id, decided_at";

    private static final Sql FIRES = Sql.of(
            "schedules.fires",
            "select " + FIRE + " from carillon_fire where schedule = ? order by instant desc limit ?");

    private static final Sql FIRES_BEFORE = Sql.of(
            "schedules.fires-before",
            "select " + FIRE + " from carillon_fire where schedule = ? and instant < ? order by instant desc limit ?");

    private static final Sql PRUNE = Sql.of("schedules.prune", """
            delete from carillon_fire where {place} in (
                select {place} from carillon_fire where decided_at < ? order by decided_at limit ?)
            """);

    private final Database database;

    JdbcSchedules(Database database) {
        this.database = database;
    }

    @Override
    public @Nullable Entry put(Entry entry, @Nullable Long expectedVersion) {
        return database.write(session -> {
            Entry old = session.first(LOCKED, JdbcSchedules::entry, entry.name());
            if (expectedVersion != null && expectedVersion != (old == null ? 0 : old.version())) {
                return null;
            }
            return old == null ? insert(session, entry) : replace(session, old, entry);
        });
    }

    private static Entry insert(Session session, Entry put) throws SQLException {
        Long highest = session.first(VERSIONS, Row::number);
        Entry entry = new Entry(
                put.name(),
                put.definition(),
                put.rule(),
                put.enabled(),
                put.next(),
                put.due(),
                put.lastFire(),
                put.lastJob(),
                put.runs(),
                put.createdAt(),
                highest == null ? 1 : highest + 1);
        int stored = session.update(
                INSERT,
                entry.name(),
                entry.definition(),
                entry.rule(),
                entry.enabled(),
                entry.next(),
                entry.due(),
                entry.lastFire(),
                entry.lastJob(),
                entry.runs(),
                entry.createdAt(),
                entry.version());
        if (stored == 0) {
            throw new SQLException(
                    "schedule '" + put.name() + "' was put by somebody else at the same moment", "40001");
        }
        return entry;
    }

    /** Goes on from where it was, unless the rule is another one or it is switched on again. */
    private static Entry replace(Session session, Entry old, Entry put) throws SQLException {
        boolean keep = old.rule().equals(put.rule()) && (old.enabled() || !put.enabled());
        Entry entry = new Entry(
                put.name(),
                put.definition(),
                put.rule(),
                put.enabled(),
                keep ? old.next() : put.next(),
                keep ? old.due() : put.due(),
                old.lastFire(),
                old.lastJob(),
                old.runs(),
                old.createdAt(),
                old.version() + 1);
        session.update(
                UPDATE,
                entry.definition(),
                entry.rule(),
                entry.enabled(),
                entry.next(),
                entry.due(),
                entry.version(),
                entry.name());
        return entry;
    }

    @Override
    public boolean delete(String name) {
        return database.write(session -> {
            Long version = session.first(DELETE, Row::number, name);
            if (version != null) {
                session.update(REMEMBER, version, version);
            }
            return version != null;
        });
    }

    @Override
    public List<Entry> list(List<String> names, @Nullable String after, int limit) {
        String from = after == null ? "" : after;
        return database.read(session -> names.isEmpty()
                ? session.list(LIST_ALL, JdbcSchedules::entry, from, limit)
                : session.list(LIST_NAMED, JdbcSchedules::entry, from, Rows.of(names), limit));
    }

    @Override
    public List<Entry> due(int limit) {
        return database.steered(session -> session.list(DUE, JdbcSchedules::entry, limit));
    }

    private static Entry entry(Row row) throws SQLException {
        return new Entry(
                row.text(),
                row.text(),
                row.text(),
                row.flag(),
                row.optionalInstant(),
                row.optionalInstant(),
                row.optionalInstant(),
                row.optionalId(),
                row.number(),
                row.instant(),
                row.number());
    }

    @Override
    public List<Fired> fire(List<Step> steps, Instant now) {
        return steps.isEmpty() ? List.of() : database.write(session -> new FireSchedules(session, steps, now).fire());
    }

    @Override
    public List<Fire> fires(String schedule, @Nullable Instant before, int limit) {
        return database.read(session -> before == null
                ? session.list(FIRES, JdbcSchedules::fire, schedule, limit)
                : session.list(FIRES_BEFORE, JdbcSchedules::fire, schedule, before, limit));
    }

    private static Fire fire(Row row) throws SQLException {
        return new Fire(
                row.text(),
                row.instant(),
                row.instant(),
                row.number(),
                Fire.Outcome.valueOf(row.text().toUpperCase(Locale.ROOT)),
                row.optionalText(),
                row.optionalId(),
                row.instant());
    }

    @Override
    public int pruneFires(Instant before, int limit) {
        return database.each(session -> session.update(PRUNE, before, limit));
    }
}
