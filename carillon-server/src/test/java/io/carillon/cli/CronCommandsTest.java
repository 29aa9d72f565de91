package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code cron next} and {@code cron explain}, one at a time and many on standard input. */
class CronCommandsTest {
    private static final String FROM = "2030-01-01T00:00:00Z";

    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void standStill() {
        cli = new Cli(folder, Map.of(), InstantSource.fixed(Instant.parse(FROM)));
    }

    private List<String> lines(String input) {
        Cli.Result result = cli.runWith(input, "cron", "next", "-");
        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        return result.lines();
    }

    /** An expression, a zone, where to begin, and the next two instants, as the contract describes them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 2 * * *          | UTC              | 2030-01-01T00:00:00Z | 2030-01-01T02:00:00Z,2030-01-02T02:00:00Z
            0 2 * * *          | UTC              | 2030-01-01T02:00:00Z | 2030-01-02T02:00:00Z,2030-01-03T02:00:00Z
            0 2 * * *          | Asia/Shanghai    | 2030-01-01T00:00:00Z | 2030-01-01T18:00:00Z,2030-01-02T18:00:00Z
            0 2 * * *          | +05:30           | 2030-01-01T00:00:00Z | 2030-01-01T20:30:00Z,2030-01-02T20:30:00Z
            30 0 2 * * *       | UTC              | 2030-01-01T00:00:00Z | 2030-01-01T02:00:30Z,2030-01-02T02:00:30Z
            0 0 0 1 1 ? 2032   | UTC              | 2030-01-01T00:00:00Z | 2032-01-01T00:00:00Z
            0 0 0 1 1 ? 2029   | UTC              | 2030-01-01T00:00:00Z | ''
            @hourly            | UTC              | 2030-01-01T00:00:00Z | 2030-01-01T01:00:00Z,2030-01-01T02:00:00Z
            @yearly            | UTC              | 2030-01-01T00:00:00Z | 2031-01-01T00:00:00Z,2032-01-01T00:00:00Z
            @annually          | UTC              | 2030-01-01T00:00:00Z | 2031-01-01T00:00:00Z,2032-01-01T00:00:00Z
            @monthly           | UTC              | 2030-01-01T00:00:00Z | 2030-02-01T00:00:00Z,2030-03-01T00:00:00Z
            @weekly            | UTC              | 2030-01-01T00:00:00Z | 2030-01-06T00:00:00Z,2030-01-13T00:00:00Z
            @midnight          | UTC              | 2030-01-01T00:00:00Z | 2030-01-02T00:00:00Z,2030-01-03T00:00:00Z
            @every 90s         | UTC              | 2030-01-01T00:00:00Z | 2030-01-01T00:01:30Z,2030-01-01T00:03:00Z
            0 0 L * *          | UTC              | 2030-01-01T00:00:00Z | 2030-01-31T00:00:00Z,2030-02-28T00:00:00Z
            0 0 L-2 * *        | UTC              | 2030-01-01T00:00:00Z | 2030-01-29T00:00:00Z,2030-02-26T00:00:00Z
            0 0 LW * *         | UTC              | 2030-01-01T00:00:00Z | 2030-01-31T00:00:00Z,2030-02-28T00:00:00Z
            0 0 15W * *        | UTC              | 2030-06-01T00:00:00Z | 2030-06-14T00:00:00Z,2030-07-15T00:00:00Z
            0 0 31W * *        | UTC              | 2030-02-01T00:00:00Z | 2030-03-29T00:00:00Z,2030-05-31T00:00:00Z
            0 0 * * 5L         | UTC              | 2030-01-01T00:00:00Z | 2030-01-25T00:00:00Z,2030-02-22T00:00:00Z
            0 0 * * MON#2      | UTC              | 2030-01-01T00:00:00Z | 2030-01-14T00:00:00Z,2030-02-11T00:00:00Z
            0 0 * * 0          | UTC              | 2030-01-01T00:00:00Z | 2030-01-06T00:00:00Z,2030-01-13T00:00:00Z
            0 0 * * 7          | UTC              | 2030-01-01T00:00:00Z | 2030-01-06T00:00:00Z,2030-01-13T00:00:00Z
            0 0 13 * FRI       | UTC              | 2030-01-01T00:00:00Z | 2030-01-04T00:00:00Z,2030-01-11T00:00:00Z
            0 22-2/2 * * *     | UTC              | 2030-01-01T01:00:00Z | 2030-01-01T02:00:00Z,2030-01-01T22:00:00Z
            0 0 * * fri-mon    | UTC              | 2030-01-01T00:00:00Z | 2030-01-04T00:00:00Z,2030-01-05T00:00:00Z
            30 2 * * *         | America/New_York | 2030-03-09T12:00:00Z | 2030-03-10T07:00:00Z,2030-03-11T06:30:00Z
            30 * * * *         | America/New_York | 2030-03-10T06:45:00Z | 2030-03-10T07:30:00Z,2030-03-10T08:30:00Z
            30 1 * * *         | America/New_York | 2030-11-03T00:00:00Z | 2030-11-03T05:30:00Z,2030-11-04T06:30:00Z
            30 * * * *         | America/New_York | 2030-11-03T05:00:00Z | 2030-11-03T05:30:00Z,2030-11-03T06:30:00Z
            """)
    void the_next_instants_are_the_same_alone_and_among_many(
            String expression, String zone, String from, String expected) {
        String line = String.join("\t", expression, zone, from, "2");
        assertThat(lines(line + "\n")).containsExactly(expected);
        Cli.Result alone = cli.run("cron", "next", expression, "--zone", zone, "--from", from, "--count", "2");
        assertThat(alone.status()).isZero();
        assertThat(String.join(",", alone.lines())).isEqualTo(expected);
    }

    /** A mistake is one line in the place of the answer, and ends nothing. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                   | got 0 fields
            ` `                                  | got 0 fields
            `,,,`                                | got 0 fields
            * * * *                              | got 4 fields: * * * *
            * * * * * * * *                      | got 8 fields
            60 * * * *                           | cron field 'minute' at position 1: expected 0-59, got 60
            0 24 * * *                           | cron field 'hour' at position 3: expected 0-23, got 24 (midnight is 0)
            0 0 0 * *                            | cron field 'day of month' at position 5: expected 1-31
            0 0 32 * *                           | cron field 'day of month' at position 5: expected 1-31
            0 0 * 0 *                            | cron field 'month' at position 7: expected 1-12
            0 0 * jna *                          | did you mean JAN?
            0 0 * * 8                            | cron field 'day of week' at position 9: expected 0-7
            0 0 * * MON#6                        | 1-5
            */0 * * * *                          | a step of 1 or more
            1,,2 * * * *                         | at position 3
            5-1-2 * * * *                        | cron field 'minute'
            0 0 31 2 *                           | a date that exists in some year
            @dayly                               | did you mean @daily?
            @reboot                              | a start has no time
            @every                               | a duration
            @every 0s                            | 1ms
            nonsense                             | got 1 field: nonsense
            每天                                 | got 1 field: 每天
            * * * * *,Mars                       | zone: expected a time zone such as Asia/Shanghai or UTC, got 'Mars'
            * * * * *,UTC,noon                   | from: expected an instant such as 2030-01-31T09:00:00Z, got 'noon'
            * * * * *,UTC,2030-01-01T00:00:00    | from: expected an instant
            * * * * *,UTC,,0                     | count: expected 1-1000000, got '0'
            * * * * *,UTC,,-1                    | count: expected 1-1000000, got '-1'
            * * * * *,UTC,,1000001               | count: expected 1-1000000, got '1000001'
            * * * * *,UTC,,99999999999999999999  | count: expected 1-1000000
            * * * * *,UTC,,two                   | count: expected 1-1000000, got 'two'
            * * * * *,UTC,,1,more                | expected EXPR, ZONE, FROM and COUNT, got 5 fields
            """)
    void a_wrong_line_is_answered_in_its_place(String line, String says) {
        // A tab is a comma here; expressions with commas keep theirs.
        String sent = line.matches(".*\\*,.*|,,,") ? line.replace(',', '\t') : line;
        List<String> answers = lines("@daily\tUTC\t\t1\n" + sent + "\n@daily\tUTC\t\t1\n");
        assertThat(answers).hasSize(3);
        assertThat(answers.get(0)).isEqualTo("2030-01-02T00:00:00Z");
        assertThat(answers.get(1)).startsWith("error: ").contains(says);
        assertThat(answers.get(2)).isEqualTo("2030-01-02T00:00:00Z");
    }

    @Test
    void what_a_line_leaves_out_comes_from_the_options_and_else_from_now() {
        Cli.Result result = cli.runWith(
                "0 9 * * *\n0 9 * * *\tUTC\n0 9 * * *\t\t2031-01-01T00:00:00Z\n0 9 * * *\t\t\t2\n",
                "cron",
                "next",
                "-",
                "--zone",
                "Asia/Tokyo",
                "--count",
                "1");
        assertThat(result.lines())
                .containsExactly(
                        "2030-01-02T00:00:00Z",
                        "2030-01-01T09:00:00Z",
                        "2031-01-02T00:00:00Z",
                        "2030-01-02T00:00:00Z,2030-01-03T00:00:00Z");
    }

    @Test
    void lines_may_end_as_on_other_systems_or_not_at_all() {
        assertThat(lines("@daily\tUTC\t\t1\r\n@daily\tUTC\t\t1"))
                .containsOnly("2030-01-02T00:00:00Z")
                .hasSize(2);
        assertThat(lines("")).isEmpty();
    }

    @Test
    void ten_thousand_lines_have_ten_thousand_answers_in_order() {
        String input = IntStream.range(0, 10_000)
                .mapToObj(i -> (i % 60) + " * * * *\tUTC\t" + FROM + "\t1\n")
                .collect(Collectors.joining());
        List<String> answers = lines(input);
        assertThat(answers).hasSize(10_000);
        assertThat(answers.get(59)).isEqualTo("2030-01-01T00:59:00Z");
        assertThat(answers.get(60)).isEqualTo("2030-01-01T01:00:00Z");
        assertThat(answers.get(9_999)).isEqualTo("2030-01-01T00:39:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "-999999999-01-01T00:00:00Z",
        "+999999999-12-31T23:59:59Z",
        "9999-12-31T23:59:59Z",
        "1969-12-31T23:59:59Z"
    })
    void an_instant_at_the_end_of_time_does_not_end_the_program(String from) {
        Cli.Result result = cli.runWith("0 0 1 1 *\tUTC\t" + from + "\t1\n@daily\tUTC\t\t1\n", "cron", "next", "-");
        assertThat(result.status()).isZero();
        assertThat(result.lines()).hasSize(2).last().isEqualTo("2030-01-02T00:00:00Z");
    }

    @Test
    void five_are_shown_unless_another_number_is_said() {
        assertThat(cli.run("cron", "next", "@hourly", "--zone", "UTC").lines()).hasSize(5);
        assertThat(cli.run("cron", "next", "@hourly", "--zone", "UTC", "--count", "1000")
                        .lines())
                .hasSize(1_000);
    }

    @Test
    void a_macro_is_never_taken_for_a_file_of_that_name() throws Exception {
        Path file = Files.writeString(folder.resolve("daily"), "@hourly --count 1 --zone UTC");
        Cli.Result result = cli.run("cron", "next", "@" + file);
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("@yearly", "got @" + file);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 2 * * *        | en | 02:00
            0 2 * * *        | zh | 02:00
            */5 * * * *      | en | 5 minutes
            0 9 * * MON-FRI  | en | Monday
            @hourly          | en | hour
            0 0 L * *        | en | last day
            """)
    void an_expression_is_said_in_words(String expression, String language, String says) {
        Cli.Result result = cli.run("cron", "explain", expression, "--lang", language);
        assertThat(result.status()).isZero();
        assertThat(result.lines()).singleElement().asString().containsIgnoringCase(says);
        assertThat(result.out()
                        .codePoints()
                        .anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN))
                .isEqualTo(language.equals("zh"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            61 * * * *  | 0-59
            0 0 30 2 *  | never fire
            @reboot     | a start has no time
            ''          | got 0 fields
            """)
    void what_cannot_be_explained_is_refused_as_elsewhere(String expression, String says) {
        for (String what : List.of("explain", "next")) {
            Cli.Result result = cli.run("cron", what, expression);
            assertThat(result.status()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("carillon: ")
                    .contains(says);
        }
    }
}
