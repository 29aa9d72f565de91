package io.carillon.jdbc;

import io.carillon.Fire;
import io.carillon.spi.JobStore.Enqueued;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.ScheduleStore.Fired;
import io.carillon.spi.ScheduleStore.Step;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Moves schedules on, all steps of a call in one transaction: lock those that still stand where the caller saw them
 * (what somebody else holds right now is lost to him), cancel, enqueue all jobs together, record, move. A step ahead of
 * its time whose jobs are refused is neither recorded nor moved.
 */
final class FireSchedules {
    private static final Sql WIN = Sql.of("fire.win", """
            select s.name from {e: name text, version bigint} cross join carillon_schedule s
            where {s.name is e.name} and s.version = e.version {lock s skip}
            """);

    private static final Sql LIVE = Sql.of("fire.live", """
            select id from carillon_ready where schedule = ?
            union all select id from carillon_future where schedule = ?
            union all select id from carillon_blocked where schedule = ?
            union all select id from carillon_running where schedule = ? and cancel is null
            """);

    private static final Sql RECORD = Sql.of("fire.record", """
            insert into carillon_fire (schedule, instant, last, count, outcome, reason, job_id, decided_at)
            select e.schedule, e.instant, e.last, e.count, e.outcome, e.reason, e.job_id, e.decided_at
            from {e: schedule text, instant bigint, last bigint, count bigint, outcome text, reason text, job_id uuid,
                decided_at bigint}
            where true
            on conflict (schedule, instant) do update set last = excluded.last, count = excluded.count,
                outcome = excluded.outcome, reason = excluded.reason, job_id = excluded.job_id,
                decided_at = excluded.decided_at
            """);

    private static final Sql MOVE = Sql.of("fire.move", """
            update carillon_schedule set next = e.next, due = e.due, version = carillon_schedule.version + 1,
                last_fire = coalesce(e.last_fire, carillon_schedule.last_fire),
                last_job = coalesce(e.last_job, carillon_schedule.last_job),
                runs = carillon_schedule.runs + e.ran
            from {e: name text, ran bigint, next bigint, due bigint, last_fire bigint, last_job uuid}
            where {carillon_schedule.name is e.name}
            """);

    private record Instance(String schedule, Instant instant) {}

    private final Session session;
    private final List<Step> steps;
    private final Instant now;
    private final Map<Instance, Fire> records = new LinkedHashMap<>();
    private final Rows moves = new Rows();

    FireSchedules(Session session, List<Step> steps, Instant now) {
        this.session = session;
        this.steps = steps;
        this.now = now;
    }

    List<Fired> fire() throws SQLException {
        Set<Step> won = win();
        Map<Step, List<UUID>> cancelled = new LinkedHashMap<>();
        List<NewJob> jobs = new ArrayList<>();
        for (Step step : won) {
            cancelled.put(step, step.cancelPrevious() ? cancelLive(step.name()) : List.of());
            jobs.addAll(step.jobs());
        }
        List<Enqueued> answers = jobs.isEmpty() ? List.of() : EnqueueJobs.carefully(session, jobs, now, true);
        Map<Step, Fired> fired = new LinkedHashMap<>();
        int from = 0;
        for (Step step : won) {
            int to = from + step.jobs().size();
            fired.put(step, move(step, answers.subList(from, to), cancelled.getOrDefault(step, List.of())));
            from = to;
        }
        Rows rows = new Rows(records.size());
        records.values().forEach(record -> add(rows, record));
        session.updateIfAny(RECORD, rows);
        session.updateIfAny(MOVE, moves);
        Fired lost = new Fired(Fired.Outcome.LOST, List.of(), List.of());
        List<Fired> outcomes = new ArrayList<>(steps.size());
        for (Step step : steps) {
            Fired outcome = fired.remove(step);
            outcomes.add(outcome == null ? lost : outcome);
        }
        return outcomes;
    }

    /** The steps whose schedule is still at their version, in their order; the first of several for one schedule. */
    private Set<Step> win() throws SQLException {
        Map<String, Step> sorted = new TreeMap<>();
        steps.forEach(step -> sorted.putIfAbsent(step.name(), step));
        Rows rows = new Rows(sorted.size());
        sorted.values().forEach(step -> rows.add(step.name(), step.version()));
        Set<String> names = new HashSet<>(session.list(WIN, Row::text, rows));
        Set<Step> won = new LinkedHashSet<>();
        for (Step step : steps) {
            if (names.remove(step.name())) {
                won.add(step);
            }
        }
        return won;
    }

    private List<UUID> cancelLive(String schedule) throws SQLException {
        List<UUID> live = session.list(LIVE, Row::id, schedule, schedule, schedule, schedule);
        return live.isEmpty()
                ? List.of()
                : ChangeJobs.cancel(session, live, "the next run of schedule '" + schedule + "' took its place", now);
    }

    private Fired move(Step step, List<Enqueued> answers, List<UUID> cancelled) {
        List<UUID> created = new ArrayList<>();
        Enqueued refused = null;
        for (Enqueued answer : answers) {
            if (answer.outcome() == Enqueued.Outcome.CREATED) {
                created.add(answer.id());
            } else if (refused == null) {
                refused = answer;
            }
        }
        boolean skipped = refused != null && created.isEmpty();
        if (skipped && step.isAhead(now)) {
            return new Fired(Fired.Outcome.EARLY, List.of(), List.of());
        }
        for (Fire record : step.records()) {
            records.put(
                    new Instance(record.schedule(), record.instant()),
                    refined(record, created, skipped ? refused : null));
        }
        Instant decided = step.records().stream()
                .map(Fire::last)
                .max(Comparator.naturalOrder())
                .orElse(null);
        moves.add(
                step.name(),
                created.isEmpty() ? 0L : 1L,
                Micros.ofNullable(step.next()),
                Micros.ofNullable(step.due()),
                Micros.ofNullable(decided),
                created.isEmpty() ? null : created.getFirst());
        return new Fired(skipped ? Fired.Outcome.SKIPPED : Fired.Outcome.FIRED, created, cancelled);
    }

    /** The record of the instant that fires, with what the enqueue made of it. */
    private static Fire refined(Fire record, List<UUID> created, @Nullable Enqueued refused) {
        if (record.outcome() != Fire.Outcome.FIRED) {
            return record;
        }
        if (refused != null) {
            return refused.outcome() == Enqueued.Outcome.QUEUE_FULL
                    ? record.skipped("its queue was full", null)
                    : record.skipped("job " + refused.id() + " was still live", refused.id());
        }
        UUID first = created.isEmpty() ? record.jobId() : created.getFirst();
        return Fire.fired(record.schedule(), record.instant(), first, record.decidedAt());
    }

    private static void add(Rows rows, Fire record) {
        rows.add(
                record.schedule(),
                Micros.of(record.instant()),
                Micros.of(record.last()),
                record.count(),
                record.outcome().name().toLowerCase(Locale.ROOT),
                record.reason(),
                record.jobId(),
                Micros.of(record.decidedAt()));
    }
}
