package io.carillon;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler that knows when another attempt makes sense (a server said {@code Retry-After}). The attempt
 * counts as failed; its retry policy still decides whether there is another one, only the delay comes from here.
 *
 * <p>To wait without using up an attempt, see {@link TaskContext#snooze}.
 */
public final class RetryAfter extends RuntimeException {
    /** What some server says must not put a job off for ever. */
    private static final Duration LONGEST = Duration.ofDays(366);

    private final Duration delay;

    /**
     * @param delay how long to wait before the next attempt; zero or more, what is above 366 days counts as 366 days
     * @throws InvalidValueException when {@code delay} is negative
     */
    public RetryAfter(Duration delay, String message) {
        this(delay, message, null);
    }

    /** As the other constructor, with what led to it; null for nothing. */
    public RetryAfter(Duration delay, String message, @Nullable Throwable cause) {
        super(message, cause);
        if (Objects.requireNonNull(delay, "delay").isNegative()) {
            throw new InvalidValueException("delay", "zero or more", delay);
        }
        this.delay = delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
    }

    /** How long to wait before the next attempt. */
    public Duration delay() {
        return delay;
    }
}
