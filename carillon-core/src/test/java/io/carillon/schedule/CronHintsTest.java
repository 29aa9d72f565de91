package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronHintsTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "MONN, MON",
                "MNO, MON",
                "MOM, MON",
                "ON, MON",
                "MONDAY, MON",
                "WENDSDAY, -",
                "WEDNESDAY, WED",
                "TUES, TUE",
                "THUR, THU",
                "XYZ, -",
                "A, -",
                "FRY, FRI"
            })
    void theNearestWeekday(String typed, String meant) {
        assertThat(CronHints.nearest(typed, CronField.DAY_OF_WEEK.names())).isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "@dayly, @daily",
                "@weekley, @weekly",
                "@hourley, @hourly",
                "@annualy, @annually",
                "@mid-night, @midnight",
                "@minutely, -",
                "@foo, -"
            })
    void theNearestMacro(String typed, String meant) {
        assertThat(CronHints.nearest(typed, CronHints.MACROS)).isEqualTo(meant);
    }

    @Test
    void theNearestOfSeveralWins() {
        assertThat(CronHints.nearest("MAI", List.of("MAR", "MAY", "JUN"))).isEqualTo("MAR");
        assertThat(CronHints.nearest("MYA", List.of("MAR", "MAY"))).isEqualTo("MAY");
        assertThat(CronHints.nearest("JUL", List.of("JUN", "JUL"))).isEqualTo("JUL");
        assertThat(CronHints.nearest("", List.of("JUN"))).isNull();
    }

    @Test
    void aRefusalCarriesItsParts() {
        InvalidScheduleException refusal =
                InvalidScheduleException.of("cron field 'hour'", "hour", 3, "0-23", "24", "midnight is 0");
        assertThat(refusal).hasMessage("cron field 'hour' at position 3: expected 0-23, got 24 (midnight is 0)");
        assertThat(refusal.field()).isEqualTo("hour");
        assertThat(refusal.position()).isEqualTo(3);
        assertThat(refusal.expected()).isEqualTo("0-23");
        assertThat(refusal.got()).isEqualTo("24");
        assertThat(refusal.shifted(10))
                .hasMessage("cron field 'hour' at position 13: expected 0-23, got 24 (midnight is 0)");
        assertThat(refusal.shifted(10).position()).isEqualTo(13);
    }

    @Test
    void aRefusalOfAWholeValueHasNoPosition() {
        InvalidScheduleException refusal = InvalidScheduleException.of("max_runs", "1 or more", "", null);
        assertThat(refusal).hasMessage("max_runs: expected 1 or more, got nothing");
        assertThat(refusal.position()).isZero();
    }

    @Test
    void whatCameIsShortened() {
        InvalidScheduleException refusal = InvalidScheduleException.of("type", "cron", "x".repeat(100), null);
        assertThat(refusal.got()).hasSize(60).endsWith("...");
        assertThat(InvalidScheduleException.of("type", "cron", "x".repeat(60), null)
                        .got())
                .hasSize(60)
                .endsWith("x");
    }

    @Test
    void itIsAnIllegalArgument() {
        assertThatThrownBy(() -> Schedule.parse("cron", "?")).isInstanceOf(IllegalArgumentException.class);
    }
}
