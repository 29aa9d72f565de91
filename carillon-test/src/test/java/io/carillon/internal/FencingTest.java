package io.carillon.internal;

import static io.carillon.internal.Work.WORK;
import static io.carillon.internal.Work.work;
import static io.carillon.test.CarillonAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.Event;
import io.carillon.Event.NodeChange;
import io.carillon.JobRequest;
import io.carillon.Node;
import io.carillon.RetryPolicy;
import io.carillon.memory.InMemoryStore;
import io.carillon.spi.Settlement;
import io.carillon.test.FakeTime;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A node that may no longer believe in its lease stops by itself, and what it still says changes nothing. */
class FencingTest {
    private final FakeTime time = FakeTime.at(TestScheduler.START);
    private final InMemoryStore memory = new InMemoryStore(time, Runnable::run);
    private final FlakyStore flaky = new FlakyStore(memory);
    private final TestScheduler test = TestScheduler.builder()
            .time(time)
            .store(flaky.store())
            .handlerThreads()
            .start();
    private final List<String> seen = new ArrayList<>();

    private TestScheduler other() {
        return TestScheduler.builder().time(time).store(memory).handlerThreads().start();
    }

    private String enqueue() {
        String id = test.scheduler().enqueue(JobRequest.of(WORK, null));
        time.drain();
        return id;
    }

    private static List<NodeChange> changes(TestScheduler test) {
        return test.events().stream()
                .filter(Event.OfNode.class::isInstance)
                .map(event -> ((Event.OfNode) event).change())
                .toList();
    }

    @Test
    void a_lease_is_renewed_three_times_in_its_length() {
        String id = test.scheduler().nodeId();
        for (int i = 0; i < 60; i++) {
            time.advance(Duration.ofSeconds(1));
            Node node = test.scheduler().nodes().getFirst();
            assertThat(node.id()).isEqualTo(id);
            assertThat(Duration.between(time.instant(), node.leaseUntil()))
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(10));
        }
    }

    @Test
    void handlers_are_interrupted_when_the_lease_cannot_be_renewed_before_any_other_node_may_take_over() {
        work(test, context -> {
            try {
                test.sleep(Duration.ofHours(1));
            } catch (InterruptedException e) {
                seen.add("interrupted after " + Duration.between(TestScheduler.START, time.instant()));
                assertThat(context.isCancelled()).isTrue();
                throw e;
            }
        });
        String id = enqueue();
        boolean[] away = {true};
        flaky.failWhile("", () -> away[0]);
        time.advance(Duration.ofSeconds(14).minusMillis(1));
        assertThat(seen).isEmpty();
        time.advance(Duration.ofMillis(1));
        assertThat(seen).containsExactly("interrupted after PT14S");
        time.advance(Duration.ofMinutes(1));
        assertThat(changes(test)).containsSubsequence(NodeChange.STORE_LOST, NodeChange.LEASE_LOST);
        assertThat(memory.jobs().held(test.scheduler().nodeId(), 10)).hasSize(1);
        assertThat(memory.jobs().attempts(java.util.UUID.fromString(id))).isEmpty();
    }

    @Test
    void a_node_that_lost_its_lease_settles_nothing_and_joins_again_under_another_id() {
        CompletableFuture<Void> go = new CompletableFuture<>();
        work(test, context -> {
            seen.add("attempt " + context.attempt() + ", fence " + context.fence());
            if (context.fence() == 1) {
                try {
                    time.await(go, Duration.ofHours(1));
                } catch (InterruptedException e) {
                    return; // as if nothing had happened: this must not count as completed
                }
            }
        });
        String before = test.scheduler().nodeId();
        String id = enqueue();
        List<Settlement> settled = new ArrayList<>();
        flaky.spy((call, arguments) -> {
            if (call.equals("jobs.settle")) {
                ((List<?>) arguments[0]).forEach(end -> settled.add((Settlement) end));
            }
        });
        memory.nodes().remove(before);
        time.advance(Duration.ofSeconds(5));
        assertThat(test.scheduler().nodeId()).isNotEqualTo(before);
        assertThat(changes(test)).contains(NodeChange.LEASE_LOST);
        time.advance(Duration.ofSeconds(5));
        assertThat(test.job(id)).isCompleted().hasAttempt(1);
        assertThat(seen).containsExactly("attempt 1, fence 1", "attempt 1, fence 2");
        assertThat(settled)
                .filteredOn(end -> end.fence() == 1)
                .allSatisfy(end -> assertThat(end.outcome())
                        .isInstanceOfSatisfying(
                                Settlement.Released.class,
                                back -> assertThat(back.crash()).isEqualTo(Settlement.Crash.NONE)));
        assertThat(test.job(id).crashes()).isZero();
    }

    @Test
    void a_frozen_process_finds_its_jobs_taken_over_when_it_wakes_and_changes_nothing() {
        work(test, context -> {
            seen.add("first begins");
            try {
                test.sleep(Duration.ofSeconds(2));
                seen.add("first ends as if well");
            } catch (InterruptedException e) {
                seen.add("first is interrupted");
            }
        });
        String id = enqueue();
        TestScheduler second = other();
        work(second, context -> {
            seen.add("second runs it with fence " + context.fence());
            second.sleep(Duration.ofMinutes(1));
        });
        test.process().freeze();
        time.advance(Duration.ofSeconds(30));
        assertThat(seen).containsExactly("first begins", "second runs it with fence 2");
        assertThat(second.job(id).node()).isEqualTo(second.scheduler().nodeId());
        test.process().thaw();
        time.drain();
        assertThat(second.job(id)).isRunning();
        assertThat(changes(test)).contains(NodeChange.LEASE_LOST);
        time.advance(Duration.ofMinutes(1));
        assertThat(second.job(id)).isCompleted();
        assertThat(second.job(id).fence()).isEqualTo(2);
    }

    @Test
    void what_was_claimed_too_late_is_not_run() {
        work(test, context -> seen.add("ran with fence " + context.fence()));
        boolean[] once = {true};
        flaky.spy((call, arguments) -> {
            if (call.equals("jobs.claim") && once[0] && !seen.contains("begin")) {
                return;
            }
        });
        time.advance(Duration.ofSeconds(2));
        // The answer to the claim takes as long as the lease: the process stood still inside the call.
        flaky.spy((call, arguments) -> {
            if (call.equals("jobs.claim") && once[0]) {
                once[0] = false;
                jump(Duration.ofSeconds(20));
            }
        });
        String id = enqueue();
        assertThat(once[0]).isFalse();
        time.advance(Duration.ofSeconds(30));
        assertThat(test.job(id)).isCompleted();
        assertThat(seen).hasSize(1);
        assertThat(test.job(id).fence()).as("the first claim was given up").isGreaterThan(1);
    }

    /** Time goes by with nothing happening: the whole process stands still. */
    private void jump(Duration by) {
        test.process().freeze();
        time.advance(by);
        test.process().thaw();
    }

    @Test
    void a_checkpoint_of_an_attempt_that_lost_its_job_is_refused() {
        CompletableFuture<Void> go = new CompletableFuture<>();
        work(test, context -> {
            if (context.fence() > 1) {
                return;
            }
            try {
                time.await(go, Duration.ofHours(1));
            } catch (InterruptedException e) {
                assertThatThrownBy(() -> context.checkpoint("mine"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("no longer owns it");
                seen.add("refused");
            }
        });
        String id = enqueue();
        memory.nodes().remove(test.scheduler().nodeId());
        time.advance(Duration.ofSeconds(10));
        assertThat(seen).containsExactly("refused");
        assertThat(test.job(id)).isCompleted();
    }

    @Test
    void a_slot_of_a_lost_run_is_free_only_when_its_thread_has_gone() {
        try (TestScheduler small = TestScheduler.builder()
                .time(time)
                .store(memory)
                .handlerThreads()
                .with(draft -> draft.maxWorkers = 1)
                .start()) {
            test.scheduler().stop();
            CompletableFuture<Void> go = new CompletableFuture<>();
            work(small, context -> {
                seen.add("fence " + context.fence());
                while (!go.isDone()) {
                    try {
                        time.await(go, Duration.ofHours(1));
                    } catch (InterruptedException e) {
                        seen.add("ignored");
                    }
                }
            });
            String id = small.scheduler().enqueue(JobRequest.of(WORK, null).retry(RetryPolicy.never()));
            time.drain();
            memory.nodes().remove(small.scheduler().nodeId());
            time.advance(Duration.ofMinutes(1));
            assertThat(seen).containsExactly("fence 1", "ignored");
            assertThat(small.job(id)).isPending();
            assertThat(changes(small)).contains(NodeChange.STUCK_HANDLER);
            go.complete(null);
            time.advance(Duration.ofSeconds(1));
            assertThat(small.job(id)).isCompleted();
            assertThat(seen).containsExactly("fence 1", "ignored", "fence 2");
        }
    }

    @Test
    void setting_the_machines_clock_moves_neither_lease_nor_due_times() {
        work(test, context -> seen.add("ran at " + time.instant()));
        String node = test.scheduler().nodeId();
        test.scheduler().enqueue(JobRequest.of(WORK, null).delay(Duration.ofSeconds(30)));
        time.advance(Duration.ofSeconds(10));
        test.process().setWallClockAhead(Duration.ofHours(5));
        time.advance(Duration.ofSeconds(20).minusMillis(1));
        assertThat(seen).isEmpty();
        time.advance(Duration.ofMillis(1));
        assertThat(seen).containsExactly("ran at " + TestScheduler.START.plusSeconds(30));
        time.advance(Duration.ofMinutes(3));
        assertThat(test.scheduler().nodeId()).isEqualTo(node);
        assertThat(test.scheduler().now()).isEqualTo(time.instant());
    }

    @Test
    void a_clock_that_is_off_by_more_than_the_lease_refuses_to_start() {
        TestScheduler wrong = TestScheduler.builder().time(time).store(memory).build();
        wrong.process().setWallClockAhead(Duration.ofSeconds(16));
        assertThatThrownBy(() -> wrong.scheduler().start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected this machine's to differ from the store's by at most 15 s")
                .hasMessageContaining("got 16.0 s ahead");
        assertThat(wrong.scheduler().isRunning()).isFalse();
        wrong.process().setWallClockAhead(Duration.ofSeconds(-14));
        wrong.scheduler().start();
        assertThat(wrong.scheduler().now()).isEqualTo(time.instant());
        wrong.close();
    }
}
