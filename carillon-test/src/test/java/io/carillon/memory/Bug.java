package io.carillon.memory;

import io.carillon.spi.JobStore;
import io.carillon.spi.ScheduleStore;
import io.carillon.spi.Store;
import io.carillon.spi.Store.Logs;
import io.carillon.spi.Store.Nodes;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Ways to get a store wrong, each with the part of the conformance kit that must notice. */
public enum Bug {
    SETTLE_IGNORES_THE_FENCE("Fencing", new BrokenRules.SettleIgnoresTheFence()),
    FINISHED_JOBS_SETTLE_AGAIN("Fencing", new BrokenRules.FinishedJobsSettleAgain()),
    FENCE_DOES_NOT_GROW("Claiming", new BrokenRules.FenceDoesNotGrow()),
    FENCE_LEAVES_GAPS("Claiming", new BrokenRules.FenceLeavesGaps()),
    CLAIM_FORGETS_THE_LEASE("Claiming", new BrokenRules.ClaimForgetsTheLease()),
    CLAIM_FORGETS_DRAINING("Claiming", new BrokenRules.ClaimForgetsDraining()),
    CLAIM_IGNORES_THE_PAUSE("Claiming", new BrokenRules.ClaimIgnoresThePause()),
    CLAIM_IGNORES_PRIORITY("Claiming", new BrokenRules.ClaimIgnoresPriority()),
    LIMIT_OFF_BY_ONE("Claiming", new BrokenRules.LimitOffByOne()),
    LIMIT_IGNORED("Claiming", new BrokenRules.LimitIgnored()),
    SERIAL_KEY_LEAVES_EARLY("ClaimingFuture", new BrokenRules.SerialKeyLeavesEarly()),
    LIMIT_LEAVES_EARLY("ClaimingFuture", new BrokenRules.LimitLeavesEarly()),
    MAX_SIZE_IGNORES_FUTURE_JOBS("Enqueuing", new BrokenRules.MaxSizeIgnoresFutureJobs()),
    MAX_SIZE_COUNTS_RUNNING_JOBS("Enqueuing", new BrokenRules.MaxSizeCountsRunningJobs()),
    MAX_SIZE_OFF_BY_ONE("Enqueuing", new BrokenRules.MaxSizeOffByOne()),
    UNIQUE_KEY_FREED_ON_RETRY("UniqueKeys", new BrokenRules.UniqueKeyFreedOnRetry()),
    UNIQUE_KEY_NOT_FREED_AT_THE_END("UniqueKeys", new BrokenRules.UniqueKeyNotFreedAtTheEnd()),
    UNIQUE_KEY_IGNORED("UniqueKeys", new BrokenRules.UniqueKeyIgnored()),
    SERIAL_KEY_ADMITS_TWO("SerialKeys", new BrokenRules.SerialKeyAdmitsTwo()),
    SERIAL_KEY_FREED_ON_RETRY("SerialKeys", new BrokenRules.SerialKeyFreedOnRetry()),
    RELEASED_COUNTS_THE_ATTEMPT("Settling", new BrokenRules.ReleasedCountsTheAttempt()),
    RETRY_REVIVES_A_CANCELLED_JOB("Settling", new BrokenRules.RetryRevivesACancelledJob()),
    ORPHANS_IGNORES_REMOVED_NODES("Rescuing", new BrokenRules.OrphansIgnoresRemovedNodes()),
    ORPHANS_OF_THE_LIVING("Rescuing", new BrokenRules.OrphansOfTheLiving()),
    KEEP_ALIVE_RENEWS_AN_ENDED_LEASE("NodesAndQueues", new BrokenRules.KeepAliveRenewsAnEndedLease()),
    FIRE_IGNORES_THE_VERSION("Firing", new BrokenRules.FireIgnoresTheVersion()),
    PUT_FORGETS_NEXT("Schedules", new BrokenRules.PutForgetsNext()),
    PUT_IGNORES_THE_EXPECTATION("LocksAndRecords", new BrokenRules.PutIgnoresTheExpectation()),
    LOCK_TOKEN_DOES_NOT_GROW("LocksAndRecords", new BrokenRules.LockTokenDoesNotGrow()),

    PROMOTE_DROPS_AT_THE_LIMIT("Promoting", JobStore.class, "promote", BrokenOperations::promoteAndDrop),
    PROMOTE_LOSES_TIES("Promoting", JobStore.class, "promote", BrokenOperations::promoteAndLoseTies),
    FIRE_SKIPS_WHAT_IS_TOO_EARLY("Firing", ScheduleStore.class, "fire", BrokenOperations::fireTooEarly),
    FIRE_ENQUEUES_TWICE("Firing", ScheduleStore.class, "fire", BrokenOperations::fireTwice),
    CANCEL_FORGETS_RUNNING("Changing", Nodes.class, "keepAlive", BrokenOperations::beatWithoutCancels),
    SETTLE_FORGETS_FOLLOW_UPS("Settling", JobStore.class, "settle", BrokenOperations::settleAlone),
    CHECKPOINT_IGNORES_THE_FENCE("Fencing", JobStore.class, "checkpoint", BrokenOperations::checkpointAnyFence),
    LOG_APPEND_DUPLICATES("LogsAndSignals", Logs.class, "append", BrokenOperations::appendTwice),
    PRUNE_IGNORES_ITS_BOUND("Finding", JobStore.class, "prune", BrokenOperations::pruneEverything),
    FIND_HAS_ALWAYS_A_NEXT("Finding", JobStore.class, "find", BrokenOperations::findWithNext),

    // Right for one thread, wrong for two: only the storms can tell.
    CLAIM_HANDS_A_JOB_TO_TWO("Storms", Races::claimTwice),
    LIMIT_CHECKED_BEFORE_THE_CLAIM("Storms", Races::limitCheckedBefore),
    SIZE_CHECKED_BEFORE_THE_ENQUEUE("Storms", Races::sizeCheckedBefore),
    UNIQUE_KEY_CHECKED_BEFORE_THE_ENQUEUE("Storms", Races::keyCheckedBefore),
    FENCE_CHECKED_BEFORE_THE_SETTLE("Storms", Races::fenceCheckedBefore),
    VERSION_CHECKED_BEFORE_THE_FIRE("Storms", Races::versionCheckedBefore);

    private final String part;
    private final Supplier<Store> store;

    Bug(String part, Supplier<Store> store) {
        this.part = part;
        this.store = store;
    }

    Bug(String part, Rules broken) {
        this(part, () -> new InMemoryStore(InstantSource.system(), Runnable::run, broken));
    }

    Bug(String part, Class<?> of, String operation, Tampered.Operation instead) {
        this(part, () -> Tampered.store(new InMemoryStore(), of, operation, instead));
    }

    /** Name of the nested class of the kit that must fail. */
    public String part() {
        return part;
    }

    /** Whether only two threads that meet show it. */
    public boolean isRace() {
        return part.equals("Storms");
    }

    /** An empty store with this bug. */
    public Store open() {
        return store.get();
    }
}
