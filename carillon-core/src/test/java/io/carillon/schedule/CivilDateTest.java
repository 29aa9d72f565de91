package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.YearMonth;
import org.junit.jupiter.api.Test;

class CivilDateTest {

    @Test
    void everyDayIsTheSameAsInLocalDate() {
        LocalDate last = LocalDate.of(CivilDate.MAX_YEAR, 12, 31);
        LocalDate date = LocalDate.of(CivilDate.MIN_YEAR, 1, 1);
        assertThat(CivilDate.MIN_DAY).isEqualTo((int) date.toEpochDay());
        assertThat(CivilDate.MAX_DAY).isEqualTo((int) last.toEpochDay());
        for (; !date.isAfter(last); date = date.plusDays(1)) {
            int day = (int) date.toEpochDay();
            int packed = CivilDate.ofEpochDay(day);
            boolean same = CivilDate.year(packed) == date.getYear()
                    && CivilDate.month(packed) == date.getMonthValue()
                    && CivilDate.day(packed) == date.getDayOfMonth()
                    && CivilDate.epochDay(date.getYear(), date.getMonthValue(), date.getDayOfMonth()) == day
                    && CivilDate.dayOfWeek(day) == date.getDayOfWeek().getValue() % 7;
            if (!same) {
                assertThat(packed).as("%s", date).isNegative();
            }
        }
    }

    @Test
    void everyMonthHasItsLength() {
        for (int year = CivilDate.MIN_YEAR; year <= 2400; year++) {
            for (int month = 1; month <= 12; month++) {
                assertThat(CivilDate.lengthOfMonth(year, month))
                        .isEqualTo(YearMonth.of(year, month).lengthOfMonth());
            }
        }
    }
}
