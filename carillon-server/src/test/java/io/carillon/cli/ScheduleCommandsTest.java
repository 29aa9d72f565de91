package io.carillon.cli;

import static io.carillon.cli.Cli.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.web.api.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code schedule …}, on a store without a server; {@link SameAnswerTest} holds the server to the same. */
class ScheduleCommandsTest {
    @TempDir
    static Path folder;

    private static Cli cli;
    private static int names;

    @BeforeAll
    static void open() {
        cli = new Cli(folder);
    }

    private static Map<?, ?> shown(String name) {
        return (Map<?, ?>) Json.parse(cli.ok("schedule", "show", name, "--json"));
    }

    /** Options and what they make of a field. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --every;30s                               | type        | "duration"
            --every;30s                               | schedule    | "30s"
            --every;90                                | schedule    | "90"
            --cron;*/5 * * * *                        | schedule    | "*/5 * * * *"
            --cron;@daily                             | schedule    | "@daily"
            --daily;02:00                             | type        | "daily"
            --weekly;MON,FRI 09:00                    | schedule    | "MON,FRI 09:00"
            --monthly;L 23:30                         | type        | "monthly"
            --once;2040-01-31T09:00:00Z               | type        | "once"
            --daily;02:00;--zone;Asia/Shanghai        | zone        | "Asia/Shanghai"
            --daily;02:00;--zone;Asia/Shanghai        | enabled     | true
            --daily;02:00;--paused                    | enabled     | false
            --daily;02:00;--queue;mail                | queue       | "mail"
            --daily;02:00;--priority;9                | priority    | 9
            --daily;02:00;--timeout;1m30s             | timeout     | 90
            --daily;02:00;--max-retries;0             | max_retries | 0
            --daily;02:00;--retry-delay;5             | retry_delay | 5
            --daily;02:00;--backoff;linear            | backoff     | "linear"
            --daily;02:00;--overlap;cancel_previous   | overlap     | "cancel_previous"
            --daily;02:00;--misfire;skip              | misfire     | "skip"
            --daily;02:00;--jitter;10s                | jitter      | 10
            --daily;02:00                             | unique      | true
            --daily;02:00;--every-node                | unique      | false
            --daily;02:00;--description;每日 <b>       | description | "每日 <b>"
            --daily;02:00;--tag;a;--tag;b             | tags        | ["a", "b"]
            --daily;02:00;-p;to=ann                   | params      | {"to": "ann"}
            --daily;02:00;-p;a=1;--param;b=x=y;-p;c=  | params      | {"a": "1", "b": "x=y", "c": ""}
            --daily;02:00;--params;{"n": [1, null]}   | params      | {"n": [1, null]}
            --daily;02:00;--params;[1]                | params      | [1]
            --daily;02:00;--params;{"a": 1};-p;b=2    | params      | {"a": 1, "b": "2"}
            --daily;02:00                             | source      | "cli"
            """)
    void an_option_is_what_is_shown(String options, String field, String value) {
        String name = "s" + ++names;
        String said = cli.ok(words("schedule;add;" + name, options, "hello_job"));
        assertThat(said).startsWith(name + " added, ").hasLineCount(1).doesNotContain("null");
        assertThat(shown(name).get(field)).isEqualTo(Json.parse(value));
        assertThat(shown(name).get("command")).isEqualTo("hello_job");
        assertThat(((List<?>) Json.parse(cli.ok("schedule", "list", "--json"))))
                .anySatisfy(listed -> assertThat(listed).isEqualTo(shown(name)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --every;0                           | 1ms
            --every;-5m                         | a duration is not negative
            --cron;61 * * * *                   | 0-59
            --cron;0 0 30 2 *                   | never fire
            --daily;9                           | did you mean 09:00?
            --weekly;MO 09:00                   | did you mean MON?
            --monthly;32 02:00                  | 1-31
            --once;tomorrow                     | an instant
            --daily;02:00;--zone;Mars           | zone: expected a time zone
            --daily;02:00;--priority;12         | priority: expected a whole number 0-9, got 12
            --daily;02:00;--priority;high       | --priority: expected 0-9, got 'high'
            --daily;02:00;--overlap;wait        | overlap: expected one of skip, queue
            --daily;02:00;--misfire;later       | misfire: expected
            --daily;02:00;--jitter;-1           | jitter: duration
            --daily;02:00;--timeout;0           | timeout: expected 1 ms to 366 days, got '0'
            --daily;02:00;--max-retries;1.5     | --max-retries: expected a whole number, got '1.5'
            --daily;02:00;--backoff;cubic       | backoff: expected fixed, linear or exponential
            --daily;02:00;--queue;a b           | queue: expected 1-200 letters
            --daily;02:00;--params;{a           | --params: expected JSON
            --daily;02:00;--params;"a"          | params: expected an object or a list
            --daily;02:00;--tag;                | tags: expected
            --daily;02:00;--every;5m            | mutually exclusive
            --daily                             | expected a time such as 02:00 or 14:30:15, got hello_job
            --hourly;5                          | unknown option '--hourly'
            --dayly;02:00                       | did you mean '--daily'?
            """)
    void a_wrong_option_is_one_line_and_nothing_is_added(String options, String says) {
        String name = "w" + ++names;
        Cli.Result result = cli.refused(2, words("schedule;add;" + name, options, "hello_job"));
        assertThat(result.err()).contains(says);
        assertThat(result.out()).isEmpty();
        assertThat(cli.run("schedule", "show", name).status()).isEqualTo(1);
    }

    @Test
    void without_a_command_it_runs_the_task_of_its_name() {
        cli.ok("schedule", "add", "hello_job", "--every", "1h");
        assertThat(shown("hello_job").get("command")).isEqualTo("hello_job");
        cli.ok("schedule", "rm", "hello_job");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --every;1h                       | added, next run 2
            --every;1h;--paused              | added, paused
            --once;2001-01-01T00:00:00Z      | added, but it has no run to come
            """)
    void what_is_added_says_when_it_runs_or_why_not(String options, String says) {
        String name = "n" + ++names;
        assertThat(cli.ok(words("schedule;add;" + name, options, "hello_job"))).startsWith(name + " " + says);
        String resumed = cli.ok("schedule", "resume", name);
        assertThat(resumed).startsWith(name + " resumed, ").doesNotContain("null", "paused");
    }

    @Test
    void several_are_paused_resumed_run_and_removed_in_order() {
        for (String name : List.of("m1", "m2", "m3")) {
            cli.ok("schedule", "add", name, "--every", "1h", "hello_job");
        }
        assertThat(cli.ok("schedule", "pause", "m1", "m2")).isEqualTo("m1 paused\nm2 paused\n");
        assertThat(cli.ok("schedule", "list").lines().filter(line -> line.contains("paused") && line.startsWith("m")))
                .hasSize(2);
        assertThat(cli.ok("schedule", "resume", "m1", "m2").lines()).hasSize(2);
        List<String> ids = cli.ok("schedule", "run", "m1", "m3").lines().toList();
        assertThat(ids)
                .hasSize(2)
                .allSatisfy(id -> assertThat(cli.ok("job", "show", id)).contains("pending", id));
        assertThat(cli.ok("schedule", "rm", "m1", "m2", "m3")).isEqualTo("m1 removed\nm2 removed\nm3 removed\n");
        assertThat(cli.ok("job", "show", ids.getFirst())).as("its jobs stay").contains("m1");
    }

    @ParameterizedTest
    @CsvSource({"show", "pause", "resume", "run", "rm"})
    void an_unknown_name_is_one_line_with_the_nearest_and_status_1(String what) {
        if (cli.run("schedule", "show", "nightly-report").status() != 0) {
            cli.ok("schedule", "add", "nightly-report", "--daily", "02:00", "hello_job");
        }
        assertThat(cli.refused(1, "schedule", what, "nightly-reprot").err())
                .isEqualTo("carillon: no schedule 'nightly-reprot' (did you mean 'nightly-report'?)\n");
    }

    @Test
    void those_before_an_unknown_name_are_done_and_said() {
        cli.ok("schedule", "add", "before", "--every", "1h", "hello_job");
        Cli.Result result = cli.refused(1, "schedule", "pause", "before", "nobody");
        assertThat(result.out()).isEqualTo("before paused\n");
    }

    @Test
    void a_taken_name_is_status_1_and_says_what_to_do() {
        cli.ok("schedule", "add", "taken", "--every", "1h", "hello_job");
        assertThat(cli.refused(1, "schedule", "add", "taken", "--every", "2h", "hello_job")
                        .err())
                .contains("'taken' is taken", "choose another");
        assertThat(shown("taken").get("schedule")).isEqualTo("1h");
    }

    @Test
    void names_may_be_in_any_language_but_hold_no_blanks() {
        cli.ok("schedule", "add", "清理/夜间", "--every", "1h", "hello_job");
        assertThat(shown("清理/夜间").get("name")).isEqualTo("清理/夜间");
        assertThat(cli.ok("schedule", "list")).contains("清理/夜间");
        assertThat(cli.refused(2, "schedule", "add", "a b", "--every", "1h", "hello_job")
                        .err())
                .contains("name: expected 1-200 letters", "got 'a b'");
    }

    @Test
    void show_tells_people_in_words_and_leaves_out_what_is_not_set() {
        cli.ok("schedule", "add", "words", "--weekly", "MON,FRI 09:00", "--zone", "UTC", "--tag", "a", "hello_job");
        List<String> lines = cli.ok("schedule", "show", "words").lines().toList();
        assertThat(lines.getFirst()).contains("Monday", "Friday", "09:00");
        assertThat(lines).anyMatch(line -> line.matches("zone +UTC")).anyMatch(line -> line.matches("tags +\\[\"a\"]"));
        assertThat(lines).noneMatch(line -> line.contains("null") && !line.startsWith("dst"));
    }
}
