package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Test;

class YearsTest {

    @Test
    void yearsOfOneTypeHaveTheSameCalendar() {
        for (int type = 0; type < Years.TYPES; type++) {
            LocalDate example = LocalDate.of(Years.exampleOf(type), 1, 1);
            assertThat(example.getDayOfWeek().getValue() % 7).isEqualTo(type % 7);
            assertThat(example.isLeapYear()).isEqualTo(type >= 7);
        }
    }

    @Test
    void withoutAnythingSaidEveryYearCounts() {
        Years any = Years.of(null, null);
        assertThat(any.any()).isTrue();
        assertThat(any.isEmpty()).isFalse();
        assertThat(any.next(2025)).isEqualTo(2025);
        assertThat(any.previous(2025)).isEqualTo(2025);
        assertThat(any.months(2025, 0b101)).isEqualTo(0b101);
    }

    @Test
    void theRingOf400YearsIsSearchedInBothDirections() {
        Seed seed = Seed.fresh();
        Random random = seed.random("ring");
        for (int i = 0; i < 200; i++) {
            short[] months = new short[Years.TYPES];
            months[random.nextInt(Years.TYPES)] = (short) (1 + random.nextInt(0xfff));
            months[random.nextInt(Years.TYPES)] = (short) (1 + random.nextInt(0xfff));
            Years years = Years.of(null, months);
            int year = random.nextInt(9_000);
            int next = year;
            while (months[type(next)] == 0) {
                next++;
            }
            int previous = year;
            while (months[type(previous)] == 0) {
                previous--;
            }
            assertThat(years.next(year)).as("%s %s", year, seed).isEqualTo(next);
            assertThat(years.previous(year)).as("%s %s", year, seed).isEqualTo(previous);
            assertThat(years.months(next, 0xfff)).isEqualTo(months[type(next)]);
        }
    }

    private static int type(int year) {
        if (year < 0) {
            return type(year + 400);
        }
        LocalDate january = LocalDate.of(year, 1, 1);
        return january.getDayOfWeek().getValue() % 7 + (january.isLeapYear() ? 7 : 0);
    }

    @Test
    void listedYearsHaveABeginningAndAnEnd() {
        long[] listed = new long[3];
        for (int year : new int[] {1970, 2033, 2034, 2099}) {
            listed[(year - 1970) / 64] |= 1L << (year - 1970) % 64;
        }
        Years years = Years.of(listed, null);
        assertThat(years.any()).isFalse();
        assertThat(years.next(0)).isEqualTo(1970);
        assertThat(years.next(1971)).isEqualTo(2033);
        assertThat(years.next(2034)).isEqualTo(2034);
        assertThat(years.next(2035)).isEqualTo(2099);
        assertThat(years.next(2100)).isGreaterThan(CivilDate.MAX_YEAR);
        assertThat(years.previous(9999)).isEqualTo(2099);
        assertThat(years.previous(2098)).isEqualTo(2034);
        assertThat(years.previous(2032)).isEqualTo(1970);
        assertThat(years.previous(1969)).isLessThan(CivilDate.MIN_YEAR);
        assertThat(years.months(2033, 0xfff)).isEqualTo(0xfff);
        assertThat(years.months(2032, 0xfff)).isZero();
        assertThat(years.months(1969, 0xfff)).isZero();
        assertThat(years.months(2300, 0xfff)).isZero();
    }

    @Test
    void listedYearsWithoutAMatchingDateAreEmpty() {
        short[] leap = new short[Years.TYPES];
        for (int type = 7; type < Years.TYPES; type++) {
            leap[type] = 0b10;
        }
        long[] odd = {0b10, 0, 0};
        assertThat(Years.of(odd, leap).isEmpty()).isTrue();
        assertThat(Years.of(odd, null).isEmpty()).isFalse();
        assertThat(Years.of(null, new short[Years.TYPES]).isEmpty()).isTrue();
        assertThat(Years.of(new long[] {0b100, 0, 0}, leap).next(0)).isEqualTo(1972);
    }
}
