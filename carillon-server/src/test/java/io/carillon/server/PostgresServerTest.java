package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.cli.Cli;
import io.carillon.server.TestServer.Reply;
import io.carillon.web.api.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server on a real PostgreSQL: the same answers as on SQLite, and what it says while the database is away. */
@Timeout(400)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PostgresServerTest {
    private static final String JOBS = "/api/v1/jobs";
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static Postgres postgres;
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        postgres = new Postgres(folder.resolve("pg"));
        postgres.start();
        Path here = Files.createDirectories(folder.resolve("here"));
        server = TestServer.start(
                postgres.options(here).with("spring.datasource.password", "geheim"), new ArrayList<>());
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        postgres.close();
    }

    private static Reply enqueue(String more) {
        return server.post(JOBS, "{\"task\": \"hello_job\", \"delay\": \"1h\", " + more + "}");
    }

    /** Straight at the database, from a folder where no server is announced. */
    private static Cli direct() {
        return new Cli(
                folder.resolve("elsewhere"),
                Map.of("SPRING_DATASOURCE_URL", postgres.url(), "SPRING_DATASOURCE_USERNAME", "postgres"),
                InstantSource.system());
    }

    /** Finds the server by its announcement. */
    private static Cli asking() {
        return new Cli(
                folder.resolve("here"),
                Map.of(
                        "SPRING_DATASOURCE_URL", postgres.url(),
                        "SPRING_DATASOURCE_USERNAME", "postgres",
                        "SPRING_DATASOURCE_PASSWORD", "geheim"),
                InstantSource.system());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "params": {"a": ["任务 ✓ 🎉", null, 0.10, 12345678901234567890]} | params | {"a": ["任务 ✓ 🎉", null, 0.10, 12345678901234567890]}
            "params": {"nul": "\\u0000"}       | params     | {"nul": "\\u0000"}
            "params": {"b": 1, "a": 2}         | params     | {"b": 1, "a": 2}
            "unique_key": "ключ'; drop table --" | unique_key | "ключ'; drop table --"
            "queue": "队列/1"                  | queue      | "队列/1"
            "priority": 0                      | priority   | 0
            "timeout": 0.25                    | timeout    | 0.25
            """)
    @Order(1)
    void what_is_sent_is_read_again(String sent, String field, String read) {
        Reply made = enqueue(sent);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        Map<String, Object> job = server.get(JOBS + "/" + made.json().get("id")).json();
        assertThat(Json.write(job.get(field))).isEqualTo(Json.write(Json.parse(read)));
        assertThat(job).isEqualTo(made.json());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "job list --json", "job list --status pending --limit 2 --json", "schedule list --json",
                        "queue list --json",
                "node list --json", "schedule export", "schedule show nightly --json", "job show nonsense",
                "job list --status done", "schedule show nigthly", "job enqueue helo_job"
            })
    @Order(2)
    void a_command_answers_the_same_through_the_server_and_straight_at_the_database(String command) {
        if (server.get("/api/v1/schedules/nightly").status() == 404) {
            server.send(
                    "PUT",
                    "/api/v1/schedules/nightly",
                    "{\"type\": \"daily\", \"schedule\": \"02:00\", \"task\": \"hello_job\", \"tags\": [\"年\"]}");
        }
        Cli.Result asked = asking().run(command.split(" ", -1));
        Cli.Result own = direct().run(command.split(" ", -1));
        // A node's lease grows from one question to the next.
        String lease = "\"lease_until\":\"[^\"]*\"";
        assertThat(own.out().replaceAll(lease, "")).isEqualTo(asked.out().replaceAll(lease, ""));
        assertThat(own.err()).isEqualTo(asked.err());
        assertThat(own.status()).isEqualTo(asked.status());
    }

    @Test
    @Order(3)
    void pages_are_read_to_the_end() {
        List<Object> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.addFirst(enqueue("\"queue\": \"paged\"").json().get("id"));
        }
        List<Object> read = new ArrayList<>();
        Object cursor = "";
        while (cursor != null) {
            Reply page = server.get(JOBS + "?queue=paged&limit=2&cursor=" + cursor);
            page.items().forEach(job -> read.add(job.get("id")));
            cursor = page.json().get("next");
        }
        assertThat(read).isEqualTo(made);
    }

    @Test
    @Order(4)
    void a_job_runs_and_its_log_is_read_by_a_command_of_another_folder() {
        String id = direct().run("job", "enqueue", "--wait", "hello_job", "--param", "greet=Ann")
                .out()
                .strip();
        assertThat(server.get(JOBS + "/" + id).json()).containsEntry("status", "completed");
        assertThat(direct().run("job", "logs", id).out()).contains("Attempt 1 of job " + id);
    }

    @Test
    @Order(5)
    void nobody_is_told_the_password() throws Exception {
        String announced = Files.readString(folder.resolve("here/data/server.json"));
        assertThat(announced).contains("postgresql").doesNotContain("geheim");
        assertThat(asking().run("doctor").out()).contains("postgresql").doesNotContain("geheim");
        assertThat(server.server().store()).doesNotContain("geheim");
    }

    /** Each route while the database is away: a 503 that says so, never a 500, never a hang. */
    @Test
    @Order(6)
    void while_the_database_is_away_each_call_says_so_and_after_it_all_is_well() throws Exception {
        String id = (String) enqueue("\"queue\": \"kept\"").json().get("id");
        postgres.stop();
        await().atMost(SOON).until(() -> server.get("/health/ready").status() == 503);
        String[][] calls = {
            {"GET", JOBS, null},
            {"POST", JOBS, "{\"task\": \"hello_job\"}"},
            {"GET", JOBS + "/" + id, null},
            {"DELETE", JOBS + "/" + id, null},
            {"POST", JOBS + "/" + id + "/retry", null},
            {"GET", JOBS + "/" + id + "/logs", null},
            {"GET", "/api/v1/schedules", null},
            {"GET", "/api/v1/schedules/nightly", null},
            {"PATCH", "/api/v1/schedules/nightly", "{\"priority\": 1}"},
            {"DELETE", "/api/v1/schedules/nightly", null},
            {"POST", "/api/v1/schedules/nightly/run", null},
            {"PUT", "/api/v1/queues/mail", "{}"},
            {"POST", "/api/v1/queues/default/pause", "{}"},
        };
        Map<String, Future<Reply>> answers = new LinkedHashMap<>();
        try (ExecutorService callers = Executors.newCachedThreadPool()) {
            for (String[] call : calls) {
                answers.put(call[0] + " " + call[1], callers.submit(() -> server.send(call[0], call[1], call[2])));
            }
        }
        for (Map.Entry<String, Future<Reply>> answer : answers.entrySet()) {
            Reply away = answer.getValue().get();
            assertThat(away.status()).as(answer.getKey() + " " + away.text()).isEqualTo(503);
            assertThat(away.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(away.header("Retry-After")).matches("[1-9]\\d*");
            assertThat(away.json().get("detail"))
                    .asString()
                    .contains("the store does not answer")
                    .doesNotContain("geheim");
        }
        assertThat(server.get("/health/live").status()).isEqualTo(200);
        assertThat(server.post(JOBS, "{").status()).as("what is wrong anyway").isEqualTo(400);
        postgres.start();
        await().atMost(SOON).until(() -> server.get("/health/ready").status() == 200);
        assertThat(server.get(JOBS + "/" + id).json()).containsEntry("status", "pending");
        assertThat(server.get("/api/v1/schedules/nightly").json()).containsEntry("priority", 4L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jdbc:postgresql://127.0.0.1:1/x                       | 127.0.0.1:1
            jdbc:postgresql://127.0.0.1:1/x?password=geheim       | 127.0.0.1:1
            jdbc:postgresql://ann:geheim@127.0.0.1:1/x            | 127.0.0.1:1
            jdbc:postgresql://nowhere.invalid/x?password=geheim   | nowhere.invalid
            """)
    @Order(7)
    void a_database_that_does_not_answer_is_one_line_in_bounded_time_without_the_password(String url, String place) {
        Cli.Result result = new Cli(folder.resolve("elsewhere"))
                .run(
                        "job",
                        "list",
                        "--set",
                        "spring.datasource.url=" + url,
                        "--set",
                        "carillon.store-wait=100ms",
                        "--set",
                        "spring.datasource.password=geheim");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines())
                .last()
                .asString()
                .startsWith("carillon: postgresql")
                .contains(place);
        assertThat(result.err()).doesNotContain("geheim", "Exception", "\tat ");
    }
}
