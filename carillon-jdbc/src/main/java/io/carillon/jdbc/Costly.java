package io.carillon.jdbc;

import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that may be seconds old. One that was small work is always asked for; one that was not is kept for so many
 * times as long as it took that asking never costs more than a twentieth of a processor. Thread-safe.
 */
final class Costly<T> {
    private static final long TIMES = 20;
    private static final long LONGEST_NANOS = 10_000_000_000L;

    private final Supplier<T> source;
    private final Predicate<T> isCostly;
    private @Nullable T kept;
    private long keptUntil;

    Costly(Supplier<T> source, Predicate<T> isCostly) {
        this.source = source;
        this.isCostly = isCostly;
    }

    synchronized T get() {
        T last = kept;
        if (last != null && System.nanoTime() - keptUntil < 0) {
            return last;
        }
        long begun = System.nanoTime();
        T fresh = source.get();
        long ended = System.nanoTime();
        kept = isCostly.test(fresh) ? fresh : null;
        keptUntil = ended + Math.min((ended - begun) * TIMES, LONGEST_NANOS);
        return fresh;
    }
}
