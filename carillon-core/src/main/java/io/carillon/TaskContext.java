package io.carillon;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a running attempt knows and may do. Valid until the handler returns; usable from any thread the handler starts
 * in between.
 */
public interface TaskContext {
    /** The job's id, the same in every attempt. */
    String jobId();

    /** Name of the task. */
    String task();

    /** The command text of a job that was made from one, else null. */
    @Nullable String command();

    /** Name of the queue the job came from. */
    String queue();

    /** The parameters as JSON text. */
    String params();

    /** This attempt's number, from 1. An attempt lost to a crashed node or a shutdown is not counted. */
    int attempt();

    /**
     * A number that grows with each claim of this job. Hand it to a store of yours that refuses smaller numbers than it
     * has seen, and an attempt that was believed dead can no longer overwrite the work of its successor.
     */
    long fence();

    /** The same text for every attempt of this job and for no other job: for systems that drop repeated requests. */
    default String idempotencyKey() {
        return jobId();
    }

    /** Name of the schedule that made this job, or null. */
    @Nullable String schedule();

    /** The instant of the schedule that this job stands for (not when it started), or null. */
    @Nullable Instant fireTime();

    /** Shows progress. Stored and pushed at most a few times a second; the last value always arrives. */
    void progress(int percent, String message);

    /** Adds a line to the job's log. Lines beyond the configured size are counted, not kept. */
    void log(LogLine.Level level, String message);

    /** Adds a line at level info. */
    default void log(String message) {
        log(LogLine.Level.INFO, message);
    }

    /** Adds a line of a stream ({@code stdout}, {@code stderr}). */
    void output(String stream, String line);

    /** Whether cancel, timeout, shutdown or the loss of the node's lease asks this attempt to end. */
    boolean isCancelled();

    /**
     * Ends the attempt if {@link #isCancelled()}.
     *
     * @throws InterruptedException when it is
     */
    default void throwIfCancelled() throws InterruptedException {
        if (isCancelled()) {
            throw new InterruptedException("the attempt was asked to end");
        }
    }

    /** Time left until the timeout, zero when it has passed; empty when there is none. */
    Optional<Duration> remaining();

    /**
     * Stores a value with the job, durable when this returns, for a later attempt to go on from. Replaces the last one.
     *
     * @param value anything that can be written as JSON; as long as parameters may be, 1 MiB if never said
     * @throws InvalidValueException when it cannot be written or is too long
     * @throws IllegalStateException when this attempt no longer owns the job (its fence is stale)
     */
    void checkpoint(Object value);

    /** The last checkpoint of this job by this or an earlier attempt; empty when there is none. */
    <T> Optional<T> checkpoint(Class<T> type);

    /**
     * Ends this attempt without counting it and puts the job back until {@code delay} has passed. Does not return.
     *
     * @param delay zero to 366 days
     * @throws InvalidValueException when it is not
     */
    RuntimeException snooze(Duration delay);

    /** The scheduler that runs this, to enqueue further jobs. */
    Scheduler scheduler();
}
