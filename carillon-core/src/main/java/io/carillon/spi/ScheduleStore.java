package io.carillon.spi;

import io.carillon.Fire;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Schedules and what became of their instants. Firing is a compare-and-set on the schedule's version together with the
 * enqueue of its jobs: no leader, no lock, no double fire.
 *
 * <p>All methods may be called by many threads and processes at once; each is atomic per element.
 */
public interface ScheduleStore {
    /**
     * A stored schedule.
     *
     * @param name unique
     * @param definition JSON text the engine wrote, opaque to stores
     * @param rule fingerprint of what decides the fire times; while it stays the same, so does the next fire
     * @param enabled whether it fires
     * @param next next nominal instant; null when it is exhausted
     * @param due when that instant is to be fired, jitter included; null with {@code next}
     * @param lastFire last nominal instant that was decided; null before the first
     * @param lastJob job of the last fire; null before the first
     * @param runs instants fired so far
     * @param createdAt when it was first put
     * @param version from 1, grows with each put and fire; a name that is removed and put again never repeats one
     */
    record Entry(
            String name,
            String definition,
            String rule,
            boolean enabled,
            @Nullable Instant next,
            @Nullable Instant due,
            @Nullable Instant lastFire,
            @Nullable UUID lastJob,
            long runs,
            Instant createdAt,
            long version) {}

    /**
     * Creates or replaces a schedule by name. When one exists with the same rule, it keeps next, due, last fire, runs
     * and creation; with another rule, or when it becomes enabled again, next and due are the new ones and the rest is
     * kept, the last job included. The version of {@code entry} is ignored, and of a replacing one also last fire, last
     * job, runs and creation.
     *
     * @param expectedVersion null: whatever is there; 0: only when none is there; otherwise only at this version
     * @return the entry as stored; null when the expectation failed
     */
    @Nullable Entry put(Entry entry, @Nullable Long expectedVersion);

    /** Removes a schedule; its fire records stay until they are pruned. False when there is none. */
    boolean delete(String name);

    /**
     * Reads entries by name, in order of name.
     *
     * @param names only these; empty for all
     * @param after only names after this one; null for the start
     */
    List<Entry> list(List<String> names, @Nullable String after, int limit);

    /** The enabled entries that are due next, in order of due and name, whether or not they are due yet. */
    List<Entry> due(int limit);

    /**
     * One step of a schedule.
     *
     * @param name of the schedule
     * @param version the caller decided by; another one makes the element lost
     * @param next next nominal instant from here; null when exhausted
     * @param due of {@code next}
     * @param records what to record; at most one of outcome {@code FIRED}, the one that {@code jobs} stand for
     * @param jobs to enqueue; empty when nothing fires
     * @param cancelPrevious whether other live jobs of the schedule are cancelled in the same step
     */
    record Step(
            String name,
            long version,
            @Nullable Instant next,
            @Nullable Instant due,
            List<Fire> records,
            List<JobStore.NewJob> jobs,
            boolean cancelPrevious) {
        public Step {
            records = List.copyOf(records);
            jobs = List.copyOf(jobs);
        }

        /** Whether it is taken before its time, so that its jobs are there when they are due; one that cancels never is. */
        public boolean isAhead(Instant now) {
            return !cancelPrevious && jobs.stream().anyMatch(job -> job.due().isAfter(now));
        }
    }

    /**
     * What became of a step.
     *
     * @param outcome fired; skipped (moved on, but its jobs were duplicates or the queue was full, and the record says
     *     so); lost (somebody else moved the schedule; nothing was done); early (the step is ahead of its time and its jobs
     *     would be refused now, but perhaps no longer when they are due; nothing was done)
     * @param created jobs made
     * @param cancelled jobs flagged or ended by {@code cancelPrevious}
     */
    record Fired(Outcome outcome, List<UUID> created, List<UUID> cancelled) {
        /** What became of it. */
        public enum Outcome {
            FIRED,
            SKIPPED,
            LOST,
            EARLY
        }
    }

    /**
     * Moves schedules on, all in one commit an element: cancels the previous jobs where that is asked, enqueues the jobs
     * as {@link JobStore#enqueue} does, writes the records, sets next, due and last fire (the last instant of the
     * records), and, when at least one job was created, raises {@code runs} and sets last job to the first created. A
     * step that fires nothing is {@code FIRED} when it took effect.
     *
     * <p>The record of outcome {@code FIRED} names the first created job; when jobs were given and none was created it
     * is stored as {@code SKIPPED} with the reason, and with the live job when it was a duplicate. A record replaces an
     * earlier one of the same instant.
     */
    List<Fired> fire(List<Step> steps, Instant now);

    /**
     * Reads fire records of a schedule, latest instant first.
     *
     * @param before only instants before this one; null for the latest
     */
    List<Fire> fires(String schedule, @Nullable Instant before, int limit);

    /** Forgets at most {@code limit} fire records decided before {@code before}; says how many. */
    int pruneFires(Instant before, int limit);
}
