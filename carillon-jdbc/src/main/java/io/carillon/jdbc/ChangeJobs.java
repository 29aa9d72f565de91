package io.carillon.jdbc;

import io.carillon.Failure;
import io.carillon.JobQuery;
import io.carillon.JobStatus;
import io.carillon.spi.JobStore.Action;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator does to jobs. First the ids of those that can change are read, newest first; then each is changed
 * where it still stands as it was read. A job that moves on in between is looked for again.
 */
final class ChangeJobs {
    /** One whose unique key a live job holds stays. */
    private static final String RETRY_WHEN = """
            and j.status <> 'completed' \
            and not exists (select 1 from carillon_unique_key k where k.key = j.unique_key)""";

    private static final int MOST_ROUNDS = 3;
    private static final String CANCELLED = JobStatus.CANCELLED.label();

    /** What has to be put right after a job has moved. */
    private record Moved(
            UUID id,
            String queue,
            @Nullable String uniqueKey,
            @Nullable String serialKey) {
        static final String COLUMNS = "id, queue, unique_key, serial_key";

        static Moved read(Row row) throws SQLException {
            return new Moved(row.id(), row.text(), row.optionalText(), row.optionalText());
        }
    }

    private static final Map<String, Move> CANCEL = new TreeMap<>();

    static {
        for (String phase : Selection.WAITING) {
            CANCEL.put(
                    phase,
                    Move.of("change.cancel-" + phase, phase, "finished", "id uuid, error text, completed_at bigint")
                            .changing("started_at = cast(null as bigint); error = e.error")
                            .adding("completed_at", "e.completed_at")
                            .adding("status", "'" + CANCELLED + "'")
                            .adding("result", "cast(null as text)")
                            .returning(Moved.COLUMNS)
                            .build());
        }
    }

    private static final Sql FLAG = Sql.of("change.flag", """
            update carillon_running set cancel = ?
            where {id among uuid} and cancel is null
            returning id
            """);

    /** The status as an expression: as it stands, the planner would read the small index of all that did not complete. */
    private static final Sql RETRYABLE = Sql.of("change.retryable", """
            select j.id, j.queue, j.status, j.unique_key, j.serial_key
            from {e: id uuid} cross join carillon_finished j where {j.id is e.id} and j.status || '' <> 'completed' {lock j}
            """);

    private static final Sql DUE_LATER = Sql.of("change.due-later", """
            select j.id, j.serial_key,
                j.id = (select k.job_id from carillon_serial_key k where k.key = j.serial_key)
            from {e: id uuid} cross join carillon_future j where {j.id is e.id} and j.attempt > 0 {lock j}
            """);

    private static final Map<String, Move> AGAIN = Map.of(
            "finished", again("finished", "ready"),
            "finished in line", again("finished", "blocked"),
            "future", again("future", "ready"),
            "future in line", again("future", "blocked"));

    /** A finished or future job that is to be due now. */
    private record Again(
            UUID id,
            String phase,
            String queue,
            String status,
            @Nullable String uniqueKey,
            @Nullable String serialKey,
            boolean holdsKey) {
        static Again finished(Row row) throws SQLException {
            return new Again(
                    row.id(), "finished", row.text(), row.text(), row.optionalText(), row.optionalText(), false);
        }

        static Again future(Row row) throws SQLException {
            return new Again(row.id(), "future", "", "", null, row.optionalText(), row.flag());
        }

        boolean linesUp() {
            return serialKey != null && !holdsKey;
        }

        String way() {
            return linesUp() ? phase + " in line" : phase;
        }
    }

    private ChangeJobs() {}

    private static Move again(String from, String to) {
        return Move.of("change.again-" + from + "-" + to, from, to, "id uuid, due bigint")
                .changing("due = e.due")
                .build();
    }

    static List<UUID> change(Database database, JobQuery which, Action action, String reason, Instant now) {
        List<UUID> changed = new ArrayList<>();
        for (int round = 0; round < MOST_ROUNDS && changed.size() < which.limit(); round++) {
            List<UUID> ids = select(database, which, action, which.limit() - changed.size());
            if (ids.isEmpty()) {
                break;
            }
            changed.addAll(database.write(session -> switch (action) {
                case CANCEL -> cancel(session, ids, reason, now);
                case RETRY -> retry(session, ids, now);
                case DELETE -> ForgetJobs.forget(session, ids);
            }));
        }
        changed.sort(Ids.ORDER.reversed());
        return changed;
    }

    private static List<UUID> select(Database database, JobQuery which, Action action, int limit) {
        Selection selection = Selection.of(which);
        switch (action) {
            case CANCEL -> {
                Selection.WAITING.forEach(phase -> selection.add(phase, "j.id", "", limit, null));
                selection.add("running", "j.id", "and j.cancel is null", limit, null);
            }
            case RETRY -> {
                selection.add("future", "j.id", "and j.attempt > 0", limit, null);
                selection.add("finished", "j.id", RETRY_WHEN, limit, null);
            }
            case DELETE -> selection.add("finished", "j.id", "", limit, null);
        }
        return selection.isEmpty()
                ? List.of()
                : database.read(
                        session -> session.list(selection.sql("change.select", limit), Row::id, selection.arguments()));
    }

    /** Cancels those of the jobs that live, inside a transaction; says which. */
    static List<UUID> cancel(Session session, List<UUID> ids, String reason, Instant now) throws SQLException {
        Rows rows = new Rows(ids.size());
        String error = Json.failure(Failure.of("cancelled", reason));
        ids.forEach(id -> rows.add(id, error, Micros.of(now)));
        List<Moved> ended = new ArrayList<>();
        for (Move move : CANCEL.values()) {
            ended.addAll(move.list(session, Moved::read, rows));
        }
        // Those that were claimed in between run now, and are seen by this later statement.
        List<UUID> changed = new ArrayList<>(session.list(FLAG, Row::id, reason, Rows.of(ids)));
        Tally tally = new Tally();
        Keys.Ended keys = new Keys.Ended();
        for (Moved job : ended) {
            changed.add(job.id());
            tally.add(job.queue(), CANCELLED, 1);
            keys.add(job.id(), job.uniqueKey(), job.serialKey());
        }
        tally.send(session);
        keys.send(session);
        return changed;
    }

    private static List<UUID> retry(Session session, List<UUID> ids, Instant now) throws SQLException {
        List<Again> jobs = new ArrayList<>(session.list(RETRYABLE, Again::finished, Rows.of(ids)));
        Map<String, UUID> wanted = new TreeMap<>();
        for (Again job : jobs) {
            if (job.uniqueKey() != null) {
                wanted.putIfAbsent(job.uniqueKey(), job.id());
            }
        }
        Map<String, UUID> foreign = Keys.take(session, wanted);
        jobs.removeIf(job -> job.uniqueKey() != null
                && (foreign.containsKey(job.uniqueKey()) || !job.id().equals(wanted.get(job.uniqueKey()))));
        Tally tally = new Tally();
        jobs.forEach(job -> tally.add(job.queue(), job.status(), -1));
        tally.send(session);
        jobs.addAll(session.list(DUE_LATER, Again::future, Rows.of(ids)));
        return moveAgain(session, jobs, now);
    }

    private static List<UUID> moveAgain(Session session, List<Again> jobs, Instant now) throws SQLException {
        Map<String, Rows> ways = new TreeMap<>();
        Set<String> keys = new TreeSet<>();
        for (Again job : jobs) {
            ways.computeIfAbsent(job.way(), unused -> new Rows()).add(job.id(), Micros.of(now));
            if (job.serialKey() != null && job.linesUp()) {
                keys.add(job.serialKey());
            }
        }
        List<UUID> changed = new ArrayList<>();
        for (Map.Entry<String, Rows> way : ways.entrySet()) {
            Move move = AGAIN.get(way.getKey());
            if (move != null) {
                changed.addAll(move.ids(session, way.getValue()));
            }
        }
        Keys.admit(session, keys);
        return changed;
    }
}
