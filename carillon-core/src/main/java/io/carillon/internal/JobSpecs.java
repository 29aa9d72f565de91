package io.carillon.internal;

import io.carillon.JobRequest;
import io.carillon.JobSpec;
import io.carillon.QueueConfig;
import io.carillon.RetryPolicy;
import io.carillon.ScheduleDefinition.Overlap;
import io.carillon.Task;
import io.carillon.spi.JobStore.NewJob;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the stored form of jobs: every default resolved, every value checked. A value that a request leaves open comes
 * from the handler's policy in this process, then the queue, then the scheduler's defaults. Thread-safe.
 *
 * <p>Jobs of schedules get keys of their own, beginning with {@code @}, which no user can choose: they make the
 * overlap policy hold without a lock.
 */
final class JobSpecs {
    private static final String OVERLAP_KEY = "@schedule/";

    private final Ids ids = new Ids();
    private final RetryPolicy defaults;
    private final Payloads payloads;
    private final HandlerRegistry handlers;
    private final TaskDirectory directory;
    private final QueueConfigs queues;

    /** @param defaults complete */
    JobSpecs(
            RetryPolicy defaults,
            Payloads payloads,
            HandlerRegistry handlers,
            TaskDirectory directory,
            QueueConfigs queues) {
        this.defaults = defaults;
        this.payloads = payloads;
        this.handlers = handlers;
        this.directory = directory;
        this.queues = queues;
    }

    /** The queue that only one node works on. */
    static String queueOf(String node) {
        return QueueDirectory.PRIVATE + node;
    }

    /** Options of a queue changed: what jobs inherit is read anew. */
    void queuesChanged() {
        queues.invalidate();
    }

    /** Whether a queue belongs to one node rather than to users. */
    static boolean isPrivate(String queue) {
        return queue.startsWith(QueueDirectory.PRIVATE);
    }

    /**
     * The job of a request.
     *
     * @throws io.carillon.InvalidValueException when its command or parameters are refused
     */
    NewJob of(JobRequest request, Instant now) {
        Instant accepted = now.truncatedTo(ChronoUnit.MICROS);
        JobSpec spec = start(request, taskOf(request), write(request), accepted)
                .uniqueKey(request.uniqueKey())
                .build();
        return new NewJob(spec, due(request, accepted));
    }

    /** A schedule's job for one of its instants. */
    NewJob fired(Definitions.Plan plan, Instant instant, Instant due, Instant now) {
        JobSpec.Builder spec = begin(plan, now).fire(plan.name(), instant);
        return new NewJob(withKeys(spec, plan, "").build(), due);
    }

    /**
     * As {@link #fired}, for one node only: in its private queue, which has no options, so that those of the queue the
     * user chose go with the job.
     */
    NewJob firedOn(String node, Definitions.Plan plan, Instant instant, Instant due, Instant now) {
        JobRequest job = plan.definition().job();
        QueueConfig chosen = queues.of(queueOf(job));
        JobSpec.Builder spec = begin(plan, now).fire(plan.name(), instant).queue(queueOf(node));
        if (job.timeout() == null) {
            spec.timeout(chosen.timeout());
        }
        if (!hasDelays(job.retry()) && !hasDelays(handlers.retryOf(plan.task())) && hasDelays(chosen.retry())) {
            spec.retry(job.retry().orElse(delaysOf(chosen.retry())));
        }
        return new NewJob(withKeys(spec, plan, "/" + node).build(), due);
    }

    /** A schedule's job that runs now because somebody asked for it: whatever else of the schedule is going on. */
    NewJob byHand(Definitions.Plan plan, Instant now) {
        Instant accepted = now.truncatedTo(ChronoUnit.MICROS);
        JobSpec spec = begin(plan, accepted)
                .fire(plan.name(), null)
                .uniqueKey(plan.definition().job().uniqueKey())
                .build();
        return new NewJob(spec, accepted);
    }

    /** The task that a request names or that its command stands for. */
    String taskOf(JobRequest request) {
        String command = request.command();
        if (command != null) {
            return directory.taskFor(command);
        }
        String task = Objects.requireNonNull(request.task(), "task");
        if (request.params() instanceof Task object
                && object.getClass().getName().equals(task)) {
            handlers.adopt(object.getClass());
        }
        if (request.mustBeKnown()) {
            directory.requireKnown(task);
        }
        return task;
    }

    /** A request's parameters as JSON text. */
    String write(JobRequest request) {
        return payloads.write(request.params());
    }

    private JobSpec.Builder begin(Definitions.Plan plan, Instant now) {
        return start(plan.definition().job(), plan.task(), plan.params(), now.truncatedTo(ChronoUnit.MICROS));
    }

    private JobSpec.Builder start(JobRequest request, String task, String params, Instant now) {
        String queue = queueOf(request);
        Integer retries = request.retry()
                .orElse(handlers.retryOf(task))
                .orElse(queues.of(queue).retry())
                .orElse(defaults)
                .maxRetries();
        return JobSpec.of(ids.next(now), task, now)
                .command(request.command())
                .queue(queue)
                .priority(Objects.requireNonNullElse(request.priority(), JobSpec.DEFAULT_PRIORITY))
                .params(params)
                .timeout(request.timeout())
                .maxRetries(Objects.requireNonNull(retries, "max_retries"))
                .retry(request.retry().equals(RetryPolicy.INHERIT) ? null : request.retry())
                .meta(meta(request.tags()));
    }

    private static String queueOf(JobRequest request) {
        return Objects.requireNonNullElse(request.queue(), JobSpec.DEFAULT_QUEUE);
    }

    private static boolean hasDelays(RetryPolicy retry) {
        return retry.backoff() != null || retry.cap() != null || retry.jitter() != null;
    }

    /** How often a job is tried again, a queue says through {@link JobSpec#maxRetries}, behind what the handler says. */
    private static RetryPolicy delaysOf(RetryPolicy queues) {
        RetryPolicy delays = RetryPolicy.INHERIT;
        delays = queues.delay() == null ? delays : delays.delay(queues.delay());
        delays = queues.backoff() == null ? delays : delays.backoff(queues.backoff());
        delays = queues.cap() == null ? delays : delays.cap(queues.cap());
        return queues.jitter() == null ? delays : delays.jitter(queues.jitter());
    }

    /** A unique key of the user's own stands above the overlap policy: there is one such job at a time, whoever made it. */
    private static JobSpec.Builder withKeys(JobSpec.Builder spec, Definitions.Plan plan, String suffix) {
        String own = plan.definition().job().uniqueKey();
        String key = OVERLAP_KEY + plan.name() + suffix;
        Overlap overlap = plan.definition().overlap();
        boolean oneAfterTheOther = overlap == Overlap.QUEUE || overlap == Overlap.CANCEL_PREVIOUS;
        String unique = own != null ? own + suffix : overlap == Overlap.SKIP ? key : null;
        return spec.uniqueKey(unique).serialKey(oneAfterTheOther ? key : null);
    }

    private static Instant due(JobRequest request, Instant now) {
        Instant asked = request.delay() != null ? now.plus(request.delay()) : request.runAt();
        if (asked == null || !asked.isAfter(now)) {
            return now;
        }
        // Stores keep microseconds; rounded up, nothing starts early.
        return asked.plusNanos(999).truncatedTo(ChronoUnit.MICROS);
    }

    private static @Nullable String meta(Map<String, String> tags) {
        return tags.isEmpty() ? null : Json.VALUES.writeValueAsString(Map.of("tags", tags));
    }
}
