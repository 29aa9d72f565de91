package io.carillon.internal;

import static io.carillon.internal.Work.WORK;
import static io.carillon.test.CarillonAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Event;
import io.carillon.Event.NodeChange;
import io.carillon.JobRequest;
import io.carillon.Node;
import io.carillon.QueueConfig;
import io.carillon.RetryPolicy;
import io.carillon.internal.Work.Body;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Timeout, cancel and handlers that do not listen. */
class StopTest {

    private final TestScheduler test = TestScheduler.builder()
            .handlerThreads()
            .with(draft -> draft.maxWorkers = 2)
            .start();
    private final List<String> seen = new ArrayList<>();
    private final CompletableFuture<Void> never = new CompletableFuture<>();

    @AfterEach
    void close() {
        never.complete(null);
        test.drain();
        test.close();
    }

    private void work(Body body) {
        Work.work(test, body);
    }

    private String enqueue(JobRequest request) {
        String id = test.scheduler().enqueue(request.retry(RetryPolicy.never()));
        test.drain();
        return id;
    }

    /** Swallows every interrupt until the test lets it go. */
    private void ignoreInterrupts() {
        while (!never.isDone()) {
            try {
                test.time().await(never, Duration.ofDays(1_000));
            } catch (InterruptedException e) {
                seen.add("ignored");
            }
        }
    }

    private List<String> messages(NodeChange change) {
        return test.events().stream()
                .filter(event -> event instanceof Event.OfNode node && node.change() == change)
                .map(event -> ((Event.OfNode) event).message())
                .toList();
    }

    @Test
    void a_timeout_interrupts_the_handler_at_its_moment_and_fails_the_attempt() {
        work(context -> {
            try {
                test.sleep(Duration.ofMinutes(10));
            } catch (InterruptedException e) {
                seen.add(test.now() + " " + context.isCancelled());
                throw e;
            }
        });
        String id = enqueue(JobRequest.of(WORK, null).timeout(Duration.ofSeconds(7)));
        test.advance(Duration.ofSeconds(7).minusMillis(1));
        assertThat(test.job(id)).isRunning();
        test.advance(Duration.ofMillis(1));
        assertThat(test.job(id)).isFailedWith("timeout");
        assertThat(test.job(id).error().message()).contains("7.0 s");
        assertThat(seen).containsExactly(TestScheduler.START.plusSeconds(7) + " true");
    }

    @Test
    void a_timeout_comes_from_the_job_then_the_queue_then_the_node() {
        work(context -> seen.add(context.queue() + " " + context.remaining().orElseThrow()));
        test.scheduler().createQueue("slow", QueueConfig.DEFAULT.timeout(Duration.ofSeconds(40)));
        test.drain();
        enqueue(JobRequest.of(WORK, null));
        enqueue(JobRequest.of(WORK, null).queue("slow"));
        enqueue(JobRequest.of(WORK, null).queue("slow").timeout(Duration.ofSeconds(1)));
        assertThat(seen).containsExactly("default PT5M", "slow PT40S", "slow PT1S");
    }

    @Test
    void a_timeout_costs_an_attempt_and_is_retried() {
        work(context -> {
            if (context.attempt() == 1) {
                test.sleep(Duration.ofHours(1));
            }
        });
        String id = test.scheduler()
                .enqueue(JobRequest.of(WORK, null)
                        .timeout(Duration.ofSeconds(1))
                        .retry(RetryPolicy.fixed(Duration.ofSeconds(5))
                                .jitter(0)
                                .maxRetries(1)));
        test.advance(Duration.ofSeconds(2));
        assertThat(test.job(id)).isRetrying().hasError("timeout");
        test.advance(Duration.ofSeconds(5));
        assertThat(test.job(id)).isCompleted().hasAttempt(2);
    }

    @Test
    void a_handler_that_returns_after_its_timeout_has_failed_all_the_same() {
        work(context -> {
            try {
                test.sleep(Duration.ofHours(1));
            } catch (InterruptedException e) {
                seen.add("swallowed");
            }
        });
        String id = enqueue(JobRequest.of(WORK, null).timeout(Duration.ofSeconds(1)));
        test.advance(Duration.ofSeconds(1));
        assertThat(test.job(id)).isFailedWith("timeout");
        assertThat(seen).containsExactly("swallowed");
    }

    @Test
    void a_cancel_interrupts_the_handler_without_waiting_for_the_next_beat() {
        work(context -> test.sleep(Duration.ofHours(1)));
        String id = enqueue(JobRequest.of(WORK, null));
        assertThat(test.scheduler().cancelJob(id)).isTrue();
        test.drain();
        assertThat(test.job(id)).isCancelled();
    }

    @Test
    void a_cancel_whose_signal_is_lost_arrives_with_the_next_beat() {
        FlakyStore flaky = new FlakyStore(new io.carillon.memory.InMemoryStore(test.time(), signal -> {}));
        try (TestScheduler other = TestScheduler.builder()
                .time(test.time())
                .store(flaky.store())
                .handlerThreads()
                .start()) {
            Work.work(other, context -> other.sleep(Duration.ofHours(1)));
            String id = other.scheduler().enqueue(JobRequest.of(WORK, null));
            other.drain();
            flaky.store()
                    .jobs()
                    .change(
                            io.carillon.JobQuery.ALL,
                            io.carillon.spi.JobStore.Action.CANCEL,
                            "from another process",
                            other.now());
            other.advance(Duration.ofSeconds(4));
            assertThat(other.job(id)).isRunning();
            other.advance(Duration.ofSeconds(1));
            assertThat(other.job(id)).isCancelled();
        }
    }

    @Test
    void a_handler_that_asks_to_be_thrown_out_is_when_it_is_to_end_and_not_before() {
        work(context -> {
            context.throwIfCancelled();
            seen.add("goes on");
            test.scheduler().cancelJob(context.jobId());
            Thread.interrupted();
            while (true) {
                try {
                    test.sleep(Duration.ofSeconds(1));
                } catch (InterruptedException swallowed) {
                    seen.add("swallows");
                }
                context.throwIfCancelled();
            }
        });
        String id = enqueue(JobRequest.of(WORK, null));
        test.advance(Duration.ofSeconds(2));
        assertThat(test.job(id)).isCancelled();
        assertThat(seen).startsWith("goes on");
    }

    @Test
    void a_handler_that_looks_and_returns_early_is_cancelled_too() {
        work(context -> {
            while (!context.isCancelled()) {
                try {
                    test.sleep(Duration.ofSeconds(1));
                } catch (InterruptedException e) {
                    seen.add("woken");
                }
            }
        });
        String id = enqueue(JobRequest.of(WORK, null));
        test.scheduler().cancelJob(id);
        test.drain();
        assertThat(test.job(id)).isCancelled();
    }

    @Test
    void a_handler_that_ends_well_without_noticing_the_cancel_has_completed() {
        CompletableFuture<Void> go = new CompletableFuture<>();
        work(context -> {
            go.join();
            seen.add("done");
        });
        String id = test.scheduler().enqueue(JobRequest.of(WORK, null));
        go.complete(null);
        test.drain();
        assertThat(test.job(id)).isCompleted();
        assertThat(seen).containsExactly("done");
    }

    @Test
    void a_handler_that_ignores_its_interrupt_is_reported_with_its_stack_and_keeps_its_slot() {
        work(context -> ignoreInterrupts());
        String id = enqueue(JobRequest.of(WORK, null).timeout(Duration.ofSeconds(1)));
        test.advance(Duration.ofSeconds(11).minusMillis(1));
        assertThat(test.job(id)).isRunning();
        assertThat(messages(NodeChange.STUCK_HANDLER)).isEmpty();
        test.advance(Duration.ofMillis(1));
        assertThat(test.job(id)).isFailedWith("timeout");
        assertThat(messages(NodeChange.STUCK_HANDLER))
                .singleElement()
                .asString()
                .contains("task 'work'", id, "TIMEOUT", "1 of 2 slots", "ignoreInterrupts");

        String waits = oneSlotIsLeft();
        test.advance(Duration.ofMinutes(1));
        assertThat(test.scheduler().nodes())
                .singleElement()
                .extracting(Node::running)
                .isEqualTo(2);
        assertThat(test.job(waits)).isPending();

        never.complete(null);
        test.drain();
        assertThat(test.job(waits)).isRunning();
        assertThat(test.job(id)).isFailedWith("timeout");
    }

    /** With one slot stuck, one is left: of two jobs that take long the second waits. */
    private String oneSlotIsLeft() {
        Work.work(test, "slow", context -> test.sleep(Duration.ofMinutes(4)));
        enqueue(JobRequest.named("slow", null));
        String waits = enqueue(JobRequest.named("slow", null));
        assertThat(test.job(waits)).isPending();
        return waits;
    }

    @Test
    void a_cancelled_handler_that_ignores_its_interrupt_ends_cancelled_without_it() {
        work(context -> ignoreInterrupts());
        String id = enqueue(JobRequest.of(WORK, null));
        test.scheduler().cancelJob(id);
        test.advance(Duration.ofSeconds(10));
        assertThat(test.job(id)).isCancelled();
        assertThat(messages(NodeChange.STUCK_HANDLER)).hasSize(1);
        assertThat(seen).containsExactly("ignored");
    }

    @Test
    void a_job_cancelled_before_it_runs_never_runs() {
        work(context -> seen.add("ran"));
        String id = test.scheduler().enqueue(JobRequest.of(WORK, null).delay(Duration.ofMinutes(1)));
        assertThat(test.scheduler().cancelJob(id)).isTrue();
        test.advance(Duration.ofHours(1));
        assertThat(test.job(id)).isCancelled();
        assertThat(seen).isEmpty();
    }
}
