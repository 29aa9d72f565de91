package io.carillon.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that may be a little old. One caller reads it anew, and callers who come meanwhile wait for that one's answer:
 * a hundred viewers cost the store no more than one. Thread-safe.
 */
final class Recent<T> {
    private static final long SECOND = 1_000_000_000L;

    /** A value is kept for this many times as long as reading it took: a twentieth of the time goes into reading. */
    private static final int COST_FACTOR = 20;

    private final LongSupplier nanos;
    private final Supplier<T> source;
    private final boolean whileCheap;
    private final AtomicLong generation = new AtomicLong();
    private volatile @Nullable Dated<T> last;

    private Recent(LongSupplier nanos, Supplier<T> source, boolean whileCheap) {
        this.nanos = nanos;
        this.source = source;
        this.whileCheap = whileCheap;
    }

    /**
     * Up to a second old.
     *
     * @param nanos a monotonic clock
     */
    static <T> Recent<T> second(LongSupplier nanos, Supplier<T> source) {
        return new Recent<>(nanos, source, false);
    }

    /** The younger the cheaper it is to read: twenty times as old as that takes, at most a second. */
    static <T> Recent<T> whileCheap(LongSupplier nanos, Supplier<T> source) {
        return new Recent<>(nanos, source, true);
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
        long kept = whileCheap ? Math.min(SECOND, (nanos.getAsLong() - at) * COST_FACTOR) : SECOND;
        last = new Dated<>(value, at, kept, begun);
        return value;
    }

    private boolean isRecent(Dated<T> value) {
        return value.generation == generation.get() && nanos.getAsLong() - value.at < value.kept;
    }

    private record Dated<T>(T value, long at, long kept, long generation) {}
}
