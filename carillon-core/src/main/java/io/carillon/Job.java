package io.carillon;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as it stood when it was read. A value: it does not change when the job does.
 *
 * @param spec what was asked for
 * @param status where it stands
 * @param attempt attempts that count, the running one included; 0 before the first
 * @param runAt when it is or was due
 * @param fence the last claim's fence; 0 before the first claim
 * @param node node that runs or last ran it; null before the first claim
 * @param startedAt start of the current or last attempt, of a running one when its node took it; null before the first,
 *     and for a job that was cancelled while it waited, for it was no attempt that ended then
 * @param completedAt when it finished; null while it lives
 * @param progress last reported progress; null when none was
 * @param result JSON text the handler returned; null for none
 * @param error why the last attempt ended badly; null when none did, or the job completed
 * @param waitingFor why it waits although it is due ("no live node has a handler for task 'x'"); null when nothing holds it
 * @param crashes nodes that died while they ran it
 * @param logCount lines in its log
 */
public record Job(
        JobSpec spec,
        JobStatus status,
        int attempt,
        Instant runAt,
        long fence,
        @Nullable String node,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        @Nullable Progress progress,
        @Nullable String result,
        @Nullable Failure error,
        @Nullable String waitingFor,
        int crashes,
        long logCount) {
    /**
     * Progress of a running attempt.
     *
     * @param percent 0-100
     * @param message what it does now
     */
    public record Progress(int percent, String message) {
        public Progress {
            if (percent < 0 || percent > 100) {
                throw new InvalidValueException("percent", "0-100", percent);
            }
        }
    }

    /** The id as text. */
    public String id() {
        return spec.id().toString();
    }

    /** Name of the task. */
    public String task() {
        return spec.task();
    }

    /** The command it was made from; null for a task by name. */
    public @Nullable String command() {
        return spec.command();
    }

    /** Name of the queue. */
    public String queue() {
        return spec.queue();
    }

    /** 0-9, higher first. */
    public int priority() {
        return spec.priority();
    }

    /** Parameters, JSON text; {@code {}} for none. */
    public String params() {
        return spec.params();
    }

    /** Attempts after the first that failures may cost. */
    public int maxRetries() {
        return spec.maxRetries();
    }

    /** The key that no other live job has; null for none. */
    public @Nullable String uniqueKey() {
        return spec.uniqueKey();
    }

    /** Name of the schedule that made it; null for none. */
    public @Nullable String schedule() {
        return spec.schedule();
    }

    /** When it was accepted. */
    public Instant createdAt() {
        return spec.createdAt();
    }

    /** Retries begun: attempts after the first. */
    public int retryCount() {
        return Math.max(0, attempt - 1);
    }

    /** Length of the attempt that ended the job; null while it lives and when none did. */
    public @Nullable Duration duration() {
        return startedAt == null || completedAt == null ? null : Duration.between(startedAt, completedAt);
    }
}
