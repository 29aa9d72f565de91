package io.carillon;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Options of a queue. Immutable; every method returns a changed copy. A queue that nobody configured has
 * {@link #DEFAULT}.
 */
public final class QueueConfig {
    /** No bound, no limit; timeout and retries as the scheduler's defaults say. */
    public static final QueueConfig DEFAULT = new QueueConfig(null, null, null, null, RetryPolicy.INHERIT);

    private final @Nullable Integer maxSize;
    private final @Nullable Integer workers;
    private final @Nullable Integer limit;
    private final @Nullable Duration timeout;
    private final RetryPolicy retry;

    private QueueConfig(
            @Nullable Integer maxSize,
            @Nullable Integer workers,
            @Nullable Integer limit,
            @Nullable Duration timeout,
            RetryPolicy retry) {
        this.maxSize = maxSize;
        this.workers = workers;
        this.limit = limit;
        this.timeout = timeout;
        this.retry = retry;
    }

    /** @param maxSize most live jobs that do not run yet, at least 1; null for no bound */
    public QueueConfig maxSize(@Nullable Integer maxSize) {
        return new QueueConfig(requirePositive("max_size", maxSize), workers, limit, timeout, retry);
    }

    /** @param workers most jobs of this queue that one node runs at once, at least 1; null for the node's own maximum */
    public QueueConfig workers(@Nullable Integer workers) {
        return new QueueConfig(maxSize, requirePositive("workers", workers), limit, timeout, retry);
    }

    /** @param limit most jobs of this queue that the whole cluster runs at once, at least 1; null for no limit */
    public QueueConfig limit(@Nullable Integer limit) {
        return new QueueConfig(maxSize, workers, requirePositive("limit", limit), timeout, retry);
    }

    /** @param timeout longest run of one attempt, 1 ms to 366 days; null for the scheduler's default */
    public QueueConfig timeout(@Nullable Duration timeout) {
        if (timeout != null
                && (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofDays(366)) > 0)) {
            throw new InvalidValueException("timeout", "1 ms to 366 days", timeout);
        }
        return new QueueConfig(maxSize, workers, limit, timeout, retry);
    }

    /** @param retry policy without rules about errors; what it leaves open comes from the scheduler's default */
    public QueueConfig retry(RetryPolicy retry) {
        retry.text();
        return new QueueConfig(maxSize, workers, limit, timeout, retry);
    }

    /** Most live jobs that do not run yet; null: no bound. */
    public @Nullable Integer maxSize() {
        return maxSize;
    }

    /** Most jobs of this queue that one node runs at once; null: the node's own maximum. */
    public @Nullable Integer workers() {
        return workers;
    }

    /** Most jobs of this queue that the whole cluster runs at once; null: no limit. */
    public @Nullable Integer limit() {
        return limit;
    }

    /** Longest run of one attempt; null: the scheduler's default. */
    public @Nullable Duration timeout() {
        return timeout;
    }

    /** Policy of its jobs as far as the queue has its own; {@link RetryPolicy#INHERIT} if it has none. */
    public RetryPolicy retry() {
        return retry;
    }

    private static @Nullable Integer requirePositive(String field, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw new InvalidValueException(field, "1 or more", value);
        }
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof QueueConfig that
                && Objects.equals(maxSize, that.maxSize)
                && Objects.equals(workers, that.workers)
                && Objects.equals(limit, that.limit)
                && Objects.equals(timeout, that.timeout)
                && retry.equals(that.retry);
    }

    @Override
    public int hashCode() {
        return Objects.hash(maxSize, workers, limit, timeout, retry);
    }

    @Override
    public String toString() {
        return "QueueConfig[max_size=" + maxSize + ", workers=" + workers + ", limit=" + limit + ", timeout=" + timeout
                + ", " + retry + "]";
    }
}
