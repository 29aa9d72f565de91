package io.carillon.test;

import io.carillon.spi.Store;
import org.junit.jupiter.api.Nested;

/**
 * What a store is: one that passes this. A store's own test extends it and says how to open one:
 *
 * <pre>{@code
 * class MyStoreTest extends StoreConformance {
 *     protected Store open() {
 *         return new MyStore(freshDatabase());
 *     }
 * }
 * }</pre>
 *
 * Nothing here sleeps. Time is what the tests say it is; only signals are waited for, with a bound. The tests with many
 * threads draw from a seed that a failure prints; {@code -Dcarillon.kit.seed=N} runs it again.
 */
public abstract class StoreConformance {
    /** A store without anything in it, migrated; the test closes it. */
    protected abstract Store open();

    /**
     * A second view of what the last {@link #open} gave, as another process would have it; the test closes it. A store
     * that cannot have one answers the same.
     */
    protected Store reopen(Store first) {
        return first;
    }

    /**
     * How many operations each of the random tests does; 4,000 unless overridden. A store that needs a millisecond for
     * each had better take less.
     */
    protected int operations() {
        return 4_000;
    }

    @Nested
    class Enqueuing extends EnqueueConformance {
        Enqueuing() {
            super(StoreConformance.this);
        }
    }

    @Nested
    class Claiming extends ClaimConformance {
        Claiming() {
            super(StoreConformance.this);
        }
    }

    @Nested
    class ClaimingFuture extends ClaimFutureConformance {
        ClaimingFuture() {
            super(StoreConformance.this);
        }
    }

    @Nested
    class Settling extends SettleConformance {
        Settling() {
            super(StoreConformance.this);
        }
    }

    @Nested
    class Fencing extends FenceConformance {
        Fencing() {
            super(StoreConformance.this);
        }
    }

    @Nested
    class UniqueKeys extends UniqueKeyConformance {
        UniqueKeys() {
            super(StoreConformance.this);
        }
    }

    @Nested
    class SerialKeys extends SerialKeyConformance {
        SerialKeys() {
            super(StoreConformance.this);
        }
    }

    @Nested
    class Promoting extends PromoteConformance {
        Promoting() {
            super(StoreConformance.this);
        }
    }

    @Nested
    class Rescuing extends RescueConformance {
        Rescuing() {
            super(StoreConformance.this);
        }
    }

    @Nested
    class Changing extends ChangeConformance {
        Changing() {
            super(StoreConformance.this);
        }
    }

    @Nested
    class Finding extends FindConformance {
        Finding() {
            super(StoreConformance.this);
        }
    }

    @Nested
    class Schedules extends ScheduleConformance {
        Schedules() {
            super(StoreConformance.this);
        }
    }

    @Nested
    class Firing extends FireConformance {
        Firing() {
            super(StoreConformance.this);
        }
    }

    @Nested
    class NodesAndQueues extends NodeConformance {
        NodesAndQueues() {
            super(StoreConformance.this);
        }
    }

    @Nested
    class LocksAndRecords extends RecordConformance {
        LocksAndRecords() {
            super(StoreConformance.this);
        }
    }

    @Nested
    class LogsAndSignals extends LogConformance {
        LogsAndSignals() {
            super(StoreConformance.this);
        }
    }

    @Nested
    class TwoViews extends ViewConformance {
        TwoViews() {
            super(StoreConformance.this);
        }
    }

    @Nested
    class AgainstTheSpecification extends TwinConformance {
        AgainstTheSpecification() {
            super(StoreConformance.this);
        }
    }

    @Nested
    class Storms extends StormConformance {
        Storms() {
            super(StoreConformance.this);
        }
    }
}
