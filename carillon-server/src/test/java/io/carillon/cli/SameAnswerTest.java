package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.TaskName;
import io.carillon.server.TestServer;
import io.carillon.web.api.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A command answers the same whether it asks a server or the store itself; and what it answers. */
class SameAnswerTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static final AtomicBoolean MAY_END = new AtomicBoolean();

    private static TestServer server;
    private static String done;
    private static String failed;
    private static String waiting;

    /** Finds the server by the data folder. */
    private static Cli asking() {
        return new Cli(folder);
    }

    /** As seen from another folder that means the same store: no server is announced there. */
    private static Cli direct() {
        return new Cli(
                folder.resolve("elsewhere"),
                Map.of("SPRING_DATASOURCE_URL", "jdbc:sqlite:" + folder.resolve("data/carillon.db")),
                InstantSource.system());
    }

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(
                TestServer.options(folder),
                scheduler -> scheduler
                        .register(TaskName.of("lose"), (payload, context) -> {
                            throw new IllegalStateException("lost\nit");
                        })
                        .register(TaskName.of("hold"), (payload, context) -> {
                            context.log("held");
                            while (!MAY_END.get()) {
                                Thread.sleep(10);
                            }
                            context.log("let go");
                            return null;
                        }));
        done = ok("job", "enqueue", "--wait", "hello_job", "--param", "greet=<script>");
        Cli.Result lost = asking().run("job", "enqueue", "--wait", "lose", "--max-retries", "0");
        assertThat(lost.status()).as("the work failed").isEqualTo(1);
        failed = lost.out().strip();
        assertThat(lost.err()).isEqualTo("carillon: job " + failed + " failed: lost it\n");
        waiting = ok("job", "enqueue", "hello_job", "--delay", "1h", "--queue", "mail", "--priority", "9");
        ok("schedule", "add", "nightly", "--daily", "02:00", "--zone", "UTC", "--tag", "a", "hello_job");
        ok("schedule", "add", "held", "--every", "1h", "--paused", "--params", "{\"greet\": \"Ann\"}", "hello_job");
        ok("schedule", "run", "held");
        ok("queue", "pause", "mail", "--reason", "rest");
        await().atMost(SOON).until(() -> server.get("/api/v1/stats").text().contains("\"running\":0"));
        await().atMost(SOON)
                .until(() ->
                        asking().run("job", "list", "--schedule", "held").out().contains("completed"));
    }

    @AfterAll
    static void stop() {
        MAY_END.set(true);
        server.close();
    }

    private static String ok(String... args) {
        return asking().ok(args).strip();
    }

    private static String[] words(String line) {
        return line.replace("DONE", done)
                .replace("FAILED", failed)
                .replace("WAITING", waiting)
                .split(" ", -1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "schedule list --json",
                "schedule show nightly --json",
                "schedule show held --json",
                "schedule export",
                "schedule export --json",
                "schedule export --crontab",
                "job list --json",
                "job list --status failed --json",
                "job list --queue mail --json",
                "job list --limit 1 --json",
                "job list --task hello_job --schedule held --json",
                "job show DONE",
                "job show DONE --json",
                "job show FAILED",
                "job show WAITING --json",
                "job logs DONE",
                "job logs DONE --json",
                "job logs DONE -f",
                "queue list",
                "queue list --json",
                // Refusals, too.
                "job show 019a0c4e-0000-7000-8000-000000000000",
                "job logs nonsense",
                "job cancel DONE",
                "job retry WAITING",
                "job list --status done",
                "job list --limit 0",
                "job enqueue helo_job",
                "job enqueue hello_job --priority 12 --delay soon",
                "schedule show nigthly",
                "schedule pause nigthly",
                "schedule add nightly --every 1h hello_job",
                "schedule add x --cron nonsense hello_job",
                "schedule add x --every 1h --zone Mars helo_job",
                "queue pause mial",
                "queue pause mail --for 1h --until 2040-01-01T00:00:00Z",
            })
    void with_and_without_the_server(String command) {
        Cli.Result asked = asking().run(words(command));
        Cli.Result own = direct().run(words(command));
        assertThat(own).isEqualTo(asked);
        assertThat(asked.status()).isBetween(0, 2);
        assertThat(asked.err().lines()).hasSize(asked.status() == 0 ? 0 : 1);
        assertThat(asked.out().isEmpty()).isEqualTo(asked.status() != 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            schedule list --json | id name type schedule zone enabled task command params queue last_run next_run source
            job list --json      | id task command queue priority status attempt run_at params result log_count
            queue list --json    | name max_size workers limit timeout retry_policy paused
            node list --json     | id host pid version state alive slots running started_at lease_until queues tasks
            schedule export --json | name type schedule zone enabled command queue priority unique overlap misfire
            """)
    void what_is_listed_is_an_array_of_objects_as_the_api_has_them(String command, String fields) {
        List<?> items = (List<?>) Json.parse(ok(words(command)));
        assertThat(items)
                .isNotEmpty()
                .allSatisfy(item -> assertThat(((Map<?, ?>) item).keySet())
                        .asInstanceOf(InstanceOfAssertFactories.ITERABLE)
                        .contains((Object[]) fields.split(" ", -1)));
    }

    @Test
    void a_log_as_json_is_one_object_a_line() {
        assertThat(ok("job", "logs", done, "--json").lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(Json.parse(line)).isInstanceOf(Map.class));
    }

    @Test
    void tables_line_up_and_keep_to_one_line_a_row() {
        List<String> rows = ok("job", "list").lines().toList();
        assertThat(rows).hasSize(1 + ((List<?>) Json.parse(ok("job", "list", "--json"))).size());
        int column = rows.getFirst().indexOf("STATUS");
        assertThat(rows).allSatisfy(row -> assertThat(row.charAt(column - 1)).isEqualTo(' '));
        assertThat(rows).anySatisfy(row -> assertThat(row).contains(failed, "failed", "lost it"));
        assertThat(rows).anySatisfy(row -> assertThat(row).contains(waiting, "pending", "due in "));
        assertThat(ok("schedule", "list").lines())
                .anySatisfy(row -> assertThat(row).contains("held", "paused"))
                .anySatisfy(row -> assertThat(row).contains("nightly", "daily 02:00", "UTC", "in "));
        assertThat(ok("queue", "list")).contains("mail", "yes: rest");
        assertThat(ok("node", "list")).contains("active");
        assertThat(ok("schedule", "show", "nightly")).contains("02:00", "next_run");
        assertThat(ok("schedule", "show", "held")).contains("Ann");
    }

    @Test
    void a_log_is_followed_until_the_job_has_ended() {
        String held = ok("job", "enqueue", "hold");
        await().atMost(SOON).until(() -> ok("job", "logs", held).contains("held"));
        MAY_END.set(true);
        assertThat(ok("job", "logs", "-f", held).lines())
                .hasSize(2)
                .last()
                .asString()
                .endsWith("let go");
    }

    @Test
    void several_jobs_are_changed_whatever_becomes_of_some() {
        String one = ok("job", "enqueue", "hello_job", "--delay", "1h");
        String two = ok("job", "enqueue", "hello_job", "--delay", "1h");
        Cli.Result result = asking().run("job", "cancel", one, done, "nonsense", two);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.lines()).containsExactly(one + " cancelled", two + " cancelled");
        assertThat(result.err().lines()).hasSize(2);
    }

    @Test
    void a_held_unique_key_is_said_and_its_job_named() {
        String first = ok("job", "enqueue", "hello_job", "--delay", "1h", "--unique-key", "k");
        Cli.Result second = asking().run("job", "enqueue", "hello_job", "--delay", "1h", "--unique-key", "k");
        assertThat(second.status()).isZero();
        assertThat(second.out().strip()).isEqualTo(first);
        assertThat(second.err()).contains("a live job has this unique key already");
    }

    @Test
    void a_server_may_be_named_by_its_address() {
        Cli far = new Cli(folder.resolve("nowhere"));
        String url = server.url().toString();
        assertThat(far.run("job", "show", done, "--json", "--url", url).out()).contains(done);
        assertThat(far.run("job", "show", done, "--url", url + "/elsewhere").status())
                .isZero();
        assertThat(far.run("job", "list").status()).as("no server here").isEqualTo(1);
    }
}
