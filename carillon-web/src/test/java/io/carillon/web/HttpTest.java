package io.carillon.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.web.WebServer.Reply;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only HTTP can get wrong: methods, headers, bodies, paths, who may ask. */
class HttpTest extends OverHttp {
    private static final String LATER = "{\"task\": \"mail:send\", \"delay\": \"1h\"}";

    private static Map<String, Object> problem(Reply reply, int status, String path) {
        assertThat(problem(reply, status)).containsEntry("instance", path);
        return reply.json();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PUT    | /api/v1/jobs             | GET or POST           | Method Not Allowed
            PATCH  | /api/v1/jobs/1           | DELETE or GET         | Method Not Allowed
            GET    | /api/v1/jobs/1/retry     | POST                  | Method Not Allowed
            DELETE | /api/v1/queues/mail      | GET or PUT            | Method Not Allowed
            DELETE | /api/v1/schedules        | GET or POST           | Method Not Allowed
            POST   | /api/v1/stats            | GET                   | Method Not Allowed
            POST   | /metrics                 | GET                   | Method Not Allowed
            """)
    void a_wrong_method_is_405_and_names_the_right_ones(String method, String path, String expected, String title)
            throws IOException {
        Reply reply = server.send(method + " " + path, "", server.host());
        Map<String, Object> problem = problem(reply, 405, path);
        assertThat(problem).containsEntry("title", title);
        assertThat(problem.get("detail")).isEqualTo(method + " " + path + ": expected " + expected);
        assertThat(reply.header("Allow").split(",\\s*", -1)).contains(expected.split(" or ", -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/nothing", "/api/v2/jobs", "/nothing", "/page.html", "/actuator", "/actuator/env", "/api"
            })
    void where_nothing_is_is_404(String path) throws IOException {
        Map<String, Object> problem = problem(server.get(path), 404, path);
        assertThat(problem.get("detail")).isEqualTo("nothing is at GET " + path);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"task": "mail:send"      | malformed JSON at line 1, column
            {"task": mail}            | malformed JSON at line 1, column 10
            ["mail:send"]             | expected a JSON object as body
            null                      | expected a JSON object as body
            {"task": "a", "task": "b"} | Duplicate
            """)
    void a_body_that_is_no_object_is_400_with_the_place(String body, String says) throws IOException {
        Map<String, Object> problem = problem(server.post("/api/v1/jobs", body), 400, "/api/v1/jobs");
        assertThat(problem.get("detail")).asString().contains(says);
        assertThat(problem).doesNotContainKey("errors");
    }

    @Test
    void a_body_that_is_too_long_is_413_whether_or_not_it_says_so() throws IOException {
        String body = "{\"task\": \"mail:send\", \"params\": {\"text\": \"" + "x".repeat(WebServer.MOST_BYTES) + "\"}}";
        Map<String, Object> problem = problem(server.post("/api/v1/jobs", body), 413, "/api/v1/jobs");
        assertThat(problem.get("detail")).asString().contains("at most 2000 bytes", "carillon.max-params-bytes");
        String chunks = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
        Reply streamed = server.send(
                "POST /api/v1/jobs",
                chunks,
                server.host(),
                "Content-Type: application/json",
                "Transfer-Encoding: chunked");
        problem(streamed, 413, "/api/v1/jobs");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/json                 | 201
            application/json; charset=utf-8  | 201
            application/merge-patch+json     | 201
            text/plain                       | 403
            application/x-www-form-urlencoded | 403
            multipart/form-data; boundary=x  | 403
            nonsense                         | 403
            """)
    void a_body_must_be_json_as_a_form_elsewhere_could_send_anything_else(String type, int status) throws IOException {
        Reply reply = server.send("POST /api/v1/jobs", LATER, server.host(), "Content-Type: " + type);
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        if (status == 403) {
            assertThat(problem(reply, 403, "/api/v1/jobs").get("detail"))
                    .asString()
                    .contains("expected a body with Content-Type: application/json, got " + type);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            localhost:PORT          | 200
            LOCALHOST:PORT          | 200
            127.0.0.1:PORT          | 200
            127.1.2.3               | 200
            [::1]:PORT              | 200
            evil.example            | 403
            evil.example:PORT       | 403
            localhost.evil.example  | 403
            127.0.0.1.evil.example  | 403
            user@localhost          | 400
            10.0.0.1                | 403
            0.0.0.0                 | 403
            """)
    void a_host_must_be_this_machine(String host, int status) throws IOException {
        Reply reply =
                server.send("GET /api/v1/stats", "", "Host: " + host.replace("PORT", Integer.toString(server.port())));
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        if (status == 403) {
            assertThat(problem(reply, 403, "/api/v1/stats").get("detail"))
                    .asString()
                    .startsWith("expected a Host of this machine");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://localhost:PORT    | 200
            http://127.0.0.1:PORT    | 200
            http://[::1]:PORT        | 200
            http://evil.example      | 403
            http://evil.example:PORT | 403
            http://localhost         | 403
            http://localhost:1       | 403
            https://localhost        | 403
            file://localhost         | 403
            null                     | 403
            ://                      | 403
            """)
    void an_origin_must_be_this_server(String origin, int status) throws IOException {
        String own = origin.replace("PORT", Integer.toString(server.port()));
        Reply reply = server.send("GET /api/v1/stats", "", server.host(), "Origin: " + own);
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        if (status == 403) {
            assertThat(problem(reply, 403, "/api/v1/stats").get("detail"))
                    .asString()
                    .startsWith("expected no Origin or this server's own, got " + own);
        }
    }

    @Test
    void the_guard_stands_before_everything_that_answers() throws IOException {
        for (String path : new String[] {"/", "/page.js", "/metrics", "/health/live", "/api/v1/jobs", "/nothing"}) {
            assertThat(server.send("GET " + path, "", "Host: evil.example").status())
                    .as(path)
                    .isEqualTo(403);
        }
    }

    @ParameterizedTest
    @CsvSource({"a/b, a%2Fb", "täglich, t%C3%A4glich", "a@b$c+d, a%40b%24c%2Bd", "a.b-c_d, a.b-c_d"})
    void names_may_hold_what_paths_must_escape(String name, String segment) throws IOException {
        String path = "/api/v1/schedules/" + segment;
        String body = "{" + NIGHTLY + "}";
        Reply made = server.send("PUT " + path, body, server.host(), "Content-Type: application/json");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.json()).containsEntry("name", name);
        assertThat(made.header("Location")).isEqualTo(path);
        assertThat(server.get(made.header("Location")).json()).containsEntry("id", name);
        assertThat(server.send("DELETE " + path, "", server.host()).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%3Cscript%3E", "a%20b", "%22", "%0A", "..%2F"})
    void a_name_that_could_be_mistaken_for_something_else_is_400(String segment) throws IOException {
        String body = "{" + NIGHTLY + "}";
        Reply refused =
                server.send("PUT /api/v1/schedules/" + segment, body, server.host(), "Content-Type: application/json");
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    }

    @Test
    void answers_are_json_that_no_browser_takes_for_a_page() throws IOException {
        String hostile =
                "{\"task\": \"mail:send\", \"delay\": 3600, \"params\": {\"a\": \"<script>alert(1)</script>\"}}";
        Reply made = server.post("/api/v1/jobs", hostile);
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Content-Type")).isEqualTo("application/json");
        assertThat(made.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(made.header("Cache-Control")).isEqualTo("no-store");
        assertThat(made.json().get("params")).isEqualTo(Map.of("a", "<script>alert(1)</script>"));
        Reply refused = server.post("/api/v1/jobs", "{\"task\": \"<script>alert(1)</script>\"}");
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(refused.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void metrics_tell_of_jobs_errors_durations_backlog_and_lag() throws IOException {
        server.send("PUT /api/v1/queues/held", "{\"workers\": 1}", server.host(), "Content-Type: application/json");
        server.post("/api/v1/queues/held/pause", "{}");
        server.post("/api/v1/jobs", "{\"task\": \"mail:send\", \"queue\": \"held\"}");
        server.post("/api/v1/jobs", "{\"task\": \"mail:send\", \"queue\": \"metered\"}");
        server.post("/api/v1/jobs", "{\"task\": \"mail:lose\", \"queue\": \"metered\", \"max_retries\": 0}");
        await().atMost(SOON).until(() -> server.get("/metrics").body().contains("carillon_job_errors_total"));
        await().atMost(SOON).until(() -> server.get("/metrics").body().contains("outcome=\"completed\""));
        await().atMost(SOON)
                .until(() -> server.get("/metrics")
                        .body()
                        .matches("(?s).*carillon_queue_lag_seconds\\{queue=\"held\"} [0-9.]*[1-9].*"));
        Reply reply = server.get("/metrics");
        assertThat(reply.header("Content-Type")).startsWith("text/plain").contains("version=0.0.4");
        assertThat(reply.body().lines())
                .contains(
                        "carillon_jobs_total{outcome=\"completed\",queue=\"metered\",task=\"mail:send\"} 1.0",
                        "carillon_jobs_total{outcome=\"failed\",queue=\"metered\",task=\"mail:lose\"} 1.0",
                        "carillon_job_errors_total{error=\"java.lang.IllegalStateException\",task=\"mail:lose\"} 1.0",
                        "carillon_job_duration_seconds_count{queue=\"metered\",task=\"mail:send\"} 1",
                        "carillon_job_wait_seconds_count{queue=\"metered\"} 2",
                        "carillon_queue_backlog{queue=\"held\"} 1.0",
                        "carillon_queue_running{queue=\"held\"} 0.0",
                        "carillon_store_up 1.0");
        assertThat(reply.body()).contains("# HELP carillon_jobs_total", "# TYPE carillon_job_wait_seconds histogram");
    }
}
