package io.carillon.internal;

import io.carillon.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Time as the cluster sees it: the store's clock, carried on by this machine's monotonic clock.
 *
 * <p>The wall clock of the machine plays no part between two measurements, so that somebody setting it moves neither
 * leases nor due times. A laptop's sleep stops the monotonic clock instead; both show as the two clocks of the machine
 * drifting apart, and then it is time to measure again.
 *
 * <p>Thread-safe.
 */
final class ClusterClock implements InstantSource {
    private static final Duration MEASURE_EVERY = Duration.ofMinutes(1);
    private static final Duration MOST_DRIFT = Duration.ofMillis(500);
    private static final int SAMPLES = 3;

    private final Runtime runtime;
    private volatile Anchor anchor;

    /** Where cluster time, monotonic clock and wall clock were at one moment, in microseconds and nanoseconds. */
    private record Anchor(long micros, long nanos, Instant wall, boolean measured) {}

    ClusterClock(Runtime runtime) {
        this.runtime = runtime;
        Instant wall = runtime.now();
        this.anchor = new Anchor(micros(wall), runtime.nanoTime(), wall, false);
    }

    /** Now, in whole microseconds: what every store keeps exactly. */
    @Override
    public Instant instant() {
        return instant(anchor, runtime.nanoTime());
    }

    private static Instant instant(Anchor anchor, long nanos) {
        long micros = anchor.micros + (nanos - anchor.nanos) / 1_000;
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    }

    /** Whether the last measurement is old, or the machine's two clocks have drifted apart since. */
    boolean isDue() {
        Anchor a = anchor;
        Duration monotonic = Duration.ofNanos(runtime.nanoTime() - a.nanos);
        Duration drift =
                Duration.between(a.wall, runtime.now()).minus(monotonic).abs();
        return !a.measured || monotonic.compareTo(MEASURE_EVERY) >= 0 || drift.compareTo(MOST_DRIFT) > 0;
    }

    /**
     * Asks the store for the time, a few times, and believes the quickest answer. As long as the present time may be
     * right it is kept, so that time does not go back by the length of a message.
     *
     * @return how far this machine's wall clock is ahead of the cluster's
     */
    Duration measure(Store store) {
        Sample best = sample(store);
        for (int i = 1; i < SAMPLES; i++) {
            Sample next = sample(store);
            best = next.trip < best.trip ? next : best;
        }
        long present = micros(instant(anchor, best.nanos));
        boolean mayBeRight = anchor.measured && Math.abs(present - best.micros) <= best.trip / 1_000 + 1_000;
        anchor = new Anchor(mayBeRight ? present : best.micros, best.nanos, best.wall, true);
        return Duration.ofNanos(1_000 * (micros(best.wall) - best.micros));
    }

    /** What the store's clock showed, the middle of the call by this machine's clocks, and how long the call took. */
    private record Sample(long micros, long nanos, Instant wall, long trip) {}

    private Sample sample(Store store) {
        long before = runtime.nanoTime();
        Instant answer = store.now();
        long trip = runtime.nanoTime() - before;
        return new Sample(micros(answer), before + trip / 2, runtime.now().minusNanos(trip / 2), trip);
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }
}
