package io.carillon.scheduler;

import static io.carillon.test.CarillonAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.JobQuery;
import io.carillon.JobRequest;
import io.carillon.JobStatus;
import io.carillon.RetryPolicy;
import io.carillon.ScheduleDefinition;
import io.carillon.TaskName;
import io.carillon.schedule.Schedule;
import io.carillon.test.CarillonExtension;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The three kinds of id: a job's, a task's, a schedule's. */
@ExtendWith(CarillonExtension.class)
class CancelAndRetryTest {
    private static final TaskName<Void> FLAKY = TaskName.of("flaky");

    private final AtomicBoolean broken = new AtomicBoolean(true);

    private void registerFlaky(TestScheduler test) {
        test.scheduler().register(FLAKY, (payload, context) -> {
            if (broken.get()) {
                throw new IllegalStateException("broken");
            }
            return "mended";
        });
    }

    @Test
    void a_waiting_job_is_cancelled_by_its_id(TestScheduler test) {
        String id = test.scheduler().addDelayedJob(Duration.ofMinutes(10), new CleanupTask("logs", 30));

        assertThat(test.scheduler().cancelJob(id)).isTrue();
        assertThat(test.job(id)).isCancelled().hasError("cancelled");
        assertThat(test.scheduler().cancelJob(id)).isFalse();
        test.advance(Duration.ofMinutes(20));
        assertThat(test.job(id)).isCancelled().hasAttempt(0);
    }

    @Test
    void a_waiting_job_is_cancelled_by_its_tasks_id(TestScheduler test) {
        String id = test.scheduler().addDelayedJob(Duration.ofMinutes(10), new CleanupTask("logs", 30));
        String other = test.scheduler().addDelayedJob(Duration.ofMinutes(10), new CleanupTask("temp", 30));

        assertThat(test.scheduler().cancelJob("cleanup_logs")).isTrue();
        assertThat(test.job(id)).isCancelled();
        assertThat(test.job(other)).isPending();
        assertThat(test.scheduler().cancelJob("cleanup_logs")).isFalse();
    }

    @Test
    void a_schedules_name_removes_it_and_cancels_what_waits_of_it(TestScheduler test) {
        String name = test.scheduler().addCronJob("*/10 * * * *", new CleanupTask("logs", 30));
        test.scheduler().pauseQueue("default", "maintenance", null);
        test.advance(Duration.ofMinutes(10));
        String waiting = test.scheduler().getTask(name).orElseThrow().id();
        String stranger = test.scheduler().enqueue(new CleanupTask("temp", 1));
        assertThat(test.job(waiting)).isPending();

        assertThat(test.scheduler().cancelJob(name)).isTrue();

        assertThat(test.scheduler().getSchedule(name)).isEmpty();
        assertThat(test.job(waiting)).isCancelled();
        assertThat(test.job(stranger)).isPending();
        assertThat(test.scheduler().cancelJob(name)).isFalse();
        test.advance(Duration.ofMinutes(20));
        assertThat(test.scheduler().getTasks(JobQuery.ALL.schedule(name)).items())
                .hasSize(1);
    }

    @Test
    void all_that_waits_of_a_schedule_is_cancelled_however_much(TestScheduler test) {
        String name = test.scheduler().addCronJob("0 2 * * *", new CleanupTask("logs", 30));
        test.scheduler().pauseQueue("default", "maintenance", null);
        test.scheduler()
                .putSchedule(test.scheduler()
                        .getSchedule(name)
                        .orElseThrow()
                        .definition()
                        .job(JobRequest.named("nobody", null)));
        for (int i = 0; i < 1_050; i++) {
            test.scheduler().runSchedule(name);
        }

        assertThat(test.scheduler().cancelJob(name)).isTrue();

        assertThat(test.scheduler().getStats().jobs())
                .containsEntry(JobStatus.CANCELLED, 1_050L)
                .containsEntry(JobStatus.PENDING, 0L);
    }

    @Test
    void a_running_job_is_interrupted_and_ends_cancelled() {
        try (TestScheduler test = TestScheduler.builder().handlerThreads().start()) {
            AtomicBoolean interrupted = new AtomicBoolean();
            test.scheduler().register(TaskName.of("long"), (payload, context) -> {
                try {
                    test.sleep(Duration.ofHours(1));
                } catch (InterruptedException e) {
                    interrupted.set(true);
                    throw e;
                }
                return null;
            });
            String id = test.scheduler().enqueue(JobRequest.named("long", null).uniqueKey("the long one"));
            test.drain();
            assertThat(test.job(id)).isRunning();

            assertThat(test.scheduler().cancelJob("the long one")).isTrue();
            test.advance(Duration.ofSeconds(1));

            assertThat(test.job(id)).isCancelled();
            assertThat(interrupted).isTrue();
            assertThat(test.scheduler().cancelJob(id)).isFalse();
        }
    }

    @Test
    void an_id_that_names_nothing_cancels_nothing(TestScheduler test) {
        assertThat(test.scheduler().cancelJob("nothing")).isFalse();
        assertThat(test.scheduler().cancelJob(UUID.randomUUID().toString())).isFalse();
        assertThat(test.scheduler().cancelJob("")).isFalse();
    }

    @Test
    void a_failed_job_is_tried_again_by_its_id(TestScheduler test) {
        registerFlaky(test);
        String id = test.scheduler().enqueue(JobRequest.of(FLAKY, null).retry(RetryPolicy.never()));
        test.drain();
        assertThat(test.job(id)).isFailedWith("java.lang.IllegalStateException");
        broken.set(false);

        assertThat(test.scheduler().retryTask(id)).isTrue();
        test.drain();

        assertThat(test.job(id)).isCompleted().hasAttempt(2).hasResult("\"mended\"");
        assertThat(test.scheduler().retryTask(id)).isFalse();
    }

    @Test
    void the_newest_job_of_a_tasks_id_is_tried_again(TestScheduler test) {
        registerFlaky(test);
        JobRequest request =
                JobRequest.of(FLAKY, null).retry(RetryPolicy.never()).uniqueKey("mine");
        String older = test.scheduler().enqueue(request);
        test.drain();
        String newer = test.scheduler().enqueue(request);
        test.drain();
        broken.set(false);

        assertThat(test.scheduler().retryTask("mine")).isTrue();
        test.drain();

        assertThat(test.job(newer)).isCompleted();
        assertThat(test.job(older)).isFailed();
        assertThat(test.scheduler().retryTask("mine")).isFalse();
    }

    @Test
    void the_newest_job_of_a_schedule_is_tried_again_by_its_name(TestScheduler test) {
        registerFlaky(test);
        test.scheduler()
                .putSchedule(ScheduleDefinition.of(
                        "nightly",
                        Schedule.daily("00:10"),
                        JobRequest.of(FLAKY, null).retry(RetryPolicy.never())));
        test.fireNext("nightly");
        broken.set(false);

        assertThat(test.scheduler().retryTask("nightly")).isTrue();
        test.drain();

        assertThat(test.scheduler().getTask("nightly").orElseThrow().status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void a_cancelled_job_is_tried_again(TestScheduler test) {
        String id = test.scheduler().addDelayedJob(Duration.ofMinutes(10), new CleanupTask("logs", 30));
        test.scheduler().cancelJob(id);

        assertThat(test.scheduler().retryTask("cleanup_logs")).isTrue();
        test.drain();

        assertThat(test.job(id)).isCompleted();
    }

    @Test
    void a_job_that_waits_for_its_retry_is_tried_at_once(TestScheduler test) {
        registerFlaky(test);
        String id = test.scheduler().enqueue(JobRequest.of(FLAKY, null).retry(RetryPolicy.fixed(Duration.ofHours(1))));
        test.drain();
        assertThat(test.job(id)).isRetrying();
        broken.set(false);

        assertThat(test.scheduler().retryTask(id)).isTrue();
        test.drain();

        assertThat(test.job(id)).isCompleted().hasAttempt(2);
    }

    @Test
    void a_job_whose_key_a_live_job_holds_is_not_tried_again(TestScheduler test) {
        String older = test.scheduler().addDelayedJob(Duration.ofMinutes(10), new CleanupTask("logs", 30));
        test.scheduler().cancelJob(older);
        test.scheduler().addDelayedJob(Duration.ofMinutes(10), new CleanupTask("logs", 30));

        assertThat(test.scheduler().retryTask(older)).isFalse();
        assertThat(test.job(older)).isCancelled();
    }

    @Test
    void nothing_else_is_tried_again(TestScheduler test) {
        String pending = test.scheduler().addDelayedJob(Duration.ofMinutes(10), new CleanupTask("logs", 30));

        assertThat(test.scheduler().retryTask(pending)).isFalse();
        assertThat(test.scheduler().retryTask("nothing")).isFalse();
        assertThat(test.job(pending)).isPending();
    }
}
