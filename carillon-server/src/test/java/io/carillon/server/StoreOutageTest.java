package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.server.TestServer.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database that is not there yet, goes away and comes back. */
@Timeout(400)
class StoreOutageTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void the_start_waits_for_the_store_and_the_server_outlives_an_outage() throws Exception {
        try (Postgres postgres = new Postgres(folder.resolve("pg"));
                ExecutorService starter = Executors.newSingleThreadExecutor()) {
            List<String> said = Collections.synchronizedList(new ArrayList<>());
            Future<TestServer> starting = starter.submit(() -> TestServer.start(postgres.options(folder), said));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(said).first().asString().contains("waiting for the store", "60 s"));
            assertThat(starting.isDone()).isFalse();

            postgres.start();
            try (TestServer server = starting.get()) {
                assertThat(server.get("/health/ready").json()).containsEntry("status", "up");
                assertThat(server.server().store()).startsWith("postgresql");
                runOneJob(server);

                postgres.stop();
                await().atMost(SOON).until(() -> server.get("/health/ready").status() == 503);
                sayThatTheStoreIsDown(server);

                postgres.start();
                await().atMost(SOON).until(() -> server.get("/health/ready").status() == 200);
                assertThat(server.get("/metrics").text()).contains("carillon_store_up 1.0");
                runOneJob(server);
            }
        }
    }

    private static void sayThatTheStoreIsDown(TestServer server) {
        Reply ready = server.get("/health/ready");
        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.json()).containsEntry("status", "down");
        assertThat(ready.json().get("reason")).asString().contains("the store").contains("answer");
        assertThat(server.get("/health/live").status()).isEqualTo(200);
        assertThat(server.get("/metrics").text()).contains("carillon_store_up 0.0");

        long began = System.nanoTime();
        Reply refused = server.post("/api/v1/jobs", "{\"command\": \"hello_job\"}");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).matches("[1-9]\\d*");
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(refused.json().get("detail")).asString().contains("the store does not answer");
        assertThat(server.get("/").status()).as("the page").isEqualTo(200);
    }

    private static void runOneJob(TestServer server) {
        Object id = server.post("/api/v1/jobs", "{\"command\": \"hello_job\"}")
                .json()
                .get("id");
        await().atMost(SOON).until(() -> server.get("/api/v1/jobs/" + id).json().get("status"), "completed"::equals);
    }

    @Test
    void the_wait_is_bounded_and_then_the_start_fails_with_the_reason() throws Exception {
        try (Postgres postgres = new Postgres(folder.resolve("pg"))) {
            ConfigOptions options = postgres.options(folder)
                    .with("carillon.store-wait", "600ms")
                    .with("spring.datasource.password", "secret");
            List<String> said = new ArrayList<>();
            assertThatThrownBy(() -> TestServer.start(options, said))
                    .isInstanceOfSatisfying(StartException.class, failed -> {
                        assertThat(failed.status()).isEqualTo(1);
                        assertThat(failed.getMessage())
                                .contains(postgres.url().substring("jdbc:".length()))
                                .doesNotContain("secret")
                                .doesNotContain("\n");
                    });
            // A slow machine may need all that time for its first try.
            assertThat(said).allSatisfy(line -> assertThat(line).startsWith("waiting for the store"));
        }
    }
}
