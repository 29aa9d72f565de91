package io.carillon.internal;

import static io.carillon.internal.Work.WORK;
import static io.carillon.internal.Work.work;
import static io.carillon.test.CarillonAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Event;
import io.carillon.Event.NodeChange;
import io.carillon.JobRequest;
import io.carillon.JobStatus;
import io.carillon.memory.InMemoryStore;
import io.carillon.spi.Store;
import io.carillon.test.FakeTime;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ShutdownTest {
    private final FakeTime time = FakeTime.at(TestScheduler.START);
    private final Store store = new InMemoryStore(time, Runnable::run);
    private final TestScheduler test =
            TestScheduler.builder().time(time).store(store).handlerThreads().start();
    private final List<String> seen = new ArrayList<>();

    private String enqueue() {
        String id = test.scheduler().enqueue(JobRequest.of(WORK, null));
        test.drain();
        return id;
    }

    @Test
    void what_ends_within_the_grace_is_completed() {
        work(test, context -> test.sleep(Duration.ofSeconds(20)));
        String id = enqueue();
        test.scheduler().stop();
        assertThat(test.job(id)).isCompleted();
        assertThat(test.now()).isEqualTo(TestScheduler.START.plusSeconds(20));
    }

    @Test
    void what_does_not_is_interrupted_and_goes_back_without_costing_a_retry() {
        work(test, context -> {
            try {
                test.sleep(Duration.ofMinutes(5));
            } catch (InterruptedException e) {
                seen.add("interrupted at " + test.now());
                throw new IllegalStateException("some library wrapped it", e);
            }
        });
        String id = enqueue();
        test.scheduler().stop();
        assertThat(seen).containsExactly("interrupted at " + TestScheduler.START.plusSeconds(30));
        assertThat(test.job(id)).isPending().hasAttempt(0);
        assertThat(test.job(id).crashes()).isZero();
        assertThat(test.scheduler().attempts(id)).singleElement().satisfies(attempt -> {
            assertThat(attempt.outcome()).isEqualTo("released");
            assertThat(attempt.error().message()).isEqualTo("shutdown");
        });
    }

    @Test
    void a_handler_that_ignores_the_interrupt_is_reported_and_its_job_goes_back() {
        CompletableFuture<Void> never = new CompletableFuture<>();
        work(test, context -> {
            while (!never.isDone()) {
                try {
                    test.time().await(never, Duration.ofDays(1));
                } catch (InterruptedException e) {
                    seen.add("ignored");
                }
            }
        });
        String id = enqueue();
        Instant before = test.now();
        test.scheduler().stop();
        assertThat(Duration.between(before, test.now())).isEqualTo(Duration.ofSeconds(40));
        assertThat(test.job(id)).isPending().hasAttempt(0);
        test.drain();
        assertThat(test.events())
                .anyMatch(event -> event instanceof Event.OfNode node && node.change() == NodeChange.STUCK_HANDLER);
        never.complete(null);
        test.drain();
    }

    @Test
    void nothing_is_claimed_or_fired_any_more_and_the_node_is_gone() {
        work(test, context -> seen.add("ran"));
        test.scheduler().stop();
        assertThat(test.scheduler().isRunning()).isFalse();
        assertThat(test.scheduler().nodeId()).isNull();
        assertThat(test.scheduler().nodes()).isEmpty();
        String id = enqueue();
        test.advance(Duration.ofMinutes(5));
        assertThat(test.job(id)).isPending();
        assertThat(seen).isEmpty();
    }

    @Test
    void a_job_whose_slot_never_came_goes_back_at_once() {
        try (TestScheduler small = TestScheduler.builder()
                .time(time)
                .store(store)
                .handlerThreads()
                .with(draft -> draft.maxWorkers = 4)
                .start()) {
            test.scheduler().stop();
            CompletableFuture<Void> go = new CompletableFuture<>();
            work(small, context -> {
                if (context.queue().equals("slow")) {
                    small.time().await(go, Duration.ofSeconds(10));
                }
            });
            small.scheduler().enqueue(JobRequest.of(WORK, null));
            small.drain();
            for (int i = 0; i < 9; i++) {
                small.scheduler().enqueue(JobRequest.of(WORK, null).queue("slow"));
            }
            small.drain();
            assertThat(small.scheduler().getStats().jobs()).containsEntry(JobStatus.RUNNING, 5L);
            small.scheduler().stop();
            assertThat(small.scheduler().getTasks(io.carillon.JobQuery.ALL).items())
                    .filteredOn(job -> job.status() == JobStatus.PENDING)
                    .hasSize(5);
            assertThat(small.scheduler().getTasks(io.carillon.JobQuery.ALL).items())
                    .filteredOn(job -> job.status() == JobStatus.COMPLETED)
                    .hasSize(5);
        }
    }

    @Test
    void a_stopped_scheduler_may_be_started_again_under_another_id() {
        work(test, context -> seen.add("ran"));
        String first = test.scheduler().nodeId();
        test.scheduler().stop();
        test.scheduler().stop();
        test.scheduler().start().start();
        assertThat(test.scheduler().nodeId()).isNotNull().isNotEqualTo(first);
        String id = enqueue();
        assertThat(test.job(id)).isCompleted();
        assertThat(test.events().stream()
                        .filter(Event.OfNode.class::isInstance)
                        .map(event -> ((Event.OfNode) event).change()))
                .containsExactly(NodeChange.STARTED, NodeChange.STOPPED, NodeChange.STARTED);
    }

    @Test
    void a_stop_while_the_store_is_away_ends_and_says_what_is_left_to_others() {
        FlakyStore flaky = new FlakyStore(store);
        boolean[] away = {false};
        flaky.failWhile("", () -> away[0]);
        TestScheduler poor = TestScheduler.builder()
                .time(time)
                .store(flaky.store())
                .handlerThreads()
                .start();
        test.scheduler().stop();
        work(poor, context -> poor.sleep(Duration.ofSeconds(2)));
        String id = poor.scheduler().enqueue(JobRequest.of(WORK, null));
        poor.drain();
        assertThat(test.job(id)).isRunning();
        away[0] = true;
        poor.scheduler().stop();
        poor.drain();
        assertThat(poor.scheduler().isRunning()).isFalse();
        away[0] = false;
        work(test, context -> seen.add("ran"));
        test.scheduler().start();
        test.advance(Duration.ofSeconds(60));
        assertThat(test.job(id)).isCompleted();
        assertThat(seen).containsExactly("ran");
    }
}
