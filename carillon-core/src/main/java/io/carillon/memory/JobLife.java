package io.carillon.memory;

import io.carillon.Attempt;
import io.carillon.Failure;
import io.carillon.JobStatus;
import io.carillon.QueueConfig;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Enqueued;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.Settlement;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The moves of one job between its phases. A call that moved jobs ends with {@link JobTable#admitFirstInLine}. Guarded by
 * the store's lock.
 */
final class JobLife {
    private final JobTable jobs;
    private final MemoryQueues queues;
    private final Rules rules;

    JobLife(JobTable jobs, MemoryQueues queues, Rules rules) {
        this.jobs = jobs;
        this.queues = queues;
        this.rules = rules;
    }

    Rules rules() {
        return rules;
    }

    /** Stores a new job unless its id, its unique key or the size of its queue speaks against it, asked in this order. */
    Enqueued enqueue(NewJob element, Instant now, boolean bounded) {
        UUID id = element.spec().id();
        if (jobs.get(id) != null) {
            return new Enqueued(Enqueued.Outcome.CREATED, id);
        }
        UUID holder = jobs.uniqueHolder(element.spec().uniqueKey());
        if (holder != null && rules.isTaken(holder)) {
            return new Enqueued(Enqueued.Outcome.DUPLICATE, holder);
        }
        String queue = element.spec().queue();
        QueueConfig config = queues.config(queue);
        if (bounded && rules.isFull(config, jobs.waiting(queue))) {
            return new Enqueued(Enqueued.Outcome.QUEUE_FULL, id);
        }
        StoredJob job = new StoredJob(element);
        jobs.holdUniqueKey(job);
        jobs.add(job, waitingPhase(job, now));
        return new Enqueued(Enqueued.Outcome.CREATED, id);
    }

    /** Where a live job waits that no node holds. */
    private Phase waitingPhase(StoredJob job, Instant now) {
        if (job.due.isAfter(now)) {
            return Phase.FUTURE;
        }
        return jobs.isAdmitted(job) ? Phase.READY : Phase.BLOCKED;
    }

    /** A future job has become due. */
    void promote(StoredJob job, Instant now) {
        jobs.move(job, due -> due.phase = waitingPhase(due, now));
    }

    /** Hands a ready or parked job to a node. */
    ClaimedJob claim(StoredJob job, String node, Instant now) {
        jobs.move(job, claimed -> {
            claimed.phase = Phase.RUNNING;
            claimed.attempt++;
            claimed.fence = rules.nextFence(claimed.fence);
            claimed.node = node;
            claimed.startedAt = now;
            claimed.parkedFor = null;
        });
        return job.claimed();
    }

    /** Ends the running attempt of a job; the caller has compared the fence and sees to the follow-ups. */
    void settle(StoredJob job, Settlement end, Instant now) {
        Settlement.Outcome outcome = end.outcome();
        if (rules.endsCancelled(job, outcome)) {
            outcome = new Settlement.Cancelled(Failure.of("cancelled", String.valueOf(job.cancelReason)));
        }
        record(job, end, outcome);
        job.startedAt = end.startedAt();
        job.progress = end.progress() == null ? job.progress : end.progress();
        job.cancelReason = null;
        apply(job, outcome, end.endedAt(), now);
        freeKeys(job);
    }

    private void apply(StoredJob job, Settlement.Outcome outcome, Instant endedAt, Instant now) {
        int attempts = rules.attemptsAfter(outcome, job.attempt);
        switch (outcome) {
            case Settlement.Completed completed -> {
                job.result = completed.result();
                finish(job, JobStatus.COMPLETED, null, endedAt);
            }
            case Settlement.Failed failed -> finish(job, JobStatus.FAILED, failed.error(), endedAt);
            case Settlement.Cancelled cancelled -> finish(job, JobStatus.CANCELLED, cancelled.error(), endedAt);
            case Settlement.Retry retry -> {
                job.error = retry.error();
                waitAgain(job, retry.due(), attempts, now);
            }
            case Settlement.Released released -> {
                job.crashes += released.crash() == Settlement.Crash.NONE ? 0 : 1;
                job.strikes += released.crash() == Settlement.Crash.PROVEN ? 1 : 0;
                waitAgain(job, released.due(), attempts, now);
            }
            case Settlement.Parked parked ->
                jobs.move(job, parking -> {
                    parking.phase = Phase.PARKED;
                    parking.attempt = attempts;
                    parking.parkedFor = parked.reason();
                });
        }
    }

    private void waitAgain(StoredJob job, Instant due, int attempts, Instant now) {
        jobs.move(job, waiting -> {
            waiting.due = due;
            waiting.attempt = attempts;
            waiting.phase = waitingPhase(waiting, now);
        });
    }

    private void finish(StoredJob job, JobStatus status, @Nullable Failure error, Instant at) {
        jobs.move(job, ending -> {
            ending.phase = Phase.FINISHED;
            ending.end = status;
            ending.error = error;
            ending.completedAt = at;
            ending.parkedFor = null;
        });
    }

    /** Gives back the keys that a job may not keep in its phase. */
    private void freeKeys(StoredJob job) {
        if (!rules.keepsUniqueKey(job.phase)) {
            jobs.freeUniqueKey(job);
        }
        if (!rules.keepsSerialKey(job.phase)) {
            jobs.freeSerialKey(job);
        }
    }

    /** Leaves a record of an attempt that did not complete its job; a parked job was never tried. */
    private static void record(StoredJob job, Settlement end, Settlement.Outcome outcome) {
        switch (outcome) {
            case Settlement.Retry retry -> remember(job, end, "retrying", retry.error());
            case Settlement.Failed failed -> remember(job, end, "failed", failed.error());
            case Settlement.Cancelled cancelled -> remember(job, end, "cancelled", cancelled.error());
            case Settlement.Released released -> {
                boolean crashed = released.crash() != Settlement.Crash.NONE;
                Failure why = Failure.of(crashed ? "crash" : "released", released.why());
                remember(job, end, crashed ? "crashed" : "released", why);
            }
            case Settlement.Completed completed -> {}
            case Settlement.Parked parked -> {}
        }
    }

    private static void remember(StoredJob job, Settlement end, String outcome, Failure error) {
        job.remember(new Attempt(
                job.attempt, job.fence, String.valueOf(job.node), end.startedAt(), end.endedAt(), outcome, error));
    }

    /** Ends a waiting job, or flags a running one for its node; false when there is nothing to do. */
    boolean cancel(StoredJob job, String reason, Instant now) {
        switch (job.phase) {
            case FINISHED -> {
                return false;
            }
            case RUNNING -> {
                if (job.cancelReason != null) {
                    return false;
                }
                job.cancelReason = reason;
            }
            case READY, FUTURE, BLOCKED, PARKED -> {
                job.startedAt = null;
                finish(job, JobStatus.CANCELLED, Failure.of("cancelled", reason), now);
                freeKeys(job);
            }
        }
        return true;
    }

    /** Makes a failed, cancelled or later retrying job due now; false when it stays as it is. */
    boolean retry(StoredJob job, Instant now) {
        boolean waits = job.phase == Phase.FUTURE && job.status() == JobStatus.RETRYING;
        boolean ended = job.phase == Phase.FINISHED && job.end != JobStatus.COMPLETED;
        boolean free = !rules.isTaken(jobs.uniqueHolder(job.spec.uniqueKey()));
        if (!waits && !(ended && free)) {
            return false;
        }
        jobs.holdUniqueKey(job);
        jobs.move(job, again -> {
            again.due = now;
            again.end = null;
            again.completedAt = null;
            again.phase = waitingPhase(again, now);
        });
        return true;
    }

    /** Forgets a finished job with all it left; false when it still lives. */
    boolean delete(StoredJob job) {
        if (job.phase != Phase.FINISHED) {
            return false;
        }
        jobs.remove(job);
        return true;
    }
}
