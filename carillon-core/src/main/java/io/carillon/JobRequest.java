package io.carillon;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a job. Immutable; every method returns a changed copy. What is not said comes from the queue, then from the
 * scheduler's defaults. Values are checked when they are said; names, parameters and bounds when it is enqueued.
 *
 * <pre>{@code
 * scheduler.enqueue(JobRequest.of(INVOICE, new Invoice(42, YearMonth.now()))
 *         .queue("billing").priority(7).uniqueKey("invoice-42").delay(Duration.ofMinutes(5)));
 * }</pre>
 */
public final class JobRequest {
    private static final int LONGEST_KEY = 200;
    private static final int LONGEST_COMMAND = 100_000;
    private static final int MOST_TAGS = 32;
    private static final int LONGEST_TAG = 200;
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(36_600);

    /**
     * What became of a request.
     *
     * @param id the job; of a duplicate the live job that holds the unique key; of a refused one an id that stays unused
     */
    public record Accepted(String id, Outcome outcome) {
        /** What became of it. */
        public enum Outcome {
            CREATED,
            DUPLICATE,
            QUEUE_FULL
        }

        /** Whether this request made the job. */
        public boolean created() {
            return outcome == Outcome.CREATED;
        }
    }

    private final @Nullable String task;
    private final @Nullable String command;
    private final @Nullable Object params;
    private final @Nullable String queue;
    private final @Nullable Integer priority;
    private final @Nullable Duration delay;
    private final @Nullable Instant runAt;
    private final @Nullable Duration timeout;
    private final RetryPolicy retry;
    private final @Nullable String uniqueKey;
    private final Map<String, String> tags;
    private final boolean mustBeKnown;

    private JobRequest(Draft d) {
        this.task = d.task;
        this.command = d.command;
        this.params = d.params;
        this.queue = d.queue;
        this.priority = d.priority;
        this.delay = d.delay;
        this.runAt = d.runAt;
        this.timeout = d.timeout;
        this.retry = d.retry;
        this.uniqueKey = d.uniqueKey;
        this.tags = d.tags;
        this.mustBeKnown = d.mustBeKnown;
    }

    /** A typed task with its payload; a null payload means none. */
    public static <P> JobRequest of(TaskName<P> task, @Nullable P payload) {
        return named(task.name(), payload);
    }

    /**
     * A task object: its class names the task, its fields are the parameters, {@code id()} is the unique key and
     * {@code retryCount()} the retries. What kinds of class will do is said at {@link Task}.
     */
    public static JobRequest of(Task task) {
        JobRequest request = named(task.getClass().getName(), task).uniqueKey(task.id());
        return task.retryCount() < 0 ? request : request.retry(RetryPolicy.INHERIT.maxRetries(task.retryCount()));
    }

    /**
     * A task by name.
     *
     * @param params anything Jackson writes as a JSON object or array; null for none
     */
    public static JobRequest named(String task, @Nullable Object params) {
        Draft d = new Draft();
        d.task = TaskName.requireName("task", task);
        d.params = params;
        return new JobRequest(d);
    }

    /**
     * A command: the name of a task that some node or schedule knows, else whatever a task type of the scheduler takes
     * (a URL, a Java method, a shell line…). A text like {@code backup:run} is only ever a name: when nobody knows it,
     * it is refused with the nearest known name rather than handed to a shell.
     *
     * @param command 1-100,000 characters
     */
    public static JobRequest command(String command) {
        if (command.isBlank() || command.length() > LONGEST_COMMAND) {
            throw new InvalidValueException("command", "a text of 1-" + LONGEST_COMMAND + " characters", command);
        }
        Draft d = new Draft();
        d.command = command;
        return new JobRequest(d);
    }

    /** @param params anything Jackson writes as a JSON object or array; null for none */
    public JobRequest params(@Nullable Object params) {
        return with(d -> d.params = params);
    }

    /** @param queue a name as in {@link TaskName}; {@code default} if never said */
    public JobRequest queue(String queue) {
        TaskName.requireName("queue", queue);
        return with(d -> d.queue = queue);
    }

    /** @param priority 0-9, higher first; 4 if never said */
    public JobRequest priority(int priority) {
        if (priority < 0 || priority > 9) {
            throw new InvalidValueException("priority", "0-9", priority);
        }
        return with(d -> d.priority = priority);
    }

    /** Runs after a delay from when it is accepted, zero to a hundred years. Replaces {@link #runAt}. */
    public JobRequest delay(Duration delay) {
        if (delay.isNegative() || delay.compareTo(LONGEST) > 0) {
            throw new InvalidValueException("delay", "zero to 100 years", delay);
        }
        return with(d -> {
            d.delay = delay;
            d.runAt = null;
        });
    }

    /** Runs at an instant, or at once when it has passed. Replaces {@link #delay}. */
    public JobRequest runAt(Instant runAt) {
        if (runAt.isBefore(Instant.EPOCH) || runAt.isAfter(Instant.EPOCH.plus(LONGEST.multipliedBy(2)))) {
            throw new InvalidValueException("run_at", "an instant from 1970 to 2170", runAt);
        }
        return with(d -> {
            d.runAt = Objects.requireNonNull(runAt);
            d.delay = null;
        });
    }

    /** @param timeout longest run of one attempt, 1 ms to 366 days */
    public JobRequest timeout(Duration timeout) {
        if (timeout.compareTo(SHORTEST_TIMEOUT) < 0 || timeout.compareTo(Duration.ofDays(366)) > 0) {
            throw new InvalidValueException("timeout", "1 ms to 366 days", timeout);
        }
        return with(d -> d.timeout = timeout);
    }

    /** Sets what {@code retry} says and leaves the rest to queue and defaults. It must be without rules about errors. */
    public JobRequest retry(RetryPolicy retry) {
        retry.text();
        return with(d -> d.retry = retry.orElse(d.retry));
    }

    /** @param uniqueKey while a live job holds it the request answers with that job; 1-200 characters, not beginning
     *     with {@code @}, without U+0000 and halves of surrogate pairs; null for none */
    public JobRequest uniqueKey(@Nullable String uniqueKey) {
        if (uniqueKey != null
                && (uniqueKey.isBlank() || uniqueKey.length() > LONGEST_KEY || uniqueKey.startsWith("@"))) {
            throw new InvalidValueException("unique_key", "1-200 characters, not beginning with '@'", uniqueKey);
        }
        if (uniqueKey != null && uniqueKey.codePoints().anyMatch(JobRequest::cannotBeStored)) {
            throw new InvalidValueException(
                    "unique_key", "characters without U+0000 and halves of surrogate pairs", uniqueKey);
        }
        return with(d -> d.uniqueKey = uniqueKey);
    }

    /** A store would keep another character in its place, and would not find the key again. */
    private static boolean cannotBeStored(int character) {
        return character == 0 || (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE);
    }

    /** @param tags properties to group by, at most 32, names of 1-200 and values of 0-200 characters; none if never said */
    public JobRequest tags(Map<String, String> tags) {
        if (tags.size() > MOST_TAGS) {
            throw new InvalidValueException("tags", "at most " + MOST_TAGS, tags.size());
        }
        tags.forEach((name, value) -> {
            if (name.isBlank() || name.length() > LONGEST_TAG || value.length() > LONGEST_TAG) {
                throw new InvalidValueException(
                        "tags", "names and values of at most 200 characters", name + "=" + value);
            }
        });
        return with(d -> d.tags = Map.copyOf(tags));
    }

    /**
     * Refuses the request when neither this process nor a live node has a handler for its task and no schedule names it,
     * with the nearest known name: for names that people type. Without it such a job waits for a node that has one.
     */
    public JobRequest knownOnly() {
        return with(d -> d.mustBeKnown = true);
    }

    /** Name of the task; null for a command. */
    public @Nullable String task() {
        return task;
    }

    /** The command; null for a task by name. */
    public @Nullable String command() {
        return command;
    }

    /**
     * The parameters as they were given; null for none. Of a schedule that was read from the store: maps and lists of
     * text, numbers and truth values, as JSON has them, and null for an empty object.
     */
    public @Nullable Object params() {
        return params;
    }

    /** Name of the queue; null if not said. */
    public @Nullable String queue() {
        return queue;
    }

    /** Priority; null if not said. */
    public @Nullable Integer priority() {
        return priority;
    }

    /** Delay; null if not said. */
    public @Nullable Duration delay() {
        return delay;
    }

    /** Instant to run at; null if not said. */
    public @Nullable Instant runAt() {
        return runAt;
    }

    /** Longest run; null if not said. */
    public @Nullable Duration timeout() {
        return timeout;
    }

    /** What was said about retries; {@link RetryPolicy#INHERIT} if nothing. */
    public RetryPolicy retry() {
        return retry;
    }

    /** Unique key; null for none. */
    public @Nullable String uniqueKey() {
        return uniqueKey;
    }

    /** Empty if never said. */
    public Map<String, String> tags() {
        return tags;
    }

    /** Whether {@link #knownOnly} was said. */
    public boolean mustBeKnown() {
        return mustBeKnown;
    }

    private JobRequest with(java.util.function.Consumer<Draft> change) {
        Draft d = new Draft();
        d.task = task;
        d.command = command;
        d.params = params;
        d.queue = queue;
        d.priority = priority;
        d.delay = delay;
        d.runAt = runAt;
        d.timeout = timeout;
        d.retry = retry;
        d.uniqueKey = uniqueKey;
        d.tags = tags;
        d.mustBeKnown = mustBeKnown;
        change.accept(d);
        return new JobRequest(d);
    }

    /** The fields while they change. */
    private static final class Draft {
        private @Nullable String task;
        private @Nullable String command;
        private @Nullable Object params;
        private @Nullable String queue;
        private @Nullable Integer priority;
        private @Nullable Duration delay;
        private @Nullable Instant runAt;
        private @Nullable Duration timeout;
        private RetryPolicy retry = RetryPolicy.INHERIT;
        private @Nullable String uniqueKey;
        private Map<String, String> tags = Map.of();
        private boolean mustBeKnown;
    }

    private List<@Nullable Object> parts() {
        return Arrays.asList(
                task, command, params, queue, priority, delay, runAt, timeout, retry, uniqueKey, tags, mustBeKnown);
    }

    /** Equal when everything said is, parameters by their own {@code equals}. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JobRequest that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    @Override
    public String toString() {
        return "JobRequest[" + (task != null ? "task=" + task : "command=" + command) + "]";
    }
}
