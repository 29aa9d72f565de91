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

/** {@code job …}, {@code queue …} and {@code node …} on a store without a server. */
class JobCommandsTest {
    private static final String NOBODY = "019a0c4e-0000-7000-8000-000000000000";

    @TempDir
    static Path folder;

    private static Cli cli;

    @BeforeAll
    static void open() {
        cli = new Cli(folder);
    }

    /** @param options each after a semicolon */
    private static List<?> listed(String options) {
        return (List<?>) Json.parse(cli.ok(words("job;list;--json" + options)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --queue;mail                       | queue       | "mail"
            --priority;0                       | priority    | 0
            --timeout;90                       | timeout     | 90
            --timeout;250ms                    | timeout     | 0.25
            --max-retries;5                    | max_retries | 5
            --unique-key;ä b                   | unique_key  | "ä b"
            -p;greet=Ann                       | params      | {"greet": "Ann"}
            -p;greet=任务;-p;x==               | params      | {"greet": "任务", "x": "="}
            --params;{"a": {"b": [1.50, null]}} | params     | {"a": {"b": [1.50, null]}}
            --params;[]                        | params      | []
            --at;2040-01-31T09:00:00Z          | run_at      | "2040-01-31T09:00:00Z"
            --at;2040-01-31T09:00:00+08:00     | run_at      | "2040-01-31T01:00:00Z"
            --delay;1h                         | status      | "pending"
            --delay;1h                         | command     | "hello_job"
            --delay;1h                         | attempt     | 0
            """)
    void an_option_is_what_the_job_shows(String options, String field, String value) {
        Map<?, ?> made = (Map<?, ?>) Json.parse(cli.ok(words("job;enqueue;hello_job;--json", options)));
        assertThat(made.get(field)).isEqualTo(Json.parse(value));
        String id = (String) made.get("id");
        assertThat(Json.parse(cli.ok("job", "show", id, "--json"))).isEqualTo(made);
        assertThat(cli.ok("job", "cancel", id)).isEqualTo(id + " cancelled\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --delay;-5                    | delay: duration at position 1
            --delay;1 hour                | delay: duration
            --delay;5;--at;2040-01-01T00:00:00Z | run_at: expected either delay or run_at
            --at;2040-02-30T00:00:00Z     | run_at: expected an instant such as
            --at;1900-01-01T00:00:00Z     | run_at: expected an instant from 1970 to 2170
            --queue;@node/x               | queue: expected 1-200 letters
            --unique-key;                 | unique_key: expected a text, got ''
            --unique-key;@mine            | not beginning with '@'
            --priority;10                 | priority: expected a whole number 0-9, got 10
            --max-retries;-1              | max_retries: expected a whole number 0-10000, got -1
            --timeout;367d                | timeout: expected 1 ms to 366 days
            --params;{"a":1,"a":2}        | Duplicate
            --params;                     | --params: expected JSON
            -p;x                          | --param: expected NAME=VALUE, got 'x'
            """)
    void a_wrong_option_is_one_line_and_stores_nothing(String options, String says) {
        int before = listed("").size();
        Cli.Result result = cli.refused(2, words("job;enqueue;hello_job", options));
        assertThat(result.err()).contains(says);
        assertThat(result.out()).isEmpty();
        assertThat(listed("")).hasSize(before);
    }

    @Test
    void lists_are_narrowed_by_each_option() {
        String mail = cli.ok("job", "enqueue", "hello_job", "--delay", "1h", "--queue", "narrow")
                .strip();
        String gone = cli.ok("job", "enqueue", "hello_job", "--delay", "1h", "--queue", "narrow")
                .strip();
        cli.ok("job", "cancel", gone);
        assertThat(listed(";--queue;narrow")).hasSize(2);
        assertThat(listed(";--queue;narrow;--limit;1"))
                .singleElement()
                .satisfies(job -> assertThat(((Map<?, ?>) job).get("id"))
                        .as("newest first")
                        .isEqualTo(gone));
        assertThat(listed(";--queue;narrow;--status;pending"))
                .singleElement()
                .satisfies(job -> assertThat(((Map<?, ?>) job).get("id")).isEqualTo(mail));
        assertThat(listed(";--queue;narrow;--status;cancelled,failed")).hasSize(1);
        assertThat(listed(";--queue;narrow;--task;hello_job")).hasSize(2);
        assertThat(listed(";--queue;narrow;--task;other")).isEmpty();
        assertThat(listed(";--queue;narrow;--schedule;other")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --status;done       | status: expected one of pending, running, completed, failed, retrying, cancelled, got 'done'
            --status;,          | status: expected one of
            --status;failed,    | status: expected one of
            --limit;0           | limit: expected a whole number 1-1000, got '0'
            --limit;1001        | limit: expected a whole number 1-1000, got '1001'
            --limit;many        | limit: expected a whole number 1-1000, got 'many'
            --stauts;failed     | did you mean '--status'?
            """)
    void a_list_that_cannot_be_meant_is_status_2(String options, String says) {
        assertThat(cli.refused(2, words("job;list", options)).err()).contains(says);
    }

    @ParameterizedTest
    @CsvSource({"show", "logs", "cancel", "retry"})
    void an_unknown_id_is_status_1(String what) {
        assertThat(cli.refused(1, "job", what, NOBODY).err()).isEqualTo("carillon: no job '" + NOBODY + "'\n");
        assertThat(cli.refused(1, "job", what, "nonsense").err()).contains("no job 'nonsense' (a job's id looks like");
    }

    @Test
    void a_cancelled_job_is_retried_unless_another_has_its_key() {
        String first = cli.ok("job", "enqueue", "hello_job", "--delay", "1h", "--unique-key", "k")
                .strip();
        cli.ok("job", "cancel", first);
        String second = cli.ok("job", "enqueue", "hello_job", "--delay", "1h", "--unique-key", "k")
                .strip();
        assertThat(cli.refused(1, "job", "retry", first).err())
                .contains("its unique key 'k' to be free, job " + second + " holds it");
        cli.ok("job", "cancel", second);
        assertThat(cli.ok("job", "retry", first)).isEqualTo(first + " pending\n");
        assertThat(cli.refused(1, "job", "retry", first).err())
                .contains("expected it to be failed, cancelled or retrying");
    }

    @Test
    void a_word_that_begins_with_at_is_that_word() throws Exception {
        Path file = java.nio.file.Files.writeString(folder.resolve("words"), "hello_job --delay 1h");
        assertThat(cli.refused(2, "job", "enqueue", "@" + file).err()).contains("command: expected", "@" + file);
    }

    @Test
    void queues_are_paused_until_and_resumed_by_name() {
        cli.ok("job", "enqueue", "hello_job", "--delay", "1h", "--queue", "slow");
        assertThat(cli.ok("queue", "pause", "slow", "default", "--until", "2040-01-01T00:00:00Z", "--reason", "年 end"))
                .isEqualTo("slow paused\ndefault paused\n");
        assertThat(cli.ok("queue", "list").lines())
                .anyMatch(line -> line.startsWith("slow") && line.endsWith("yes until 2040-01-01T00:00:00Z: 年 end"));
        assertThat(cli.ok("queue", "resume", "slow", "default")).isEqualTo("slow resumed\ndefault resumed\n");
        List<?> queues = (List<?>) Json.parse(cli.ok("queue", "list", "--json"));
        assertThat(queues)
                .allSatisfy(
                        queue -> assertThat(((Map<?, ?>) queue).get("paused")).isEqualTo(false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pause;default;--for;0                       | duration: expected more than 0 seconds, got 0
            pause;default;--for;-5                      | a duration is not negative
            pause;default;--until;soon                  | until: expected an instant such as
            pause;default;--until;2001-01-01T00:00:00Z  | until: expected an instant after now
            pause;default;--for;5m;--until;2040-01-01T00:00:00Z | duration: expected either until or duration
            pause                                       | NAME: expected a value, got nothing
            list;default                                | unexpected argument 'default'
            stop;default                                | unknown command 'stop'
            """)
    void a_wrong_pause_is_status_2_and_pauses_nothing(String args, String says) {
        assertThat(cli.refused(2, words("queue;" + args)).err()).contains(says);
        assertThat(cli.ok("queue", "list")).doesNotContain("yes");
    }

    @Test
    void where_no_node_has_been_the_list_is_its_head() {
        assertThat(cli.ok("node", "list").lines()).singleElement().asString().startsWith("ID ");
        assertThat(Json.parse(cli.ok("node", "list", "--json"))).isEqualTo(List.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            job                | Missing required subcommand; see 'carillon job --help'
            jbo;list           | unknown command 'jbo' (did you mean 'job'?)
            ''                 | unknown command ''
            job;List           | did you mean 'list'?
            --versoin          | did you mean '--version'?
            """)
    void words_that_are_no_command_are_status_2(String args, String says) {
        assertThat(cli.refused(2, words(args)).err()).contains(says);
    }

    @Test
    void help_is_there_for_every_command_and_is_no_mistake() {
        for (String command : List.of(
                "",
                "server",
                "scheduler",
                "cron",
                "cron;next",
                "cron;explain",
                "schedule",
                "schedule;list",
                "schedule;add",
                "schedule;show",
                "schedule;rm",
                "schedule;run",
                "schedule;pause",
                "schedule;resume",
                "schedule;import",
                "schedule;export",
                "job",
                "job;list",
                "job;show",
                "job;logs",
                "job;enqueue",
                "job;retry",
                "job;cancel",
                "queue",
                "queue;list",
                "queue;pause",
                "queue;resume",
                "node",
                "node;list",
                "backup",
                "doctor")) {
            String help = cli.ok(words(command.isEmpty() ? "--help" : command + ";--help"));
            assertThat(help)
                    .as(command)
                    .startsWith("Usage: carillon" + (command.isEmpty() ? "" : " " + command.replace(';', ' ')));
        }
    }
}
