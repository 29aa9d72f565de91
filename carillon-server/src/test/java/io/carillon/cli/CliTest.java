package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.web.api.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What commands print and end with, on a store without a server. */
class CliTest {
    private static final String FROM = "2030-01-01T00:00:00Z";

    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void open() {
        cli = new Cli(folder);
    }

    private static Object json(String text) {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void cron_next_prints_one_instant_a_line() {
        assertThat(cli.ok("cron", "next", "0 9 * * *", "--zone", "Asia/Shanghai", "--from", FROM, "--count", "2")
                        .lines())
                .containsExactly("2030-01-01T01:00:00Z", "2030-01-02T01:00:00Z");
    }

    @Test
    void cron_next_answers_each_line_of_input() {
        Cli.Result result = cli.runWith("@hourly\tUTC\t" + FROM + "\t2\n61 * * * *\tUTC\t\t\n", "cron", "next", "-");
        assertThat(result.status()).isZero();
        assertThat(result.lines()).hasSize(2);
        assertThat(result.lines().getFirst()).isEqualTo("2030-01-01T01:00:00Z,2030-01-01T02:00:00Z");
        assertThat(result.lines().getLast()).startsWith("error: ").contains("minute");
    }

    @Test
    void cron_explain_speaks_two_languages() {
        String english = cli.ok("cron", "explain", "0 2 * * *", "--lang", "en");
        String chinese = cli.ok("cron", "explain", "0 2 * * *", "--lang", "zh");
        assertThat(english).contains("02:00");
        assertThat(chinese).matches("(?s).*\\p{IsHan}.*");
    }

    @Test
    void a_schedule_goes_through_its_life() {
        assertThat(cli.ok("schedule", "add", "tick", "--every", "1h", "hello_job"))
                .startsWith("tick added, next run 20");
        assertThat(cli.ok("schedule", "list")).contains("tick", "hello_job");
        assertThat((List<?>) json(cli.ok("schedule", "list", "--json"))).hasSize(1);
        cli.ok("schedule", "pause", "tick");
        assertThat(((Map<?, ?>) json(cli.ok("schedule", "show", "tick", "--json"))).get("enabled"))
                .isEqualTo(false);
        assertThat(cli.ok("schedule", "resume", "tick")).startsWith("tick resumed, next run 20");
        String id = cli.ok("schedule", "run", "tick").strip();
        assertThat(cli.ok("job", "list", "--schedule", "tick")).contains(id);
        assertThat(cli.ok("schedule", "export")).contains("hello_job");
        assertThat(cli.ok("schedule", "rm", "tick")).isEqualTo("tick removed\n");
        assertThat(cli.run("schedule", "show", "tick").status()).isEqualTo(1);
    }

    @Test
    void a_crontab_with_a_bad_line_is_imported_only_in_part_and_only_when_asked() throws Exception {
        Files.writeString(folder.resolve("tab"), "0 2 * * * hello_job\n61 * * * * hello_job\n");
        String[] set = {"--set", "carillon.tasks.shell.enabled=true"};
        Cli.Result whole = cli.run("schedule", "import", "tab", set[0], set[1]);
        assertThat(whole.status()).isEqualTo(2);
        assertThat(whole.err()).contains("nothing was imported");
        Cli.Result part = cli.run("schedule", "import", "--partial", "tab", set[0], set[1]);
        assertThat(part.status()).isZero();
        assertThat((List<?>) json(cli.ok("schedule", "list", "--json"))).hasSize(1);
    }

    @Test
    void a_job_goes_through_its_life() {
        String id = cli.ok("job", "enqueue", "hello_job", "--delay", "1h").strip();
        assertThat((List<?>) json(cli.ok("job", "list", "--status", "pending", "--json")))
                .hasSize(1);
        assertThat(cli.ok("job", "show", id)).contains(id, "pending");
        assertThat(cli.ok("job", "logs", id)).isEmpty();
        assertThat(cli.ok("job", "cancel", id)).isEqualTo(id + " cancelled\n");
        assertThat(cli.run("job", "cancel", id).status()).isEqualTo(1);
        assertThat(cli.ok("job", "retry", id)).startsWith(id);
    }

    @Test
    void a_queue_is_paused_and_resumed() {
        cli.ok("job", "enqueue", "hello_job", "--delay", "1h");
        cli.ok("queue", "pause", "default", "--reason", "rest");
        assertThat(cli.ok("queue", "list")).contains("yes: rest");
        cli.ok("queue", "resume", "default");
        assertThat(cli.ok("queue", "list")).doesNotContain("rest");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            cron;next;61 * * * *                       | cron field 'minute' at position 1: expected 0-59, got 61
            cron;next;nonsense                         | cron expression … expected 5 fields … got 1 field: nonsense
            cron;next;* * * * *;--count;0              | count: expected 1-1000000, got '0'
            cron;next;* * * * *;--zone;Mars            | zone: expected a time zone … got 'Mars'
            cron;next;* * * * *;--from;noon            | from: expected an instant … got 'noon'
            cron;explain;* * * * *;--lang;fr           | --lang: expected en or zh, got 'fr'
            crn                                        | unknown command 'crn' (did you mean 'cron'?); see 'carillon --help'
            job;lst                                    | unknown command 'lst' (did you mean 'list'?); see 'carillon job --help'
            job;list;extra                             | unexpected argument 'extra'; see
            job;show                                   | ID: expected a value, got nothing; see
            job;enqueue                                | COMMAND: expected a value, got nothing; see
            job;enqueue;hello_job;--prioritty;3        | unknown option '--prioritty' (did you mean '--priority'?)
            job;enqueue;hello_job;--queue              | --queue: expected NAME, got nothing; see
            job;enqueue;hello_job;--priority;x         | --priority: expected 0-9, got 'x'; see
            job;enqueue;hello_job;--max-retries;x      | --max-retries: expected a whole number, got 'x'; see
            job;enqueue;hello_job;--param;ann          | --param: expected NAME=VALUE, got 'ann'; see
            job;enqueue;hello_job;--wait=maybe         | --wait: expected true or false, or nothing, got 'maybe'; see
            job;enqueue;hello_job;--queue;a;--queue;b  | '--queue' (NAME) should be specified only once
            job;enqueue;helo_job                       | command: expected the name of a known task … got 'helo_job'; did you mean 'hello_job'?
            job;enqueue;hello_job;--priority;12        | priority: expected a whole number 0-9, got 12
            job;enqueue;hello_job;--timeout;0          | timeout: expected 1 ms to 366 days, got '0'
            job;enqueue;hello_job;--delay;soon         | delay: … expected a duration … got soon
            job;enqueue;hello_job;--at;soon            | run_at: expected an instant … got 'soon'
            job;enqueue;hello_job;--params;nonsense    | --params: expected JSON … got 'nonsense' (malformed JSON at line 1, column 1
            job;enqueue;hello_job;--params;1           | params: expected an object or a list, got 1
            job;enqueue;hello_job;--params;[];-p;a=b   | --params: expected a JSON object … got '[]'
            job;enqueue;hello_job;--backoff;often      | backoff: expected fixed, linear or exponential, got 'often'
            job;enqueue;hello_job;--priority;12;--timeout;0 | priority: expected … got 12; timeout: expected … got '0'
            job;list;--status;done;--data;.            | status: expected one of pending, running … got 'done'
            job;list;--limit;many;--data;.             | limit: expected a whole number 1-1000, got 'many'
            job;list;--url;here                        | --url: expected http://HOST:PORT, got 'here'
            job;list;--set;carillon.zonne=UTC          | carillon.zonne: expected 'zone' … got 'UTC'
            schedule;add;x;--cron;nonsense;hello_job   | schedule: cron expression … expected 5 fields … got 1 field: nonsense
            schedule;add;x;--every;often;hello_job     | schedule: duration … expected a duration … got often
            schedule;add;x;--daily;25:00;hello_job     | schedule: daily time … expected hours 0-23, got 25:00
            schedule;add;x;--every;1h;--zone;Mars;hello_job | zone: expected a time zone … got 'Mars'
            schedule;add;x;--every;1h;--overlap;often;hello_job | overlap: expected one of skip … got 'often'
            schedule;add;x;--every;1h;helo_job         | command: expected the name of a known task … got 'helo_job'; did you mean 'hello_job'?
            schedule;add;x                             | expected one of --cron, --every … got none; see
            schedule;add;x;--every;1h;--daily;02:00;hello_job | --every=TIME, --daily=HH:MM are mutually exclusive
            schedule;import;nowhere                    | CRONTAB: expected a file, or - for standard input, got 'nowhere' (there is no such file)
            schedule;import;.                          | CRONTAB: expected a readable file, got '.'
            schedule;export;--json;--crontab;--data;.  | --crontab: expected one of --json and --crontab, got 'both'
            queue;pause;default;--for;ever;--data;.    | duration: … expected a duration … got ever
            backup;copy;--set;spring.datasource.url=jdbc:postgresql://ann:secret@db/x | expected a store on SQLite, got 'jdbc:postgresql://ann:…@db/x'
            server;--config;nofile                     | nofile: expected a configuration file, got 'no such file'
            server;--port;x                            | server.port: expected a whole number 0-65535, got 'x'
            server;--set;nonsense                      | --set: expected key=value, got 'nonsense'
            """)
    void bad_words_are_one_line_with_field_expected_and_got_and_status_2(String args, String says) {
        Cli.Result result = cli.run(args.split(";", -1));
        assertThat(result.err().lines()).singleElement().asString().containsSubsequence(says.split(" ?… ?", -1));
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            job;list                                   | no server runs and there is no data folder
            job;list;--url;http://127.0.0.1:1          | the server at http://127.0.0.1:1 does not answer: nothing listens there
            job;show;x;--data;.                        | no job 'x' (a job's id looks like
            job;cancel;x;--data;.                      | no job 'x' (a job's id looks like
            schedule;show;x;--data;.                   | no schedule 'x'
            schedule;pause;x;--data;.                  | no schedule 'x'
            queue;pause;defualt;--data;.               | no queue 'defualt' (did you mean 'default'?)
            backup;copy                                | there is no store
            """)
    void what_is_not_there_is_one_line_and_status_1(String args, String says) {
        Cli.Result result = cli.run(args.split(";", -1));
        assertThat(result.err().lines()).singleElement().asString().contains(says);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
    }
}
