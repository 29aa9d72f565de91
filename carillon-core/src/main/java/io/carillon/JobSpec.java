package io.carillon;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The part of a job that never changes: what was asked for. Every default is resolved, every value checked; stores keep
 * it as it is.
 *
 * @param id time-ordered (UUID version 7), made by whoever enqueues
 * @param task name that a node binds a handler to
 * @param command text of a job made from a command (a shell line, a URL), null for any other
 * @param queue name of the queue
 * @param priority 0-9, higher first
 * @param params parameters, JSON text
 * @param createdAt when it was accepted
 * @param timeout longest run of one attempt; null: the queue's, else the node's default
 * @param maxRetries attempts after the first that failures may cost, as known where the job was stored; the handler's own
 *     number counts before it unless {@code retry} has one
 * @param retry what the request said about retries, without rules; null: all from handler, queue, default
 * @param uniqueKey while a live job holds it no other job with it is created; null for none
 * @param serialKey at most one job with it runs, the others wait their turn in order; null for none
 * @param schedule name of the schedule that made the job, null for none
 * @param fireTime instant of the schedule the job stands for, null for none
 * @param meta further properties as JSON text (tags, trace context), opaque to stores; null for none
 */
public record JobSpec(
        UUID id,
        String task,
        @Nullable String command,
        String queue,
        int priority,
        String params,
        Instant createdAt,
        @Nullable Duration timeout,
        int maxRetries,
        @Nullable RetryPolicy retry,
        @Nullable String uniqueKey,
        @Nullable String serialKey,
        @Nullable String schedule,
        @Nullable Instant fireTime,
        @Nullable String meta) {
    /** Priority of a job that names none, as in JMS. */
    public static final int DEFAULT_PRIORITY = 4;

    /** Queue of a job that names none. */
    public static final String DEFAULT_QUEUE = "default";

    public JobSpec {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(queue, "queue");
        Objects.requireNonNull(params, "params");
        Objects.requireNonNull(createdAt, "createdAt");
        if (priority < 0 || priority > 9) {
            throw new InvalidValueException("priority", "0-9", priority);
        }
    }

    /** Starts a spec with the defaults: default queue and priority, no parameters, no retries. */
    public static Builder of(UUID id, String task, Instant createdAt) {
        return new Builder(id, task, createdAt);
    }

    /** Collects the optional parts. Not thread-safe. */
    public static final class Builder {
        private final UUID id;
        private final String task;
        private final Instant createdAt;
        private @Nullable String command;
        private String queue = DEFAULT_QUEUE;
        private int priority = DEFAULT_PRIORITY;
        private String params = "{}";
        private @Nullable Duration timeout;
        private int maxRetries;
        private @Nullable RetryPolicy retry;
        private @Nullable String uniqueKey;
        private @Nullable String serialKey;
        private @Nullable String schedule;
        private @Nullable Instant fireTime;
        private @Nullable String meta;

        private Builder(UUID id, String task, Instant createdAt) {
            this.id = id;
            this.task = task;
            this.createdAt = createdAt;
        }

        /** Null, the default, for a task by name. */
        public Builder command(@Nullable String command) {
            this.command = command;
            return this;
        }

        /** {@link #DEFAULT_QUEUE} if never said. */
        public Builder queue(String queue) {
            this.queue = queue;
            return this;
        }

        /** 0-9; {@link #DEFAULT_PRIORITY} if never said. */
        public Builder priority(int priority) {
            this.priority = priority;
            return this;
        }

        /** JSON text; {@code {}} if never said. */
        public Builder params(String params) {
            this.params = params;
            return this;
        }

        /** Null, the default, for the queue's, else the node's. */
        public Builder timeout(@Nullable Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        /** Zero if never said. */
        public Builder maxRetries(int maxRetries) {
            this.maxRetries = maxRetries;
            return this;
        }

        /** A policy without rules; null, the default, for what handler, queue and node say. */
        public Builder retry(@Nullable RetryPolicy retry) {
            this.retry = retry;
            return this;
        }

        /** Null, the default, for none. */
        public Builder uniqueKey(@Nullable String uniqueKey) {
            this.uniqueKey = uniqueKey;
            return this;
        }

        /** Null, the default, for none. */
        public Builder serialKey(@Nullable String serialKey) {
            this.serialKey = serialKey;
            return this;
        }

        /** The schedule and the instant of it that the job stands for. */
        public Builder fire(@Nullable String schedule, @Nullable Instant fireTime) {
            this.schedule = schedule;
            this.fireTime = fireTime;
            return this;
        }

        /** JSON text; null, the default, for none. */
        public Builder meta(@Nullable String meta) {
            this.meta = meta;
            return this;
        }

        /** @throws InvalidValueException when the priority is not 0-9 */
        public JobSpec build() {
            return new JobSpec(
                    id,
                    task,
                    command,
                    queue,
                    priority,
                    params,
                    createdAt,
                    timeout,
                    maxRetries,
                    retry,
                    uniqueKey,
                    serialKey,
                    schedule,
                    fireTime,
                    meta);
        }
    }
}
