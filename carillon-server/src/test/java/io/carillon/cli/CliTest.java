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

    private String ok(String... args) {
        Cli.Result result = cli.run(args);
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        return result.out();
    }

    private static Object json(String text) {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void cron_next_prints_one_instant_a_line() {
        assertThat(ok("cron", "next", "0 9 * * *", "--zone", "Asia/Shanghai", "--from", FROM, "--count", "2")
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
        String english = ok("cron", "explain", "0 2 * * *", "--lang", "en");
        String chinese = ok("cron", "explain", "0 2 * * *", "--lang", "zh");
        assertThat(english).contains("02:00");
        assertThat(chinese).matches("(?s).*\\p{IsHan}.*");
    }

    @Test
    void a_schedule_goes_through_its_life() {
        assertThat(ok("schedule", "add", "tick", "--every", "1h", "hello_job")).startsWith("tick added, next run 20");
        assertThat(ok("schedule", "list")).contains("tick", "hello_job");
        assertThat((List<?>) json(ok("schedule", "list", "--json"))).hasSize(1);
        ok("schedule", "pause", "tick");
        assertThat(((Map<?, ?>) json(ok("schedule", "show", "tick", "--json"))).get("enabled"))
                .isEqualTo(false);
        assertThat(ok("schedule", "resume", "tick")).startsWith("tick resumed, next run 20");
        String id = ok("schedule", "run", "tick").strip();
        assertThat(ok("job", "list", "--schedule", "tick")).contains(id);
        assertThat(ok("schedule", "export")).contains("hello_job");
        assertThat(ok("schedule", "rm", "tick")).isEqualTo("tick removed\n");
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
        assertThat((List<?>) json(ok("schedule", "list", "--json"))).hasSize(1);
    }

    @Test
    void a_job_goes_through_its_life() {
        String id = ok("job", "enqueue", "hello_job", "--delay", "1h").strip();
        assertThat((List<?>) json(ok("job", "list", "--status", "pending", "--json")))
                .hasSize(1);
        assertThat(ok("job", "show", id)).contains(id, "pending");
        assertThat(ok("job", "logs", id)).isEmpty();
        assertThat(ok("job", "cancel", id)).isEqualTo(id + " cancelled\n");
        assertThat(cli.run("job", "cancel", id).status()).isEqualTo(1);
        assertThat(ok("job", "retry", id)).startsWith(id);
    }

    @Test
    void a_queue_is_paused_and_resumed() {
        ok("job", "enqueue", "hello_job", "--delay", "1h");
        ok("queue", "pause", "default", "--reason", "rest");
        assertThat(ok("queue", "list")).contains("yes: rest");
        ok("queue", "resume", "default");
        assertThat(ok("queue", "list")).doesNotContain("rest");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron;next;61 * * * *                        | 2 | minute
            cron;next;* * * * *;--count;0               | 2 | count
            cron;next;* * * * *;--zone;Mars             | 2 | Mars
            cron;explain;* * * * *;--lang;fr            | 2 | en or zh
            crn                                         | 2 | cron
            job;enqueue;hello_job;--prioritty;3         | 2 | --priority
            job;enqueue;helo_job                        | 2 | known task
            job;enqueue;hello_job;--priority;12         | 2 | priority
            schedule;add;x;--cron;nonsense;hello_job    | 2 | got 1 field
            schedule;add;x                              | 2 | --cron
            job;list                                    | 1 | no server runs
            job;list;--set;carillon.zonne=UTC           | 2 | zone
            """)
    void what_goes_wrong_is_one_line_and_a_status(String args, int status, String says) {
        Cli.Result result = cli.run(args.split(";", -1));
        assertThat(result.err().lines()).singleElement().asString().contains(says);
        assertThat(result.status()).isEqualTo(status);
        assertThat(result.out()).isEmpty();
    }
}
