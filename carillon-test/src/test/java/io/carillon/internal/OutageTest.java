package io.carillon.internal;

import static io.carillon.internal.Work.WORK;
import static io.carillon.internal.Work.work;
import static io.carillon.test.CarillonAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.Event;
import io.carillon.Event.NodeChange;
import io.carillon.Fire;
import io.carillon.JobRequest;
import io.carillon.ScheduleDefinition;
import io.carillon.memory.InMemoryStore;
import io.carillon.schedule.Schedule;
import io.carillon.spi.StoreException;
import io.carillon.test.FakeTime;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The store goes away and comes back. */
class OutageTest {
    private final FakeTime time = FakeTime.at(TestScheduler.START);
    private final FlakyStore flaky = new FlakyStore(new InMemoryStore(time, Runnable::run));
    private final TestScheduler test = TestScheduler.builder()
            .time(time)
            .store(flaky.store())
            .handlerThreads()
            .start();
    private final List<String> seen = new ArrayList<>();
    private boolean away;

    {
        flaky.failWhile("", () -> away);
    }

    private void storeIsAwayFor(Duration length) {
        away = true;
        time.advance(length);
        away = false;
    }

    private List<NodeChange> changes() {
        time.drain();
        return test.events().stream()
                .filter(Event.OfNode.class::isInstance)
                .map(event -> ((Event.OfNode) event).change())
                .toList();
    }

    @Test
    void work_goes_on_by_itself_and_a_short_outage_interrupts_nothing() {
        work(test, context -> {
            seen.add("begins");
            test.sleep(Duration.ofSeconds(4));
        });
        String id = test.scheduler().enqueue(JobRequest.of(WORK, null));
        time.drain();
        storeIsAwayFor(Duration.ofSeconds(8));
        time.advance(Duration.ofSeconds(5));
        assertThat(test.job(id)).isCompleted();
        assertThat(test.job(id).fence()).isEqualTo(1);
        assertThat(seen).containsExactly("begins");
        assertThat(changes()).containsExactly(NodeChange.STARTED, NodeChange.STORE_LOST, NodeChange.STORE_BACK);
    }

    @Test
    void a_single_failure_is_no_outage() {
        flaky.fail("jobs.promote", 1);
        flaky.fail("nodes.keepAlive", 1);
        time.advance(Duration.ofSeconds(20));
        assertThat(changes()).containsExactly(NodeChange.STARTED);
    }

    @Test
    void an_outage_is_told_once_however_long_and_asked_for_seldom() {
        time.advance(Duration.ofSeconds(10));
        int before = flaky.calls();
        storeIsAwayFor(Duration.ofMinutes(10));
        assertThat((flaky.calls() - before) / 600.0).as("calls a second").isLessThan(6);
        time.advance(Duration.ofSeconds(20));
        assertThat(changes()).containsOnlyOnce(NodeChange.STORE_LOST, NodeChange.STORE_BACK);
        assertThat(test.scheduler().nodes())
                .anyMatch(node -> node.id().equals(test.scheduler().nodeId()));
    }

    @Test
    void each_call_may_fail_now_and_then_and_every_job_is_run() {
        work(test, context -> {
            context.log("line");
            context.progress(50, "half");
            seen.add(context.jobId());
            if (context.attempt() == 1 && context.queue().equals("twice")) {
                throw new IllegalStateException("first");
            }
        });
        int[] call = {0};
        flaky.failWhile("", () -> ++call[0] % 7 == 3);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String queue = i % 3 == 0 ? "twice" : "once";
            ids.add(again(
                    () -> test.scheduler().enqueue(JobRequest.of(WORK, null).queue(queue))));
        }
        time.advance(Duration.ofMinutes(3));
        flaky.heal();
        time.advance(Duration.ofMinutes(1));
        assertThat(ids).allSatisfy(id -> assertThat(test.job(id)).isCompleted());
        assertThat(seen).hasSizeGreaterThanOrEqualTo(80);
    }

    private static <T> T again(java.util.function.Supplier<T> call) {
        while (true) {
            try {
                return call.get();
            } catch (StoreException e) {
                assertThat(e.isTransient()).isTrue();
            }
        }
    }

    @Test
    void a_schedule_goes_on_and_what_the_outage_swallowed_follows_its_policy() {
        work(test, context -> seen.add(context.fireTime().toString()));
        test.scheduler()
                .putSchedule(
                        ScheduleDefinition.of("s", Schedule.every(Duration.ofSeconds(10)), JobRequest.of(WORK, null)));
        time.drain();
        storeIsAwayFor(Duration.ofSeconds(58));
        time.advance(Duration.ofSeconds(22).plusMillis(1));
        List<Fire> fires = test.scheduler().fires("s", null, 100);
        assertThat(fires.stream().mapToLong(Fire::count).sum())
                .as("each instant once")
                .isEqualTo(8);
        assertThat(fires)
                .filteredOn(fire -> fire.outcome() == Fire.Outcome.MISSED)
                .hasSize(1);
    }

    @Test
    void a_start_without_a_store_fails_and_leaves_nothing_behind() {
        TestScheduler late =
                TestScheduler.builder().time(time).store(flaky.store()).build();
        away = true;
        assertThatThrownBy(() -> late.scheduler().start()).isInstanceOf(StoreException.class);
        away = false;
        flaky.fail("nodes.register", 1);
        assertThatThrownBy(() -> late.scheduler().start()).isInstanceOf(StoreException.class);
        assertThat(late.scheduler().isRunning()).isFalse();
        assertThat(test.scheduler().nodes()).hasSize(1);
        late.scheduler().start();
        assertThat(test.scheduler().nodes()).hasSize(2);
    }
}
