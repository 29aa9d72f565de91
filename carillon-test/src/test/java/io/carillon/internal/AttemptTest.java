package io.carillon.internal;

import static io.carillon.internal.Work.WORK;
import static io.carillon.internal.Work.work;
import static io.carillon.test.CarillonAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Event;
import io.carillon.Event.JobChange;
import io.carillon.JobQuery;
import io.carillon.JobRequest;
import io.carillon.JobStatus;
import io.carillon.TaskContext;
import io.carillon.TaskName;
import io.carillon.test.CarillonExtension;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CarillonExtension.class)
class AttemptTest {
    record Sum(int a, int b) {}

    private static final TaskName<Sum> SUM = TaskName.of("sum", Sum.class);

    @Test
    void a_job_is_claimed_run_and_settled_with_its_result(TestScheduler test) {
        test.scheduler().register(SUM, (sum, context) -> sum.a() + sum.b());
        String id = test.scheduler().enqueue(JobRequest.of(SUM, new Sum(1, 2)));
        assertThat(test.job(id)).isPending();
        test.drain();
        assertThat(test.job(id)).isCompleted().hasResult("3").hasAttempt(1);
    }

    @Test
    void a_delayed_job_runs_when_it_is_due_and_not_before(TestScheduler test) {
        test.scheduler().register(SUM, (sum, context) -> sum.a() + sum.b());
        String id = test.scheduler().enqueue(JobRequest.of(SUM, new Sum(1, 2)).delay(Duration.ofSeconds(90)));
        test.advance(Duration.ofSeconds(90).minusMillis(1));
        assertThat(test.job(id)).isPending();
        test.advance(Duration.ofMillis(1));
        assertThat(test.job(id)).isCompleted();
    }

    @Test
    void the_context_says_what_the_attempt_is(TestScheduler test) {
        List<Object> seen = new ArrayList<>();
        test.scheduler().register(SUM, (sum, context) -> {
            seen.addAll(List.of(
                    context.jobId(),
                    context.idempotencyKey(),
                    context.task(),
                    context.queue(),
                    context.params(),
                    context.attempt(),
                    context.fence(),
                    context.scheduler().equals(test.scheduler()),
                    context.remaining().orElseThrow()));
            return null;
        });
        String id = test.scheduler()
                .enqueue(JobRequest.of(SUM, new Sum(1, 2)).queue("sums").timeout(Duration.ofSeconds(7)));
        test.drain();
        assertThat(seen)
                .containsExactly(id, id, "sum", "sums", "{\"a\":1,\"b\":2}", 1, 1L, true, Duration.ofSeconds(7));
    }

    /** Where handlers are stepped on one thread, each launches the next, as handlers that hand their slot on do. */
    @Test
    void a_handler_does_not_leave_its_class_loader_to_the_next(TestScheduler test) {
        List<ClassLoader> seen = new ArrayList<>();
        work(test, context -> {
            Thread thread = Thread.currentThread();
            seen.add(thread.getContextClassLoader());
            thread.setContextClassLoader(new ClassLoader() {});
        });
        test.scheduler().enqueue(JobRequest.of(WORK, null));
        test.scheduler().enqueue(JobRequest.of(WORK, null));
        test.drain();
        assertThat(seen).containsExactly(getClass().getClassLoader(), getClass().getClassLoader());
    }

    @Test
    void an_error_of_the_machine_fails_the_attempt_and_not_the_node(TestScheduler test) {
        work(test, context -> {
            switch (context.queue()) {
                case "memory" -> throw new OutOfMemoryError("made up");
                case "stack" -> throw new StackOverflowError();
                case "class" -> throw new NoClassDefFoundError("some/Class");
                default -> {}
            }
        });
        for (String queue : List.of("memory", "stack", "class")) {
            String id = test.scheduler()
                    .enqueue(JobRequest.of(WORK, null).queue(queue).retry(io.carillon.RetryPolicy.never()));
            test.drain();
            assertThat(test.job(id)).isFailed();
        }
        String well = test.scheduler().enqueue(JobRequest.of(WORK, null));
        test.drain();
        assertThat(test.job(well)).isCompleted();
    }

    @Test
    void parameters_that_do_not_fit_the_payload_fail_their_job_at_once(TestScheduler test) {
        test.scheduler().register(SUM, (sum, context) -> sum.a());
        String id = test.scheduler().enqueue(JobRequest.named("sum", List.of("no", "sum")));
        test.drain();
        assertThat(test.job(id)).isFailed().hasAttempt(1);
    }

    @Test
    void a_job_without_a_handler_waits_and_says_so_until_there_is_one(TestScheduler test) {
        String id = test.scheduler().enqueue(JobRequest.named("later", null));
        test.advance(Duration.ofMinutes(2));
        assertThat(test.job(id))
                .isPending()
                .waitsFor("no live node has a handler for task 'later'")
                .hasAttempt(0);
        work(test, "later", context -> {});
        test.drain();
        assertThat(test.job(id)).isCompleted().hasAttempt(1);
    }

    @Test
    void a_snooze_puts_the_job_off_without_using_up_an_attempt(TestScheduler test) {
        List<Instant> runs = new ArrayList<>();
        work(test, context -> {
            runs.add(test.now());
            assertThat(context.attempt()).isEqualTo(1);
            if (runs.size() < 3) {
                try {
                    throw context.snooze(Duration.ofMinutes(1));
                } catch (RuntimeException e) {
                    throw new IllegalStateException("wrapped by a framework", e);
                }
            }
        });
        Instant start = test.now();
        String id = test.scheduler().enqueue(JobRequest.of(WORK, null).retry(io.carillon.RetryPolicy.never()));
        test.drain();
        assertThat(test.job(id)).isPending().isDueAt(start.plusSeconds(60));
        test.advance(Duration.ofMinutes(5));
        assertThat(test.job(id)).isCompleted().hasAttempt(1);
        assertThat(runs).containsExactly(start, start.plusSeconds(60), start.plusSeconds(120));
    }

    @Test
    void events_tell_the_life_of_a_job_in_order(TestScheduler test) {
        work(test, context -> {
            if (context.attempt() == 1) {
                throw new IllegalStateException("first");
            }
        });
        String id = test.scheduler().enqueue(JobRequest.of(WORK, null));
        test.advance(Duration.ofMinutes(1));
        assertThat(test.job(id)).isCompleted().hasAttempt(2);
        assertThat(test.events().stream()
                        .filter(Event.OfJob.class::isInstance)
                        .map(event -> ((Event.OfJob) event).change()))
                .containsExactly(
                        JobChange.ENQUEUED,
                        JobChange.STARTED,
                        JobChange.RETRYING,
                        JobChange.STARTED,
                        JobChange.COMPLETED);
    }

    @Test
    void a_context_that_is_used_after_the_end_changes_nothing(TestScheduler test) {
        AtomicReference<TaskContext> kept = new AtomicReference<>();
        work(test, context -> kept.set(context));
        String id = test.scheduler().enqueue(JobRequest.of(WORK, null));
        test.drain();
        kept.get().log("too late");
        kept.get().progress(50, "too late");
        test.advance(Duration.ofSeconds(5));
        assertThat(test.scheduler().logs(id, -1, 10)).isEmpty();
        assertThat(test.job(id).progress()).isNull();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> kept.get().checkpoint("too late"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no longer owns it");
    }

    @Test
    void a_thousand_jobs_run_through_two_slots() {
        try (TestScheduler test =
                TestScheduler.builder().with(draft -> draft.maxWorkers = 2).start()) {
            work(test, context -> {});
            for (int i = 0; i < 1_000; i++) {
                test.scheduler().enqueue(JobRequest.of(WORK, null).queue("q" + i % 7));
            }
            test.drain();
            assertThat(test.scheduler().getStats().jobs()).containsEntry(JobStatus.COMPLETED, 1_000L);
            assertThat(test.scheduler()
                            .getTasks(JobQuery.ALL.status(JobStatus.PENDING))
                            .items())
                    .isEmpty();
        }
    }
}
