package io.carillon.internal;

import static io.carillon.internal.Work.enqueue;
import static io.carillon.internal.Work.running;
import static io.carillon.internal.Work.work;
import static io.carillon.test.CarillonAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.JobStatus;
import io.carillon.QueueConfig;
import io.carillon.memory.InMemoryStore;
import io.carillon.test.FakeTime;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Jobs that a node claims before it has a slot for them: how many, and what becomes of those it does not get to. */
class ClaimAheadTest {
    private final FakeTime time = FakeTime.at(TestScheduler.START);
    private final FlakyStore flaky = new FlakyStore(new InMemoryStore(time, Runnable::run));
    private final List<String> seen = new ArrayList<>();

    private TestScheduler start(int slots) {
        return TestScheduler.builder()
                .time(time)
                .store(flaky.store())
                .handlerThreads()
                .with(draft -> draft.maxWorkers = slots)
                .start();
    }

    @Test
    void jobs_are_claimed_ahead_while_handlers_are_quick_and_handed_back_when_they_are_not() {
        TestScheduler test = start(4);
        CompletableFuture<Void> go = new CompletableFuture<>();
        work(test, context -> {
            if (context.queue().equals("slow")) {
                time.await(go, Duration.ofMinutes(1));
            }
        });
        enqueue(test, "default", 1);
        test.drain();
        enqueue(test, "slow", 9);
        test.drain();
        assertThat(running(test, "slow")).isEqualTo(5);
        test.advance(Duration.ofSeconds(2));
        assertThat(running(test, "slow")).isEqualTo(4);
        test.advance(Duration.ofSeconds(20));
        assertThat(running(test, "slow")).isEqualTo(4);
        go.complete(null);
        test.drain();
        assertThat(test.scheduler().getStats().jobs()).containsEntry(JobStatus.COMPLETED, 10L);
    }

    @Test
    void a_node_whose_outcomes_cannot_be_stored_stops_claiming_however_much_is_due() {
        TestScheduler test = start(10);
        work(test, context -> {});
        test.scheduler().pauseQueue("default", "fill it first", null);
        enqueue(test, "default", 3_000);
        boolean[] away = {true};
        flaky.failWhile("jobs.settle", () -> away[0]);
        test.scheduler().resumeQueue("default");
        test.drain();
        test.advance(Duration.ofSeconds(3));
        assertThat(running(test, "default")).isBetween(10L, 1_010L);
        away[0] = false;
        test.advance(Duration.ofSeconds(3));
        test.drain();
        assertThat(test.scheduler().getStats().jobs()).containsEntry(JobStatus.COMPLETED, 3_000L);
    }

    @Test
    void a_bounded_queue_has_its_share_beside_one_that_is_claimed_ahead() {
        TestScheduler test = start(10);
        work(test, context -> seen.add(context.queue()));
        test.scheduler().createQueue("small", QueueConfig.DEFAULT.workers(2));
        enqueue(test, "busy", 200);
        test.drain();
        enqueue(test, "busy", 2_000);
        enqueue(test, "small", 20);
        test.drain();
        assertThat(seen).hasSize(2_220);
        assertThat(seen.lastIndexOf("small")).isLessThan(1_000);
    }

    @Test
    void a_slot_is_free_when_its_handler_has_ended_whether_or_not_the_outcome_is_stored() {
        TestScheduler test = start(10);
        AtomicInteger started = new AtomicInteger();
        work(test, context -> started.incrementAndGet());
        enqueue(test, "default", 200);
        test.drain();
        boolean[] away = {true};
        flaky.failWhile("jobs.settle", () -> away[0]);
        started.set(0);
        enqueue(test, "default", 200);
        test.drain();
        assertThat(started).as("jobs that ran in 10 slots").hasValueGreaterThan(20);
        assertThat(running(test, "default")).isEqualTo(started.get());
        away[0] = false;
        test.advance(Duration.ofSeconds(3));
        test.drain();
        assertThat(started).hasValue(200);
        assertThat(test.scheduler().getStats().jobs()).containsEntry(JobStatus.COMPLETED, 400L);
    }

    /** Time stands still here, so that no measure of the node's pace is ever too high: the most that can be ahead is. */
    @Test
    void however_much_is_due_a_node_holds_no_more_than_its_slots_and_a_thousand_ahead() {
        InMemoryStore memory = new InMemoryStore(time, Runnable::run);
        FlakyStore watched = new FlakyStore(memory);
        TestScheduler test = TestScheduler.builder()
                .time(time)
                .store(watched.store())
                .with(draft -> draft.maxWorkers = 500)
                .start();
        work(test, context -> {});
        test.scheduler().pauseQueue("default", "fill it first", null);
        enqueue(test, "default", 10_000);
        List<Integer> held = new ArrayList<>();
        watched.spy((call, arguments) -> {
            if (call.equals("jobs.claim") || call.equals("jobs.settle")) {
                held.add(memory.jobs().held(test.scheduler().nodeId(), 100_000).size());
            }
        });

        test.scheduler().resumeQueue("default");
        test.drain();

        assertThat(test.scheduler().getStats().jobs()).containsEntry(JobStatus.COMPLETED, 10_000L);
        assertThat(Collections.max(held)).isBetween(1_001, 1_500);
    }
}
