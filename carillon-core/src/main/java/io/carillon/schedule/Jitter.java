package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Spreads fires over time by a hash of name and instant, the same on every node and after every restart. */
final class Jitter {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Jitter() {}

    /** {@code nominal} plus whole milliseconds below {@code jitter}, and before {@code next} if there is one. */
    static Instant apply(Instant nominal, String name, Duration jitter, @Nullable Instant next) {
        Duration room = jitter;
        if (next != null && Duration.between(nominal, next).compareTo(room) < 0) {
            room = Duration.between(nominal, next);
        }
        // Rounded up, so that a room of 1.5 ms has the two places 0 and 1.
        long places = room.plusNanos(999_999).toMillis();
        if (places <= 1) {
            return nominal;
        }
        return nominal.plusMillis(Math.unsignedMultiplyHigh(hash(nominal, name), places));
    }

    /** FNV-1a over the name and the instant, then mixed so that neighbouring seconds do not give neighbouring hashes. */
    private static long hash(Instant nominal, String name) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * FNV_PRIME;
        }
        hash = (hash ^ nominal.getEpochSecond()) * FNV_PRIME;
        hash = (hash ^ nominal.getNano()) * FNV_PRIME;
        hash = (hash ^ hash >>> 32) * 0xd6e8feb86659fd93L;
        hash = (hash ^ hash >>> 32) * 0xd6e8feb86659fd93L;
        return hash ^ hash >>> 32;
    }
}
