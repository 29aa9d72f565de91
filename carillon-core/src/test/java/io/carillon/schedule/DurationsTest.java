package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "30s, PT30S",
        "5m, PT5M",
        "1h, PT1H",
        "1d, PT24H",
        "1h30m, PT1H30M",
        "1d2h3m4s5ms, PT26H3M4.005S",
        "90, PT1M30S",
        "0, PT0S",
        "0s, PT0S",
        "0.5, PT0.5S",
        "1.5h, PT1H30M",
        "0.25s, PT0.25S",
        "0.000001ms, PT0.000000001S",
        "PT90S, PT1M30S",
        "pt1h, PT1H",
        "P1D, PT24H",
        "P1DT2H, PT26H",
        "PT0.5S, PT0.5S",
        "1H30M, PT1H30M",
        "' 5m ', PT5M",
        "007s, PT7S",
        "36525d, PT876600H"
    })
    void reads(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT0.5S, 500ms",
        "PT30S, 30s",
        "PT90S, 1m30s",
        "PT1H, 1h",
        "PT1H30M, 1h30m",
        "PT24H, 1d",
        "PT26H3M4.005S, 1d2h3m4s5ms",
        "PT0.0005S, PT0.0005S",
        "PT876600H, 36525d"
    })
    void writes(Duration duration, String text) {
        assertThat(Durations.format(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            abc       | 1 | a duration such as | -
            5x        | 2 | a unit: ms, s, m, h or d | -
            5 m       | 2 | a unit | -
            1h30      | 5 | a unit | -
            30m1h     | 5 | in this order | -
            1h1h      | 4 | each once | -
            5min      | 2 | a unit | did you mean m?
            30sec     | 3 | a unit | did you mean s?
            2hours    | 2 | a unit | did you mean h?
            3days     | 2 | a unit | did you mean d?
            1w        | 2 | a unit | a week is 7d
            10us      | 3 | a unit | the smallest unit is ms
            -5s       | 1 | a duration such as | not negative
            PT-5S     | 1 | zero up to 100 years | -
            .5s       | 1 | a duration such as | -
            5.s       | 1 | a duration such as | -
            1.2.3s    | 4 | a unit | -
            1,5h      | 2 | a unit | -
            P1Y       | 1 | a duration such as | use days
            P2W       | 1 | a duration such as | use days
            P         | 1 | a duration such as | -
            PT        | 1 | a duration such as | -
            36525d1ms | 1 | zero up to 100 years | -
            40000d    | 1 | zero up to 100 years | -
            PT900000H | 1 | zero up to 100 years | -
            99999999999999999d | 1 | at most 12 digits | -
            0.1234567891s | 3 | at most 9 digits | -
            ٥s        | 1 | a duration such as | -
            """)
    void refuses(String text, int position, String expected, String hint) {
        InvalidScheduleException refusal =
                catchThrowableOfType(InvalidScheduleException.class, () -> Durations.parse(text));
        assertThat(refusal).as("refusal of '%s'", text).isNotNull();
        assertThat(refusal.field()).isEqualTo("duration");
        assertThat(refusal.position()).as(refusal.getMessage()).isEqualTo(position);
        assertThat(refusal.expected()).contains(expected);
        if (hint != null) {
            assertThat(refusal).hasMessageContaining(hint);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   "})
    void refusesNothing(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).hasMessageContaining("got nothing");
    }

    @Test
    void doesNotWriteWhatItWouldNotRead() {
        assertThatThrownBy(() -> Durations.format(Duration.ofSeconds(-1))).isInstanceOf(InvalidScheduleException.class);
        assertThatThrownBy(() -> Durations.format(Durations.MAX.plusNanos(1)))
                .isInstanceOf(InvalidScheduleException.class);
    }

    @Test
    void whatIsWrittenReadsBack() {
        Seed seed = Seed.fresh();
        Random random = seed.random("durations");
        for (int i = 0; i < 5_000; i++) {
            Duration duration = Duration.ofNanos(random.nextLong(1L << (1 + random.nextInt(61))));
            String text = Durations.format(duration);
            assertThat(Durations.parse(text)).as("%s (%s)", text, seed).isEqualTo(duration);
        }
    }

    @Test
    void noTextBreaksTheReader() {
        Seed seed = Seed.fresh();
        Random random = seed.random("noise");
        String alphabet = "0123456789.,dhmsPTpt-+ w";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(10); length >= 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                assertThat(Durations.parse(text.toString()))
                        .as("'%s' (%s)", text, seed)
                        .isBetween(Duration.ZERO, Durations.MAX);
            } catch (InvalidScheduleException e) {
                assertThat(e).hasMessageContaining("expected");
            }
        }
    }
}
