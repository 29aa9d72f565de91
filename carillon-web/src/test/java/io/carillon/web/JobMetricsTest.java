package io.carillon.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.JobRequest;
import io.carillon.RetryPolicy;
import io.carillon.TaskHandler;
import io.carillon.TaskName;
import io.carillon.test.TestScheduler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures that what happens to jobs leaves behind. */
class JobMetricsTest {
    private static final TaskName<Void> WORK = TaskName.of("mail:send");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final JobMetrics metrics = new JobMetrics(registry);
    private TestScheduler test;

    @BeforeEach
    void start() {
        test = TestScheduler.builder()
                .handlerThreads()
                .with(draft -> draft.listeners.add(metrics))
                .start();
        test.scheduler().register(WORK, TaskHandler.action((nothing, context) -> {
            test.sleep(Duration.ofMillis(250));
            if (context.queue().equals("bad") && context.attempt() < 3) {
                throw new IllegalStateException("no server");
            }
        }));
    }

    @AfterEach
    void close() {
        test.close();
    }

    private double ended(String queue, String outcome) {
        return registry.find("carillon.jobs").tags("queue", queue, "outcome", outcome).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private double gauge(String name, String queue) {
        metrics.refresh(test.scheduler().getStats(), test.scheduler().now());
        return registry.get(name).tags("queue", queue).gauge().value();
    }

    private String enqueue(String queue, Duration delay) {
        return test.scheduler()
                .enqueue(JobRequest.of(WORK, null)
                        .queue(queue)
                        .delay(delay)
                        .retry(RetryPolicy.fixed(Duration.ofSeconds(10)).maxRetries(5)));
    }

    @ParameterizedTest
    @CsvSource({"good, 0, 1", "bad, 2, 1"})
    void each_attempt_counts_by_its_outcome_and_takes_its_time(String queue, int retrying, int completed) {
        enqueue(queue, Duration.ZERO);
        test.advance(Duration.ofMinutes(2));
        assertThat(ended(queue, "retrying")).isEqualTo(retrying);
        assertThat(ended(queue, "completed")).isEqualTo(completed);
        assertThat(ended(queue, "failed")).isZero();
        assertThat(registry.get("carillon.job.duration")
                        .tags("queue", queue, "task", "mail:send")
                        .timer())
                .satisfies(timer -> {
                    assertThat(timer.count()).isEqualTo(retrying + completed);
                    assertThat(timer.max(TimeUnit.MILLISECONDS)).isEqualTo(250);
                });
        assertThat(registry.get("carillon.job.wait")
                        .tags("queue", queue)
                        .timer()
                        .count())
                .isEqualTo(retrying + completed);
        assertThat(registry.find("carillon.job.errors")
                        .tags("error", "java.lang.IllegalStateException")
                        .counters())
                .hasSize(retrying == 0 ? 0 : 1)
                .allSatisfy(errors -> assertThat(errors.count()).isEqualTo(retrying));
    }

    @Test
    void a_cancelled_attempt_counts_and_a_job_that_never_ran_does_not() {
        test.scheduler().cancelJob(enqueue("later", Duration.ofHours(1)));
        String running = enqueue("good", Duration.ZERO);
        test.drain();
        test.scheduler().cancelJob(running);
        test.advance(Duration.ofSeconds(1));
        assertThat(ended("later", "cancelled")).isZero();
        assertThat(ended("good", "cancelled")).isEqualTo(1);
        assertThat(ended("good", "completed")).isZero();
    }

    @Test
    void a_backlog_has_what_is_due_and_what_is_not_and_its_lag_grows_until_it_is_worked_off() {
        test.scheduler().pauseQueue("held", "rest", null);
        enqueue("held", Duration.ZERO);
        enqueue("held", Duration.ofHours(1));
        test.advance(Duration.ofSeconds(90));
        assertThat(gauge("carillon.queue.backlog", "held")).isEqualTo(2);
        assertThat(gauge("carillon.queue.lag", "held")).isBetween(89.0, 91.0);
        assertThat(gauge("carillon.queue.running", "held")).isZero();
        test.scheduler().resumeQueue("held");
        test.advance(Duration.ofSeconds(10));
        assertThat(gauge("carillon.queue.backlog", "held")).isEqualTo(1);
        assertThat(gauge("carillon.queue.lag", "held")).isZero();
    }

    @Test
    void the_store_counts_as_away_until_it_answers_again() {
        assertThat(registry.get("carillon.store.up").gauge().value()).isEqualTo(1);
        metrics.storeIsAway();
        assertThat(registry.get("carillon.store.up").gauge().value()).isZero();
        metrics.refresh(test.scheduler().getStats(), test.scheduler().now());
        assertThat(registry.get("carillon.store.up").gauge().value()).isEqualTo(1);
    }

    @Test
    void no_figure_is_named_by_what_a_job_carries() {
        test.scheduler()
                .enqueue(JobRequest.of(WORK, null)
                        .queue("good")
                        .params(Map.of("secret", "s3cr3t"))
                        .uniqueKey("order-17"));
        test.advance(Duration.ofSeconds(5));
        assertThat(registry.getMeters())
                .isNotEmpty()
                .allSatisfy(meter -> assertThat(meter.getId().toString()).doesNotContain("s3cr3t", "order-17"));
    }
}
