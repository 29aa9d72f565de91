package io.carillon.internal;

import static io.carillon.internal.Work.WORK;
import static io.carillon.internal.Work.work;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Event;
import io.carillon.Event.NodeChange;
import io.carillon.Fire;
import io.carillon.JobQuery;
import io.carillon.JobRequest;
import io.carillon.JobStatus;
import io.carillon.QueueConfig;
import io.carillon.ScheduleDefinition;
import io.carillon.ScheduleDefinition.Overlap;
import io.carillon.TaskHandler;
import io.carillon.TaskName;
import io.carillon.memory.InMemoryStore;
import io.carillon.schedule.Schedule;
import io.carillon.spi.ScheduleStore.Entry;
import io.carillon.test.FakeTime;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a schedule does with its instants on one node; {@link FireOnNodesTest} has several. */
class FireTest {
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

    private long secondsSinceStart() {
        return Duration.between(TestScheduler.START, time.instant()).toSeconds();
    }

    private static List<Fire.Outcome> outcomes(TestScheduler test) {
        return test.scheduler().fires("s", null, 100).reversed().stream()
                .map(Fire::outcome)
                .toList();
    }

    @Test
    void an_instant_fires_on_its_millisecond() {
        TestScheduler test = node();
        List<Instant> ran = new ArrayList<>();
        work(test, context -> {
            ran.add(time.instant());
            assertThat(context.schedule()).isEqualTo("s");
            assertThat(context.fireTime()).isEqualTo(time.instant());
        });
        time.advance(Duration.ofMillis(333));
        test.scheduler().putSchedule(every(Duration.ofMillis(500)));
        time.advance(Duration.ofMillis(1_700));
        Instant put = TestScheduler.START.plusMillis(333);
        assertThat(ran).containsExactly(put.plusMillis(500), put.plusMillis(1_000), put.plusMillis(1_500));
        assertThat(test.scheduler().getSchedule("s").orElseThrow()).satisfies(info -> {
            assertThat(info.runs()).isEqualTo(3);
            assertThat(info.lastRun()).isEqualTo(put.plusMillis(1_500));
            assertThat(info.nextRun()).isEqualTo(put.plusMillis(2_000));
        });
    }

    /** A run takes 25 s, the schedule comes each 10 s. */
    private String runsWith(Overlap overlap) {
        TestScheduler test = node();
        work(test, context -> {
            long at = Duration.between(TestScheduler.START, context.fireTime()).toSeconds();
            seen.add(at + "@" + secondsSinceStart());
            test.sleep(Duration.ofSeconds(25));
        });
        test.scheduler().putSchedule(every(Duration.ofSeconds(10)).overlap(overlap));
        time.advance(Duration.ofSeconds(62));
        List<String> records = test.scheduler().fires("s", null, 100).reversed().stream()
                .map(fire -> fire.outcome().name().substring(0, 1))
                .toList();
        return String.join(" ", seen) + " | " + String.join("", records);
    }

    @Test
    void overlap_skip_leaves_out_what_comes_while_the_last_run_is_going() {
        assertThat(runsWith(Overlap.SKIP)).isEqualTo("10@10 40@40 | FSSFSS");
        Fire skipped = memory.schedules().fires("s", null, 10).getFirst();
        assertThat(skipped.jobId()).as("the live job").isNotNull();
        assertThat(skipped.reason()).contains("still live");
    }

    @Test
    void overlap_queue_runs_them_one_after_the_other() {
        assertThat(runsWith(Overlap.QUEUE)).isEqualTo("10@10 20@35 30@60 | FFFFFF");
    }

    @Test
    void overlap_allow_runs_them_side_by_side() {
        assertThat(runsWith(Overlap.ALLOW)).isEqualTo("10@10 20@20 30@30 40@40 50@50 60@60 | FFFFFF");
    }

    @Test
    void overlap_cancel_previous_ends_the_last_run_and_starts_the_new_one() {
        assertThat(runsWith(Overlap.CANCEL_PREVIOUS)).isEqualTo("10@10 20@20 30@30 40@40 50@50 60@60 | FFFFFF");
        assertThat(memory.jobs().find(JobQuery.ALL.status(JobStatus.CANCELLED)).items())
                .hasSize(5);
    }

    @Test
    void a_full_queue_skips_the_instant_and_the_schedule_goes_on() {
        TestScheduler test = node();
        test.scheduler().createQueue("small", QueueConfig.DEFAULT.maxSize(1));
        test.scheduler().pauseQueue("small", "to fill it", null);
        test.scheduler().enqueue(JobRequest.of(WORK, null).queue("small"));
        test.scheduler()
                .putSchedule(ScheduleDefinition.of(
                        "s",
                        Schedule.every(Duration.ofSeconds(10)),
                        JobRequest.of(WORK, null).queue("small")));
        time.advance(Duration.ofSeconds(20));
        assertThat(test.scheduler().fires("s", null, 10)).hasSize(2).allSatisfy(fire -> {
            assertThat(fire.outcome()).isEqualTo(Fire.Outcome.SKIPPED);
            assertThat(fire.reason()).contains("queue was full");
        });
    }

    @Test
    void max_runs_counts_runs_and_not_skipped_instants() {
        TestScheduler test = node();
        work(test, context -> {
            seen.add("" + secondsSinceStart());
            test.sleep(Duration.ofSeconds(15));
        });
        test.scheduler()
                .putSchedule(ScheduleDefinition.of(
                        "s", Schedule.every(Duration.ofSeconds(10)).maxRuns(3), JobRequest.of(WORK, null)));
        time.advance(Duration.ofMinutes(5));
        assertThat(seen).containsExactly("10", "30", "50");
        assertThat(test.scheduler().getSchedule("s").orElseThrow()).satisfies(info -> {
            assertThat(info.runs()).isEqualTo(3);
            assertThat(info.nextRun()).isNull();
        });
        assertThat(outcomes(test))
                .containsExactly(
                        Fire.Outcome.FIRED,
                        Fire.Outcome.SKIPPED,
                        Fire.Outcome.FIRED,
                        Fire.Outcome.SKIPPED,
                        Fire.Outcome.FIRED);
    }

    @Test
    void a_schedule_ends_at_its_end_and_a_single_one_after_its_instant() {
        TestScheduler test = node();
        work(test, context -> seen.add(context.schedule() + "@" + secondsSinceStart()));
        Schedule ending = Schedule.every(Duration.ofSeconds(10)).endAt(TestScheduler.START.plusSeconds(25));
        test.scheduler().putSchedule(ScheduleDefinition.of("ending", ending, JobRequest.of(WORK, null)));
        Schedule once = Schedule.once(TestScheduler.START.plusSeconds(17));
        test.scheduler().putSchedule(ScheduleDefinition.of("once", once, JobRequest.of(WORK, null)));
        time.advance(Duration.ofMinutes(2));
        assertThat(seen).containsExactly("ending@10", "once@17", "ending@20");
        assertThat(test.scheduler().getSchedule("once").orElseThrow().nextRun()).isNull();
    }

    @Test
    void jitter_delays_a_fire_by_the_same_time_on_every_node_and_keeps_its_instant() {
        TestScheduler test = node();
        Schedule schedule = Schedule.every(Duration.ofMinutes(1)).jitter(Duration.ofSeconds(30));
        List<Duration> late = new ArrayList<>();
        work(test, context -> {
            late.add(Duration.between(context.fireTime(), time.instant()));
            assertThat(time.instant()).isEqualTo(schedule.jittered(context.fireTime(), "s"));
        });
        test.scheduler().putSchedule(ScheduleDefinition.of("s", schedule, JobRequest.of(WORK, null)));
        time.advance(Duration.ofMinutes(21));
        assertThat(late).hasSizeBetween(20, 21).allMatch(by -> by.compareTo(Duration.ofSeconds(30)) < 0);
        assertThat(Set.copyOf(late)).hasSizeGreaterThan(10);
        assertThat(outcomes(test)).containsOnly(Fire.Outcome.FIRED);
    }

    @Test
    void daylight_saving_goes_through_the_loop() {
        FakeTime spring = FakeTime.at(Instant.parse("2030-03-30T00:00:00Z"));
        TestScheduler test = TestScheduler.builder()
                .time(spring)
                .with(draft -> {
                    draft.zone = ZoneId.of("Europe/Berlin");
                    draft.scanInterval = Duration.ofMinutes(1);
                    draft.lease = Duration.ofMinutes(10);
                })
                .start();
        work(test, context -> seen.add(context.schedule() + " " + spring.instant()));
        test.scheduler()
                .putSchedule(ScheduleDefinition.of("fixed", Schedule.cron("30 2 * * *"), JobRequest.of(WORK, null)));
        test.scheduler()
                .putSchedule(ScheduleDefinition.of("real", Schedule.cron("30 * * * *"), JobRequest.of(WORK, null)));
        test.advance(Duration.ofDays(2));
        assertThat(seen.stream().filter(run -> run.startsWith("fixed")))
                .as("02:30 does not exist on the 31st: it runs at the first instant after the gap")
                .containsExactly("fixed 2030-03-30T01:30:00Z", "fixed 2030-03-31T01:00:00Z");
        assertThat(seen.stream().filter(run -> run.startsWith("real"))).hasSize(48);
    }

    @Test
    void an_autumn_hour_that_comes_twice_runs_a_fixed_time_once() {
        FakeTime autumn = FakeTime.at(Instant.parse("2030-10-26T22:30:00Z"));
        TestScheduler test = TestScheduler.builder()
                .time(autumn)
                .with(draft -> draft.zone = ZoneId.of("Europe/Berlin"))
                .start();
        work(test, context -> seen.add(context.schedule() + " " + autumn.instant()));
        test.scheduler()
                .putSchedule(ScheduleDefinition.of("fixed", Schedule.cron("30 2 * * *"), JobRequest.of(WORK, null)));
        test.scheduler()
                .putSchedule(ScheduleDefinition.of("real", Schedule.cron("30 * * * *"), JobRequest.of(WORK, null)));
        test.advance(Duration.ofHours(3));
        assertThat(seen.stream().filter(run -> run.startsWith("fixed"))).containsExactly("fixed 2030-10-27T00:30:00Z");
        assertThat(seen.stream().filter(run -> run.startsWith("real"))).hasSize(3);
    }

    @Test
    void a_disabled_schedule_passes_unrecorded_and_goes_on_from_now_when_enabled() {
        TestScheduler test = node();
        work(test, context -> seen.add("" + secondsSinceStart()));
        test.scheduler().putSchedule(every(Duration.ofSeconds(10)));
        time.advance(Duration.ofSeconds(15));
        test.scheduler().enableSchedule("s", false);
        time.advance(Duration.ofSeconds(60));
        test.scheduler().enableSchedule("s", true);
        time.advance(Duration.ofSeconds(10));
        assertThat(seen).containsExactly("10", "80");
        assertThat(outcomes(test)).hasSize(2);
    }

    @Test
    void a_schedule_put_by_another_process_without_a_signal_is_found() {
        FlakyStore silent = new FlakyStore(new InMemoryStore(time, signal -> {}));
        TestScheduler test =
                TestScheduler.builder().time(time).store(silent.store()).start();
        work(test, context -> seen.add("" + secondsSinceStart()));
        TestScheduler other =
                TestScheduler.builder().time(time).store(silent.store()).build();
        other.scheduler().putSchedule(every(Duration.ofSeconds(10)));
        time.advance(Duration.ofSeconds(10));
        assertThat(seen).containsExactly("10");
    }

    @Test
    void a_schedule_that_cannot_be_read_is_reported_once_and_holds_up_no_other() {
        TestScheduler test = node();
        work(test, context -> seen.add("" + secondsSinceStart()));
        Instant due = TestScheduler.START.plusSeconds(1);
        memory.schedules()
                .put(
                        new Entry("broken", "{\"from\":\"the future\"}", "r", true, due, due, null, null, 0, due, 0),
                        null);
        test.scheduler().putSchedule(every(Duration.ofSeconds(10)));
        int before = flaky.calls("schedules.due");
        time.advance(Duration.ofSeconds(30));
        assertThat(seen).containsExactly("10", "20", "30");
        assertThat(test.events())
                .filteredOn(event -> event instanceof Event.OfNode node && node.change() == NodeChange.TROUBLE)
                .singleElement()
                .asString()
                .contains("'broken'");
        assertThat(flaky.calls("schedules.due") - before).as("no busy loop").isLessThan(60);
    }

    @Test
    void a_thousand_schedules_due_together_are_fired_together() {
        TestScheduler test = TestScheduler.builder()
                .time(time)
                .store(flaky.store())
                .with(draft -> draft.maxWorkers = 2_000)
                .start();
        test.scheduler().register(TaskName.of("work"), TaskHandler.action((nothing, context) -> seen.add("x")));
        for (int i = 0; i < 300; i++) {
            test.scheduler()
                    .putSchedule(
                            ScheduleDefinition.of("s" + i, Schedule.cron("*/10 * * * * *"), JobRequest.of(WORK, null)));
        }
        time.advance(Duration.ofSeconds(5));
        int before = flaky.calls("schedules.fire");
        time.advance(Duration.ofSeconds(5));
        assertThat(seen).hasSize(300);
        assertThat(flaky.calls("schedules.fire") - before).isEqualTo(1);
    }
}
