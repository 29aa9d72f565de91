package io.carillon.internal;

import io.carillon.spi.Store;
import java.time.Duration;
import java.time.Instant;

/** What every part of the engine works with. Thread-safe. */
record Env(Settings settings, Handlers handlers, ClusterClock clock, Events events, Herald herald) {
    Store store() {
        return settings.store();
    }

    Runtime runtime() {
        return settings.runtime();
    }

    Settings.Timing timing() {
        return settings.timing();
    }

    /**
     * How often those who wait for due jobs and schedules look for themselves. A node that claims asks for both in each
     * scan, so that they need not.
     */
    Duration lookout() {
        Duration scans = timing().scanInterval().multipliedBy(2);
        Duration lease = timing().lease();
        return settings.workers() && scans.compareTo(lease) < 0 ? lease : scans;
    }

    /** Time as the cluster sees it. */
    Instant now() {
        return clock.instant();
    }

    /** The monotonic clock. */
    long nanos() {
        return settings.runtime().nanoTime();
    }

    /** From now until a reading of the monotonic clock; zero when it has passed. */
    Duration until(long nanos) {
        return Duration.ofNanos(Math.max(0, nanos - nanos()));
    }

    /** From now until an instant; zero when it has passed. */
    Duration until(Instant instant) {
        Duration left = Duration.between(now(), instant);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
