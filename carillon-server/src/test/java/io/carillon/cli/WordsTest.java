package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.web.api.Json;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    private static final Instant NOW = Instant.parse("2030-06-15T12:00:00Z");

    private static Map<String, Object> tree(String field, Object value) {
        Map<String, Object> tree = new HashMap<>();
        tree.put(field, value);
        return tree;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            2030-06-15T12:00:00Z      | now
            2030-06-15T12:00:00.999Z  | now
            2030-06-15T11:59:59.001Z  | now
            2030-06-15T12:00:01Z      | in 1s
            2030-06-15T11:59:59Z      | 1s ago
            2030-06-15T12:00:59.999Z  | in 59s
            2030-06-15T12:01:00Z      | in 1m
            2030-06-15T11:58:30Z      | 1m 30s ago
            2030-06-15T12:09:59Z      | in 9m 59s
            2030-06-15T12:10:59Z      | in 10m
            2030-06-15T12:59:59Z      | in 59m
            2030-06-15T13:00:00Z      | in 1h
            2030-06-15T10:30:00Z      | 1h 30m ago
            2030-06-15T22:59:00Z      | in 10h
            2030-06-16T11:59:59Z      | in 23h
            2030-06-16T12:00:00Z      | in 1d
            2030-06-16T17:00:00Z      | in 1d 5h
            2030-05-15T11:00:00Z      | 31d ago
            2031-06-15T12:00:00Z      | in 365d
            """)
    void an_instant_is_told_from_now_in_at_most_two_units(String instant, String words) {
        assertThat(Words.relative(Instant.parse(instant), NOW)).isEqualTo(words);
        assertThat(Words.relative(tree("at", instant), "at", NOW)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0           | 0 ms
            0.000000001 | 0 ms
            0.012       | 12 ms
            0.9999      | 999 ms
            1           | 1.0 s
            3.4567      | 3.4 s
            59.99       | 59.9 s
            60          | 1m
            125         | 2m 5s
            3600.5      | 1h
            5400        | 1h 30m
            86400       | 1d
            31622400    | 366d
            1e2         | 1m 40s
            """)
    void seconds_are_told_as_exactly_as_people_care(String seconds, String words) {
        assertThat(Words.seconds(tree("duration", Json.parse(seconds)), "duration"))
                .isEqualTo(words);
    }

    @Test
    void what_is_not_there_has_no_words() {
        Map<String, Object> nothing = tree("there", null);
        for (String name : new String[] {"there", "elsewhere"}) {
            assertThat(Words.text(nothing, name)).isNull();
            assertThat(Words.brief(nothing, name)).isNull();
            assertThat(Words.instant(nothing, name)).isNull();
            assertThat(Words.relative(nothing, name, NOW)).isNull();
            assertThat(Words.seconds(nothing, name)).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a                    | a
            ` a `                | a
            a\\nb                | a b
            a \\r\\n\\t b\\n\\n  | a b
            a\\u2028b            | a b
            a\\u0085b            | a b
            a\\tb                | a\uFFFDb
            \\u001b[31mred       | \uFFFD[31mred
            a\\u0007\\u0000b     | a\uFFFD\uFFFDb
            任务 😀               | 任务 😀
            """)
    void a_line_is_one_line_that_leaves_the_terminal_as_it_is(String text, String line) {
        assertThat(Words.line((String) Json.parse('"' + text + '"'))).isEqualTo(line);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 59, 60})
    void a_text_that_fits_is_shown_whole(int length) {
        assertThat(Words.brief(tree("text", "x".repeat(length)), "text")).isEqualTo("x".repeat(length));
    }

    @ParameterizedTest
    @ValueSource(ints = {61, 62, 10_000})
    void a_longer_text_is_cut_to_the_same_length(int length) {
        assertThat(Words.brief(tree("text", "x".repeat(length)), "text")).isEqualTo("x".repeat(59) + "…");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"enabled": true, "next_run": "2030-06-15T12:00:00Z"}  | next run 2030-06-15T12:00:00Z
            {"enabled": true, "next_run": null}                    | but it has no run to come
            {"enabled": false, "next_run": null}                   | paused
            {"enabled": false, "next_run": "2030-06-15T12:00:00Z"} | paused
            {}                                                     | paused
            """)
    @SuppressWarnings("unchecked")
    void a_schedule_says_when_it_runs_or_why_not(String schedule, String words) {
        assertThat(Words.nextRun((Map<String, Object>) Json.parse(schedule))).isEqualTo(words);
    }
}
