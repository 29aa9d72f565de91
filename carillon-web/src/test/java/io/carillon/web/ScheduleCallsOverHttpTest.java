package io.carillon.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.web.WebServer.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done with a schedule that is there, over HTTP: run, paused, resumed, listed, asked for by a wrong name. */
class ScheduleCallsOverHttpTest extends OverHttp {
    @ParameterizedTest
    @CsvSource({"run", "pause", "resume"})
    void a_call_that_takes_nothing_refuses_fields_and_does_nothing(String call) throws IOException {
        String path = SCHEDULES + "/" + nightly();
        Map<String, Object> before = server.get(path).json();
        Reply refused = server.post(path + "/" + call, "{\"params\": {\"a\": 1}}");
        assertRefused(refused, "params", "no field: this call takes none");
        assertThat(server.get(path).json()).isEqualTo(before);
        assertThat(server.post(path + "/" + call, "{}").status()).isIn(200, 201);
    }

    @Test
    void a_pause_may_be_repeated_and_a_resumption_too() throws IOException {
        String path = SCHEDULES + "/" + nightly();
        for (int i = 0; i < 2; i++) {
            assertThat(server.call("POST", path + "/pause", "").json())
                    .containsEntry("enabled", false)
                    .containsEntry("next_run", null);
        }
        for (int i = 0; i < 2; i++) {
            Reply resumed = server.call("POST", path + "/resume", "");
            assertThat(resumed.json()).containsEntry("enabled", true);
            assertThat(resumed.json().get("next_run")).isNotNull();
        }
    }

    @Test
    void a_run_by_hand_takes_what_the_schedule_says() throws IOException {
        String name = newName();
        create(name, NIGHTLY + ", \"queue\": \"mail\", \"priority\": 8, \"params\": {\"a\": 1}, \"timeout\": 9");
        Reply run = server.call("POST", SCHEDULES + "/" + name + "/run", "");
        assertThat(run.status()).isEqualTo(201);
        assertThat(run.header("Location"))
                .isEqualTo("/api/v1/jobs/" + run.json().get("id"));
        assertThat(run.json())
                .containsEntry("schedule", name)
                .containsEntry("queue", "mail")
                .containsEntry("priority", 8L)
                .containsEntry("timeout", 9L)
                .containsEntry("params", tree("{\"a\": 1}"));
        await().atMost(SOON)
                .until(() -> "completed"
                        .equals(server.get(run.header("Location")).json().get("status")));
        assertThat(server.get("/api/v1/jobs?schedule=" + name).items()).hasSize(1);
    }

    @Test
    void lists_are_read_to_the_end_in_order_of_name() throws IOException {
        nightly();
        nightly();
        nightly();
        List<Object> all = each("name", server.get(SCHEDULES + "?limit=1000"));
        List<Object> read = new ArrayList<>();
        Object cursor = "";
        while (cursor != null) {
            Reply page = server.get(SCHEDULES + "?limit=2&cursor=" + cursor);
            read.addAll(each("name", page));
            cursor = page.json().get("next");
        }
        assertThat(read).isEqualTo(all).hasSizeGreaterThanOrEqualTo(3);
        assertThat(all).isSortedAccordingTo((a, b) -> a.toString().compareTo(b.toString()));
    }

    @ParameterizedTest
    @CsvSource({
        "?limit=0, limit",
        "?limit=1001, limit",
        "?limit=x, limit",
        "?enabled=true, enabled",
        "?Cursor=a, Cursor",
        "/NAME/fires?limit=0, limit",
        "/NAME/fires?cursor=yesterday, cursor",
        "/NAME/fires?before=2030-01-01T00:00:00Z, before",
    })
    void a_query_that_cannot_be_meant_names_its_parameter(String query, String field) throws IOException {
        refusal(server.get(SCHEDULES + query.replace("NAME", nightly())), field);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, '', ''",
        "PATCH, '', {}",
        "DELETE, '', ''",
        "POST, /run, ''",
        "POST, /pause, ''",
        "POST, /resume, ''",
        "GET, /fires, ''"
    })
    void an_unknown_name_is_404_with_the_nearest(String method, String more, String body) throws IOException {
        if (server.get(SCHEDULES + "/clean-up").status() == 404) {
            create("clean-up", NIGHTLY);
        }
        Reply unknown = server.call(method, SCHEDULES + "/claen-up" + more, body);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().get("detail")).isEqualTo("no schedule 'claen-up' (did you mean 'clean-up'?)");
    }

    @Test
    void a_taken_name_is_409_and_the_first_stays() throws IOException {
        String name = nightly();
        Map<String, Object> before = server.get(SCHEDULES + "/" + name).json();
        Reply taken = create(name, NIGHTLY + ", \"priority\": 9");
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.json().get("detail")).asString().contains("'" + name + "' is taken", "PUT or PATCH");
        assertThat(server.get(SCHEDULES + "/" + name).json()).isEqualTo(before);
    }
}
