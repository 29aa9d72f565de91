package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Fire;
import io.carillon.JobRequest;
import io.carillon.ScheduleDefinition;
import io.carillon.ScheduleDefinition.Misfire;
import io.carillon.ScheduleDefinition.Overlap;
import io.carillon.schedule.Schedule;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of instants that passed while no node could fire them: a process that stands still for a while. */
class MisfireTest {
    private final TestScheduler test = TestScheduler.create();
    private final List<Long> runs = new ArrayList<>();

    {
        Work.work(test, context -> runs.add(seconds(context.fireTime())));
    }

    private static long seconds(Instant instant) {
        return Duration.between(TestScheduler.START, instant).toSeconds();
    }

    private void schedule(Duration period, Misfire misfire) {
        test.scheduler()
                .putSchedule(ScheduleDefinition.of("s", Schedule.every(period), JobRequest.of(Work.WORK, null))
                        .misfire(misfire)
                        .overlap(Overlap.ALLOW));
        test.drain();
    }

    private void standStill(Duration time) {
        test.process().freeze();
        test.advance(time);
        test.process().thaw();
        test.drain();
    }

    /** Such as {@code "F10 M20-40x3"}: fired at 10 s, then three missed from 20 s to 40 s. */
    private String records() {
        List<Fire> fires = new ArrayList<>(test.scheduler().fires("s", null, 1_000));
        fires.sort(java.util.Comparator.comparing(Fire::instant));
        StringBuilder text = new StringBuilder();
        for (Fire fire : fires) {
            text.append(text.isEmpty() ? "" : " ")
                    .append(fire.outcome().name().charAt(0))
                    .append(seconds(fire.instant()));
            if (fire.count() > 1) {
                text.append('-').append(seconds(fire.last())).append('x').append(fire.count());
            }
        }
        return text.toString();
    }

    /** A schedule each 10 s stands still from second 5; the grace is 5 s. */
    @ParameterizedTest
    @CsvSource({
        // nothing passed
        "FIRE_ONCE,   4, '', ''",
        // within the grace: as if in time
        "FIRE_ONCE,   5, '10', 'F10'",
        "FIRE_ONCE,  10, '10', 'F10'",
        "SKIP,       10, '10', 'F10'",
        "CATCH_UP,   10, '10', 'F10'",
        // one instant, too late
        "FIRE_ONCE,  11, '10', 'F10'",
        "SKIP,       11, '', 'M10'",
        "CATCH_UP,   11, '10', 'F10'",
        // three, the last in time
        "FIRE_ONCE,  27, '30', 'M10-20x2 F30'",
        "SKIP,       27, '30', 'M10-20x2 F30'",
        "CATCH_UP,   27, '10 20 30', 'F10 F20 F30'",
        // three, all too late
        "FIRE_ONCE,  33, '30', 'M10-20x2 F30'",
        "SKIP,       33, '', 'M10-30x3'",
        "CATCH_UP,   33, '10 20 30', 'F10 F20 F30'"
    })
    void a_schedule_follows_its_policy(Misfire misfire, long seconds, String expectedRuns, String expectedRecords) {
        schedule(Duration.ofSeconds(10), misfire);
        test.advance(Duration.ofSeconds(5));
        standStill(Duration.ofSeconds(seconds));
        assertThat(String.join(" ", runs.stream().map(String::valueOf).toList()))
                .isEqualTo(expectedRuns);
        assertThat(records()).isEqualTo(expectedRecords);
    }

    @Test
    void several_instants_within_the_grace_fire_one_after_the_other() {
        schedule(Duration.ofSeconds(1), Misfire.FIRE_ONCE);
        standStill(Duration.ofSeconds(4));
        assertThat(runs).containsExactly(1L, 2L, 3L, 4L);
        assertThat(records()).isEqualTo("F1 F2 F3 F4");
        standStill(Duration.ofSeconds(20));
        assertThat(records()).isEqualTo("F1 F2 F3 F4 M5-18x14 F19 F20 F21 F22 F23 F24");
    }

    @Test
    void a_month_of_missed_seconds_is_recorded_and_the_schedule_goes_on() {
        schedule(Duration.ofSeconds(1), Misfire.FIRE_ONCE);
        standStill(Duration.ofDays(30));
        long missed = test.scheduler().fires("s", null, 1_000).stream()
                .filter(fire -> fire.outcome() == Fire.Outcome.MISSED)
                .mapToLong(Fire::count)
                .sum();
        assertThat(missed).isEqualTo(Duration.ofDays(30).toSeconds() - 6);
        assertThat(runs).hasSize(6);
        assertThat(runs).last().isEqualTo(Duration.ofDays(30).toSeconds());
        assertThat(test.scheduler().fires("s", null, 1_000).size()).isLessThan(50);
    }

    @Test
    void catching_up_keeps_order_and_does_not_hold_up_other_schedules() {
        test.scheduler()
                .putSchedule(ScheduleDefinition.of(
                                "a", Schedule.every(Duration.ofSeconds(1)), JobRequest.of(Work.WORK, null))
                        .misfire(Misfire.CATCH_UP)
                        .overlap(Overlap.ALLOW));
        schedule(Duration.ofSeconds(60), Misfire.CATCH_UP);
        standStill(Duration.ofMinutes(5));
        assertThat(runs).hasSize(305);
        assertThat(runs.stream().filter(run -> run % 60 != 0)).isSorted();
        assertThat(records()).isEqualTo("F60 F120 F180 F240 F300");
    }

    @Test
    void the_reason_names_the_policy_and_the_record_says_how_late() {
        schedule(Duration.ofSeconds(10), Misfire.SKIP);
        standStill(Duration.ofSeconds(35));
        Fire missed = test.scheduler().fires("s", null, 10).getLast();
        assertThat(missed.reason()).contains("within 5 s", "skip");
        assertThat(missed.decidedAt()).isEqualTo(TestScheduler.START.plusSeconds(35));
    }
}
