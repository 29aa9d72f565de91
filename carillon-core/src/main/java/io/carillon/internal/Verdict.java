package io.carillon.internal;

import io.carillon.Failure;
import io.carillon.RetryAfter;
import io.carillon.RetryPolicy;
import io.carillon.internal.Handlers.PayloadMismatch;
import io.carillon.internal.Run.Stop;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.Settlement.Cancelled;
import io.carillon.spi.Settlement.Completed;
import io.carillon.spi.Settlement.Crash;
import io.carillon.spi.Settlement.Failed;
import io.carillon.spi.Settlement.Outcome;
import io.carillon.spi.Settlement.Parked;
import io.carillon.spi.Settlement.Released;
import io.carillon.spi.Settlement.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows from how an attempt ended. Pure: the same ending at the same time has the same outcome.
 *
 * <pre>
 *   returned, not asked to end or not noticing it      completed
 *   timeout passed                                     failed or retry, with type timeout
 *   asked to cancel                                    cancelled
 *   asked to end for the shutdown                      released, not counted
 *   snoozed                                            released, not counted
 *   no handler here                                    parked, not counted
 *   threw                                              retry while attempts are left and the rules allow, else failed
 * </pre>
 *
 * @param claimed the job
 * @param result how the handler ended
 * @param stop why it was asked to end; null when it was not
 * @param noticed whether the handler knew of that
 * @param timeout how long it was allowed to run
 * @param policy what decides about retries, complete; asked for when the attempt failed
 */
record Verdict(
        ClaimedJob claimed,
        Result result,
        @Nullable Stop stop,
        boolean noticed,
        Duration timeout,
        Supplier<RetryPolicy> policy) {
    private static final Logger LOG = LoggerFactory.getLogger(Verdict.class);

    /** How a handler ended. */
    sealed interface Result {}

    /** It returned; JSON text, null for nothing. */
    record Returned(@Nullable String json) implements Result {}

    /** It threw. */
    record Threw(Throwable error) implements Result {}

    /** There is none. */
    record Unbound() implements Result {}

    /** It runs on and on, whatever it is asked. */
    record Ignored() implements Result {}

    /** What {@link io.carillon.TaskContext#snooze} throws. */
    static final class Snooze extends RuntimeException {
        private final Duration delay;

        Snooze(Duration delay) {
            super("the attempt is put off for " + delay, null, false, false);
            this.delay = delay;
        }
    }

    /**
     * @param now when it ended
     * @param random evenly spread over [0, 1), for the jitter of a retry
     */
    Outcome outcome(Instant now, double random) {
        if (result instanceof Unbound) {
            return new Parked(
                    "no live node has a handler for task '" + claimed.spec().task() + "'");
        }
        boolean returned = result instanceof Returned;
        if (stop == Stop.TIMEOUT) {
            return failed(timeoutFailure(), null, now, random);
        }
        if (stop == null || (returned && !noticed)) {
            return switch (result) {
                case Returned value -> new Completed(value.json);
                case Threw thrown -> threw(thrown.error, now, random);
                case Ignored ignored -> throw new IllegalStateException("nothing to ignore");
                case Unbound unbound -> throw new IllegalStateException("handled above");
            };
        }
        return stop == Stop.CANCEL
                ? new Cancelled(Failure.of("cancelled", "cancelled while it ran"))
                : new Released(claimed.dueAgain(now), "shutdown", Crash.NONE);
    }

    private Failure timeoutFailure() {
        String message = "ran longer than its timeout of " + timeout.toMillis() / 1_000.0 + " s";
        return switch (result) {
            case Threw thrown -> {
                Failure end = Failure.of(thrown.error);
                yield new Failure("timeout", message + " and ended with " + end.message(), end.trace());
            }
            case Ignored ignored -> Failure.of("timeout", message + " and ignores its interrupt");
            case Returned returned -> Failure.of("timeout", message);
            case Unbound unbound -> Failure.of("timeout", message);
        };
    }

    private Outcome threw(Throwable error, Instant now, double random) {
        Snooze snooze = snooze(error);
        if (snooze != null) {
            return new Released(now.plus(snooze.delay), "snoozed", Crash.NONE);
        }
        Failure failure = failure(error);
        return error instanceof PayloadMismatch ? new Failed(failure) : failed(failure, error, now, random);
    }

    private Outcome failed(Failure failure, @Nullable Throwable error, Instant now, double random) {
        RetryPolicy rules = policy.get();
        Integer most = rules.maxRetries();
        int retriesBegun = claimed.attempt() - 1;
        boolean again = most != null && retriesBegun < most && (error == null || allows(rules, error));
        if (!again) {
            return new Failed(failure);
        }
        Duration delay =
                error instanceof RetryAfter after ? after.delay() : rules.delayBefore(claimed.attempt(), random);
        return new Retry(now.plus(delay), failure);
    }

    private boolean allows(RetryPolicy rules, Throwable error) {
        try {
            return rules.allows(error, claimed.attempt());
        } catch (RuntimeException e) {
            LOG.error(
                    "The retry rule of task '{}' failed; it is tried again",
                    claimed.spec().task(),
                    e);
            return true;
        }
    }

    /** A handler may have wrapped it on its way. */
    private static @Nullable Snooze snooze(Throwable error) {
        Throwable cause = error;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (cause instanceof Snooze snooze) {
                return snooze;
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** Even when there is hardly any memory or stack left, and when an error's own message cannot be had. */
    private static Failure failure(Throwable error) {
        try {
            return Failure.of(error);
        } catch (RuntimeException | Error e) {
            return Failure.of(error.getClass().getName(), "its message and stack could not be read");
        }
    }
}
