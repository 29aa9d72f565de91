package io.carillon.spi;

import io.carillon.Failure;
import io.carillon.Job;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The end of one attempt, to be recorded if its fence still holds. All of an element is applied in one commit, or none.
 *
 * @param id the job
 * @param fence of the claim that ends
 * @param startedAt when the handler began; for an attempt that never began, when it was claimed
 * @param endedAt when it ended; the job's completion when it ends with it
 * @param outcome what came of it
 * @param progress last reported progress; null leaves what is stored
 * @param followUps jobs to enqueue in the same commit, in the order of the call, after all jobs that end in it have given
 *     up their keys, past any bound of their queue; one whose unique key is held is left out; usually empty
 */
public record Settlement(
        UUID id,
        long fence,
        Instant startedAt,
        Instant endedAt,
        Outcome outcome,
        Job.@Nullable Progress progress,
        List<JobStore.NewJob> followUps) {
    public Settlement {
        followUps = List.copyOf(followUps);
    }

    /** The closed set of ends. */
    public sealed interface Outcome {}

    /** Ended well; leaves no attempt record, the job itself is it. @param result JSON text; null for none */
    public record Completed(@Nullable String result) implements Outcome {}

    /** Failed and is tried again at {@code due}; its record says {@code retrying}. */
    public record Retry(Instant due, Failure error) implements Outcome {}

    /** Failed for good. */
    public record Failed(Failure error) implements Outcome {}

    /** Ended because somebody asked for it. */
    public record Cancelled(Failure error) implements Outcome {}

    /**
     * Handed back; the attempt is not counted and its number is used again. Its record says {@code released}, or {@code
     * crashed} after a crash, with a failure of type {@code released} or {@code crash} whose message is {@code why}; the
     * job's own error stays as it was.
     *
     * @param due when it may run again
     * @param why for the job's history: {@code shutdown}, {@code snoozed}, {@code crashed}, {@code suspect}
     * @param crash whether the node died under it
     */
    public record Released(Instant due, String why, Crash crash) implements Outcome {}

    /**
     * No handler for the task on the claiming node. The job waits, pending, until a node that has one claims it with
     * {@link JobStore.Demand#tasks()}; the attempt is not counted and leaves no record. Its due stays as it was.
     *
     * @param reason shown as what the job waits for
     */
    public record Parked(String reason) implements Outcome {}

    /** What the death of a node says about a job that ran there. */
    public enum Crash {
        /** No crash. */
        NONE,
        /** The node died; which of its jobs is to blame is unknown. Adds to crashes. */
        SUSPECT,
        /** The node died while this was the only suspect on it. Adds to crashes and strikes. */
        PROVEN
    }

    /** An end without progress and follow-ups. */
    public static Settlement of(ClaimedJob job, Instant startedAt, Instant endedAt, Outcome outcome) {
        return new Settlement(job.spec().id(), job.fence(), startedAt, endedAt, outcome, null, List.of());
    }
}
