package io.carillon.jdbc;

import static io.carillon.jdbc.PostgresCopy.Type.BIGINT;
import static io.carillon.jdbc.PostgresCopy.Type.INTEGER;
import static io.carillon.jdbc.PostgresCopy.Type.SMALLINT;
import static io.carillon.jdbc.PostgresCopy.Type.TEXT;
import static io.carillon.jdbc.PostgresCopy.Type.UUID;

import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.StoreException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Stores many plain jobs of one phase at once, on PostgreSQL: copies them in and then looks whether one of them is in
 * another phase. The ids of a call are made in a row, so that one look between the least and the greatest says for all of
 * them that nobody has them; only if somebody has one in between is each looked up and taken back where it was stored
 * before. The look is a statement after the copy, because a copy waits for whoever stores or claims one of its ids.
 */
final class BulkEnqueue {
    /** Fewer cost less by one statement than by the four round trips of this. */
    private static final int LEAST = 50;

    private static final List<PostgresCopy.Type> ASKED = List.of(
            UUID, BIGINT, BIGINT, INTEGER, SMALLINT, TEXT, TEXT, TEXT, TEXT, BIGINT, TEXT, TEXT, TEXT, TEXT, BIGINT,
            TEXT);

    /**
     * Also makes the transaction fail rather than wait for long: while the server waits for a lock it does not read, and a copy
     * that nobody reads is not bounded by the time a statement may take.
     */
    private static final Sql ANY_BOUNDED =
            Sql.of("enqueue.any-bounded", """
            select q.name from (select set_config('lock_timeout', '%d', true) as patience) p
            left join carillon_queue q on {q.name among text} and q.max_size is not null
            where p.patience is not null limit 1
            """.formatted(SharedEnqueue.PATIENCE.toMillis()));

    private static final Map<String, PostgresCopy> COPY = eachPhase(phase -> new PostgresCopy(
            "enqueue." + phase + ".copied", "copy carillon_" + phase + " ({asked}) from stdin (format binary)", ASKED));

    private static final Map<String, Sql> NEIGHBOURS = eachPhase(BulkEnqueue::neighbours);

    private BulkEnqueue() {}

    private static <T> Map<String, T> eachPhase(Function<String, T> of) {
        return List.of("ready", "future").stream().collect(Collectors.toUnmodifiableMap(phase -> phase, of));
    }

    private static Sql neighbours(String phase) {
        String others = Selection.PHASES.stream()
                .filter(other -> !other.equals(phase))
                .map("(select 1 from carillon_%s j where j.id between e.low and e.high limit 1)"::formatted)
                .collect(Collectors.joining(", "));
        return Sql.of(
                "enqueue." + phase + ".neighbours",
                "select 1 from {one e: low uuid, high uuid} where coalesce(%s) = 1".formatted(others));
    }

    /** Whether these jobs, all of them plain, may go this way. */
    static boolean isFor(List<NewJob> jobs, Instant now) {
        return jobs.size() >= LEAST
                && (jobs.stream().allMatch(job -> job.due().isAfter(now))
                        || jobs.stream().noneMatch(job -> job.due().isAfter(now)));
    }

    /**
     * Stores the jobs in a transaction.
     *
     * @return whether all are stored now; if not, another way has to decide
     */
    static boolean store(Database database, List<NewJob> jobs, Instant now) {
        String phase = jobs.getFirst().due().isAfter(now) ? "future" : "ready";
        try {
            return database.write(
                    session -> session.canCopy() && !isAnyBounded(session, jobs) && copy(session, phase, jobs));
        } catch (StoreException e) {
            if (Faults.isSomebodyElses(e)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean isAnyBounded(Session session, List<NewJob> jobs) throws SQLException {
        SortedSet<String> queues = new TreeSet<>();
        jobs.forEach(job -> queues.add(job.spec().queue()));
        return session.list(ANY_BOUNDED, Row::optionalText, Rows.of(queues)).getFirst() != null;
    }

    private static boolean copy(Session session, String phase, List<NewJob> jobs) throws SQLException {
        Rows rows = new Rows(jobs.size());
        jobs.forEach(job -> JobRow.add(rows, job));
        Objects.requireNonNull(COPY.get(phase), phase).send(session, rows);
        List<UUID> ids = jobs.stream().map(job -> job.spec().id()).toList();
        Rows ends = new Rows(1);
        ends.add(Collections.min(ids, Ids.ORDER), Collections.max(ids, Ids.ORDER));
        Sql neighbours = Objects.requireNonNull(NEIGHBOURS.get(phase), phase);
        return session.list(neighbours, Row::integer, ends).isEmpty()
                || EnqueueJobs.takeBack(session, phase, ids).isEmpty();
    }
}
