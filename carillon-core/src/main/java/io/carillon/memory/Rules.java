package io.carillon.memory;

import io.carillon.Node;
import io.carillon.Queue;
import io.carillon.QueueConfig;
import io.carillon.spi.ScheduleStore;
import io.carillon.spi.Settlement;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Every yes or no of the store in one place: what may be claimed, what is stale, what is full, when a key is free. The
 * rest of the package moves data about and asks here. Stateless.
 *
 * <p>The conformance kit is proven by breaking one rule at a time, which is why they can be overridden.
 */
class Rules {
    /** Only a live, active node gets jobs. */
    boolean mayClaim(@Nullable Node node, Instant now) {
        return node != null && node.isAlive(now) && node.state() == Node.State.ACTIVE;
    }

    /** Jobs leave a queue by priority, then due, then id. */
    Comparator<StoredJob> claimOrder() {
        return Comparator.<StoredJob>comparingInt(job -> -job.spec.priority()).thenComparing(StoredJob.BY_DUE);
    }

    /** Nothing leaves a paused queue. */
    boolean isOpen(@Nullable Queue queue, Instant now) {
        return queue == null || !queue.isPaused(now);
    }

    /** How many more jobs of a queue the cluster may run when {@code running} of them do. */
    int room(QueueConfig config, int running) {
        Integer limit = config.limit();
        return limit == null ? Integer.MAX_VALUE : Math.max(0, limit - running);
    }

    /** Whether a future job may be claimed before it is due: one that nothing will count or admit first. */
    boolean mayLeaveEarly(StoredJob job, QueueConfig config) {
        return job.spec.serialKey() == null && config.limit() == null;
    }

    /** Which phases count towards a queue's {@code maxSize}: live jobs that do not run. */
    boolean isWaiting(Phase phase) {
        return phase != Phase.RUNNING && phase != Phase.FINISHED;
    }

    /** Whether a queue takes no more jobs when {@code waiting} wait in it. */
    boolean isFull(QueueConfig config, int waiting) {
        Integer maxSize = config.maxSize();
        return maxSize != null && waiting >= maxSize;
    }

    /** Whether the claim with this fence is the one that holds the job. */
    boolean holds(StoredJob job, long fence) {
        return job.phase == Phase.RUNNING && job.fence == fence;
    }

    /** The fence of the next claim. */
    long nextFence(long fence) {
        return fence + 1;
    }

    /** The attempts that count once the running one has ended so. */
    int attemptsAfter(Settlement.Outcome end, int attempt) {
        boolean uncounted = end instanceof Settlement.Released || end instanceof Settlement.Parked;
        return uncounted ? attempt - 1 : attempt;
    }

    /** A cancel that came while the job ran holds even when the attempt ends so that the job would wait again. */
    boolean endsCancelled(StoredJob job, Settlement.Outcome end) {
        return job.cancelReason != null
                && (end instanceof Settlement.Retry
                        || end instanceof Settlement.Released
                        || end instanceof Settlement.Parked);
    }

    /** Whether a live job has the unique key. */
    boolean isTaken(@Nullable UUID holder) {
        return holder != null;
    }

    /** A unique key belongs to its job from enqueue to the end, retries included. */
    boolean keepsUniqueKey(Phase phase) {
        return phase != Phase.FINISHED;
    }

    /** A serial key belongs to its job from admission to the end, retries included, so that the order holds. */
    boolean keepsSerialKey(Phase phase) {
        return phase != Phase.FINISHED;
    }

    /** Whether a serial key is free. */
    boolean admits(@Nullable UUID holder) {
        return holder == null;
    }

    /** A running job is nobody's when its node is gone or its lease has ended. */
    boolean isOrphaned(@Nullable Node node, Instant now) {
        return node == null || !node.isAlive(now);
    }

    /** A lease that has ended is not renewed. */
    boolean mayRenew(@Nullable Node node, Instant now) {
        return node != null && node.isAlive(now);
    }

    /** Whether a schedule still stands where the caller saw it. */
    boolean mayFire(ScheduleStore.@Nullable Entry entry, long version) {
        return entry != null && entry.version() == version;
    }

    /** A schedule goes on from where it was unless its rule changed or it was switched on again. */
    boolean keepsNext(ScheduleStore.Entry old, ScheduleStore.Entry put) {
        return old.rule().equals(put.rule()) && (old.enabled() || !put.enabled());
    }

    /** Compares a version with an expectation: null for any, 0 for none there. */
    boolean isExpected(@Nullable Long expected, long version) {
        return expected == null || expected == version;
    }

    /** The token of a lock that is taken; a renewal keeps the old one. */
    long nextToken(long token) {
        return token + 1;
    }
}
