package io.carillon.internal;

import static io.carillon.internal.Work.WORK;
import static io.carillon.internal.Work.work;
import static io.carillon.test.CarillonAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Fire;
import io.carillon.JobQuery;
import io.carillon.JobRequest;
import io.carillon.JobStatus;
import io.carillon.ScheduleDefinition;
import io.carillon.memory.InMemoryStore;
import io.carillon.schedule.Schedule;
import io.carillon.test.FakeTime;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of several nodes fires and runs a schedule: one of them, or all. */
class FireOnNodesTest {
    private final FakeTime time = FakeTime.at(TestScheduler.START);
    private final InMemoryStore memory = new InMemoryStore(time, Runnable::run);
    private final FlakyStore flaky = new FlakyStore(memory);
    private final List<String> seen = new ArrayList<>();

    private TestScheduler node() {
        return Work.node(time, flaky);
    }

    private static ScheduleDefinition every(Duration period) {
        return ScheduleDefinition.of("s", Schedule.every(period), JobRequest.of(WORK, null));
    }

    private static List<Fire.Outcome> outcomes(TestScheduler test) {
        return test.scheduler().fires("s", null, 100).stream()
                .map(Fire::outcome)
                .toList();
    }

    @Test
    void of_many_nodes_one_fires_each_instant_once() {
        List<TestScheduler> nodes = List.of(node(), node(), node());
        nodes.forEach(node -> work(node, context -> seen.add(context.fireTime().toString())));
        nodes.getFirst().scheduler().putSchedule(every(Duration.ofSeconds(10)));
        time.advance(Duration.ofMinutes(5));
        assertThat(seen).hasSize(30).doesNotHaveDuplicates().isSorted();
        assertThat(outcomes(nodes.getFirst())).hasSize(30).containsOnly(Fire.Outcome.FIRED);
    }

    @Test
    void nodes_that_lost_a_step_only_look_and_take_over_when_the_winner_is_gone() {
        List<TestScheduler> nodes = List.of(node(), node(), node());
        nodes.forEach(node -> work(node, context -> seen.add(node.scheduler().nodeId())));
        nodes.getFirst().scheduler().putSchedule(every(Duration.ofSeconds(10)));
        time.advance(Duration.ofSeconds(61));
        int before = flaky.calls("schedules.fire");
        time.advance(Duration.ofMinutes(10));
        assertThat(flaky.calls("schedules.fire") - before).isLessThan(60 + 3);
        nodes.getFirst().process().kill();
        nodes.get(1).process().kill();
        time.advance(Duration.ofMinutes(1));
        assertThat(outcomes(nodes.getLast())).containsOnly(Fire.Outcome.FIRED);
        assertThat(nodes.getLast().scheduler().getSchedule("s").orElseThrow().runs())
                .isEqualTo(72);
    }

    @Test
    void a_schedule_on_every_node_makes_a_job_for_each_live_node_that_works() {
        TestScheduler one = node();
        TestScheduler two = node();
        TestScheduler.builder()
                .time(time)
                .store(memory)
                .with(draft -> draft.workers = false)
                .start();
        for (TestScheduler node : List.of(one, two)) {
            work(node, context -> seen.add(node.scheduler().nodeId() + " " + context.queue()));
        }
        time.advance(Duration.ofSeconds(5));
        one.scheduler().putSchedule(every(Duration.ofSeconds(10)).unique(false));
        time.advance(Duration.ofSeconds(10));
        String a = one.scheduler().nodeId();
        String b = two.scheduler().nodeId();
        assertThat(seen).containsExactlyInAnyOrder(a + " @node/" + a, b + " @node/" + b);
        two.process().kill();
        time.advance(Duration.ofSeconds(60));
        assertThat(seen.stream().filter(run -> run.startsWith(b))).hasSizeLessThan(3);
        assertThat(seen.stream().filter(run -> run.startsWith(a))).hasSize(7);
        assertThat(one.scheduler()
                        .getTasks(JobQuery.ALL.status(JobStatus.PENDING))
                        .items())
                .as("what was meant for the dead node alone was cancelled")
                .isEmpty();
    }

    @Test
    void a_schedule_on_every_node_goes_to_those_that_have_the_handler() {
        TestScheduler with = node();
        TestScheduler without = node();
        work(with, context -> seen.add("with"));
        time.advance(Duration.ofSeconds(5));
        without.scheduler().putSchedule(every(Duration.ofSeconds(10)).unique(false));
        time.advance(Duration.ofSeconds(10));
        assertThat(seen).containsExactly("with");
        assertThat(with.scheduler().getTasks(JobQuery.ALL).items()).hasSize(1);
    }

    @Test
    void without_a_node_that_works_the_instant_is_skipped_with_the_reason() {
        TestScheduler test = TestScheduler.builder()
                .time(time)
                .store(memory)
                .with(draft -> draft.workers = false)
                .start();
        test.scheduler().putSchedule(every(Duration.ofSeconds(10)).unique(false));
        time.advance(Duration.ofSeconds(10));
        Fire fire = test.scheduler().fires("s", null, 1).getFirst();
        assertThat(fire.outcome()).isEqualTo(Fire.Outcome.SKIPPED);
        assertThat(fire.reason()).contains("no live node");
    }

    @Test
    void an_orphan_of_a_broadcast_ends_with_its_node() {
        TestScheduler one = node();
        TestScheduler two = node();
        work(one, context -> one.sleep(Duration.ofHours(1)));
        work(two, context -> {});
        time.advance(Duration.ofSeconds(5));
        two.scheduler().putSchedule(every(Duration.ofSeconds(10)).unique(false));
        time.advance(Duration.ofSeconds(10));
        one.process().kill();
        time.advance(Duration.ofSeconds(60));
        assertThat(two.scheduler()
                        .getTasks(JobQuery.ALL.status(JobStatus.FAILED))
                        .items())
                .singleElement()
                .satisfies(job -> assertThat(job).hasError("crash"));
        assertThat(two.scheduler()
                        .getTasks(JobQuery.ALL.status(JobStatus.RUNNING))
                        .items())
                .isEmpty();
    }
}
