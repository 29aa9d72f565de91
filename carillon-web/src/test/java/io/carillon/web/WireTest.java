package io.carillon.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.web.WebServer.Reply;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are odd as such: every refusal is a problem in JSON, whoever refuses, and none is a page or a 500. */
class WireTest extends OverHttp {
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

    /** All routes with the methods they know; each other method is a 405 that names those. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/v1/jobs                 | GET POST
            /api/v1/jobs/x               | GET DELETE
            /api/v1/jobs/x/retry         | POST
            /api/v1/jobs/x/logs          | GET
            /api/v1/jobs/x/attempts      | GET
            /api/v1/schedules            | GET POST
            /api/v1/schedules/x          | GET PUT PATCH DELETE
            /api/v1/schedules/x/run      | POST
            /api/v1/schedules/x/pause    | POST
            /api/v1/schedules/x/resume   | POST
            /api/v1/schedules/x/fires    | GET
            /api/v1/queues               | GET
            /api/v1/queues/x             | GET PUT
            /api/v1/queues/x/pause       | POST
            /api/v1/queues/x/resume      | POST
            /api/v1/nodes                | GET
            /api/v1/stats                | GET
            /health/live                 | GET
            /health/ready                | GET
            /metrics                     | GET
            /                            | GET
            """)
    void every_other_method_is_405_and_names_those_that_are(String path, String known) throws IOException {
        List<String> right = Arrays.asList(known.split(" ", -1));
        for (String method : METHODS) {
            Reply reply = server.send(method + " " + path, "", server.host());
            if (right.contains(method)) {
                assertThat(reply.status()).as(method).isNotEqualTo(405).isLessThan(500);
            } else {
                assertThat(problem(reply, 405).get("detail"))
                        .asString()
                        .startsWith(method + " " + path + ": expected ");
                assertThat(reply.header("Allow").split(",\\s*", -1)).containsAll(right);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/jobs/%ff",
                "GET /api/v1/jobs/%00",
                "GET /api/v1/schedules/%ED%A0%BD",
                "GET /api/v1/jobs/%zz",
                "GET /api/v1/jobs?queue=[a]",
                "GET /api/v1/jobs?queue=\"a\"",
                "GET /api/v1/jobs?queue=%ff",
                "GET /api/v1/jobs?queue=%z",
                "GET /api/v1/jobs/\\x",
            })
    void a_path_or_query_that_no_client_may_send_is_400_in_json(String request) throws IOException {
        problem(server.send(request, "", server.host()), 400);
    }

    @Test
    void a_request_without_host_or_with_two_is_400_in_json() throws IOException {
        problem(server.send("GET /api/v1/jobs", ""), 400);
        problem(server.send("GET /api/v1/jobs", "", server.host(), server.host()), 400);
    }

    @Test
    void a_head_that_is_too_long_is_refused_in_json() throws IOException {
        problem(server.send("GET /api/v1/jobs", "", server.host(), "X-Long: " + "a".repeat(20_000)), 400);
    }

    @Test
    void tracing_is_off() throws IOException {
        Map<String, Object> refused = problem(server.send("TRACE /api/v1/jobs", "", server.host()), 405);
        assertThat(refused.get("detail")).isEqualTo("TRACE /api/v1/jobs: expected another method");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/xml", "text/html", "image/*;q=0.1", "garbage", "", "application/json;q=0"})
    void what_a_client_would_rather_have_changes_nothing(String accept) throws IOException {
        Reply list = server.send("GET /api/v1/jobs", "", server.host(), "Accept: " + accept);
        assertThat(list.status()).isEqualTo(200);
        assertThat(list.header("Content-Type")).isEqualTo("application/json");
        problem(server.send("GET /api/v1/jobs/x", "", server.host(), "Accept: " + accept), 404);
    }

    @Test
    void asking_for_the_head_answers_as_the_whole_without_its_body() throws IOException {
        Reply whole = server.get("/api/v1/stats");
        Reply head = server.send("HEAD /api/v1/stats", "", server.host());
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Type")).isEqualTo(whole.header("Content-Type"));
        assertThat(server.send("HEAD /api/v1/jobs/x", "", server.host()).status())
                .isEqualTo(404);
    }

    @Test
    void asking_for_the_methods_names_them() throws IOException {
        Reply options = server.send("OPTIONS /api/v1/schedules/x", "", server.host());
        assertThat(options.status()).isEqualTo(200);
        assertThat(options.header("Allow").split(",\\s*", -1)).contains("GET", "PUT", "PATCH", "DELETE");
        assertThat(options.header("Access-Control-Allow-Origin"))
                .as("no page elsewhere may ask")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/jobs/", "/api/v1//jobs", "/API/v1/jobs", "/api/v1/jobs.json", "/api/v1/locks/x/y"})
    void a_path_that_is_almost_right_is_404(String path) throws IOException {
        assertThat(problem(server.get(path), 404).get("detail")).isEqualTo("nothing is at GET " + path);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            \u00ef\u00bb\u00bf  | not UTF-8 twice
            """)
    void bytes_that_are_no_text_are_400(String bytes, String why) throws IOException {
        Reply refused = server.post("/api/v1/jobs", "{\"task\": " + bytes + "\"mail:send\"}");
        assertThat(problem(refused, 400).get("detail")).as(why).asString().contains("malformed JSON at line 1");
    }

    @Test
    void a_length_that_is_no_number_is_400() throws IOException {
        problem(
                server.send(
                        "POST /api/v1/jobs",
                        "",
                        server.host(),
                        "Content-Type: application/json",
                        "Content-Length: many"),
                400);
    }

    @Test
    void a_body_of_just_the_most_bytes_is_read_and_one_more_is_not() throws IOException {
        String start = "{\"task\": \"mail:send\", \"delay\": 60, \"params\": {\"a\": \"";
        String fits = start + "x".repeat(WebServer.MOST_BYTES - start.length() - 3) + "\"}}";
        assertThat(fits).hasSize(WebServer.MOST_BYTES);
        assertThat(server.post("/api/v1/jobs", fits).status()).isEqualTo(201);
        problem(server.post("/api/v1/jobs", fits + " "), 413);
    }

    @Test
    void letters_count_as_the_bytes_they_are() throws IOException {
        String start = "{\"task\": \"mail:send\", \"delay\": 60, \"params\": {\"a\": \"";
        String wide = start + "\u4efb".repeat(WebServer.MOST_BYTES / 3) + "\"}}";
        assertThat(wide.length()).isLessThan(WebServer.MOST_BYTES);
        problem(server.post("/api/v1/jobs", wide), 413);
    }

    @Test
    void health_says_up_and_metrics_are_text() throws IOException {
        for (String path : new String[] {"/health/live", "/health/ready"}) {
            assertThat(server.get(path).json()).containsExactly(Map.entry("status", "up"));
        }
        assertThat(server.get("/metrics").header("Content-Type")).startsWith("text/plain");
    }
}
