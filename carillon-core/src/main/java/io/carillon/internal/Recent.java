package io.carillon.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that may be a second old. One caller reads it anew, and callers who come meanwhile wait for that one's answer:
 * a hundred viewers cost the store one statement a second. Thread-safe.
 */
final class Recent<T> {
    private static final long KEPT_NANOS = 1_000_000_000L;

    private final LongSupplier nanos;
    private final Supplier<T> source;
    private final AtomicLong generation = new AtomicLong();
    private volatile @Nullable Dated<T> last;

    /** @param nanos a monotonic clock */
    Recent(LongSupplier nanos, Supplier<T> source) {
        this.nanos = nanos;
        this.source = source;
    }

    T get() {
        Dated<T> known = last;
        return known != null && isRecent(known) ? known.value : read();
    }

    /** Lets the next {@link #get} read anew. */
    void invalidate() {
        generation.incrementAndGet();
    }

    private synchronized T read() {
        Dated<T> known = last;
        if (known != null && isRecent(known)) {
            return known.value;
        }
        // Dated before it is read, so that what changes during the read does not count as seen.
        long at = nanos.getAsLong();
        long begun = generation.get();
        T value = source.get();
        last = new Dated<>(value, at, begun);
        return value;
    }

    private boolean isRecent(Dated<T> value) {
        return value.generation == generation.get() && nanos.getAsLong() - value.at < KEPT_NANOS;
    }

    private record Dated<T>(T value, long at, long generation) {}
}
