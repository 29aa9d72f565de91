package io.carillon.jdbc;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Instants and durations as the tables have them: whole microseconds, instants since 1970. */
final class Micros {
    private static final long SECOND = 1_000_000;
    private static final long FARTHEST = Long.MAX_VALUE / SECOND - 1;

    private Micros() {}

    /** An instant beyond what fits, some 290,000 years from now, counts as the farthest one. */
    static long of(Instant instant) {
        long seconds = instant.getEpochSecond();
        if (seconds > FARTHEST) {
            return Long.MAX_VALUE;
        }
        return seconds < -FARTHEST ? Long.MIN_VALUE : seconds * SECOND + instant.getNano() / 1_000;
    }

    static @Nullable Long ofNullable(@Nullable Instant instant) {
        return instant == null ? null : of(instant);
    }

    static @Nullable Long ofNullable(@Nullable Duration duration) {
        return duration == null ? null : duration.toNanos() / 1_000;
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, SECOND), Math.floorMod(micros, SECOND) * 1_000);
    }

    static Duration duration(long micros) {
        return Duration.ofSeconds(Math.floorDiv(micros, SECOND), Math.floorMod(micros, SECOND) * 1_000);
    }
}
