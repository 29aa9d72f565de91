package io.carillon;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of an instant of a schedule, or of a run of instants that were all missed. Every instant of a schedule
 * has exactly one such record.
 *
 * @param schedule name of the schedule
 * @param instant the instant; the first of a run
 * @param last the last instant of a run; equal to {@code instant} otherwise
 * @param count instants in the run, 1 otherwise
 * @param outcome what happened
 * @param reason why it was missed or skipped; null when it fired
 * @param jobId the job it made (the first of several on every node), or the live job that made it be skipped; else null
 * @param decidedAt when this was decided; less {@code instant} it says how late. What fires in time is decided up to half
 *     a second before, so that its job is there when it is due
 */
public record Fire(
        String schedule,
        Instant instant,
        Instant last,
        long count,
        Outcome outcome,
        @Nullable String reason,
        @Nullable UUID jobId,
        Instant decidedAt) {
    /** What became of an instant. */
    public enum Outcome {
        /** Made its job or jobs. */
        FIRED,
        /** Passed while nobody could fire it, and the misfire policy did not make up for it. */
        MISSED,
        /** Came in time but was left out: the last run was still going, the queue was full. */
        SKIPPED
    }

    /** An instant that makes its jobs. */
    public static Fire fired(String schedule, Instant instant, @Nullable UUID jobId, Instant now) {
        return new Fire(schedule, instant, instant, 1, Outcome.FIRED, null, jobId, now);
    }

    /** A run of instants that passed unfired. */
    public static Fire missed(String schedule, Instant first, Instant last, long count, String reason, Instant now) {
        return new Fire(schedule, first, last, count, Outcome.MISSED, reason, null, now);
    }

    /** This instant, left out after all. */
    public Fire skipped(String why, @Nullable UUID liveJob) {
        return new Fire(schedule, instant, last, count, Outcome.SKIPPED, why, liveJob, decidedAt);
    }
}
