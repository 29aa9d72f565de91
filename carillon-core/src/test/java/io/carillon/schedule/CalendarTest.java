package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarTest {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final Instant JUNE = Instant.parse("2025-06-13T00:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2025-12-25                   | 2025-12-25T00:00:00Z | true
            2025-12-25                   | 2025-12-25T23:59:59.999999999Z | true
            2025-12-25                   | 2025-12-26T00:00:00Z | false
            2025-12-25,2025-12-27        | 2025-12-26T12:00:00Z | false
            2025-12-25,2025-12-27        | 2025-12-27T12:00:00Z | true
            12-25,01-01                  | 2031-12-25T12:00:00Z | true
            12-25,01-01                  | 2031-01-01T12:00:00Z | true
            12-25,01-01                  | 2031-01-02T12:00:00Z | false
            02-29                        | 2028-02-29T12:00:00Z | true
            02-29                        | 2027-02-28T12:00:00Z | false
            2025-12-24..2026-01-02       | 2025-12-23T23:59:59Z | false
            2025-12-24..2026-01-02       | 2025-12-24T00:00:00Z | true
            2025-12-24..2026-01-02       | 2026-01-02T23:59:59Z | true
            2025-12-24..2026-01-02       | 2026-01-03T00:00:00Z | false
            SAT,SUN                      | 2025-06-14T12:00:00Z | true
            SAT,SUN                      | 2025-06-16T00:00:00Z | false
            FRI-SUN                      | 2025-06-13T00:00:00Z | true
            12:00-13:30                  | 2025-06-13T12:00:00Z | true
            12:00-13:30                  | 2025-06-13T13:29:59Z | true
            12:00-13:30                  | 2025-06-13T13:30:00Z | false
            22:00-06:00                  | 2025-06-13T23:00:00Z | true
            22:00-06:00                  | 2025-06-13T05:59:59Z | true
            22:00-06:00                  | 2025-06-13T06:00:00Z | false
            cron: * 0-7 * * *            | 2025-06-13T07:59:59Z | true
            cron: * 0-7 * * *            | 2025-06-13T08:00:00Z | false
            cron: 30 8 * * *             | 2025-06-13T08:30:45Z | true
            cron: 0 30 8 * * *           | 2025-06-13T08:30:45Z | false
            cron: 0 30 8 * * *           | 2025-06-13T08:30:00.5Z | true
            cron: @daily                 | 2025-06-13T00:00:59Z | true
            """)
    void excludes(String calendar, Instant instant, boolean excluded) {
        assertThat(Calendar.parse(calendar).excludes(instant, ZoneOffset.UTC)).isEqualTo(excluded);
    }

    @Test
    void localTimeOfTheZoneCounts() {
        Instant evening = Instant.parse("2025-06-14T01:00:00Z");
        assertThat(Calendar.parse("SAT").excludes(evening, ZoneOffset.UTC)).isTrue();
        assertThat(Calendar.parse("SAT").excludes(evening, NEW_YORK)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            2025-12-25                   | 2025-12-25
            " 2025-12-27 , 2025-12-25 "  | 2025-12-25,2025-12-27
            12-25,01-01                  | 01-01,12-25
            2025-12-24..2026-01-02       | 2025-12-24..2026-01-02
            2025-12-24 .. 2026-01-02     | 2025-12-24..2026-01-02
            sun,SAT                      | SAT,SUN
            FRI-MON                      | MON,FRI,SAT,SUN
            9:00-17:00                   | 09:00-17:00
            22:00 - 06:00:30             | 22:00-06:00:30
            CRON:* 0-7 * * mon           | cron: * 0-7 * * MON
            """)
    void givesBackItsText(String text, String canonical) {
        Calendar calendar = Calendar.parse(text);
        assertThat(calendar).hasToString(canonical);
        assertThat(Calendar.parse(canonical))
                .isEqualTo(calendar)
                .hasSameHashCodeAs(calendar)
                .isNotEqualTo(canonical);
    }

    @Test
    void factoriesGiveTheSame() {
        LocalDate christmas = LocalDate.of(2025, 12, 25);
        assertThat(Calendar.dates(christmas)).isEqualTo(Calendar.parse("2025-12-25"));
        assertThat(Calendar.yearly(MonthDay.of(12, 25))).isEqualTo(Calendar.parse("12-25"));
        assertThat(Calendar.between(christmas, christmas.plusDays(1)))
                .isEqualTo(Calendar.parse("2025-12-25..2025-12-26"));
        assertThat(Calendar.weekdays(DayOfWeek.SUNDAY, DayOfWeek.SATURDAY)).isEqualTo(Calendar.parse("SAT,SUN"));
        assertThat(Calendar.times(LocalTime.of(22, 0), LocalTime.of(6, 0))).isEqualTo(Calendar.parse("22:00-06:00"));
        assertThat(Calendar.cron(Cron.parse("* 0-7 * * *"))).isEqualTo(Calendar.parse("cron: * 0-7 * * *"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "holiday",
                "2025-13-01",
                "2025-02-30",
                "2025-12-25,",
                "2025-12-25,12-26",
                "12-32",
                "13-01",
                "2025-12-25..",
                "..2025-12-25",
                "2025-12-25..2025-12-26..2025-12-27",
                "12:00",
                "12:00-",
                "12:00-13:00-14:00",
                "SAT;SUN",
                "*",
                "L"
            })
    void refuses(String text) {
        InvalidScheduleException refusal =
                catchThrowableOfType(InvalidScheduleException.class, () -> Calendar.parse(text));
        assertThat(refusal).as("refusal of '%s'", text).isNotNull();
        assertThat(refusal.field()).isEqualTo("calendar");
        assertThat(refusal.expected()).isNotBlank();
    }

    @Test
    void refusesWithTheReason() {
        assertThatThrownBy(() -> Calendar.parse("SAT,MONN")).hasMessageContaining("expected dates");
        assertThatThrownBy(() -> Calendar.parse("SAT,XXX")).hasMessageContaining("'day of week'");
        assertThatThrownBy(() -> Calendar.parse("MON-SUN")).hasMessageContaining("at most 6 weekdays");
        assertThatThrownBy(() -> Calendar.parse("12:00-25:00")).hasMessageContaining("hours 0-23");
        assertThatThrownBy(() -> Calendar.parse("12:00-12:00")).hasMessageContaining("two different times");
        assertThatThrownBy(() -> Calendar.parse("2025-12-25..2025-12-24"))
                .hasMessageContaining("a date from 2025-12-25 on");
        assertThatThrownBy(() -> Calendar.parse("cron: 60 * * * *")).hasMessageContaining("'minute'");
        assertThatThrownBy(() -> Calendar.dates()).hasMessageContaining("at least one day");
        assertThatThrownBy(() -> Calendar.times(LocalTime.of(1, 0, 0, 1), LocalTime.NOON))
                .hasMessageContaining("whole seconds");
    }

    @Test
    void aScheduleSkipsWhatIsLeftOut() {
        Schedule daily = Schedule.daily("12:00")
                .zone(ZoneOffset.UTC)
                .except(Calendar.parse("SAT,SUN"), Calendar.parse("2025-06-16"));
        assertThat(daily.next(JUNE, 3))
                .containsExactly(
                        Instant.parse("2025-06-13T12:00:00Z"),
                        Instant.parse("2025-06-17T12:00:00Z"),
                        Instant.parse("2025-06-18T12:00:00Z"));
        assertThat(daily.previous(Instant.parse("2025-06-17T12:00:00Z"))).isEqualTo("2025-06-13T12:00:00Z");
    }

    @Test
    void aGridGoesOnAfterWhatIsLeftOut() {
        Schedule grid = Schedule.every(Duration.ofMinutes(7))
                .zone(ZoneOffset.UTC)
                .anchor(JUNE)
                .except(Calendar.parse("01:00-23:00"));
        Instant last = JUNE.plusSeconds(8 * 420);
        assertThat(grid.next(JUNE.plusSeconds(50 * 60))).isEqualTo(last);
        assertThat(grid.next(last)).isEqualTo(JUNE.plusSeconds(198 * 420));
        assertThat(grid.previous(JUNE.plusSeconds(198 * 420))).isEqualTo(last);
        Schedule free =
                Schedule.every(Duration.ofMinutes(7)).zone(ZoneOffset.UTC).except(Calendar.parse("01:00-23:00"));
        assertThat(free.next(JUNE, 9).getLast()).isEqualTo(JUNE.plusSeconds(198 * 420));
    }

    /** Ends of left-out hours are local: the night shift of the change is an hour shorter or longer. */
    @Test
    void hoursAreLocalWhereTheClocksChange() {
        Schedule grid = Schedule.every(Duration.ofMinutes(30))
                .zone(NEW_YORK)
                .anchor(Instant.parse("2025-03-09T00:00:00Z"))
                .except(Calendar.parse("22:00-04:00"));
        assertThat(grid.next(Instant.parse("2025-03-09T03:00:00Z"))).isEqualTo("2025-03-09T08:00:00Z");
        assertThat(grid.next(Instant.parse("2025-11-02T02:00:00Z"))).isEqualTo("2025-11-02T09:00:00Z");
        assertThat(grid.previous(Instant.parse("2025-11-02T09:00:00Z"))).isEqualTo("2025-11-02T01:30:00Z");
    }

    @Test
    void whatLeavesOutEverythingNeverFiresAndSaysSoSoon() {
        Schedule second = Schedule.cron("* * * * * *").zone(NEW_YORK);
        List<Schedule> never = List.of(
                second.except(Calendar.parse("cron: * * * * *")),
                second.except(Calendar.parse("MON-FRI"), Calendar.parse("SAT,SUN")),
                second.except(Calendar.parse("00:00-12:00"), Calendar.parse("12:00-00:00")),
                second.except(Calendar.parse("cron: 0-29 * * * *"), Calendar.parse("cron: 30-59 * * * *")),
                Schedule.weekly("SAT 12:00").zone(NEW_YORK).except(Calendar.parse("SAT")),
                Schedule.every(Duration.ofMillis(1)).zone(NEW_YORK).except(Calendar.parse("cron: * * * * * *")));
        assertTimeout(Duration.ofSeconds(60), () -> {
            for (Schedule schedule : never) {
                assertThat(schedule.next(JUNE)).as("%s", schedule).isNull();
                assertThat(schedule.previous(JUNE)).as("%s", schedule).isNull();
            }
        });
    }

    @Test
    void aLongFreezeIsOneStep() {
        Schedule second =
                Schedule.cron("* * * * * *").zone(ZoneOffset.UTC).except(Calendar.parse("2000-01-01..2999-12-31"));
        assertThat(second.next(JUNE)).isEqualTo("3000-01-01T00:00:00Z");
        assertThat(second.previous(JUNE)).isEqualTo("1999-12-31T23:59:59Z");
    }

    /** Beside the naive way: take every fire and drop those that a calendar leaves out. */
    @Test
    void leavingOutIsTheSameAsFiltering() {
        Seed seed = Seed.fresh();
        Random random = seed.random("calendars");
        RandomCron crons = new RandomCron(random);
        List<String> forms = List.of(
                "SAT,SUN",
                "MON-WED",
                "2025-03-08..2025-03-10",
                "2025-11-01,2025-11-03",
                "11-02,03-09",
                "01:15-02:45",
                "23:30-00:30",
                "00:30-23:45",
                "cron: * 1-2 * * *",
                "cron: */7 * * * *",
                "cron: 0-40 2-20 * * *");
        for (String from : List.of("2025-03-07T00:00:00Z", "2025-10-31T00:00:00Z")) {
            Instant first = Instant.parse(from);
            Instant last = first.plusSeconds(4 * 86_400);
            for (int i = 0; i < 80; i++) {
                Schedule all = Schedule.cron(crons.nightly()).zone(NEW_YORK);
                Calendar one = Calendar.parse(forms.get(random.nextInt(forms.size())));
                Calendar two = Calendar.parse(forms.get(random.nextInt(forms.size())));
                List<Instant> expected = all.simulate(first, last)
                        .filter(at -> !one.excludes(at, NEW_YORK) && !two.excludes(at, NEW_YORK))
                        .toList();
                Schedule some = all.except(one, two);
                assertThat(some.simulate(first, last))
                        .as("%s but %s and %s (%s)", all, one, two, seed)
                        .isEqualTo(expected);
                assertThat(backwards(some, first, last))
                        .as("%s but %s and %s (%s)", all, one, two, seed)
                        .isEqualTo(expected);
            }
        }
    }

    private static List<Instant> backwards(Schedule schedule, Instant first, Instant last) {
        List<Instant> fires = new ArrayList<>();
        Instant at = schedule.previous(last);
        while (at != null && !at.isBefore(first)) {
            fires.addFirst(at);
            at = schedule.previous(at);
        }
        return fires;
    }
}
