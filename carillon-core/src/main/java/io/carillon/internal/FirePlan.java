package io.carillon.internal;

import io.carillon.Fire;
import io.carillon.ScheduleDefinition;
import io.carillon.ScheduleDefinition.Misfire;
import io.carillon.ScheduleDefinition.Overlap;
import io.carillon.internal.Definitions.Plan;
import io.carillon.schedule.Schedule;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.ScheduleStore.Entry;
import io.carillon.spi.ScheduleStore.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a schedule does now: a pure function of schedule and time.
 *
 * <p>An instant that is late by no more than the grace fires as if in time; several such fire one after the other, one a
 * step. What is later than that follows the misfire policy:
 *
 * <pre>
 *                  later than the grace: a b c          within the grace: d e
 *   fire once      missed a-c, since d stands for them  fires d, then e
 *                  (without d, e: missed a-b, fires c)
 *   skip           missed a-c                           fires d, then e
 *   catch up       fires a, then b, then c              fires d, then e
 * </pre>
 *
 * Overlap is no decision at all: keys in the jobs let the store hold it, see {@link JobSpecs}.
 */
final class FirePlan {
    /** Instants looked at in one step; a longer absence of a quick schedule takes several. */
    static final int MOST_WALKED = 100_000;

    /** How long before its time an instant is decided, so that what has to be written is written when it is due. */
    static final Duration AHEAD = Duration.ofMillis(500);

    private final Duration grace;
    private final JobSpecs specs;

    FirePlan(Duration grace, JobSpecs specs) {
        this.grace = grace;
        this.specs = specs;
    }

    /**
     * From when on a schedule's next step can be taken: somewhat before it is due, or when it is due if what is live then
     * decides what happens. Never before half of the time since the last instant is over: its job would be in the way.
     */
    Instant opens(Entry entry, Plan plan, Instant due) {
        ScheduleDefinition definition = plan.definition();
        if (isExhausted(entry, plan)) {
            return Instant.EPOCH;
        }
        if (!definition.unique() || definition.overlap() == Overlap.CANCEL_PREVIOUS) {
            return due;
        }
        Instant last = entry.lastFire();
        Duration half = last == null ? AHEAD : Duration.between(last, due).dividedBy(2);
        Duration ahead = half.compareTo(AHEAD) < 0 ? half : AHEAD;
        return ahead.isNegative() ? due : due.minus(ahead);
    }

    /** The instants a step decides: a run of missed ones, then at most one that fires. */
    private static final class Walk {
        private @Nullable Instant firstMissed;
        private @Nullable Instant lastMissed;
        private long missed;
        private @Nullable Instant fires;
        private @Nullable Instant next;

        void miss(Instant instant) {
            firstMissed = firstMissed == null ? instant : firstMissed;
            lastMissed = instant;
            missed++;
        }
    }

    /**
     * The step to take now, which may be ahead of its time (see {@link #opens}).
     *
     * @param nodes where a schedule for every node is to run
     * @return null when nothing is due, nor open
     */
    @Nullable Step step(Entry entry, Plan plan, Instant now, List<String> nodes) {
        if (isExhausted(entry, plan)) {
            return new Step(entry.name(), entry.version(), null, null, List.of(), List.of(), false);
        }
        Instant at = timeOf(entry, plan, now);
        Walk walk = walk(entry, plan, at);
        if (walk.missed == 0 && walk.fires == null) {
            return null;
        }
        List<Fire> records = new ArrayList<>();
        if (walk.firstMissed != null && walk.lastMissed != null) {
            String reason = "no node could fire it within " + grace.toSeconds() + " s of its time; misfire policy "
                    + plan.definition().misfire().label();
            records.add(Fire.missed(entry.name(), walk.firstMissed, walk.lastMissed, walk.missed, reason, now));
        }
        List<NewJob> jobs = List.of();
        if (walk.fires != null) {
            jobs = jobs(plan, walk.fires, at, now, nodes);
            Fire fired = Fire.fired(entry.name(), walk.fires, null, now);
            records.add(jobs.isEmpty() ? fired.skipped("no live node could run it", null) : fired);
        }
        boolean cancel = !jobs.isEmpty() && plan.definition().overlap() == Overlap.CANCEL_PREVIOUS;
        Instant due = walk.next == null ? null : plan.schedule().jittered(walk.next, entry.name());
        return new Step(entry.name(), entry.version(), walk.next, due, records, jobs, cancel);
    }

    /** Now, or when the next instant is due if that is somewhat later. */
    private Instant timeOf(Entry entry, Plan plan, Instant now) {
        Instant due = entry.due();
        boolean ahead =
                due != null && due.isAfter(now) && !opens(entry, plan, due).isAfter(now);
        return due != null && ahead ? due : now;
    }

    private static boolean isExhausted(Entry entry, Plan plan) {
        return entry.runs() >= plan.schedule().maxRuns().orElse(Integer.MAX_VALUE);
    }

    private Walk walk(Entry entry, Plan plan, Instant now) {
        Walk walk = new Walk();
        Schedule schedule = plan.schedule();
        Misfire misfire = plan.definition().misfire();
        Instant lastInTime = now.minus(grace);
        Instant instant = entry.next();
        Instant due = entry.due();
        Instant beforeLast = null;
        int walked = 0;
        while (instant != null && due != null && !due.isAfter(now)) {
            Instant following = schedule.next(instant);
            if (misfire == Misfire.CATCH_UP || !due.isBefore(lastInTime)) {
                walk.fires = instant;
                walk.next = following;
                return walk;
            }
            beforeLast = walk.lastMissed;
            walk.miss(instant);
            instant = following;
            due = instant == null ? null : schedule.jittered(instant, entry.name());
            if (++walked == MOST_WALKED) {
                walk.next = instant;
                return walk;
            }
        }
        walk.next = instant;
        if (misfire == Misfire.FIRE_ONCE && walk.missed > 0) {
            walk.fires = walk.lastMissed;
            walk.lastMissed = beforeLast;
            walk.missed--;
        }
        return walk;
    }

    private List<NewJob> jobs(Plan plan, Instant instant, Instant due, Instant now, List<String> nodes) {
        if (plan.definition().unique()) {
            return List.of(specs.fired(plan, instant, due, now));
        }
        return nodes.stream()
                .map(node -> specs.firedOn(node, plan, instant, due, now))
                .toList();
    }
}
