package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.server.TestServer.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API answers, on one real server. */
class RestTest {
    private static final String LATER = "{\"command\": \"hello_job\", \"delay\": \"1h\"}";

    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_job_reads_as_the_contract_says() {
        Map<String, Object> job = server.post("/api/v1/jobs", LATER).json();
        assertThat(job.keySet())
                .containsExactlyInAnyOrder(
                        ("id task command queue priority status attempt retry_count max_retries unique_key schedule node"
                                        + " created_at run_at started_at completed_at duration error params result"
                                        + " progress timeout log_count")
                                .split(" ", -1));
        assertThat(job).containsEntry("priority", 4L).containsEntry("status", "pending");
        assertThat(server.get("/api/v1/jobs/" + job.get("id")).json()).isEqualTo(job);
    }

    @Test
    void a_schedule_is_made_read_changed_run_and_removed() {
        String path = "/api/v1/schedules/nightly";
        String body = "{\"name\": \"nightly\", \"type\": \"daily\", \"schedule\": \"02:00\", \"task\": \"hello_job\"}";
        Reply made = server.post("/api/v1/schedules", body);
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).endsWith(path);
        assertThat(made.json().keySet())
                .contains(("id source last_run last_status next_run name type schedule zone enabled task command params"
                                + " queue priority timeout max_retries retry_delay backoff unique overlap"
                                + " misfire jitter start_at end_at max_runs dst calendars tags description")
                        .split(" ", -1));
        assertThat(server.post("/api/v1/schedules", body).status()).isEqualTo(409);
        assertThat(server.send("PATCH", path, "{\"schedule\": \"03:00\"}").json())
                .containsEntry("schedule", "03:00")
                .containsEntry("task", "hello_job");
        assertThat(server.post(path + "/pause", null).json()).containsEntry("enabled", false);
        assertThat(server.post(path + "/resume", null).json()).containsEntry("enabled", true);
        Reply run = server.post(path + "/run", null);
        assertThat(run.status()).isEqualTo(201);
        assertThat(run.json()).containsEntry("schedule", "nightly");
        assertThat(server.get(path + "/fires").status()).isEqualTo(200);
        assertThat(server.send("DELETE", path, null).status()).isEqualTo(204);
        assertThat(server.get(path).status()).isEqualTo(404);
    }

    @Test
    void a_full_queue_is_429_and_says_when_to_come_back() {
        String path = "/api/v1/queues/small";
        Reply made = server.send("PUT", path, "{\"max_size\": 1, \"timeout\": \"30s\"}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().keySet()).contains("name", "max_size", "workers", "timeout", "retry_policy", "paused");
        assertThat(made.json()).containsEntry("timeout", 30L);
        assertThat(server.send("PUT", path, "{\"max_size\": 1}").status()).isEqualTo(200);
        assertThat(server.post(path + "/pause", "{}").json()).containsEntry("paused", true);
        String job = "{\"command\": \"hello_job\", \"queue\": \"small\"}";
        assertThat(server.post("/api/v1/jobs", job).status()).isEqualTo(201);
        Reply full = server.post("/api/v1/jobs", job);
        assertThat(full.status()).isEqualTo(429);
        assertThat(full.header("Retry-After")).matches("[1-9]\\d*");
        assertThat(server.post(path + "/resume", null).json()).containsEntry("paused", false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"delay", "timeout", "priority", "max_retries", "retry_delay", "unique_key", "queue", "run_at"})
    void a_number_with_a_billion_digits_is_refused_in_few(String field) {
        Reply refused = server.post("/api/v1/jobs", "{\"task\": \"hello_job\", \"" + field + "\": 1e999999999}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("1E+999999999").hasSizeLessThan(1_000);
    }

    @Test
    void parameters_keep_a_number_with_a_billion_digits_as_it_was_written() {
        Reply made = server.post(
                "/api/v1/jobs", "{\"task\": \"hello_job\", \"delay\": \"1h\", \"params\": {\"n\": 1e999999999}}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(server.get("/api/v1/jobs/" + made.json().get("id")).text()).contains("1E+999999999");
    }

    @Test
    void a_query_that_is_no_text_is_refused() {
        assertThat(server.get("/api/v1/jobs?queue=%ED%A0%BD").status()).isEqualTo(400);
    }

    @Test
    void a_held_unique_key_answers_200_with_the_job_that_holds_it() {
        String body = "{\"command\": \"hello_job\", \"delay\": 3600, \"unique_key\": \"one\"}";
        Reply first = server.post("/api/v1/jobs", body);
        Reply second = server.post("/api/v1/jobs", body);
        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json()).containsEntry("id", first.json().get("id"));
    }

    @Test
    void a_job_is_cancelled_once_and_retried_after() {
        String path =
                "/api/v1/jobs/" + server.post("/api/v1/jobs", LATER).json().get("id");
        assertThat(server.post(path + "/retry", null).status()).isEqualTo(409);
        assertThat(server.send("DELETE", path, null).json()).containsEntry("status", "cancelled");
        assertThat(server.send("DELETE", path, null).status()).isEqualTo(409);
        assertThat(server.get(path + "/logs").items()).isEmpty();
        assertThat(server.get(path + "/attempts").items()).isEmpty();
        assertThat(server.post(path + "/retry", null).status()).isEqualTo(200);
    }

    @Test
    void pages_follow_each_other_without_gap_or_repeat() {
        List<Object> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String body = "{\"command\": \"hello_job\", \"delay\": \"1h\", \"queue\": \"paged\"}";
            made.add(server.post("/api/v1/jobs", body).json().get("id"));
        }
        List<Object> read = new ArrayList<>();
        String query = "/api/v1/jobs?queue=paged&status=pending&limit=2";
        Reply page = server.get(query);
        for (int pages = 1; pages < 9; pages++) {
            page.items().forEach(job -> read.add(job.get("id")));
            if (page.json().get("next") == null) {
                break;
            }
            page = server.get(query + "&cursor=" + page.json().get("next"));
        }
        assertThat(read).containsExactlyInAnyOrderElementsOf(made);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            POST  | /api/v1/jobs         | {}                                                          | command
            POST  | /api/v1/jobs         | {"command": "hello_job", "priority": 10}                    | priority
            POST  | /api/v1/jobs         | {"command": "hello_job", "delay": "soon"}                   | delay
            POST  | /api/v1/jobs         | {"command": "hello_job", "run_at": "soon"}                  | run_at
            POST  | /api/v1/jobs         | {"command": "hello_job", "quue": "x"}                       | quue
            POST  | /api/v1/schedules    | {"name": "a", "type": "hourly", "schedule": "1", "task": "hello_job"} | type
            POST  | /api/v1/schedules    | {"name": "a", "type": "cron", "schedule": "61 * * * *", "task": "hello_job"} | schedule
            POST  | /api/v1/schedules    | {"type": "daily", "schedule": "02:00", "task": "hello_job"} | name
            PUT   | /api/v1/queues/bad   | {"max_size": 0}                                             | max_size
            GET   | /api/v1/jobs?limit=0 |                                                             | limit
            GET   | /api/v1/jobs?status=x |                                                            | status
            """)
    void a_bad_value_is_400_with_field_expected_and_got(String method, String path, String body, String field) {
        Reply refused = server.send(method, path, body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
        assertThat(refused.json().get("errors"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .singleElement()
                .satisfies(error -> {
                    assertThat(((Map<?, ?>) error).get("field")).isEqualTo(field);
                    assertThat(((Map<?, ?>) error).get("expected")).asString().isNotBlank();
                    assertThat(((Map<?, ?>) error).containsKey("got")).isTrue();
                });
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/jobs/nothing, 404",
        "DELETE, /api/v1/jobs/019a0c4e-0000-7000-8000-000000000000, 404",
        "GET, /api/v1/schedules/nothing, 404",
        "DELETE, /api/v1/schedules/nothing, 404",
        "GET, /api/v1/queues/nothing, 404",
        "GET, /api/v1/nothing, 404",
        "PUT, /api/v1/jobs, 405",
        "GET, /api/v1/queues, 200",
        "GET, /api/v1/schedules, 200",
        "GET, /api/v1/nodes, 200",
        "GET, /api/v1/stats, 200",
        "GET, /health/live, 200",
        "GET, /health/ready, 200",
        "GET, /metrics, 200",
    })
    void routes_answer_with_their_code(String method, String path, int status) {
        assertThat(server.send(method, path, null).status()).isEqualTo(status);
    }

    @Test
    void an_unknown_task_is_400_with_the_nearest_name() {
        Reply refused = server.post("/api/v1/jobs", "{\"task\": \"helo_job\"}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("helo_job", "hello_job");
    }

    @Test
    void a_body_that_is_malformed_or_too_large_is_refused() {
        assertThat(server.post("/api/v1/jobs", "{").status()).isEqualTo(400);
        assertThat(server.post("/api/v1/jobs", "[]").status()).isEqualTo(400);
        String large = "{\"command\": \"hello_job\", \"params\": \"" + "x".repeat(1_200_000) + "\"}";
        assertThat(server.post("/api/v1/jobs", large).status()).isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, http://evil.example, 403",
        "Origin, http://localhost:1, 403",
        "Content-Type, text/plain, 403",
        "Content-Type, application/json, 201",
    })
    void a_page_from_elsewhere_cannot_reach_it(String header, String value, int status) {
        var request = server.request("/api/v1/jobs").POST(BodyPublishers.ofString(LATER));
        if (!header.equals("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        assertThat(server.send(request.header(header, value).build()).status()).isEqualTo(status);
    }

    @Test
    void metrics_have_the_names_of_the_contract_once_a_job_ran() {
        String id = (String) server.post("/api/v1/jobs", "{\"command\": \"hello_job\"}")
                .json()
                .get("id");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> server.get("/api/v1/jobs/" + id).json().get("status"), "completed"::equals);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(server.get("/metrics").text())
                        .contains(
                                "carillon_jobs_total{",
                                "carillon_job_duration_seconds",
                                "carillon_job_wait_seconds",
                                "outcome=\"completed\""));
        assertThat(server.get("/api/v1/jobs/" + id + "/logs").items()).isNotEmpty();
    }
}
