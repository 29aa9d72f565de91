package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.Carillon;
import io.carillon.JobQuery;
import io.carillon.Scheduler;
import io.carillon.jdbc.JdbcStore;
import io.carillon.server.HelloJob;
import io.carillon.server.TestServer;
import io.carillon.web.api.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who waits for a job that nobody works on is told so, once, and may go on waiting. */
class WaitRemarkTest {
    /** Looks at the clock after which a remark has been made, if there is one to be made. */
    private static final int LONG = 8;

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final AtomicInteger looks = new AtomicInteger();
    private final Instant start = Instant.now();
    private Cli cli;

    /** Its clock goes on by some seconds whenever somebody looks. */
    private Cli impatient;

    @BeforeEach
    void open() {
        cli = new Cli(folder);
        InstantSource clock = () -> start.plusSeconds(5L * looks.incrementAndGet());
        impatient = new Cli(folder, Map.of(), clock);
    }

    /** Runs a command that waits for the one job there is; cancels the job when the command has waited for long. */
    private Cli.Result waitInVain(String... args) {
        CompletableFuture<Cli.Result> waiting = CompletableFuture.supplyAsync(() -> impatient.run(args));
        await().atMost(SOON).until(() -> looks.get() > LONG);
        cli.ok("job", "cancel", only());
        return waiting.join();
    }

    private String only() {
        List<?> jobs = (List<?>) Json.parse(cli.ok("job", "list", "--json"));
        assertThat(jobs).hasSize(1);
        return (String) ((Map<?, ?>) jobs.getFirst()).get("id");
    }

    @Test
    void without_a_node_it_is_said_once_and_the_wait_goes_on() {
        Cli.Result result = waitInVain("job", "enqueue", "hello_job", "--queue", "mail", "--wait");
        String id = only();
        assertThat(result.err().lines())
                .containsExactly(
                        "carillon: job " + id + " waits: no live node works on queue 'mail' (see 'carillon node list');"
                                + " it stays when you stop waiting",
                        "carillon: job " + id + " cancelled: cancelled on request");
        assertThat(result.out()).as("the id alone, for scripts").isEqualTo(id + "\n");
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void who_follows_a_log_is_told_as_well() {
        String id = cli.ok("job", "enqueue", "hello_job").strip();
        Cli.Result result = waitInVain("job", "logs", "-f", id);
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("carillon: job " + id + " waits: no live node works on queue 'default'");
        assertThat(result.status()).isZero();
    }

    @Test
    void a_job_that_is_not_due_yet_is_nothing_to_remark_on() {
        Cli.Result result = waitInVain("job", "enqueue", "hello_job", "--delay", "1h", "--wait");
        assertThat(result.err().lines())
                .containsExactly("carillon: job " + only() + " cancelled: cancelled on request");
    }

    @Test
    void a_node_without_workers_works_on_no_queue() throws Exception {
        try (TestServer server =
                TestServer.start(TestServer.options(folder).with("carillon.workers", false), tasks -> {})) {
            assertThat(server.get("/health/live").status()).isEqualTo(200);
            Cli.Result result = waitInVain("job", "enqueue", "hello_job", "--wait");
            assertThat(result.err()).contains("no live node works on queue 'default'");
        }
    }

    @Test
    void a_node_that_works_on_other_queues_is_none_for_this_one() throws Exception {
        Files.createDirectory(folder.resolve("data"));
        try (Scheduler other = Carillon.builder()
                .store(JdbcStore.sqlite(folder.resolve("data/carillon.db")))
                .queues(Set.of("mail"))
                .build()) {
            other.register("hello_job", HelloJob::new);
            other.start();
            cli.ok("job", "enqueue", "hello_job", "--queue", "mail", "--wait");
            CompletableFuture<Cli.Result> waiting =
                    CompletableFuture.supplyAsync(() -> impatient.run("job", "enqueue", "hello_job", "--wait"));
            await().atMost(SOON).until(() -> looks.get() > LONG);
            String id = other.getTasks(JobQuery.ALL.queue("default"))
                    .items()
                    .getFirst()
                    .id();
            cli.ok("job", "cancel", id);
            assertThat(waiting.join().err()).contains("job " + id + " waits: no live node works on queue 'default'");
        }
    }

    @Test
    void a_paused_queue_is_named() throws Exception {
        try (TestServer server = TestServer.start(folder)) {
            cli.ok("job", "enqueue", "hello_job", "--queue", "mail", "--wait");
            cli.ok("queue", "pause", "mail");
            CompletableFuture<Cli.Result> waiting = CompletableFuture.supplyAsync(
                    () -> impatient.run("job", "enqueue", "hello_job", "--queue", "mail", "--wait"));
            await().atMost(SOON).until(() -> looks.get() > LONG);
            cli.ok("queue", "resume", "mail");
            assertThat(waiting.join().err().lines())
                    .singleElement()
                    .asString()
                    .contains(" waits: queue 'mail' is paused; it stays");
            assertThat(waiting.join().status()).as("it ran in the end").isZero();
            assertThat(server.scheduler().isRunning()).isTrue();
        }
    }

    @Test
    void a_task_that_no_node_has_is_named() throws Exception {
        Files.writeString(
                folder.resolve("carillon.yaml"), "carillon: {jobs: [{name: rare, type: daily, schedule: 02:00}]}\n");
        try (TestServer server = TestServer.start(folder)) {
            assertThat(server.scheduler().isRunning()).isTrue();
            Cli.Result result = waitInVain("job", "enqueue", "rare", "--wait");
            assertThat(result.err()).contains(" waits: no live node has a handler for task 'rare'; it stays");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--wait", "--wait --json"})
    void a_job_that_ends_soon_is_waited_for_in_silence(String how) throws Exception {
        try (TestServer server = TestServer.start(folder)) {
            assertThat(server.scheduler().isRunning()).isTrue();
            cli.ok(("job enqueue hello_job " + how).split(" ", -1));
        }
    }
}
