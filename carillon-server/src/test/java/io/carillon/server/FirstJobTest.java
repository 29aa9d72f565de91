package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.cli.Cli;
import io.carillon.server.TestServer.Reply;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shortest way through everything: start, ask for a job, see it done, from both sides. */
class FirstJobTest {
    @TempDir
    Path folder;

    @Test
    void a_job_asked_for_over_http_runs_and_is_listed_by_the_command_line_with_and_without_the_server()
            throws Exception {
        Cli cli = new Cli(folder);
        String id;
        try (TestServer server = TestServer.start(folder)) {
            Reply made = server.post("/api/v1/jobs", "{\"command\": \"hello_job\"}");
            assertThat(made.status()).isEqualTo(201);
            id = (String) made.json().get("id");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> server.get("/api/v1/jobs/" + id)
                            .json()
                            .get("status")
                            .equals("completed"));

            Cli.Result list = cli.run("job", "list");
            assertThat(list.err()).isEmpty();
            assertThat(list.out()).contains(id, "completed", "hello_job");
        }
        Cli.Result list = cli.run("job", "list");
        assertThat(list.err()).isEmpty();
        assertThat(list.status()).isZero();
        assertThat(list.out()).contains(id, "completed", "hello_job");
        assertThat(cli.run("job", "logs", id).out()).contains("Hello, world! Attempt 1 of job " + id);
    }
}
