package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees of processes that stay. */
@Timeout(400)
class ProgramProcessTest {
    @TempDir
    Path folder;

    private Cli cli;
    private Path store;

    @BeforeEach
    void look() throws Exception {
        folder = folder.toRealPath();
        cli = new Cli(folder);
        store = folder.resolve("data/carillon.db");
    }

    @Test
    void a_server_says_where_it_is_and_how_to_end_it_and_nothing_else() throws Exception {
        try (ProgramProcess server = ProgramProcess.start(folder, "server", "--port", "0")) {
            server.awaitSaid("ready");
            assertThat(server.err())
                    .singleElement()
                    .asString()
                    .matches("carillon: ready at http://127\\.0\\.0\\.1:\\d+, on sqlite " + store + "; Ctrl-C ends it");
            assertThat(cli.run("job", "enqueue", "--wait", "hello_job").status())
                    .isZero();
            assertThat(server.end()).isZero();
            assertThat(server.err().subList(1, 3))
                    .containsExactly("carillon: ending; jobs that run have 30 s to finish", "carillon: ended");
            assertThat(server.out()).allMatch(line -> line.contains(" INFO  node: Node "), "tells of the node");
        }
        assertThat(folder.resolve("data/server.json")).doesNotExist();
    }

    @Test
    void a_scheduler_without_http_runs_jobs_and_schedules() throws Exception {
        try (ProgramProcess scheduler = ProgramProcess.start(folder, "scheduler")) {
            scheduler.awaitSaid("ready");
            assertThat(scheduler.err()).containsExactly("carillon: ready, on sqlite " + store + "; Ctrl-C ends it");
            assertThat(folder.resolve("data/server.json")).doesNotExist();
            assertThat(cli.run("job", "enqueue", "--wait", "hello_job").status())
                    .isZero();
            assertThat(cli.run("schedule", "add", "often", "--every", "200ms", "hello_job")
                            .status())
                    .isZero();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> cli.run("job", "list", "--schedule", "often", "--status", "completed")
                            .out()
                            .contains("hello_job"));
            assertThat(scheduler.end()).isZero();
        }
    }

    @Test
    void a_server_that_was_killed_leaves_commands_and_its_successor_a_working_store() throws Exception {
        String id;
        try (ProgramProcess server = ProgramProcess.start(folder, "server", "--port", "0")) {
            server.awaitSaid("ready");
            id = cli.run("job", "enqueue", "hello_job", "--delay", "1h").out().strip();
            server.kill();
        }
        assertThat(folder.resolve("data/server.json")).as("left behind").exists();
        Cli.Result asked = cli.run("job", "list");
        assertThat(asked.status()).isZero();
        assertThat(asked.out()).contains(id);
    }

    @Test
    void what_keeps_it_from_starting_is_one_line_and_a_status() throws Exception {
        Files.writeString(folder.resolve("carillon.yaml"), "carillon:\n  zone: Mars\n  max-concurrent: none\n");
        try (ProgramProcess server = ProgramProcess.start(folder, "server", "--port", "0")) {
            assertThat(server.awaitEnd()).isEqualTo(2);
            assertThat(server.out()).isEmpty();
            String file = folder.resolve("carillon.yaml").toString();
            assertThat(server.err())
                    .isEqualTo(List.of(
                            "carillon: carillon.zone: expected a time zone such as Asia/Shanghai or UTC, got 'Mars' ["
                                    + file + ":2]",
                            "carillon: carillon.max-concurrent: expected a whole number 1-100000, got 'none' [" + file
                                    + ":3]"));
        }
    }
}
