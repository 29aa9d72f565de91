package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How values look on a terminal. */
class TableTest {
    private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");

    private static String print(Table table) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        table.print(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void columns_line_up_and_nothing_trails() {
        assertThat(print(new Table("NAME", "N").row("a", 1).row("longer", null).row("", 22)))
                .isEqualTo("NAME    N\na       1\nlonger  -\n-       22\n");
    }

    @Test
    void wide_letters_count_as_two_places_and_marks_as_none() {
        assertThat(print(new Table("NAME", "N").row("清理", 1).row("e\u0301", 2)))
                .isEqualTo("NAME  N\n清理  1\ne\u0301     2\n");
    }

    @Test
    void a_cell_is_one_line_and_cannot_play_with_the_terminal() {
        String hostile = "a\n  b\r\n\u001b[2J\u001b]0;owned\u0007c";
        assertThat(print(new Table("X").row(hostile))).isEqualTo("X\na b �[2J�]0;owned�c\n");
        assertThat(Words.line("x\u001b[31m\ny\n")).isEqualTo("x�[31m y");
    }

    @ParameterizedTest
    @CsvSource({
        "2030-01-01T12:00:00.400Z, now",
        "2030-01-01T12:00:05Z, in 5s",
        "2030-01-01T11:55:00Z, 5m ago",
        "2030-01-01T12:05:30Z, in 5m 30s",
        "2030-01-01T12:20:30Z, in 20m",
        "2030-01-01T15:30:00Z, in 3h 30m",
        "2029-12-29T06:00:00Z, 3d 6h ago",
        "2031-01-01T12:00:00Z, in 365d",
    })
    void an_instant_is_seen_from_now(String instant, String words) {
        assertThat(Words.relative(Instant.parse(instant), NOW)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 ms", "0.0129, 12 ms", "3.49, 3.4 s", "59.99, 59.9 s", "125, 2m 5s", "7200, 2h", "0.9999, 999 ms"})
    void a_duration_is_as_exact_as_it_is_short(String seconds, String words) {
        assertThat(Words.seconds(Map.of("d", seconds), "d")).isEqualTo(words);
    }

    @Test
    void nothing_has_no_words() {
        assertThat(Words.relative(null, NOW)).isNull();
        assertThat(Words.seconds(Map.of(), "d")).isNull();
        assertThat(Words.text(Map.of(), "d")).isNull();
        assertThat(Words.brief(Map.of("d", "x".repeat(100)), "d")).hasSize(60).endsWith("…");
    }
}
