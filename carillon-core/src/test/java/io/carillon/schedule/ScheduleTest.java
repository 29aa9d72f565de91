package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final Instant NOON = Instant.parse("2025-06-15T12:00:00Z");

    /** 9 March 2025: 02:00-03:00 is skipped. 2 November 2025: 01:00-02:00 comes twice. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            daily   | 02:30        | 2025-03-09T00:00-05:00 | 2025-03-09T03:00-04:00, 2025-03-10T02:30-04:00
            daily   | 01:30        | 2025-11-02T00:00-04:00 | 2025-11-02T01:30-04:00, 2025-11-03T01:30-05:00
            daily   | 14:30:15     | 2025-06-15T14:30-04:00 | 2025-06-15T14:30:15-04:00, 2025-06-16T14:30:15-04:00
            weekly  | SUN 02:30    | 2025-03-08T00:00-05:00 | 2025-03-09T03:00-04:00, 2025-03-16T02:30-04:00
            weekly  | SUN 01:30    | 2025-11-01T00:00-04:00 | 2025-11-02T01:30-04:00, 2025-11-09T01:30-05:00
            weekly  | MON,FRI 09:00 | 2025-06-15T00:00-04:00 | 2025-06-16T09:00-04:00, 2025-06-20T09:00-04:00
            weekly  | MON,WED-FRI 09:00 | 2025-06-16T10:00-04:00 | 2025-06-18T09:00-04:00, 2025-06-19T09:00-04:00
            weekly  | 1 09:00      | 2025-06-15T00:00-04:00 | 2025-06-16T09:00-04:00, 2025-06-23T09:00-04:00
            monthly | 9 02:30      | 2025-03-01T00:00-05:00 | 2025-03-09T03:00-04:00, 2025-04-09T02:30-04:00
            monthly | 2 01:30      | 2025-11-01T00:00-04:00 | 2025-11-02T01:30-04:00, 2025-12-02T01:30-05:00
            monthly | L 23:30      | 2025-02-01T00:00-05:00 | 2025-02-28T23:30-05:00, 2025-03-31T23:30-04:00
            monthly | 31 02:00     | 2025-03-31T03:00-04:00 | 2025-05-31T02:00-04:00, 2025-07-31T02:00-04:00
            monthly | 1,15 02:00   | 2025-06-01T02:00-04:00 | 2025-06-15T02:00-04:00, 2025-07-01T02:00-04:00
            monthly | LW 12:00     | 2025-05-01T00:00-04:00 | 2025-05-30T12:00-04:00, 2025-06-30T12:00-04:00
            cron    | 30 2 * * *   | 2025-03-09T00:00-05:00 | 2025-03-09T03:00-04:00, 2025-03-10T02:30-04:00
            cron    | 30 * * * *   | 2025-11-02T01:00-04:00 | 2025-11-02T01:30-04:00, 2025-11-02T01:30-05:00
            cron    | @every 90m   | 2025-03-09T01:00-05:00 | 2025-03-09T03:30-04:00, 2025-03-09T05:00-04:00
            duration | 1d          | 2025-03-08T12:00-05:00 | 2025-03-09T13:00-04:00, 2025-03-10T13:00-04:00
            duration | 1h          | 2025-11-02T00:30-04:00 | 2025-11-02T01:30-04:00, 2025-11-02T01:30-05:00
            duration | 500ms       | 2025-06-15T12:00:00-04:00 | 2025-06-15T12:00:00.5-04:00, 2025-06-15T12:00:01-04:00
            """)
    void everyTypeInNewYork(String type, String expression, String after, String expected) {
        Schedule schedule = Schedule.parse(type, expression).zone(NEW_YORK);
        assertThat(schedule.next(instant(after), 2)).isEqualTo(instants(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            2030-01-31T08:00:00Z      | 2030-01-31T08:00:00Z
            2030-01-31T08:00:00+08:00 | 2030-01-31T00:00:00Z
            2030-01-31T08:00          | 2030-01-31T13:00:00Z
            2030-01-31 08:00:30       | 2030-01-31T13:00:30Z
            2025-03-09T02:30          | 2025-03-09T07:00:00Z
            2025-11-02T01:30          | 2025-11-02T05:30:00Z
            """)
    void onceIsOneInstant(String expression, Instant fire) {
        Schedule once = Schedule.once(expression).zone(NEW_YORK);
        assertThat(once.next(Instant.EPOCH)).isEqualTo(fire);
        assertThat(once.next(fire)).isNull();
        assertThat(once.next(Instant.EPOCH, 5)).containsExactly(fire);
        assertThat(once.previous(fire)).isNull();
        assertThat(once.previous(fire.plusNanos(1))).isEqualTo(fire);
        assertThat(once.overlap(Schedule.Overlap.BOTH).next(fire)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0001-06-01T00:00:00Z", "+10000-01-01T00:00:00Z", "+1000000000-12-31T23:59:59Z"})
    void instantsThatNobodyWritesAreRefused(Instant instant) {
        assertThatThrownBy(() -> Schedule.once(instant))
                .isInstanceOf(InvalidScheduleException.class)
                .hasMessage("once: expected an instant of the years 1 to 9999, got " + instant);
        assertThatThrownBy(() -> Schedule.parse("once", instant.toString()))
                .isInstanceOf(InvalidScheduleException.class);
        assertThatThrownBy(() -> Schedule.cron("@daily").startAt(instant)).hasMessageStartingWith("start_at: expected");
        assertThatThrownBy(() -> Schedule.cron("@daily").endAt(instant)).hasMessageStartingWith("end_at: expected");
    }

    @Test
    void onceIsNeverWhenItsLocalTimeIsSkippedAndGapsAreNotRun() {
        Schedule once = Schedule.once("2025-03-09T02:30").zone(NEW_YORK).gap(Schedule.Gap.SKIP);
        assertThat(once.next(Instant.EPOCH)).isNull();
        assertThat(Schedule.once(NOON).gap(Schedule.Gap.SKIP).next(Instant.EPOCH))
                .isEqualTo(NOON);
    }

    @Test
    void gapsAndOverlapsCanBeChosenForAnyExpression() {
        Schedule fixed = Schedule.daily("02:30").zone(NEW_YORK);
        Instant march = instant("2025-03-09T00:00-05:00");
        assertThat(fixed.gap(Schedule.Gap.SKIP).next(march)).isEqualTo(instant("2025-03-10T02:30-04:00"));
        assertThat(fixed.gap(Schedule.Gap.SKIP).gap(null).next(march)).isEqualTo(instant("2025-03-09T03:00-04:00"));
        Schedule early = Schedule.daily("01:30").zone(NEW_YORK).overlap(Schedule.Overlap.BOTH);
        assertThat(early.next(instant("2025-11-02T00:00-04:00"), 3))
                .isEqualTo(instants("2025-11-02T01:30-04:00, 2025-11-02T01:30-05:00, 2025-11-03T01:30-05:00"));
        Schedule often = Schedule.cron("*/30 * * * *").zone(NEW_YORK);
        assertThat(often.overlap(Schedule.Overlap.ONCE).next(instant("2025-11-02T01:00-04:00"), 2))
                .isEqualTo(instants("2025-11-02T01:30-04:00, 2025-11-02T02:00-05:00"));
        Schedule halfPast = Schedule.cron("30 * * * *").zone(NEW_YORK).gap(Schedule.Gap.RUN_AFTER);
        assertThat(halfPast.next(instant("2025-03-09T01:30-05:00"), 2))
                .isEqualTo(instants("2025-03-09T03:00-04:00, 2025-03-09T03:30-04:00"));
    }

    @Test
    void aGridBeginsOnePeriodAfterItsAnchor() {
        Schedule schedule = Schedule.every(Duration.ofMinutes(10)).anchor(NOON);
        assertThat(schedule.next(NOON.minusSeconds(86_400))).isEqualTo(NOON.plusSeconds(600));
        assertThat(schedule.next(NOON)).isEqualTo(NOON.plusSeconds(600));
        assertThat(schedule.next(NOON.plusSeconds(599))).isEqualTo(NOON.plusSeconds(600));
        assertThat(schedule.next(NOON.plusSeconds(600))).isEqualTo(NOON.plusSeconds(1200));
        assertThat(schedule.next(NOON.plusSeconds(3_601))).isEqualTo(NOON.plusSeconds(4_200));
        assertThat(schedule.previous(NOON)).isNull();
        assertThat(schedule.previous(NOON.plusSeconds(600))).isNull();
        assertThat(schedule.previous(NOON.plusSeconds(601))).isEqualTo(NOON.plusSeconds(600));
        assertThat(schedule.previous(NOON.plusSeconds(1_200))).isEqualTo(NOON.plusSeconds(600));
    }

    @Test
    void aGridWithoutAnchorRunsThroughTheInstantThatIsAsked() {
        Schedule schedule = Schedule.every(Duration.ofMinutes(10));
        assertThat(schedule.next(NOON)).isEqualTo(NOON.plusSeconds(600));
        assertThat(schedule.previous(NOON)).isEqualTo(NOON.minusSeconds(600));
        assertThat(schedule.next(NOON, 3))
                .containsExactly(NOON.plusSeconds(600), NOON.plusSeconds(1_200), NOON.plusSeconds(1_800));
        assertThat(schedule.anchor()).isNull();
    }

    @Test
    void theStartIsTheAnchorOfAGridThatHasNoOther() {
        Schedule schedule = Schedule.every(Duration.ofHours(1)).startAt(NOON);
        assertThat(schedule.next(Instant.EPOCH)).isEqualTo(NOON.plusSeconds(3_600));
        Schedule offset = schedule.anchor(NOON.minusSeconds(60));
        assertThat(offset.next(Instant.EPOCH)).isEqualTo(NOON.plusSeconds(3_540));
    }

    @Test
    void theDefaultAnchorIsTheCreationOrALaterStart() {
        Schedule schedule = Schedule.every(Duration.ofHours(1));
        assertThat(schedule.withDefaultAnchor(NOON).anchor()).isEqualTo(NOON);
        assertThat(schedule.startAt(NOON.plusSeconds(9)).withDefaultAnchor(NOON).anchor())
                .isEqualTo(NOON.plusSeconds(9));
        assertThat(schedule.startAt(NOON.minusSeconds(9))
                        .withDefaultAnchor(NOON)
                        .anchor())
                .isEqualTo(NOON);
        assertThat(schedule.anchor(NOON).withDefaultAnchor(Instant.EPOCH).anchor())
                .isEqualTo(NOON);
    }

    @Test
    void aGridHoldsOverCenturies() {
        Schedule schedule = Schedule.every(Duration.ofMillis(1)).anchor(Instant.parse("0001-01-01T00:00:00Z"));
        Instant late = Instant.parse("9999-12-31T23:59:59.998Z");
        assertThat(schedule.next(late)).isEqualTo(late.plusMillis(1));
        assertThat(schedule.next(late.plusMillis(1))).isNull();
        assertThat(schedule.previous(late)).isEqualTo(late.minusMillis(1));
        assertThat(schedule.next(Instant.MAX)).isNull();
        assertThat(schedule.previous(Instant.MIN)).isNull();
        Schedule years = Schedule.every(Duration.ofDays(36_525)).anchor(Instant.EPOCH);
        assertThat(years.next(Instant.parse("2900-01-01T00:00:00Z")))
                .isEqualTo(Instant.EPOCH.plus(Duration.ofDays(365_250)));
        assertThat(years.previous(Instant.parse("2900-01-01T00:00:00Z")))
                .isEqualTo(Instant.EPOCH.plus(Duration.ofDays(328_725)));
    }

    @Test
    void startAndEndAreIncluded() {
        Schedule daily =
                Schedule.daily("12:00").zone(ZoneOffset.UTC).startAt(NOON).endAt(NOON.plusSeconds(2 * 86_400));
        Instant last = NOON.plusSeconds(2 * 86_400);
        assertThat(daily.next(Instant.EPOCH, 10)).containsExactly(NOON, NOON.plusSeconds(86_400), last);
        assertThat(daily.next(last)).isNull();
        assertThat(daily.previous(Instant.MAX)).isEqualTo(last);
        assertThat(daily.previous(last)).isEqualTo(NOON.plusSeconds(86_400));
        assertThat(daily.previous(NOON)).isNull();
        assertThat(daily.previous(NOON.plusNanos(1))).isEqualTo(NOON);
        Schedule later = daily.startAt(NOON.plusNanos(1));
        assertThat(later.next(Instant.EPOCH)).isEqualTo(NOON.plusSeconds(86_400));
        assertThat(later.previous(NOON.plusSeconds(1))).isNull();
        assertThat(daily.endAt(last.minusNanos(1)).previous(Instant.MAX)).isEqualTo(NOON.plusSeconds(86_400));
    }

    @Test
    void simulationIncludesItsBeginningAndCountsRuns() {
        Schedule daily = Schedule.daily("12:00").zone(ZoneOffset.UTC);
        assertThat(daily.simulate(NOON, NOON.plusSeconds(2 * 86_400))).containsExactly(NOON, NOON.plusSeconds(86_400));
        assertThat(daily.maxRuns(2).simulate(NOON, NOON.plusSeconds(10 * 86_400)))
                .hasSize(2);
        assertThat(daily.simulate(NOON, NOON)).isEmpty();
        assertThat(daily.maxRuns(2).next(NOON, 5))
                .as("next does not count runs")
                .hasSize(5);
        Schedule grid = Schedule.every(Duration.ofMinutes(10));
        assertThat(grid.simulate(NOON, NOON.plusSeconds(1_500)))
                .containsExactly(NOON.plusSeconds(600), NOON.plusSeconds(1_200));
    }

    @Test
    void simulationIsLazy() {
        Schedule often = Schedule.every(Duration.ofMillis(1));
        assertThat(often.simulate(NOON, Instant.parse("9999-01-01T00:00:00Z"))
                        .skip(1_000)
                        .findFirst())
                .contains(NOON.plusMillis(1_001));
    }

    @Test
    void withoutZoneTheSystemsCounts() {
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            Schedule daily = Schedule.daily("09:00");
            assertThat(daily.next(NOON)).isEqualTo("2025-06-16T00:00:00Z");
            assertThat(daily.zone()).isNull();
            Schedule defaulted = daily.withDefaultZone(NEW_YORK);
            assertThat(defaulted.next(NOON)).isEqualTo("2025-06-15T13:00:00Z");
            assertThat(defaulted.withDefaultZone(ZoneOffset.UTC)).isSameAs(defaulted);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void optionsAreKeptAndChangeNothingElse() {
        Schedule plain = Schedule.weekly("MON 09:00");
        Calendar weekend = Calendar.parse("SAT,SUN");
        Calendar summer = Calendar.parse("2025-07-01..2025-08-31");
        Schedule full = plain.zone(NEW_YORK)
                .startAt(NOON)
                .endAt(NOON.plusSeconds(1))
                .maxRuns(3)
                .jitter(Duration.ofSeconds(5))
                .gap(Schedule.Gap.SKIP)
                .overlap(Schedule.Overlap.BOTH)
                .except(weekend)
                .except(summer)
                .anchor(Instant.EPOCH);
        assertThat(full.zone()).isEqualTo(NEW_YORK);
        assertThat(full.startAt()).isEqualTo(NOON);
        assertThat(full.endAt()).isEqualTo(NOON.plusSeconds(1));
        assertThat(full.maxRuns()).hasValue(3);
        assertThat(full.jitter()).isEqualTo(Duration.ofSeconds(5));
        assertThat(full.gap()).isEqualTo(Schedule.Gap.SKIP);
        assertThat(full.overlap()).isEqualTo(Schedule.Overlap.BOTH);
        assertThat(full.calendars()).containsExactly(weekend, summer);
        assertThat(full.anchor()).isEqualTo(Instant.EPOCH);
        assertThat(full.type()).isEqualTo("weekly");
        assertThat(full.expression()).isEqualTo("MON 09:00");
        assertThat(full).hasToString("weekly MON 09:00 America/New_York").isNotEqualTo(plain);
        assertThat(plain).isEqualTo(Schedule.weekly("mon 9:00")).hasToString("weekly MON 09:00");
        assertThat(plain.maxRuns()).isEmpty();
        assertThat(plain.calendars()).isEmpty();
        assertThat(plain.startAt()).isNull();
        assertThat(plain.endAt()).isNull();
        assertThat(plain.gap()).isNull();
        assertThat(plain.overlap()).isNull();
        assertThat(plain.jitter()).isZero();
    }

    @Test
    void equalAreTheSameRuleAndOptions() {
        Schedule every = Schedule.parse("duration", "60s");
        assertThat(every)
                .isEqualTo(Schedule.parse("duration", "1m"))
                .hasSameHashCodeAs(Schedule.every(Duration.ofMinutes(1)))
                .isNotEqualTo(Schedule.cron("@every 60s"))
                .isNotEqualTo(every.anchor(NOON))
                .isNotEqualTo(every.jitter(Duration.ofSeconds(1)))
                .isNotEqualTo("duration 60s");
        assertThat(Schedule.daily(LocalTime.of(2, 0))).isEqualTo(Schedule.daily("02:00"));
        assertThat(Schedule.cron(Cron.parse("0 9 * * *"))).isEqualTo(Schedule.cron("0 9 * * *"));
        assertThat(Schedule.once(NOON)).isEqualTo(Schedule.once("2025-06-15T12:00:00Z"));
    }

    @Test
    void badOptionsAreRefusedByName() {
        Schedule daily = Schedule.daily("12:00");
        assertThatThrownBy(() -> daily.maxRuns(0)).hasMessage("max_runs: expected 1 or more, got 0");
        assertThatThrownBy(() -> daily.jitter(Duration.ofSeconds(-1)))
                .hasMessageContaining("jitter: expected zero up to");
        assertThatThrownBy(() -> daily.jitter(Durations.MAX.plusSeconds(1))).hasMessageContaining("jitter");
        assertThatThrownBy(() -> daily.startAt(NOON).endAt(NOON.minusSeconds(1)))
                .isInstanceOf(InvalidScheduleException.class)
                .hasMessageContaining("end_at: expected an instant from start_at 2025-06-15T12:00:00Z on");
        assertThatThrownBy(() -> daily.endAt(NOON).startAt(NOON.plusSeconds(1))).hasMessageContaining("end_at");
        assertThatThrownBy(() -> daily.next(NOON, -1)).hasMessageContaining("count: expected 0 or more");
        assertThatThrownBy(() -> Schedule.every(Duration.ZERO))
                .hasMessageContaining("duration: expected a period of 1ms");
        assertThatThrownBy(() -> Schedule.every(Duration.ofNanos(999_999))).hasMessageContaining("1ms");
        assertThatThrownBy(() -> Schedule.every(Duration.ofHours(-1))).hasMessageContaining("1ms");
        assertThatThrownBy(() -> Schedule.every(Durations.MAX.plusNanos(1))).hasMessageContaining("100 years");
    }

    private static Instant instant(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    private static List<Instant> instants(String list) {
        List<Instant> instants = new ArrayList<>();
        Arrays.stream(list.split(", ")).forEach(text -> instants.add(instant(text)));
        return instants;
    }
}
