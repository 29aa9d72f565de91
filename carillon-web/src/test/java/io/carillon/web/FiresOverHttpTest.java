package io.carillon.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.web.WebServer.Reply;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What became of a schedule's instants, as a program elsewhere reads it. */
class FiresOverHttpTest extends OverHttp {
    private static final String FIRES = SCHEDULES + "/quick/fires";

    @BeforeAll
    static void fire() throws IOException {
        Reply made = create("quick", "\"type\": \"duration\", \"schedule\": \"50ms\", \"task\": \"mail:send\"");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        await().atMost(SOON).until(() -> server.get(FIRES).items().size() >= 5);
        server.call("POST", SCHEDULES + "/quick/pause", "");
        // What was under way when it was paused is recorded, too.
        await().atMost(SOON)
                .until(() -> server.get("/api/v1/jobs?schedule=quick&status=pending,running")
                        .items()
                        .isEmpty());
    }

    @Test
    void a_fire_names_its_instant_its_outcome_and_its_job() throws IOException {
        List<Map<String, Object>> fires = server.get(FIRES).items();
        assertThat(fires).allSatisfy(fire -> {
            assertThat(fire).containsEntry("schedule", "quick");
            // Decided a moment ahead, so that the job begins at its instant.
            assertThat(Instant.parse((String) fire.get("decided_at")))
                    .isAfter(Instant.parse((String) fire.get("instant")).minusSeconds(5));
        });
        List<Map<String, Object>> fired = fires.stream()
                .filter(fire -> "fired".equals(fire.get("outcome")))
                .toList();
        assertThat(fired).isNotEmpty();
        assertThat(fired).extracting(fire -> fire.get("job")).doesNotHaveDuplicates();
        for (Map<String, Object> fire : fired) {
            assertThat(server.get(JOBS + "/" + fire.get("job")).json())
                    .containsEntry("schedule", "quick")
                    .containsEntry("task", "mail:send");
        }
    }

    @Test
    void the_latest_instant_comes_first_and_none_twice() throws IOException {
        List<Instant> instants = each("instant", server.get(FIRES)).stream()
                .map(instant -> Instant.parse((String) instant))
                .toList();
        assertThat(instants)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo((one, two) -> two.compareTo(one))
                .hasSizeGreaterThanOrEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1000})
    void they_are_read_to_the_end_in_pages_of_any_size(int size) throws IOException {
        List<Object> all = each("instant", server.get(FIRES + "?limit=1000"));
        List<Object> read = new ArrayList<>();
        Object cursor = "";
        while (cursor != null) {
            Reply page = server.get(FIRES + "?limit=" + size + "&cursor=" + cursor);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(size);
            read.addAll(each("instant", page));
            cursor = page.json().get("next");
        }
        assertThat(read).isEqualTo(all);
    }

    @Test
    void the_schedule_shows_its_last_run_and_how_it_went() throws IOException {
        Map<String, Object> schedule = server.get(SCHEDULES + "/quick").json();
        assertThat(schedule).containsEntry("last_status", "completed").containsEntry("next_run", null);
        assertThat(each("instant", server.get(FIRES))).contains(schedule.get("last_run"));
        assertThat(server.get(SCHEDULES).items()).contains(schedule);
    }

    @Test
    void a_schedule_that_has_not_fired_has_none() throws IOException {
        String path = SCHEDULES + "/" + nightly();
        assertThat(server.get(path + "/fires").json()).isEqualTo(tree("{\"items\": [], \"next\": null}"));
        assertThat(server.get(path).json()).containsEntry("last_run", null).containsEntry("last_status", null);
    }

    @Test
    void a_run_by_hand_is_none_of_its_instants() throws IOException {
        String path = SCHEDULES + "/" + nightly();
        assertThat(server.call("POST", path + "/run", "").status()).isEqualTo(201);
        assertThat(server.get(path + "/fires").items()).isEmpty();
    }
}
