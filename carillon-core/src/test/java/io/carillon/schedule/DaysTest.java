package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.Year;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DaysTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # the dates of 2024, a leap year that began on a Monday
            L * *        | 01-31 02-29 03-31 04-30 05-31 06-30 07-31 08-31 09-30 10-31 11-30 12-31
            L-1 2 *      | 02-28
            L-29 * *     | 01-02 03-02 04-01 05-02 06-01 07-02 08-02 09-01 10-02 11-01 12-02
            L-28 2 *     | 02-01
            LW * *       | 01-31 02-29 03-29 04-30 05-31 06-28 07-31 08-30 09-30 10-31 11-29 12-31
            L-1W 3,6 *   | 03-29 06-28
            L-30W * *    | 01-01 03-01 05-01 07-01 08-01 10-01 12-02
            1W * *       | 01-01 02-01 03-01 04-01 05-01 06-03 07-01 08-01 09-02 10-01 11-01 12-02
            15W * *      | 01-15 02-15 03-15 04-15 05-15 06-14 07-15 08-15 09-16 10-15 11-15 12-16
            29W 1-3 *    | 01-29 02-29 03-29
            30W 1-3 *    | 01-30 03-29
            31W * *      | 01-31 03-29 05-31 07-31 08-30 10-31 12-31
            * 2 MON      | 02-05 02-12 02-19 02-26
            * * FRIL     | 01-26 02-23 03-29 04-26 05-31 06-28 07-26 08-30 09-27 10-25 11-29 12-27
            * * THU#5    | 02-29 05-30 08-29 10-31
            * * SUN#1    | 01-07 02-04 03-03 04-07 05-05 06-02 07-07 08-04 09-01 10-06 11-03 12-01
            * 6 SAT#2,SUNL | 06-08 06-30
            13 * FRI#2   | 01-12 01-13 02-09 02-13 03-08 03-13 04-12 04-13 05-10 05-13 06-13 06-14 07-12 07-13 08-09 08-13 09-13 10-11 10-13 11-08 11-13 12-13
            1,L 2-4 *    | 02-01 02-29 03-01 03-31 04-01 04-30
            */10 1,2 *   | 01-01 01-11 01-21 01-31 02-01 02-11 02-21
            */10 * MON   | 01-01 03-11 04-01 07-01 10-21 11-11
            1-7 * */7    | 01-07 02-04 03-03 04-07 05-05 06-02 07-07 08-04 09-01 10-06 11-03 12-01
            29-31 2 *    | 02-29
            30-1 1-3 *   | 01-01 01-30 01-31 02-01 03-01 03-30 03-31
            """)
    void theDatesOf2024(String fields, String dates) {
        Days days = days(fields);
        List<LocalDate> expected = new ArrayList<>();
        for (String date : dates.split(" ")) {
            expected.add(LocalDate.parse("2024-" + date));
        }
        assertThat(forwards(days, LocalDate.of(2024, 1, 1), LocalDate.of(2024, 12, 31)))
                .isEqualTo(expected);
        assertThat(backwards(days, LocalDate.of(2024, 1, 1), LocalDate.of(2024, 12, 31)))
                .isEqualTo(expected);
        for (LocalDate date = LocalDate.of(2024, 1, 1); date.getYear() == 2024; date = date.plusDays(1)) {
            assertThat(days.matches((int) date.toEpochDay())).as("%s", date).isEqualTo(expected.contains(date));
        }
    }

    /** 14 kinds of year there are; each month of each has its mask. */
    @ParameterizedTest
    @ValueSource(strings = {"L * *", "LW * *", "31W * *", "13 * FRI", "*/3 * MON", "* * WED#5", "L-29 * *", "29 2 *"})
    void anyKindOfYear(String fields) {
        Days days = days(fields);
        CronOracle oracle = new CronOracle("0 0 " + fields);
        for (int year = 2000; year < 2028; year++) {
            LocalDate first = LocalDate.of(year, 1, 1);
            List<LocalDate> expected =
                    first.datesUntil(first.plusYears(1)).filter(oracle::matches).toList();
            assertThat(forwards(days, first, first.plusYears(1).minusDays(1))).isEqualTo(expected);
            assertThat(backwards(days, first, first.plusYears(1).minusDays(1))).isEqualTo(expected);
        }
    }

    @Test
    void theGapsBetweenLeapDaysOnOneWeekdayAreKnown() {
        Days mondays = days("* 2 MON#5");
        List<Integer> years = new ArrayList<>();
        for (int day = mondays.next(0); years.size() < 8; day = mondays.next(day + 1)) {
            years.add(LocalDate.ofEpochDay(day).getYear());
        }
        assertThat(years)
                .containsExactly(1988, 2016, 2044, 2072, 2112, 2140, 2168, 2196)
                .allMatch(Year::isLeap);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"30 2 *", "31 2,4,6,9,11 *", "31W 2 *", "L-29 2 *", "L-30W 4 *", "*/30 * MON#2", "30,31 2 */2"})
    void someDatesNeverAre(String fields) {
        assertThat(days(fields).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"30 2 MON", "29 2 *", "* 2 SUN#5", "L-28 2 *", "31 1,2 *", "29 2 */6", "* * *", "1-31 * MON"})
    void othersAreRareButAre(String fields) {
        assertThat(days(fields).isEmpty()).isFalse();
    }

    @Test
    void everyDayIsKnownAsSuch() {
        assertThat(days("* * *").isEveryDay()).isTrue();
        assertThat(days("? * ?").isEveryDay()).isTrue();
        assertThat(days("1-31 * MON").isEveryDay()).as("either").isTrue();
        assertThat(days("1-31 * *").isEveryDay()).isTrue();
        assertThat(days("* * MON").isEveryDay()).isFalse();
        assertThat(days("* 1-11 *").isEveryDay()).isFalse();
        assertThat(days("1-30 * *").isEveryDay()).isFalse();
    }

    @Test
    void thereIsNothingBeyondTheEnds() {
        for (String fields : List.of("* * *", "* * MON", "L * *", "1 6 *")) {
            Days days = days(fields);
            assertThat(days.next(CivilDate.MAX_DAY + 1)).isEqualTo(Days.NONE);
            assertThat(days.previous(CivilDate.MIN_DAY - 1)).isEqualTo(Days.NONE);
            assertThat(days.next(CivilDate.MIN_DAY)).isBetween(CivilDate.MIN_DAY, CivilDate.MIN_DAY + 366);
            assertThat(days.previous(CivilDate.MAX_DAY)).isBetween(CivilDate.MAX_DAY - 366, CivilDate.MAX_DAY);
        }
    }

    private static Days days(String fields) {
        return CronParser.parse("0 0 " + fields).fields().daysOfAnyYear();
    }

    private static List<LocalDate> forwards(Days days, LocalDate first, LocalDate last) {
        List<LocalDate> found = new ArrayList<>();
        int day = days.next((int) first.toEpochDay());
        while (day != Days.NONE && day <= last.toEpochDay()) {
            found.add(LocalDate.ofEpochDay(day));
            day = days.next(day + 1);
        }
        return found;
    }

    private static List<LocalDate> backwards(Days days, LocalDate first, LocalDate last) {
        List<LocalDate> found = new ArrayList<>();
        int day = days.previous((int) last.toEpochDay());
        while (day != Days.NONE && day >= first.toEpochDay()) {
            found.addFirst(LocalDate.ofEpochDay(day));
            day = days.previous(day - 1);
        }
        return found;
    }
}
