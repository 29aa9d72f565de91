package io.carillon.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.TaskName;
import io.carillon.web.WebServer.Reply;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a job that ran has left: lines, attempts, progress, its result. */
class JobLogsOverHttpTest extends OverHttp {
    private static final int LINES = 7;

    private static String done;
    private static String failed;

    @BeforeAll
    static void run() throws IOException {
        server.scheduler().register(TaskName.of("mail:talk"), (payload, context) -> {
            for (int i = 1; i < LINES; i++) {
                context.log("line " + i);
            }
            context.output("stderr", "<b> \u4efb\u52a1 \ud83d\ude00");
            context.progress(75, "nearly");
            return Map.of("sent", 3, "to", List.of("ann"));
        });
        server.scheduler().register(TaskName.of("mail:stumble"), (payload, context) -> {
            context.log("attempt " + context.attempt());
            throw new IllegalStateException("no server " + context.attempt());
        });
        done = ended("{\"task\": \"mail:talk\"}");
        failed = ended("{\"task\": \"mail:stumble\", \"max_retries\": 2, \"retry_delay\": 0.01}");
    }

    private static String ended(String body) throws IOException {
        String path = JOBS + "/" + server.post(JOBS, body).json().get("id");
        await().atMost(SOON)
                .until(() -> List.of("completed", "failed")
                        .contains(server.get(path).json().get("status")));
        return path;
    }

    private static List<Object> messages(Reply page) {
        return each("message", page);
    }

    @Test
    void a_line_has_a_number_an_instant_a_level_and_where_it_came_from() throws IOException {
        List<Map<String, Object>> lines = server.get(done + "/logs").items();
        assertThat(lines).hasSize(LINES).allSatisfy(line -> {
            assertThat(line.get("seq")).isInstanceOf(Long.class);
            assertThat(Instant.parse((String) line.get("at"))).isBeforeOrEqualTo(Instant.now());
            assertThat(line).containsEntry("level", "info");
        });
        assertThat(lines.getFirst()).containsEntry("message", "line 1");
        assertThat(lines.getLast())
                .containsEntry("message", "<b> \u4efb\u52a1 \ud83d\ude00")
                .containsEntry("stream", "stderr");
        assertThat(lines).extracting(line -> (Long) line.get("seq")).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 7, 8, 10_000})
    void a_log_is_read_to_its_end_in_pages_of_any_size(int size) throws IOException {
        List<Object> read = new ArrayList<>();
        Object cursor = "";
        while (cursor != null) {
            Reply page = server.get(done + "/logs?limit=" + size + "&cursor=" + cursor);
            assertThat(page.json()).containsOnlyKeys("items", "next");
            assertThat(page.items()).hasSizeLessThanOrEqualTo(size);
            read.addAll(messages(page));
            cursor = page.json().get("next");
        }
        assertThat(read).isEqualTo(messages(server.get(done + "/logs"))).hasSize(LINES);
    }

    @ParameterizedTest
    @CsvSource({"-1, 7", "-999999999999999999, 7", "999999999999999999, 0"})
    void a_cursor_before_the_first_line_reads_all_and_one_behind_the_last_nothing(String cursor, int lines)
            throws IOException {
        Reply page = server.get(done + "/logs?cursor=" + cursor);
        assertThat(page.items()).hasSize(lines);
        assertThat(page.json().get("next")).isNull();
    }

    @Test
    void who_comes_back_with_the_last_number_reads_on_from_there() throws IOException {
        List<Map<String, Object>> lines = server.get(done + "/logs").items();
        for (int i = 0; i < LINES; i++) {
            Reply rest = server.get(done + "/logs?cursor=" + lines.get(i).get("seq"));
            assertThat(rest.items()).isEqualTo(lines.subList(i + 1, LINES));
        }
    }

    @Test
    void a_job_shows_its_result_its_progress_and_how_many_lines_it_has() throws IOException {
        assertThat(server.get(done).json())
                .containsEntry("status", "completed")
                .containsEntry("result", tree("{\"sent\": 3, \"to\": [\"ann\"]}"))
                .containsEntry("progress", tree("{\"percent\": 75, \"message\": \"nearly\"}"))
                .containsEntry("log_count", (long) LINES)
                .containsEntry("attempt", 1L)
                .containsEntry("retry_count", 0L)
                .containsEntry("node", server.scheduler().nodeId())
                .containsEntry("error", null)
                .doesNotContainKey("waiting_for");
        assertThat(((Number) server.get(done).json().get("duration")).doubleValue())
                .isBetween(0.0, 60.0);
        assertThat(server.get(done + "/attempts").items())
                .as("those that did not complete it")
                .isEmpty();
    }

    @Test
    void every_attempt_that_failed_is_kept_with_its_error_and_its_lines() throws IOException {
        assertThat(server.get(failed).json())
                .containsEntry("status", "failed")
                .containsEntry("attempt", 3L)
                .containsEntry("retry_count", 2L)
                .containsEntry("max_retries", 2L)
                .containsEntry("error", "no server 3");
        assertThat(messages(server.get(failed + "/logs"))).containsExactly("attempt 1", "attempt 2", "attempt 3");
        Reply attempts = server.get(failed + "/attempts");
        assertThat(each("attempt", attempts)).containsExactly(1L, 2L, 3L);
        assertThat(attempts.items()).allSatisfy(attempt -> {
            assertThat(attempt.get("error")).asString().contains("no server " + attempt.get("attempt"));
            assertThat(Instant.parse((String) attempt.get("started_at")))
                    .isBeforeOrEqualTo(Instant.parse((String) attempt.get("ended_at")));
        });
        assertThat(attempts.json()).containsEntry("next", null);
    }

    @Test
    void a_job_that_has_not_begun_has_none_of_it() throws IOException {
        String waiting = JOBS + "/" + later("");
        assertThat(server.get(waiting).json())
                .containsEntry("result", null)
                .containsEntry("progress", null)
                .containsEntry("log_count", 0L)
                .containsEntry("node", null)
                .containsEntry("started_at", null)
                .containsEntry("completed_at", null)
                .containsEntry("duration", null);
        assertThat(server.get(waiting + "/logs").json()).isEqualTo(tree("{\"items\": [], \"next\": null}"));
        assertThat(server.get(waiting + "/attempts").json()).isEqualTo(tree("{\"items\": [], \"next\": null}"));
    }
}
