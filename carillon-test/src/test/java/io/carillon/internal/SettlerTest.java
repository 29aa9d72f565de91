package io.carillon.internal;

import static io.carillon.internal.Work.WORK;
import static io.carillon.internal.Work.work;
import static io.carillon.test.CarillonAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Event;
import io.carillon.Event.NodeChange;
import io.carillon.JobQuery;
import io.carillon.JobRequest;
import io.carillon.JobStatus;
import io.carillon.memory.InMemoryStore;
import io.carillon.spi.Settlement;
import io.carillon.test.FakeTime;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Outcomes on their way into the store. */
class SettlerTest {
    private final FakeTime time = FakeTime.at(TestScheduler.START);
    private final FlakyStore flaky = new FlakyStore(new InMemoryStore(time, Runnable::run));
    private final TestScheduler test = TestScheduler.builder()
            .time(time)
            .store(flaky.store())
            .handlerThreads()
            .start();
    private final List<Integer> batches = new ArrayList<>();

    {
        flaky.spy((call, arguments) -> {
            if (call.equals("jobs.settle")) {
                batches.add(((List<?>) arguments[0]).size());
            }
        });
    }

    private String enqueue() {
        return test.scheduler().enqueue(JobRequest.of(WORK, null));
    }

    @Test
    void an_outcome_is_stored_in_spite_of_passing_failures() {
        work(test, context -> {});
        flaky.fail("jobs.settle", 7);
        String id = enqueue();
        test.drain();
        assertThat(test.job(id)).isRunning();
        test.advance(Duration.ofSeconds(13));
        assertThat(test.job(id)).isCompleted();
    }

    @Test
    void a_slot_is_taken_until_the_outcome_is_durable() {
        work(test, context -> {});
        boolean[] away = {true};
        flaky.failWhile("jobs.settle", () -> away[0]);
        for (int i = 0; i < 15; i++) {
            enqueue();
        }
        test.advance(Duration.ofSeconds(5));
        assertThat(test.scheduler()
                        .getTasks(JobQuery.ALL.status(JobStatus.RUNNING))
                        .items())
                .hasSize(10);
        away[0] = false;
        test.advance(Duration.ofSeconds(5));
        assertThat(test.scheduler().getStats().jobs()).containsEntry(JobStatus.COMPLETED, 15L);
    }

    @Test
    void outcomes_that_come_while_one_is_being_stored_go_together() {
        CompletableFuture<Void> go = new CompletableFuture<>();
        work(test, context -> time.await(go, Duration.ofMinutes(1)));
        for (int i = 0; i < 10; i++) {
            enqueue();
        }
        test.drain();
        go.complete(null);
        test.drain();
        assertThat(batches).hasSizeLessThan(10);
        assertThat(batches.stream().mapToInt(Integer::intValue).sum()).isEqualTo(10);
    }

    @Test
    void an_outcome_the_store_cannot_take_ends_as_a_failure_and_holds_nobody_up() {
        work(test, context -> context.log("ran"));
        List<String> ids = IntStream.range(0, 8).mapToObj(i -> enqueue()).toList();
        String bad = ids.get(3);
        List<Object> refusing = new ArrayList<>();
        flaky.spy((call, arguments) -> {
            if (call.equals("jobs.settle")) {
                refusing.clear();
                ((List<?>) arguments[0])
                        .stream()
                                .map(Settlement.class::cast)
                                .filter(end -> end.id().toString().equals(bad))
                                .filter(end -> end.outcome() instanceof Settlement.Completed)
                                .forEach(refusing::add);
            }
        });
        flaky.refuseWhile("jobs.settle", () -> !refusing.isEmpty());
        test.advance(Duration.ofSeconds(4));
        assertThat(ids)
                .filteredOn(id -> !id.equals(bad))
                .allSatisfy(id -> assertThat(test.job(id)).isCompleted());
        assertThat(test.job(bad)).isRunning();
        test.advance(Duration.ofSeconds(20));
        assertThat(test.job(bad)).isFailedWith("store");
        assertThat(test.job(bad).error().message()).contains("made to fail");
    }

    @Test
    void an_outcome_that_breaks_the_store_holds_nobody_up_either() {
        work(test, context -> {});
        List<String> ids = IntStream.range(0, 8).mapToObj(i -> enqueue()).toList();
        String bad = ids.get(5);
        flaky.spy((call, arguments) -> {
            if (call.equals("jobs.settle")
                    && ((List<?>) arguments[0])
                            .stream()
                                    .map(Settlement.class::cast)
                                    .filter(end -> end.outcome() instanceof Settlement.Completed)
                                    .anyMatch(end -> end.id().toString().equals(bad))) {
                throw new ArithmeticException("a bug in the store");
            }
        });
        test.advance(Duration.ofSeconds(4));
        assertThat(ids)
                .filteredOn(id -> !id.equals(bad))
                .allSatisfy(id -> assertThat(test.job(id)).isCompleted());
        test.advance(Duration.ofSeconds(20));
        assertThat(test.job(bad)).isFailedWith("store");
    }

    @Test
    void a_store_that_refuses_everything_for_a_while_loses_nothing() {
        work(test, context -> {});
        boolean[] full = {true};
        flaky.refuseWhile("jobs.settle", () -> full[0]);
        flaky.refuseWhile("nodes.keepAlive", () -> full[0]);
        String id = enqueue();
        test.advance(Duration.ofSeconds(12));
        full[0] = false;
        test.advance(Duration.ofSeconds(5));
        assertThat(test.job(id)).isCompleted();
        assertThat(test.job(id).fence()).isEqualTo(1);
    }

    @Test
    void an_answer_that_is_lost_is_no_second_outcome() {
        work(test, context -> {});
        flaky.loseAnswer("jobs.settle", 1);
        String id = enqueue();
        test.advance(Duration.ofSeconds(2));
        assertThat(test.job(id)).isCompleted().hasAttempt(1);
        assertThat(test.scheduler().nodes())
                .singleElement()
                .satisfies(
                        node -> assertThat(node.id()).isEqualTo(test.scheduler().nodeId()));
        test.advance(Duration.ofSeconds(5));
        assertThat(test.scheduler().nodes())
                .singleElement()
                .extracting(io.carillon.Node::running)
                .isEqualTo(0);
    }

    @Test
    void a_trouble_of_the_loop_itself_is_told_once_and_survived() {
        work(test, context -> {});
        int[] left = {3};
        flaky.spy((call, arguments) -> {
            if (call.equals("jobs.settle") && left[0]-- > 0) {
                throw new IllegalStateException("a bug in the store");
            }
        });
        String id = enqueue();
        test.advance(Duration.ofSeconds(5));
        assertThat(test.job(id)).isCompleted();
        assertThat(test.events())
                .filteredOn(event -> event instanceof Event.OfNode node && node.change() == NodeChange.TROUBLE)
                .hasSize(1)
                .first()
                .asString()
                .contains("settle", "a bug in the store");
    }
}
