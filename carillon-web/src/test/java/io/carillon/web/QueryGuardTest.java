package io.carillon.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.carillon.web.WebServer.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No call passes over a parameter of its URL: it means it, or it refuses it and does nothing. */
class QueryGuardTest extends OverHttp {
    private static final String NONE = "no parameter: this call takes none in its URL";

    /** Every call that takes none. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            POST   | /jobs                  | {"task": "mail:send"}
            GET    | /jobs/JOB              | ``
            DELETE | /jobs/JOB              | ``
            POST   | /jobs/JOB/retry        | ``
            GET    | /jobs/JOB/attempts     | ``
            POST   | /schedules             | {"name": "refused", NIGHTLY}
            GET    | /schedules/NAME        | ``
            PUT    | /schedules/NAME        | {NIGHTLY, "priority": 9}
            PATCH  | /schedules/NAME        | {"priority": 9}
            DELETE | /schedules/NAME        | ``
            POST   | /schedules/NAME/run    | ``
            POST   | /schedules/NAME/pause  | ``
            POST   | /schedules/NAME/resume | ``
            GET    | /queues                | ``
            GET    | /queues/default        | ``
            PUT    | /queues/default        | {"workers": 1}
            POST   | /queues/default/pause  | ``
            POST   | /queues/default/resume | ``
            GET    | /nodes                 | ``
            GET    | /stats                 | ``
            """)
    void a_call_without_parameters_refuses_each_by_name_and_does_nothing(String method, String path, String body)
            throws IOException {
        String job = later("");
        String schedule = nightly();
        Object before =
                List.of(state(job, schedule), server.get(JOBS + "?limit=1000").json());
        String to = "/api/v1" + path.replace("JOB", job).replace("NAME", schedule);
        String sent = body.replace("NIGHTLY", NIGHTLY);

        Reply one = server.call(method, to + "?queue=mail", sent);
        assertThat(refusal(one, "queue")).containsEntry("expected", NONE).containsEntry("got", "mail");
        Reply two = server.call(method, to + "?limit=5&x=a&x=b", sent);
        problem(two, 400);
        assertThat(two.errors())
                .extracting(error -> error.get("field"), error -> error.get("got"))
                .containsExactlyInAnyOrder(tuple("limit", "5"), tuple("x", "a,b"));

        assertThat(List.of(
                        state(job, schedule), server.get(JOBS + "?limit=1000").json()))
                .isEqualTo(before);
        assertThat(server.get(SCHEDULES + "/refused").status()).isEqualTo(404);
    }

    private static Map<String, Object> state(String job, String schedule) throws IOException {
        return Map.of(
                "job", server.get(JOBS + "/" + job).json(),
                "schedule", server.get(SCHEDULES + "/" + schedule).json(),
                "queue", server.get("/api/v1/queues/default").json());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/jobs",
                "/api/v1/jobs/JOB/logs",
                "/api/v1/schedules",
                "/api/v1/schedules/NAME/fires",
            })
    void a_list_refuses_those_it_does_not_know(String path) throws IOException {
        String to = path.replace("JOB", later("")).replace("NAME", nightly());
        assertThat(server.get(to + "?limit=5").status()).isEqualTo(200);
        assertRefused(server.get(to + "?colour=red"), "colour", "one of ");
        assertRefused(server.get(to + "?limt=5"), "limt", "'limit'");
        assertThat(refusal(server.get(to + "?sort=-id"), "sort").get("got")).isEqualTo("-id");
    }

    @Test
    void a_question_mark_alone_asks_for_nothing() throws IOException {
        for (String path :
                new String[] {"/api/v1/stats?", "/api/v1/nodes?", "/api/v1/jobs?&", JOBS + "/" + later("") + "?"}) {
            assertThat(server.get(path).status()).as(path).isEqualTo(200);
        }
    }

    @Test
    void where_nothing_is_nothing_is_whatever_is_asked() throws IOException {
        problem(server.get("/api/v1/nothing?x=1"), 404);
        problem(server.call("PUT", JOBS + "?x=1", ""), 405);
        assertThat(refusal(server.get("/api/v1/jobs/nonsense?x=1"), "x")).containsEntry("expected", NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/page.js", "/page.css", "/health/live", "/health/ready", "/metrics"})
    void what_browsers_and_balancers_add_elsewhere_does_no_harm(String path) throws IOException {
        assertThat(server.get(path + "?_=123").status()).isEqualTo(200);
    }
}
