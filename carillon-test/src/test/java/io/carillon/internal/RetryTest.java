package io.carillon.internal;

import static io.carillon.internal.Work.WORK;
import static io.carillon.internal.Work.work;
import static io.carillon.test.CarillonAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.InvalidValueException;
import io.carillon.JobRequest;
import io.carillon.QueueConfig;
import io.carillon.RetryAfter;
import io.carillon.RetryPolicy;
import io.carillon.internal.Work.Body;
import io.carillon.memory.InMemoryStore;
import io.carillon.test.CarillonExtension;
import io.carillon.test.FakeTime;
import io.carillon.test.TestScheduler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(CarillonExtension.class)
class RetryTest {
    private static final RetryPolicy STEADY =
            RetryPolicy.fixed(Duration.ofSeconds(10)).jitter(0);

    /** Runs a job that always fails and says, in seconds from the start, when each attempt began. */
    private static List<Long> attempts(TestScheduler test, RetryPolicy handlers, JobRequest request) {
        Instant start = test.now();
        List<Long> runs = new ArrayList<>();
        Body body = context -> {
            runs.add(Duration.between(start, test.now()).toSeconds());
            throw new IOException("again");
        };
        work(test, request.task(), body, handlers);
        String id = test.scheduler().enqueue(request);
        test.advance(Duration.ofMinutes(40));
        assertThat(test.job(id)).isFailedWith("java.io.IOException");
        return runs;
    }

    @Test
    void fixed_linear_and_exponential_delays_grow_as_they_say(TestScheduler test) {
        Duration ten = Duration.ofSeconds(10);
        RetryPolicy fixed = RetryPolicy.fixed(ten).jitter(0).maxRetries(3);
        RetryPolicy linear = RetryPolicy.linear(ten).jitter(0).maxRetries(3);
        RetryPolicy exponential = RetryPolicy.exponential(ten).jitter(0).maxRetries(3);
        RetryPolicy none = RetryPolicy.INHERIT;
        assertThat(attempts(test, none, JobRequest.named("fixed", null).retry(fixed)))
                .containsExactly(0L, 10L, 20L, 30L);
        assertThat(attempts(test, none, JobRequest.named("linear", null).retry(linear)))
                .containsExactly(0L, 10L, 30L, 60L);
        assertThat(attempts(test, none, JobRequest.named("exponential", null).retry(exponential)))
                .containsExactly(0L, 10L, 30L, 70L);
    }

    @Test
    void a_cap_bounds_the_delay_and_jitter_spreads_it(TestScheduler test) {
        RetryPolicy capped = RetryPolicy.exponential(Duration.ofSeconds(10))
                .jitter(0)
                .cap(Duration.ofSeconds(15))
                .maxRetries(3);
        assertThat(attempts(
                        test,
                        RetryPolicy.INHERIT,
                        JobRequest.named("capped", null).retry(capped)))
                .containsExactly(0L, 10L, 25L, 40L);
        RetryPolicy spread =
                RetryPolicy.fixed(Duration.ofSeconds(100)).jitter(0.5).maxRetries(12);
        List<Long> runs = attempts(
                test, RetryPolicy.INHERIT, JobRequest.named("spread", null).retry(spread));
        List<Long> delays = new ArrayList<>();
        for (int i = 1; i < runs.size(); i++) {
            delays.add(runs.get(i) - runs.get(i - 1));
        }
        assertThat(delays)
                .allMatch(delay -> delay >= 50 && delay <= 150)
                .satisfies(all -> assertThat(java.util.Set.copyOf(all)).hasSizeGreaterThan(6));
    }

    @Test
    void the_jobs_own_policy_stands_before_the_handlers_the_queues_and_the_nodes() {
        RetryPolicy node = RetryPolicy.fixed(Duration.ofSeconds(4)).jitter(0).maxRetries(1);
        try (TestScheduler test =
                TestScheduler.builder().with(draft -> draft.retry = node).start()) {
            RetryPolicy queues = RetryPolicy.fixed(Duration.ofSeconds(3));
            test.scheduler().createQueue("q", QueueConfig.DEFAULT.retry(queues));
            RetryPolicy handlers = RetryPolicy.fixed(Duration.ofSeconds(2));
            RetryPolicy own = RetryPolicy.fixed(Duration.ofSeconds(1));
            RetryPolicy none = RetryPolicy.INHERIT;
            assertThat(attempts(
                            test,
                            handlers,
                            JobRequest.named("a", null).queue("q").retry(own)))
                    .containsExactly(0L, 1L);
            assertThat(attempts(test, handlers, JobRequest.named("b", null).queue("q")))
                    .containsExactly(0L, 2L);
            assertThat(attempts(test, none, JobRequest.named("c", null).queue("q")))
                    .containsExactly(0L, 3L);
            assertThat(attempts(test, none, JobRequest.named("d", null))).containsExactly(0L, 4L);
        }
    }

    @ParameterizedTest(name = "job {0}, handler {1}: {2} attempts")
    @CsvSource({"1, 0, 2", ", 0, 1", ", 5, 6", "0, 5, 1", ", , 4"})
    void the_handlers_number_of_retries_counts_whoever_enqueued_the_job(Integer job, Integer handler, int attempts) {
        FakeTime time = FakeTime.at(TestScheduler.START);
        InMemoryStore store = new InMemoryStore(time, Runnable::run);
        TestScheduler client = TestScheduler.builder().time(time).store(store).build();
        TestScheduler worker = TestScheduler.builder().time(time).store(store).build();
        Body fails = context -> {
            throw new IOException("again");
        };
        work(worker, "work", fails, retries(handler));
        worker.scheduler().start();

        String id = client.scheduler().enqueue(JobRequest.named("work", null).retry(retries(job)));
        time.advance(Duration.ofMinutes(30));

        assertThat(worker.job(id)).isFailed().hasAttempt(attempts);
    }

    private static RetryPolicy retries(Integer retries) {
        return retries == null ? RetryPolicy.INHERIT : RetryPolicy.INHERIT.maxRetries(retries);
    }

    @Test
    void a_delay_no_clock_can_reach_is_cut_for_retry_after_and_refused_for_a_snooze(TestScheduler test) {
        Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
        work(test, context -> {
            if (context.queue().equals("snooze")) {
                throw context.snooze(forever);
            }
            throw new RetryAfter(forever, "never");
        });
        Instant start = test.now();
        String later = test.scheduler().enqueue(JobRequest.of(WORK, null));
        String snoozed = test.scheduler().enqueue(JobRequest.of(WORK, null).queue("snooze"));
        test.drain();

        assertThat(test.job(later)).isRetrying();
        assertThat(test.job(later).runAt()).isEqualTo(start.plus(Duration.ofDays(366)));
        assertThat(test.job(snoozed)).isRetrying().hasError(InvalidValueException.class.getName());
    }

    @Test
    void retry_after_replaces_the_delay_and_nothing_else(TestScheduler test) {
        Instant start = test.now();
        List<Long> runs = new ArrayList<>();
        work(test, context -> {
            runs.add(Duration.between(start, test.now()).toSeconds());
            throw new RetryAfter(Duration.ofSeconds(77), "the server is busy");
        });
        String id = test.scheduler().enqueue(JobRequest.of(WORK, null).retry(STEADY.maxRetries(2)));
        test.advance(Duration.ofMinutes(5));
        assertThat(runs).containsExactly(0L, 77L, 154L);
        assertThat(test.job(id)).isFailedWith(RetryAfter.class.getName()).hasAttempt(3);
    }

    @Test
    void rules_about_errors_end_a_job_early(TestScheduler test) {
        List<Integer> runs = new ArrayList<>();
        RetryPolicy rules = STEADY.retryOn(IOException.class).retryWhen((error, attempt) -> attempt < 3);
        Body body = context -> {
            runs.add(context.attempt());
            throw context.queue().equals("io") ? new IOException("later") : new ArithmeticException("never");
        };
        work(test, "work", body, rules);
        JobRequest request = JobRequest.of(WORK, null).retry(RetryPolicy.INHERIT.maxRetries(9));
        String never = test.scheduler().enqueue(request);
        test.advance(Duration.ofMinutes(2));
        assertThat(test.job(never))
                .isFailedWith(ArithmeticException.class.getName())
                .hasAttempt(1);
        String later = test.scheduler().enqueue(request.queue("io"));
        test.advance(Duration.ofMinutes(2));
        assertThat(test.job(later)).isFailed().hasAttempt(3);
        assertThat(runs).containsExactly(1, 1, 2, 3);
    }

    @Test
    void a_rule_that_fails_itself_costs_nothing_but_the_attempt(TestScheduler test) {
        RetryPolicy broken = STEADY.retryWhen((error, attempt) -> {
            throw new IllegalStateException("broken rule");
        });
        assertThat(attempts(test, broken, JobRequest.named("x", null).retry(RetryPolicy.INHERIT.maxRetries(1))))
                .containsExactly(0L, 10L);
    }

    @Test
    void a_failed_job_that_somebody_retries_has_one_more_attempt(TestScheduler test) {
        work(test, context -> {
            throw new IOException("again");
        });
        String id = test.scheduler().enqueue(JobRequest.of(WORK, null).retry(RetryPolicy.never()));
        test.drain();
        assertThat(test.job(id)).isFailed().hasAttempt(1);
        assertThat(test.scheduler().retryTask(id)).isTrue();
        test.advance(Duration.ofMinutes(2));
        assertThat(test.job(id)).isFailed().hasAttempt(2);
    }

    @Test
    void past_attempts_are_kept_with_their_errors(TestScheduler test) {
        work(test, context -> {
            if (context.attempt() < 3) {
                throw new IOException("attempt " + context.attempt());
            }
        });
        String id = test.scheduler().enqueue(JobRequest.of(WORK, null).retry(STEADY.maxRetries(5)));
        test.advance(Duration.ofMinutes(1));
        assertThat(test.job(id)).isCompleted().hasAttempt(3);
        assertThat(test.scheduler().attempts(id))
                .extracting(
                        attempt -> attempt.outcome() + ": " + attempt.error().message())
                .containsExactly("retrying: attempt 1", "retrying: attempt 2");
    }
}
