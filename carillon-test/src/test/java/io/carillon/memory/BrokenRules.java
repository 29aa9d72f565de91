package io.carillon.memory;

import io.carillon.Node;
import io.carillon.Queue;
import io.carillon.QueueConfig;
import io.carillon.spi.ScheduleStore;
import io.carillon.spi.Settlement;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/** The rules of the store, each broken in one way that somebody could have written. */
final class BrokenRules {
    private BrokenRules() {}

    static final class SettleIgnoresTheFence extends Rules {
        @Override
        boolean holds(StoredJob job, long fence) {
            return job.phase == Phase.RUNNING;
        }
    }

    static final class FinishedJobsSettleAgain extends Rules {
        @Override
        boolean holds(StoredJob job, long fence) {
            return job.fence == fence && job.fence > 0;
        }
    }

    static final class FenceDoesNotGrow extends Rules {
        @Override
        long nextFence(long fence) {
            return 1;
        }
    }

    static final class FenceLeavesGaps extends Rules {
        @Override
        long nextFence(long fence) {
            return fence + 2;
        }
    }

    static final class ClaimForgetsTheLease extends Rules {
        @Override
        boolean mayClaim(Node node, Instant now) {
            return node != null && node.state() == Node.State.ACTIVE;
        }
    }

    static final class ClaimForgetsDraining extends Rules {
        @Override
        boolean mayClaim(Node node, Instant now) {
            return node != null && node.isAlive(now);
        }
    }

    static final class ClaimIgnoresThePause extends Rules {
        @Override
        boolean isOpen(Queue queue, Instant now) {
            return true;
        }
    }

    static final class ClaimIgnoresPriority extends Rules {
        @Override
        Comparator<StoredJob> claimOrder() {
            return StoredJob.BY_DUE;
        }
    }

    static final class LimitOffByOne extends Rules {
        @Override
        int room(QueueConfig config, int running) {
            return config.limit() == null ? Integer.MAX_VALUE : config.limit() - running + 1;
        }
    }

    static final class LimitIgnored extends Rules {
        @Override
        int room(QueueConfig config, int running) {
            return Integer.MAX_VALUE;
        }
    }

    static final class MaxSizeIgnoresFutureJobs extends Rules {
        @Override
        boolean isWaiting(Phase phase) {
            return super.isWaiting(phase) && phase != Phase.FUTURE;
        }
    }

    static final class MaxSizeCountsRunningJobs extends Rules {
        @Override
        boolean isWaiting(Phase phase) {
            return phase != Phase.FINISHED;
        }
    }

    static final class MaxSizeOffByOne extends Rules {
        @Override
        boolean isFull(QueueConfig config, int waiting) {
            return config.maxSize() != null && waiting > config.maxSize();
        }
    }

    static final class SerialKeyLeavesEarly extends Rules {
        @Override
        boolean mayLeaveEarly(StoredJob job, QueueConfig config) {
            return config.limit() == null;
        }
    }

    static final class LimitLeavesEarly extends Rules {
        @Override
        boolean mayLeaveEarly(StoredJob job, QueueConfig config) {
            return job.spec.serialKey() == null;
        }
    }

    static final class MaxSizeIgnored extends Rules {
        @Override
        boolean isFull(QueueConfig config, int waiting) {
            return false;
        }
    }

    static final class UniqueKeyFreedOnRetry extends Rules {
        @Override
        boolean keepsUniqueKey(Phase phase) {
            return phase != Phase.FINISHED && phase != Phase.FUTURE;
        }
    }

    static final class UniqueKeyNotFreedAtTheEnd extends Rules {
        @Override
        boolean keepsUniqueKey(Phase phase) {
            return true;
        }
    }

    static final class UniqueKeyIgnored extends Rules {
        @Override
        boolean isTaken(UUID holder) {
            return false;
        }
    }

    static final class SerialKeyAdmitsTwo extends Rules {
        @Override
        boolean admits(UUID holder) {
            return true;
        }
    }

    static final class SerialKeyFreedOnRetry extends Rules {
        @Override
        boolean keepsSerialKey(Phase phase) {
            return phase != Phase.FINISHED && phase != Phase.FUTURE;
        }
    }

    static final class ReleasedCountsTheAttempt extends Rules {
        @Override
        int attemptsAfter(Settlement.Outcome end, int attempt) {
            return attempt;
        }
    }

    static final class RetryRevivesACancelledJob extends Rules {
        @Override
        boolean endsCancelled(StoredJob job, Settlement.Outcome end) {
            return false;
        }
    }

    static final class OrphansIgnoresRemovedNodes extends Rules {
        @Override
        boolean isOrphaned(Node node, Instant now) {
            return node != null && !node.isAlive(now);
        }
    }

    static final class OrphansOfTheLiving extends Rules {
        @Override
        boolean isOrphaned(Node node, Instant now) {
            return true;
        }
    }

    static final class KeepAliveRenewsAnEndedLease extends Rules {
        @Override
        boolean mayRenew(Node node, Instant now) {
            return node != null;
        }
    }

    static final class FireIgnoresTheVersion extends Rules {
        @Override
        boolean mayFire(ScheduleStore.Entry entry, long version) {
            return true;
        }
    }

    static final class PutForgetsNext extends Rules {
        @Override
        boolean keepsNext(ScheduleStore.Entry old, ScheduleStore.Entry put) {
            return false;
        }
    }

    static final class PutIgnoresTheExpectation extends Rules {
        @Override
        boolean isExpected(Long expected, long version) {
            return true;
        }
    }

    static final class LockTokenDoesNotGrow extends Rules {
        @Override
        long nextToken(long token) {
            return 1;
        }
    }
}
