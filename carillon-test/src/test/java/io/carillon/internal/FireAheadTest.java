package io.carillon.internal;

import static io.carillon.internal.Work.WORK;
import static io.carillon.internal.Work.work;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Fire;
import io.carillon.JobQuery;
import io.carillon.JobRequest;
import io.carillon.JobStatus;
import io.carillon.QueueConfig;
import io.carillon.ScheduleDefinition;
import io.carillon.ScheduleDefinition.Overlap;
import io.carillon.ScheduleInfo;
import io.carillon.Scheduler;
import io.carillon.memory.InMemoryStore;
import io.carillon.schedule.Schedule;
import io.carillon.spi.ScheduleStore.Entry;
import io.carillon.test.FakeTime;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Schedules are fired half a second before they are due, and what they make starts when it is due. */
class FireAheadTest {
    private static final Instant DUE = TestScheduler.START.plusSeconds(10);

    private final FakeTime time = FakeTime.at(TestScheduler.START);
    private final InMemoryStore memory = new InMemoryStore(time, Runnable::run);
    private final FlakyStore flaky = new FlakyStore(memory);
    private final List<Instant> ran = new ArrayList<>();

    private TestScheduler node() {
        return Work.node(time, flaky);
    }

    private TestScheduler working() {
        TestScheduler test = node();
        work(test, context -> ran.add(time.instant()));
        warm(test);
        return test;
    }

    /** A node claims ahead what it knows to be quick. */
    private void warm(TestScheduler test) {
        test.scheduler().enqueue(JobRequest.of(WORK, null));
        test.drain();
        ran.clear();
    }

    private static ScheduleDefinition each10Seconds(String name) {
        return ScheduleDefinition.of(name, Schedule.every(Duration.ofSeconds(10)), JobRequest.of(WORK, null));
    }

    private void advanceTo(Instant instant) {
        time.advance(Duration.between(time.instant(), instant));
    }

    private List<JobStatus> statuses() {
        return memory.jobs().find(JobQuery.ALL.schedule("s")).items().stream()
                .map(job -> job.status())
                .toList();
    }

    private List<Fire> fires() {
        return memory.schedules().fires("s", null, 100);
    }

    @Test
    void all_is_written_before_the_instant_and_the_handler_starts_on_it() {
        TestScheduler test = working();
        test.scheduler().putSchedule(each10Seconds("s"));
        advanceTo(DUE.minusMillis(501));
        assertThat(statuses()).isEmpty();
        advanceTo(DUE.minusMillis(500));
        assertThat(statuses()).as("claimed by this node").containsExactly(JobStatus.RUNNING);
        assertThat(fires()).singleElement().satisfies(fire -> {
            assertThat(fire.instant()).isEqualTo(DUE);
            assertThat(fire.decidedAt()).isEqualTo(DUE.minusMillis(500));
        });
        advanceTo(DUE.minusMillis(1));
        assertThat(ran).isEmpty();
        int claims = flaky.calls("jobs.claim");
        advanceTo(DUE);
        assertThat(ran).containsExactly(DUE);
        assertThat(statuses()).containsExactly(JobStatus.COMPLETED);
        assertThat(flaky.calls("jobs.claim")).as("nothing had to be claimed").isEqualTo(claims);
    }

    @Test
    void until_its_instant_users_see_a_run_as_one_to_come() {
        TestScheduler test = working();
        Scheduler scheduler = test.scheduler();
        scheduler.putSchedule(each10Seconds("s"));
        advanceTo(DUE.plusSeconds(3));
        ScheduleInfo before = scheduler.getSchedule("s").orElseThrow();
        List<Fire> fires = scheduler.fires("s", null, 9);
        Instant next = DUE.plusSeconds(10);

        advanceTo(next.minusMillis(1));
        assertThat(statuses()).as("in the store").containsExactly(JobStatus.RUNNING, JobStatus.COMPLETED);
        assertThat(scheduler.getSchedule("s").orElseThrow())
                .usingRecursiveComparison()
                .ignoringFields("version")
                .isEqualTo(before);
        assertThat(before.nextRun()).isEqualTo(next);
        assertThat(before.lastRun()).isEqualTo(DUE);
        assertThat(scheduler.getSchedules(null, 9).items().getFirst().nextRun()).isEqualTo(next);
        assertThat(scheduler.fires("s", null, 9)).isEqualTo(fires).hasSize(1);
        assertThat(scheduler.fires("s", next.plusSeconds(99), 9)).isEqualTo(fires);
        assertThat(scheduler.getTask("s")).get().satisfies(job -> {
            assertThat(job.status()).isEqualTo(JobStatus.PENDING);
            assertThat(job.attempt()).isZero();
            assertThat(job.runAt()).isEqualTo(next);
            assertThat(job.startedAt()).isNull();
            assertThat(job.node()).isNull();
        });
        assertThat(scheduler
                        .getTasks(JobQuery.ALL.schedule("s").status(JobStatus.RUNNING))
                        .items())
                .isEmpty();

        advanceTo(next);
        ScheduleInfo after = scheduler.getSchedule("s").orElseThrow();
        assertThat(after.lastRun()).isEqualTo(next);
        assertThat(after.nextRun()).isEqualTo(next.plusSeconds(10));
        assertThat(after.runs()).isEqualTo(before.runs() + 1);
        assertThat(after.lastJob()).isNotEqualTo(before.lastJob());
        assertThat(scheduler.fires("s", null, 9)).hasSize(2);
    }

    @Test
    void before_its_first_instant_a_schedule_has_not_run() {
        Scheduler scheduler = working().scheduler();
        scheduler.putSchedule(each10Seconds("s"));
        advanceTo(DUE.minusMillis(1));
        assertThat(statuses()).containsExactly(JobStatus.RUNNING);
        ScheduleInfo info = scheduler.getSchedule("s").orElseThrow();
        assertThat(info.lastRun()).isNull();
        assertThat(info.lastJob()).isNull();
        assertThat(info.runs()).isZero();
        assertThat(info.nextRun()).isEqualTo(DUE);
        assertThat(scheduler.fires("s", null, 9)).isEmpty();
    }

    @Test
    void a_run_that_was_claimed_ahead_started_when_it_was_due() {
        TestScheduler test = node();
        List<Instant> started = new ArrayList<>();
        work(test, context -> {
            test.scheduler().getTask("s").ifPresent(job -> started.add(job.startedAt()));
        });
        warm(test);
        test.scheduler().putSchedule(each10Seconds("s"));
        advanceTo(DUE);
        assertThat(started).containsExactly(DUE);
    }

    @Test
    void what_waits_for_its_time_keeps_no_slot_from_what_is_due() {
        TestScheduler test = TestScheduler.builder()
                .time(time)
                .store(flaky.store())
                .handlerThreads()
                .with(draft -> draft.maxWorkers = 1)
                .start();
        work(test, context -> ran.add(time.instant()));
        warm(test);
        test.scheduler().putSchedule(each10Seconds("s"));
        advanceTo(DUE.minusMillis(400));
        assertThat(statuses()).containsExactly(JobStatus.RUNNING);
        test.scheduler().enqueue(JobRequest.of(WORK, null));
        test.drain();
        assertThat(ran).containsExactly(DUE.minusMillis(400));
        advanceTo(DUE);
        assertThat(ran).containsExactly(DUE.minusMillis(400), DUE);
    }

    @Test
    void a_node_without_a_free_slot_leaves_the_job_to_others() {
        TestScheduler busy = TestScheduler.builder()
                .time(time)
                .store(flaky.store())
                .handlerThreads()
                .with(draft -> draft.maxWorkers = 1)
                .start();
        work(busy, context -> busy.sleep(Duration.ofHours(1)));
        busy.scheduler().putSchedule(each10Seconds("s"));
        busy.scheduler().enqueue(JobRequest.of(WORK, null));
        advanceTo(DUE.minusMillis(1));
        assertThat(statuses()).as("stored, not claimed").containsExactly(JobStatus.PENDING);
        TestScheduler free = node();
        work(free, context -> ran.add(time.instant()));
        free.drain();
        advanceTo(DUE);
        assertThat(ran).containsExactly(DUE);
    }

    @Test
    void a_run_that_ends_in_the_last_half_second_is_no_overlap() {
        TestScheduler test = node();
        work(test, context -> {
            ran.add(time.instant());
            test.sleep(Duration.ofMillis(9_800));
        });
        test.scheduler().putSchedule(each10Seconds("s"));
        advanceTo(DUE.plusSeconds(25));
        assertThat(ran).containsExactly(DUE, DUE.plusSeconds(10), DUE.plusSeconds(20));
        assertThat(fires()).extracting(Fire::outcome).containsOnly(Fire.Outcome.FIRED);
    }

    @Test
    void a_step_that_was_too_early_is_tried_once_more_and_not_all_the_time() {
        TestScheduler test = node();
        work(test, context -> test.sleep(Duration.ofSeconds(15)));
        test.scheduler().putSchedule(each10Seconds("s"));
        advanceTo(DUE.plusSeconds(9));
        int before = flaky.calls("schedules.fire");
        advanceTo(DUE.plusSeconds(10));
        assertThat(flaky.calls("schedules.fire") - before).isEqualTo(2);
        assertThat(fires().getFirst().outcome()).isEqualTo(Fire.Outcome.SKIPPED);
        assertThat(fires().getFirst().decidedAt()).isEqualTo(DUE.plusSeconds(10));
    }

    @Test
    void what_cancels_its_last_run_and_what_runs_on_every_node_is_decided_in_time() {
        TestScheduler test = node();
        List<Instant> ended = new ArrayList<>();
        work(test, context -> {
            try {
                test.sleep(Duration.ofSeconds(60));
            } finally {
                ended.add(time.instant());
            }
        });
        test.scheduler().putSchedule(each10Seconds("s").overlap(Overlap.CANCEL_PREVIOUS));
        test.scheduler().putSchedule(each10Seconds("everywhere").unique(false));
        advanceTo(DUE.plusMillis(9_999));
        assertThat(ended).isEmpty();
        assertThat(memory.schedules().fires("everywhere", null, 9))
                .singleElement()
                .satisfies(fire -> assertThat(fire.decidedAt()).isEqualTo(DUE));
        advanceTo(DUE.plusSeconds(10));
        assertThat(ended).containsExactly(DUE.plusSeconds(10));
    }

    @Test
    void a_quick_schedule_is_fired_half_its_period_ahead() {
        TestScheduler test = working();
        test.scheduler()
                .putSchedule(
                        ScheduleDefinition.of("s", Schedule.every(Duration.ofMillis(100)), JobRequest.of(WORK, null)));
        advanceTo(TestScheduler.START.plusMillis(1_000));
        assertThat(ran)
                .hasSize(10)
                .allSatisfy(at -> assertThat(at.toEpochMilli() % 100).isZero());
        assertThat(fires().getFirst().decidedAt()).isEqualTo(TestScheduler.START.plusMillis(950));
        assertThat(fires()).extracting(Fire::outcome).containsOnly(Fire.Outcome.FIRED);
    }

    @Test
    void a_node_that_stops_before_the_instant_leaves_the_job_to_others() {
        TestScheduler first = working();
        first.scheduler().putSchedule(each10Seconds("s"));
        advanceTo(DUE.minusMillis(300));
        assertThat(statuses()).containsExactly(JobStatus.RUNNING);
        first.scheduler().stop();
        assertThat(statuses()).containsExactly(JobStatus.PENDING);
        TestScheduler second = node();
        work(second, context -> ran.add(time.instant()));
        second.drain();
        advanceTo(DUE);
        assertThat(ran).containsExactly(DUE);
    }

    @Test
    void a_node_that_dies_before_the_instant_costs_its_lease_and_no_run() {
        TestScheduler first = working();
        first.scheduler().putSchedule(each10Seconds("s"));
        TestScheduler second = node();
        work(second, context -> ran.add(time.instant()));
        advanceTo(DUE.minusMillis(300));
        first.process().kill();
        advanceTo(DUE.plusSeconds(9));
        advanceTo(DUE.plusSeconds(30));
        assertThat(fires().getLast().instant()).isEqualTo(DUE);
        assertThat(ran).isNotEmpty().doesNotHaveDuplicates();
        assertThat(memory.jobs()
                        .find(JobQuery.ALL.schedule("s").status(JobStatus.COMPLETED))
                        .items())
                .hasSize(ran.size());
        assertThat(ran.getFirst()).isBefore(DUE.plusSeconds(20));
        assertThat(memory.jobs()
                        .find(JobQuery.ALL.schedule("s"))
                        .items()
                        .getLast()
                        .crashes())
                .as("nobody can tell that it had not begun")
                .isEqualTo(1);
    }

    @Test
    void a_claim_whose_answer_is_lost_is_handed_back_and_runs() {
        TestScheduler test = working();
        test.scheduler().putSchedule(each10Seconds("s"));
        flaky.loseAnswer("jobs.claimFuture", 1);
        advanceTo(DUE.plusSeconds(5));
        assertThat(ran).hasSize(1);
        assertThat(ran.getFirst()).isBetween(DUE, DUE.plusSeconds(2));
        assertThat(statuses()).containsExactly(JobStatus.COMPLETED);
    }

    @Test
    void a_claim_that_fails_costs_nothing() {
        TestScheduler test = working();
        test.scheduler().putSchedule(each10Seconds("s"));
        flaky.fail("jobs.claimFuture", 1);
        advanceTo(DUE);
        assertThat(ran).containsExactly(DUE);
    }

    @Test
    void a_job_cancelled_before_its_instant_never_starts() {
        TestScheduler test = working();
        test.scheduler().putSchedule(each10Seconds("s"));
        advanceTo(DUE.minusMillis(300));
        String id = memory.jobs()
                .find(JobQuery.ALL.schedule("s"))
                .items()
                .getFirst()
                .id();
        assertThat(test.scheduler().cancelJob(id)).isTrue();
        advanceTo(DUE.plusSeconds(1));
        assertThat(ran).isEmpty();
        assertThat(statuses()).containsExactly(JobStatus.CANCELLED);
    }

    @Test
    void a_bounded_queue_and_one_this_node_has_no_handler_for_go_the_usual_way() {
        TestScheduler test = working();
        test.scheduler().createQueue("limited", QueueConfig.DEFAULT.limit(5));
        test.scheduler()
                .putSchedule(ScheduleDefinition.of(
                        "s",
                        Schedule.every(Duration.ofSeconds(10)),
                        JobRequest.of(WORK, null).queue("limited")));
        advanceTo(DUE.minusMillis(1));
        assertThat(statuses()).containsExactly(JobStatus.PENDING);
        advanceTo(DUE);
        assertThat(ran).containsExactly(DUE);
    }

    @Test
    void of_a_thousand_due_together_none_has_to_be_written_when_its_time_has_come() {
        TestScheduler test = working();
        for (int n = 0; n < 300; n++) {
            test.scheduler()
                    .putSchedule(
                            ScheduleDefinition.of("s" + n, Schedule.cron("*/10 * * * * *"), JobRequest.of(WORK, null)));
        }
        advanceTo(DUE.minusMillis(1));
        int fires = flaky.calls("schedules.fire");
        int claims = flaky.calls("jobs.claim");
        advanceTo(DUE);
        assertThat(ran).hasSize(300).containsOnly(DUE);
        assertThat(flaky.calls("schedules.fire")).isEqualTo(fires);
        assertThat(flaky.calls("jobs.claim")).isEqualTo(claims);
    }

    @Test
    void a_schedule_that_cannot_be_read_does_not_hide_a_lost_signal_of_another() {
        FlakyStore silent = new FlakyStore(new InMemoryStore(time, signal -> {}));
        TestScheduler test =
                TestScheduler.builder().time(time).store(silent.store()).start();
        work(test, context -> ran.add(time.instant()));
        Instant past = TestScheduler.START.minusSeconds(60);
        silent.store()
                .schedules()
                .put(
                        new Entry("broken", "{\"from\":\"the future\"}", "r", true, past, past, null, null, 0, past, 0),
                        null);
        time.advance(Duration.ofSeconds(30));
        TestScheduler other =
                TestScheduler.builder().time(time).store(silent.store()).build();
        Instant put = time.instant();
        other.scheduler()
                .putSchedule(
                        ScheduleDefinition.of("s", Schedule.every(Duration.ofSeconds(3)), JobRequest.of(WORK, null)));
        time.advance(Duration.ofSeconds(3));
        assertThat(ran).containsExactly(put.plusSeconds(3));
    }
}
