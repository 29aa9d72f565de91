package io.carillon.jdbc;

import io.carillon.Failure;
import io.carillon.JobStatus;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.Settlement;
import io.carillon.spi.Settlement.Outcome;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Records the ends of attempts, whatever they are, in one transaction: lock and compare the fence, move the rows kind by
 * kind, then records, counts and keys. Most jobs end the quick way, {@link CompleteJobs}, and do not come here.
 */
final class SettleJobs {
    private static final Sql HOLDS = Sql.of("settle.holds", """
            select j.id, j.fence, j.attempt, j.node, j.queue, j.unique_key, j.serial_key, j.cancel
            from {e: id uuid, fence bigint} cross join carillon_running j
            where {j.id is e.id} and j.fence = e.fence
            {lock j}
            """);

    private static final Move FINISH = Move.of("settle.finish", "running", "finished", """
                    id uuid, started_at bigint, percent bigint, message text, error text, completed_at bigint, status text,
                    result text""")
            .changing("started_at = e.started_at; " + CompleteJobs.PROGRESS + "; error = e.error")
            .adding("completed_at", "e.completed_at")
            .adding("status", "e.status")
            .adding("result", "e.result")
            .build();

    private static final Move PARK = Move.of(
                    "settle.park",
                    "running",
                    "blocked",
                    "id uuid, started_at bigint, percent bigint, message text, parked_for text")
            .changing("attempt = j.attempt - 1; started_at = e.started_at; " + CompleteJobs.PROGRESS)
            .adding("parked_for", "e.parked_for")
            .build();

    private static final Move WAIT_READY = waiting("ready");
    private static final Move WAIT_FUTURE = waiting("future");

    private static final Sql RECORD = Sql.of("settle.record", """
            insert into carillon_attempt (job_id, fence, attempt, node, started_at, ended_at, outcome, error)
            select e.job_id, e.fence, e.attempt, e.node, e.started_at, e.ended_at, e.outcome, e.error
            from {e: job_id uuid, fence bigint, attempt bigint, node text, started_at bigint, ended_at bigint,
                outcome text, error text}
            where true on conflict (job_id, fence) do nothing
            """);

    private static final int MOST_ATTEMPTS = 100;

    /** Every attempt has a fence of its own, each one more than the last. */
    private static final Sql FORGET_OLD = Sql.of("settle.forget", """
            delete from carillon_attempt where {job_id among uuid} and fence <= (
                select max(a.fence) - %d from carillon_attempt a where a.job_id = carillon_attempt.job_id)
            """.formatted(MOST_ATTEMPTS));

    /** A running job whose fence the caller knows. */
    private record Held(
            Hold hold,
            int attempt,
            String node,
            String queue,
            @Nullable String uniqueKey,
            @Nullable String serialKey,
            @Nullable String cancel) {
        static Held read(Row row) throws SQLException {
            return new Held(
                    Hold.read(row),
                    row.integer(),
                    row.text(),
                    row.text(),
                    row.optionalText(),
                    row.optionalText(),
                    row.optionalText());
        }
    }

    private final Rows finish = new Rows();
    private final Rows ready = new Rows();
    private final Rows future = new Rows();
    private final Rows park = new Rows();
    private final Rows records = new Rows();
    private final Rows oldRecords = new Rows();
    private final Tally tally = new Tally();
    private final Keys.Ended keys = new Keys.Ended();
    private final List<NewJob> followUps = new ArrayList<>();

    private SettleJobs() {}

    private static Move waiting(String phase) {
        return Move.of("settle." + phase, "running", phase, """
                        id uuid, due bigint, counted bigint, crash bigint, strike bigint, started_at bigint, percent bigint,
                        message text, error text""")
                .changing("due = e.due; attempt = j.attempt - 1 + e.counted; crashes = j.crashes + e.crash; "
                        + "strikes = j.strikes + e.strike; started_at = e.started_at; " + CompleteJobs.PROGRESS
                        + "; error = coalesce(e.error, j.error)")
                .build();
    }

    /** The careful way, inside a transaction; answers the claims it ended. */
    static Set<Hold> carefully(Session session, List<Settlement> ends, Instant now) throws SQLException {
        Map<Hold, Settlement> first =
                new TreeMap<>(Comparator.comparing(Hold::id, Ids.ORDER).thenComparing(Hold::fence));
        ends.forEach(end -> first.putIfAbsent(Hold.of(end), end));
        Rows claims = new Rows(first.size());
        first.keySet().forEach(hold -> claims.add(hold.id(), hold.fence()));
        SettleJobs flush = new SettleJobs();
        Set<Hold> held = new HashSet<>();
        for (Held job : session.list(HOLDS, Held::read, claims)) {
            Settlement end = first.get(job.hold());
            if (end != null && held.add(job.hold())) {
                flush.add(job, end, now);
            }
        }
        for (Settlement end : ends) {
            Hold hold = Hold.of(end);
            if (held.contains(hold) && end.equals(first.get(hold))) {
                flush.followUps.addAll(end.followUps());
            }
        }
        flush.send(session, now);
        return held;
    }

    private void add(Held job, Settlement end, Instant now) {
        Outcome outcome = job.cancel() != null && waitsAgain(end.outcome())
                ? new Settlement.Cancelled(Failure.of("cancelled", job.cancel()))
                : end.outcome();
        switch (outcome) {
            case Settlement.Completed completed -> finish(job, end, JobStatus.COMPLETED, null, completed.result());
            case Settlement.Failed failed -> {
                record(job, end, "failed", failed.error());
                finish(job, end, JobStatus.FAILED, failed.error(), null);
            }
            case Settlement.Cancelled cancelled -> {
                record(job, end, "cancelled", cancelled.error());
                finish(job, end, JobStatus.CANCELLED, cancelled.error(), null);
            }
            case Settlement.Retry retry -> {
                record(job, end, "retrying", retry.error());
                waitAgain(end, retry.due(), now, Settlement.Crash.NONE, retry.error());
            }
            case Settlement.Released released -> {
                boolean crashed = released.crash() != Settlement.Crash.NONE;
                Failure why = Failure.of(crashed ? "crash" : "released", released.why());
                record(job, end, crashed ? "crashed" : "released", why);
                waitAgain(end, released.due(), now, released.crash(), null);
            }
            case Settlement.Parked parked ->
                park.add(
                        end.id(),
                        Micros.of(end.startedAt()),
                        CompleteJobs.percent(end),
                        CompleteJobs.message(end),
                        parked.reason());
        }
    }

    private static boolean waitsAgain(Outcome outcome) {
        return outcome instanceof Settlement.Retry
                || outcome instanceof Settlement.Released
                || outcome instanceof Settlement.Parked;
    }

    private void finish(Held job, Settlement end, JobStatus status, @Nullable Failure error, @Nullable String result) {
        finish.add(
                end.id(),
                Micros.of(end.startedAt()),
                CompleteJobs.percent(end),
                CompleteJobs.message(end),
                Json.failure(error),
                Micros.of(end.endedAt()),
                status.label(),
                result);
        tally.add(job.queue(), status.label(), 1);
        keys.add(end.id(), job.uniqueKey(), job.serialKey());
    }

    /** @param error of a failed attempt, which counts; null for a hand-back, which does not */
    private void waitAgain(Settlement end, Instant due, Instant now, Settlement.Crash crash, @Nullable Failure error) {
        Rows rows = due.isAfter(now) ? future : ready;
        rows.add(
                end.id(),
                Micros.of(due),
                error == null ? 0L : 1L,
                crash == Settlement.Crash.NONE ? 0L : 1L,
                crash == Settlement.Crash.PROVEN ? 1L : 0L,
                Micros.of(end.startedAt()),
                CompleteJobs.percent(end),
                CompleteJobs.message(end),
                Json.failure(error));
    }

    private void record(Held job, Settlement end, String outcome, Failure error) {
        records.add(
                end.id(),
                end.fence(),
                (long) job.attempt(),
                job.node(),
                Micros.of(end.startedAt()),
                Micros.of(end.endedAt()),
                outcome,
                Json.failure(error));
        if (end.fence() > MOST_ATTEMPTS) {
            oldRecords.add(end.id());
        }
    }

    private void send(Session session, Instant now) throws SQLException {
        FINISH.run(session, finish);
        WAIT_READY.run(session, ready);
        WAIT_FUTURE.run(session, future);
        PARK.run(session, park);
        session.updateIfAny(RECORD, records);
        session.updateIfAny(FORGET_OLD, oldRecords);
        tally.send(session);
        keys.send(session);
        if (!followUps.isEmpty()) {
            EnqueueJobs.carefully(session, followUps, now, false);
        }
    }
}
