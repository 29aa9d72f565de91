package io.carillon.web;

import io.carillon.Event;
import io.carillon.Event.JobChange;
import io.carillon.JobStatus;
import io.carillon.Stats;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happens to jobs on this node; to be given to {@link io.carillon.Carillon.Builder#listener}. What concerns
 * the whole cluster (backlog, lag) is asked of the scheduler when somebody reads the figures. Thread-safe.
 */
public final class JobMetrics implements Consumer<Event> {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(30),
        Duration.ofHours(2)
    };

    private final MeterRegistry registry;
    private final MultiGauge backlog;
    private final MultiGauge running;
    private final MultiGauge lag;
    private final AtomicInteger storeUp = new AtomicInteger(1);

    public JobMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.backlog = MultiGauge.builder("carillon.queue.backlog")
                .description("Jobs that live and do not run, due or not")
                .register(registry);
        this.running = MultiGauge.builder("carillon.queue.running")
                .description("Jobs that run, on any node")
                .register(registry);
        this.lag = MultiGauge.builder("carillon.queue.lag")
                .description("How long the oldest due job has been waiting")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("carillon.store.up", storeUp, AtomicInteger::get)
                .description("1 when the store answered in time the last time these figures were read, else 0")
                .register(registry);
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.OfJob job) {
            count(job);
        }
    }

    private void count(Event.OfJob event) {
        String task = event.job().task();
        String queue = event.job().queue();
        if (event.change() == JobChange.STARTED && event.waited() != null) {
            timer("carillon.job.wait", "From due to start", Tags.of("queue", queue))
                    .record(event.waited());
        }
        if (!isEnd(event.change())) {
            return;
        }
        String outcome = event.change().name().toLowerCase(Locale.ROOT);
        Counter.builder("carillon.jobs")
                .description("Attempts that ended on this node")
                .tags("task", task, "queue", queue, "outcome", outcome)
                .register(registry)
                .increment();
        if (event.ran() != null) {
            timer("carillon.job.duration", "Length of attempts", Tags.of("task", task, "queue", queue))
                    .record(event.ran());
        }
        if (event.error() != null) {
            Counter.builder("carillon.job.errors")
                    .description("Attempts that ended badly, by class of error")
                    .tags("task", task, "error", event.error().type())
                    .register(registry)
                    .increment();
        }
    }

    private static boolean isEnd(JobChange change) {
        return switch (change) {
            case COMPLETED, RETRYING, FAILED, CANCELLED, RELEASED -> true;
            case ENQUEUED, STARTED, PARKED -> false;
        };
    }

    private Timer timer(String name, String description, Tags tags) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** Brings what the cluster shares up to date. */
    void refresh(Stats stats, Instant now) {
        backlog.register(
                rows(stats, queue -> count(queue, JobStatus.PENDING) + count(queue, JobStatus.RETRYING)), true);
        running.register(rows(stats, queue -> count(queue, JobStatus.RUNNING)), true);
        lag.register(rows(stats, queue -> seconds(queue.oldestDue(), now)), true);
        storeUp.set(1);
    }

    /** Notes that what the cluster shares is not known now. */
    void storeIsAway() {
        storeUp.set(0);
    }

    private static List<Row<?>> rows(Stats stats, ToDoubleFunction<Stats.QueueStats> figure) {
        List<Row<?>> rows = new ArrayList<>();
        for (Stats.QueueStats queue : stats.queues()) {
            rows.add(Row.of(Tags.of("queue", queue.queue()), figure.applyAsDouble(queue)));
        }
        return rows;
    }

    private static double count(Stats.QueueStats queue, JobStatus status) {
        return queue.jobs().getOrDefault(status, 0L);
    }

    private static double seconds(@Nullable Instant since, Instant now) {
        return since == null ? 0 : Math.max(0, Duration.between(since, now).toMillis() / 1_000.0);
    }
}
