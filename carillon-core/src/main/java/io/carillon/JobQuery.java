package io.carillon;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Selects jobs; criteria that are set must all hold. Immutable; every method returns a changed copy. Jobs come newest
 * first, that is by descending id.
 *
 * @param ids only these; empty for any
 * @param statuses any of these; empty for all
 * @param queue name; null for any
 * @param task name; null for any
 * @param schedule name; null for any
 * @param uniqueKey key; null for any
 * @param after cursor: only jobs with a smaller id; null for the start
 * @param limit most jobs to return, 1-1,000
 */
public record JobQuery(
        List<UUID> ids,
        Set<JobStatus> statuses,
        @Nullable String queue,
        @Nullable String task,
        @Nullable String schedule,
        @Nullable String uniqueKey,
        @Nullable UUID after,
        int limit) {
    /** Every job, 100 at a time. */
    public static final JobQuery ALL = new JobQuery(List.of(), Set.of(), null, null, null, null, null, 100);

    public JobQuery {
        ids = List.copyOf(ids);
        statuses = Set.copyOf(statuses);
        if (limit < 1 || limit > 1_000) {
            throw new InvalidValueException("limit", "1-1000", limit);
        }
    }

    /** Only this job. */
    public JobQuery id(UUID id) {
        return new JobQuery(List.of(id), statuses, queue, task, schedule, uniqueKey, after, limit);
    }

    /** Only these jobs; empty for any. */
    public JobQuery ids(List<UUID> ids) {
        return new JobQuery(ids, statuses, queue, task, schedule, uniqueKey, after, limit);
    }

    /** In any of these statuses. Replaces those said before. */
    public JobQuery status(JobStatus first, JobStatus... more) {
        return new JobQuery(ids, EnumSet.of(first, more), queue, task, schedule, uniqueKey, after, limit);
    }

    /** In this queue; null for any. */
    public JobQuery queue(@Nullable String queue) {
        return new JobQuery(ids, statuses, queue, task, schedule, uniqueKey, after, limit);
    }

    /** Of this task; null for any. */
    public JobQuery task(@Nullable String task) {
        return new JobQuery(ids, statuses, queue, task, schedule, uniqueKey, after, limit);
    }

    /** Made by this schedule; null for any. */
    public JobQuery schedule(@Nullable String schedule) {
        return new JobQuery(ids, statuses, queue, task, schedule, uniqueKey, after, limit);
    }

    /** With this unique key; null for any. */
    public JobQuery uniqueKey(@Nullable String uniqueKey) {
        return new JobQuery(ids, statuses, queue, task, schedule, uniqueKey, after, limit);
    }

    /** At most so many, 1-1,000; 100 if never said. */
    public JobQuery limit(int limit) {
        return new JobQuery(ids, statuses, queue, task, schedule, uniqueKey, after, limit);
    }

    /**
     * Continues after a {@link Page#next()}.
     *
     * @param cursor null for the start
     * @throws InvalidValueException when it is no cursor
     */
    public JobQuery after(@Nullable String cursor) {
        UUID from = null;
        if (cursor != null) {
            try {
                from = UUID.fromString(cursor);
            } catch (IllegalArgumentException e) {
                throw new InvalidValueException("cursor", "the 'next' of an earlier page", cursor);
            }
        }
        return new JobQuery(ids, statuses, queue, task, schedule, uniqueKey, from, limit);
    }
}
