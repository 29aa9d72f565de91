package io.carillon.scheduler;

import static io.carillon.test.CarillonAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.carillon.Fire;
import io.carillon.InvalidValueException;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobRequest;
import io.carillon.JobStatus;
import io.carillon.Page;
import io.carillon.QueueConfig;
import io.carillon.QueueFullException;
import io.carillon.ScheduleDefinition;
import io.carillon.ScheduleDefinition.Overlap;
import io.carillon.ScheduleInfo;
import io.carillon.Scheduler;
import io.carillon.TaskName;
import io.carillon.memory.InMemoryStore;
import io.carillon.schedule.InvalidScheduleException;
import io.carillon.schedule.Schedule;
import io.carillon.test.CarillonExtension;
import io.carillon.test.FakeTime;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Making, changing and running schedules. Time begins on Monday, 2030-01-07 at midnight UTC. */
@ExtendWith(CarillonExtension.class)
class ScheduleCallsTest {
    private static final TaskName<Void> PING = TaskName.of("ping");
    private static final ScheduleDefinition NIGHTLY =
            ScheduleDefinition.of("nightly", Schedule.daily("00:10"), JobRequest.of(PING, null));
    private static final ScheduleDefinition OFTEN = NIGHTLY.name("often").schedule(Schedule.cron("*/10 * * * *"));

    private static ScheduleInfo info(TestScheduler test, String name) {
        return test.scheduler().getSchedule(name).orElseThrow();
    }

    private static List<Job> jobs(TestScheduler test, String schedule) {
        return test.scheduler().getTasks(JobQuery.ALL.schedule(schedule)).items();
    }

    @Test
    void a_cron_job_runs_when_its_expression_says(TestScheduler test) {
        String name = test.scheduler().addCronJob("10,25 0 * * *", new CleanupTask("logs", 30));

        assertThat(info(test, name).nextRun()).isEqualTo("2030-01-07T00:10:00Z");
        test.advance(Duration.ofMinutes(30));

        assertThat(jobs(test, name))
                .extracting(Job::status, job -> job.spec().fireTime().toString())
                .containsExactly(
                        tuple(JobStatus.COMPLETED, "2030-01-07T00:25:00Z"),
                        tuple(JobStatus.COMPLETED, "2030-01-07T00:10:00Z"));
        assertThat(info(test, name).runs()).isEqualTo(2);
        assertThat(info(test, name).lastRun()).isEqualTo("2030-01-07T00:25:00Z");
        assertThat(info(test, name).lastJob())
                .isEqualTo(jobs(test, name).getFirst().id());
    }

    @Test
    void a_schedule_without_a_name_is_named_by_task_and_parameters(TestScheduler test) {
        Scheduler scheduler = test.scheduler();
        String logs = scheduler.addCronJob("0 2 * * *", new CleanupTask("logs", 30));
        String temp = scheduler.addCronJob("0 2 * * *", new CleanupTask("temp", 30));
        String again = scheduler.addCronJob("0 3 * * *", new CleanupTask("logs", 30));

        assertThat(logs).matches("CleanupTask-[0-9a-f]{10}").isEqualTo(again).isNotEqualTo(temp);
        assertThat(scheduler.getSchedules(null, 10).items()).hasSize(2);
        assertThat(info(test, logs).nextRun()).isEqualTo("2030-01-07T03:00:00Z");
    }

    @Test
    void a_recurring_job_first_runs_one_period_after_it_was_added_and_stays_on_its_grid(TestScheduler test) {
        test.advance(Duration.ofSeconds(7));
        String name = test.scheduler().addRecurringJob(Duration.ofSeconds(30), new CleanupTask("logs", 30));
        test.advance(Duration.ofSeconds(29));
        assertThat(jobs(test, name)).isEmpty();
        test.advance(Duration.ofSeconds(61));

        assertThat(jobs(test, name))
                .extracting(job -> job.spec().fireTime())
                .containsExactly(
                        TestScheduler.START.plusSeconds(97),
                        TestScheduler.START.plusSeconds(67),
                        TestScheduler.START.plusSeconds(37));
    }

    @Test
    void adding_it_again_after_a_restart_keeps_the_next_fire_and_the_history() {
        FakeTime time = FakeTime.at(TestScheduler.START);
        InMemoryStore store = new InMemoryStore(time, Runnable::run);
        CleanupTask task = new CleanupTask("logs", 30);
        String name;
        Instant next;
        try (TestScheduler first =
                TestScheduler.builder().time(time).store(store).start()) {
            name = first.scheduler().addRecurringJob(Duration.ofMinutes(10), task);
            first.advance(Duration.ofMinutes(14));
            next = info(first, name).nextRun();
        }
        assertThat(next).isEqualTo(TestScheduler.START.plusSeconds(1_200));
        time.advance(Duration.ofMinutes(3));

        try (TestScheduler second =
                TestScheduler.builder().time(time).store(store).start()) {
            assertThat(second.scheduler().addRecurringJob(Duration.ofMinutes(10), new CleanupTask("logs", 30)))
                    .isEqualTo(name);
            assertThat(info(second, name).nextRun()).isEqualTo(next);
            assertThat(info(second, name).runs()).isEqualTo(1);
            assertThat(info(second, name).createdAt()).isEqualTo(TestScheduler.START);

            second.scheduler().addRecurringJob(Duration.ofMinutes(5), task);
            assertThat(info(second, name).nextRun()).isEqualTo(second.now().plusSeconds(300));
            assertThat(info(second, name).runs()).isEqualTo(1);
        }
    }

    @Test
    void what_does_not_decide_fire_times_changes_without_moving_the_next_one(TestScheduler test) {
        test.scheduler().putSchedule(NIGHTLY.schedule(Schedule.every(Duration.ofHours(1))));
        Instant next = info(test, "nightly").nextRun();
        test.advance(Duration.ofMinutes(20));

        ScheduleInfo changed = test.scheduler()
                .putSchedule(NIGHTLY.schedule(Schedule.every(Duration.ofHours(1)))
                        .description("changed")
                        .overlap(Overlap.ALLOW)
                        .job(JobRequest.named("other", Map.of("a", 1)).priority(9)));

        assertThat(changed.nextRun()).isEqualTo(next);
        assertThat(changed.definition().description()).isEqualTo("changed");
        assertThat(changed.definition().job().params()).isEqualTo(Map.of("a", 1));
        assertThat(changed.version()).isGreaterThan(1);
    }

    @Test
    void a_schedule_follows_the_schedulers_zone_unless_it_has_its_own() {
        try (TestScheduler test = TestScheduler.builder()
                .with(draft -> draft.zone = ZoneId.of("Asia/Shanghai"))
                .start()) {
            test.scheduler().putSchedule(NIGHTLY);
            test.scheduler()
                    .putSchedule(NIGHTLY.name("berlin")
                            .schedule(Schedule.daily("02:00").zone(ZoneId.of("Europe/Berlin"))));

            assertThat(info(test, "nightly").nextRun()).isEqualTo("2030-01-07T16:10:00Z");
            assertThat(info(test, "nightly").definition().schedule().zone()).isNull();
            assertThat(info(test, "berlin").nextRun()).isEqualTo("2030-01-07T01:00:00Z");
        }
    }

    @Test
    void a_name_is_created_once(TestScheduler test) {
        assertThat(test.scheduler().createSchedule(NIGHTLY)).isPresent();
        assertThat(test.scheduler().createSchedule(NIGHTLY.description("second")))
                .isEmpty();
        assertThat(info(test, "nightly").definition().description()).isEmpty();
        assertThat(test.scheduler().deleteSchedule("nightly")).isTrue();
        assertThat(test.scheduler().createSchedule(NIGHTLY.description("second")))
                .isPresent();
    }

    @Test
    void schedules_are_read_page_by_page_in_order_of_name(TestScheduler test) {
        for (String name : List.of("d", "b", "e", "a", "c")) {
            test.scheduler().putSchedule(NIGHTLY.name(name));
        }
        List<String> names = new ArrayList<>();
        String cursor = null;
        do {
            Page<ScheduleInfo> page = test.scheduler().getSchedules(cursor, 2);
            page.items().forEach(item -> names.add(item.name()));
            cursor = page.next();
        } while (cursor != null);

        assertThat(names).containsExactly("a", "b", "c", "d", "e");
        assertThat(test.scheduler().getSchedules(null, 5).next()).isNull();
        assertThatThrownBy(() -> test.scheduler().getSchedules(null, 1_001)).hasMessageContaining("limit");
        assertThat(test.scheduler().getSchedule("z")).isEmpty();
    }

    @Test
    void a_disabled_schedule_passes_its_instants_and_goes_on_from_now(TestScheduler test) {
        test.scheduler().putSchedule(OFTEN);
        test.scheduler().enableSchedule("often", false);
        assertThat(info(test, "often").nextRun()).isNull();
        assertThat(info(test, "often").definition().enabled()).isFalse();
        test.advance(Duration.ofMinutes(35));

        assertThat(test.scheduler().enableSchedule("often", true)).isTrue();
        assertThat(test.scheduler().enableSchedule("often", true)).isTrue();

        assertThat(info(test, "often").nextRun()).isEqualTo("2030-01-07T00:40:00Z");
        assertThat(jobs(test, "often")).isEmpty();
        assertThat(test.scheduler().fires("often", null, 10)).isEmpty();
        assertThat(test.scheduler().enableSchedule("unknown", true)).isFalse();
    }

    @Test
    void putting_it_again_at_the_next_start_leaves_a_pause_to_whoever_made_it(TestScheduler test) {
        Scheduler scheduler = test.scheduler();
        scheduler.putSchedule(OFTEN);
        String logs = scheduler.addCronJob("*/10 * * * *", new CleanupTask("logs", 30));
        scheduler.enableSchedule("often", false);
        scheduler.enableSchedule(logs, false);

        assertThat(scheduler.putSchedule(OFTEN.description("changed")).nextRun())
                .isNull();
        scheduler.putSchedule(OFTEN.schedule(Schedule.daily("00:30")));
        scheduler.addCronJob("*/10 * * * *", new CleanupTask("logs", 30));
        test.advance(Duration.ofHours(1));

        assertThat(info(test, "often").definition().enabled()).isFalse();
        assertThat(info(test, logs).definition().enabled()).isFalse();
        assertThat(scheduler.getTasks(JobQuery.ALL).items()).isEmpty();
    }

    @Test
    void a_definition_that_says_whether_it_is_enabled_decides_it(TestScheduler test) {
        Scheduler scheduler = test.scheduler();
        scheduler.putSchedule(OFTEN.enabled(false));
        scheduler.putSchedule(OFTEN);
        assertThat(info(test, "often").nextRun()).isNull();

        scheduler.putSchedule(OFTEN.enabled(true));
        assertThat(info(test, "often").nextRun()).isEqualTo("2030-01-07T00:10:00Z");
        scheduler.enableSchedule("often", false);
        scheduler.putSchedule(OFTEN.enabled(true));
        assertThat(info(test, "often").nextRun()).isEqualTo("2030-01-07T00:10:00Z");

        scheduler.enableSchedule("often", false);
        scheduler.deleteSchedule("often");
        assertThat(scheduler.putSchedule(OFTEN).nextRun()).as("a new one").isNotNull();
    }

    @Test
    void a_deleted_schedule_fires_no_more_and_leaves_its_jobs(TestScheduler test) {
        test.scheduler().register(PING, (payload, context) -> null);
        test.scheduler().putSchedule(OFTEN);
        test.fireNext("often");

        assertThat(test.scheduler().deleteSchedule("often")).isTrue();
        assertThat(test.scheduler().deleteSchedule("often")).isFalse();
        test.advance(Duration.ofMinutes(30));

        assertThat(jobs(test, "often")).hasSize(1);
        assertThat(test.scheduler().fires("often", null, 10)).hasSize(1);
    }

    @Test
    void a_schedule_is_run_by_hand_whatever_else_is_going_on(TestScheduler test) {
        test.scheduler().pauseQueue("default", "", null);
        test.scheduler().putSchedule(NIGHTLY);
        test.fireNext("nightly");
        test.scheduler().enableSchedule("nightly", false);

        String first = test.scheduler().runSchedule("nightly").orElseThrow();
        String second = test.scheduler().runSchedule("nightly").orElseThrow();

        assertThat(first).isNotEqualTo(second);
        assertThat(jobs(test, "nightly")).hasSize(3);
        assertThat(test.job(first).spec().fireTime()).isNull();
        assertThat(test.job(first).schedule()).isEqualTo("nightly");
        assertThat(test.scheduler().runSchedule("unknown")).isEmpty();
        assertThat(test.scheduler().fires("nightly", null, 10)).hasSize(1);
    }

    @Test
    void a_schedule_run_by_hand_finds_its_queue_full(TestScheduler test) {
        test.scheduler().createQueue("default", QueueConfig.DEFAULT.maxSize(1));
        test.scheduler().pauseQueue("default", "", null);
        test.scheduler().putSchedule(NIGHTLY);
        test.scheduler().runSchedule("nightly");

        assertThatThrownBy(() -> test.scheduler().runSchedule("nightly")).isInstanceOf(QueueFullException.class);
    }

    @Test
    void a_schedule_of_a_task_with_an_id_runs_beside_no_other_job_of_that_id(TestScheduler test) {
        test.scheduler().pauseQueue("default", "", null);
        String live = test.scheduler().enqueue(new CleanupTask("logs", 1));
        String name = test.scheduler().addCronJob("10 0 * * *", new CleanupTask("logs", 30));
        test.fireNext(name);

        assertThat(jobs(test, name)).isEmpty();
        assertThat(test.scheduler().fires(name, null, 10)).singleElement().satisfies(fire -> {
            assertThat(fire.outcome()).isEqualTo(Fire.Outcome.SKIPPED);
            assertThat(fire.jobId()).hasToString(live);
        });
        assertThat(test.scheduler().runSchedule(name)).contains(live);
    }

    @Test
    void what_became_of_each_instant_is_read_latest_first(TestScheduler test) {
        test.scheduler().register(PING, (payload, context) -> null);
        test.scheduler().putSchedule(OFTEN);
        test.advance(Duration.ofMinutes(35));

        List<Fire> fires = test.scheduler().fires("often", null, 2);

        assertThat(fires)
                .extracting(fire -> fire.instant().toString())
                .containsExactly("2030-01-07T00:30:00Z", "2030-01-07T00:20:00Z");
        assertThat(test.scheduler().fires("often", fires.getLast().instant(), 2))
                .extracting(fire -> fire.instant().toString())
                .containsExactly("2030-01-07T00:10:00Z");
        assertThatThrownBy(() -> test.scheduler().fires("often", null, 0)).hasMessageContaining("limit");
    }

    @Test
    void runs_are_counted_over_changes_of_the_rule(TestScheduler test) {
        test.scheduler().register(PING, (payload, context) -> null);
        ScheduleDefinition thrice = OFTEN.schedule(OFTEN.schedule().maxRuns(3));
        test.scheduler().putSchedule(thrice);
        test.advance(Duration.ofMinutes(25));
        test.scheduler()
                .putSchedule(
                        thrice.schedule(Schedule.every(Duration.ofMinutes(1)).maxRuns(3)));
        test.advance(Duration.ofMinutes(5));

        assertThat(info(test, "often").runs()).isEqualTo(3);
        assertThat(info(test, "often").nextRun()).isNull();
        assertThat(test.scheduler().putSchedule(thrice).nextRun()).isNull();
        assertThat(test.scheduler()
                        .putSchedule(OFTEN.schedule(Schedule.daily("02:00").maxRuns(4)))
                        .nextRun())
                .isNotNull();
    }

    @Test
    void a_schedule_of_every_instant_in_the_past_is_exhausted(TestScheduler test) {
        ScheduleInfo past = test.scheduler().putSchedule(NIGHTLY.schedule(Schedule.once(Instant.EPOCH)));

        assertThat(past.nextRun()).isNull();
    }

    @Test
    void bad_schedules_are_refused_before_anything_is_stored(TestScheduler test) {
        assertThatThrownBy(() -> test.scheduler().addCronJob("0 25 * * *", new CleanupTask("a", 1)))
                .isInstanceOf(InvalidScheduleException.class)
                .hasMessageContaining("hour");
        assertThatThrownBy(() -> test.scheduler().addRecurringJob(Duration.ZERO, new CleanupTask("a", 1)))
                .isInstanceOf(InvalidScheduleException.class);
        assertThatThrownBy(() -> test.scheduler().addCronJob("* * * * *", context -> {}))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageStartingWith("task: expected");
        assertThatThrownBy(() -> test.scheduler().putSchedule(NIGHTLY.job(JobRequest.named("a", "text"))))
                .hasMessageStartingWith("params: expected");
        assertThatThrownBy(() -> test.scheduler().putSchedule(NIGHTLY.job(JobRequest.command("bakup:run"))))
                .hasMessageStartingWith("unknown command 'bakup:run'");
        assertThatThrownBy(() -> test.scheduler()
                        .createSchedule(
                                NIGHTLY.job(JobRequest.named("census", null).knownOnly())))
                .hasMessageStartingWith("unknown task 'census'");
        assertThat(test.scheduler().getSchedules(null, 10).items()).isEmpty();
    }
}
