package io.carillon.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.LogLine;
import io.carillon.TaskName;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the routes of jobs, queues, nodes and counts answer, on a scheduler whose time stands still. */
class JobsApiTest {
    private final TestScheduler test = TestScheduler.create();
    private final Api all = Api.of(test.scheduler(), ZoneId.of("UTC"));
    private final JobsApi api = all.jobs();

    @BeforeEach
    void register() {
        test.scheduler().register(TaskName.of("mail:send"), (payload, context) -> {
            context.progress(50, "half <b>way</b>");
            context.log(LogLine.Level.WARN, "<script>alert(1)</script>");
            context.output("stderr", "second");
            return Map.of("sent", 1);
        });
        test.scheduler().register(TaskName.of("mail:lose"), (payload, context) -> {
            throw new IllegalStateException("no <server>");
        });
    }

    @AfterEach
    void close() {
        test.close();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(String text) {
        return (Map<String, Object>) Json.parse(text);
    }

    private static Map<String, Object> seen(Answer answer) {
        return json(Json.write(answer.object()));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> items(Answer answer) {
        return (List<Map<String, Object>>) seen(answer).get("items");
    }

    private static ApiException refusal(Supplier<Answer> call) {
        RuntimeException thrown = catchThrowableOfType(RuntimeException.class, call::get);
        assertThat(thrown).isNotNull();
        return ApiException.of(thrown).orElseThrow(() -> thrown);
    }

    private String enqueue(String body) {
        Answer made = api.enqueue(json(body));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.location()).isEqualTo("/api/v1/jobs/" + made.object().get("id"));
        return (String) made.object().get("id");
    }

    @Test
    void a_job_is_written_at_each_step_of_its_life() {
        String id =
                enqueue("{\"task\": \"mail:send\", \"params\": {\"to\": \"ann\"}, \"delay\": 60, \"max_retries\": 2}");
        Map<String, Object> waiting = seen(api.get(id));
        assertThat(waiting).containsAllEntriesOf(json("""
                        {"task": "mail:send", "command": null, "queue": "default", "priority": 4, "status": "pending",
                         "attempt": 0, "retry_count": 0, "max_retries": 2, "unique_key": null, "schedule": null,
                         "node": null, "created_at": "2030-01-07T00:00:00Z", "run_at": "2030-01-07T00:01:00Z",
                         "started_at": null, "completed_at": null, "duration": null, "error": null,
                         "params": {"to": "ann"}, "result": null, "progress": null, "log_count": 0}
                        """));
        test.advance(Duration.ofMinutes(1));
        assertThat(seen(api.get(id))).containsAllEntriesOf(json("""
                        {"status": "completed", "attempt": 1, "retry_count": 0, "result": {"sent": 1},
                         "started_at": "2030-01-07T00:01:00Z", "completed_at": "2030-01-07T00:01:00Z", "duration": 0,
                         "log_count": 2}
                        """));
    }

    @Test
    void a_failure_shows_its_message_and_its_attempts() {
        String id = enqueue("{\"task\": \"mail:lose\", \"max_retries\": 1, \"retry_delay\": 5}");
        test.drain();
        assertThat(seen(api.get(id)))
                .containsEntry("status", "retrying")
                .containsEntry("attempt", 1L)
                .hasEntrySatisfying("run_at", at -> assertThat(at).asString().startsWith("2030-01-07T00:00:05"));
        test.advance(Duration.ofSeconds(6));
        assertThat(seen(api.get(id)))
                .containsEntry("status", "failed")
                .containsEntry("attempt", 2L)
                .containsEntry("retry_count", 1L)
                .containsEntry("error", "no <server>");
        assertThat(items(api.attempts(id))).hasSize(2).allSatisfy(attempt -> {
            assertThat(attempt)
                    .containsKeys("attempt", "fence", "node", "outcome", "started_at", "ended_at", "duration");
            assertThat((Map<?, ?>) attempt.get("error"))
                    .extracting("type", "message")
                    .containsExactly("java.lang.IllegalStateException", "no <server>");
        });
        assertThat(seen(api.retry(id))).containsEntry("status", "retrying").containsEntry("completed_at", null);
    }

    @Test
    void a_log_is_read_in_pages_from_a_line_on() {
        String id = enqueue("{\"task\": \"mail:send\"}");
        test.drain();
        List<Map<String, Object>> lines = items(api.logs(id, Map.of()));
        assertThat(lines)
                .extracting(line -> line.get("message"))
                .containsExactly("<script>alert(1)</script>", "second");
        assertThat(lines).extracting(line -> line.get("level")).startsWith("warn");
        assertThat(lines).extracting(line -> line.get("stream")).endsWith("stderr");
        Answer first = api.logs(id, Map.of("limit", "1"));
        assertThat(items(first)).hasSize(1);
        String next = (String) first.object().get("next");
        assertThat(items(api.logs(id, Map.of("limit", "1", "cursor", next))))
                .extracting(line -> line.get("message"))
                .containsExactly("second");
    }

    @Test
    void lists_are_filtered_by_each_field_newest_first() {
        String plain = enqueue("{\"task\": \"mail:send\", \"delay\": \"1h\"}");
        test.advance(Duration.ofSeconds(1));
        String queued =
                enqueue("{\"task\": \"mail:send\", \"delay\": \"1h\", \"queue\": \"mail\", \"unique_key\": \"k\"}");
        test.advance(Duration.ofSeconds(1));
        String lost = enqueue("{\"task\": \"mail:lose\", \"max_retries\": 0}");
        test.drain();
        Map<Map<String, String>, List<String>> wanted = new HashMap<>();
        wanted.put(Map.of(), List.of(lost, queued, plain));
        wanted.put(Map.of("status", "pending"), List.of(queued, plain));
        wanted.put(Map.of("status", "failed,running"), List.of(lost));
        wanted.put(Map.of("queue", "mail"), List.of(queued));
        wanted.put(Map.of("task", "mail:lose"), List.of(lost));
        wanted.put(Map.of("unique_key", "k"), List.of(queued));
        wanted.put(Map.of("schedule", "none"), List.of());
        wanted.put(Map.of("status", "pending", "queue", "default"), List.of(plain));
        wanted.put(Map.of("status", "", "queue", ""), List.of(lost, queued, plain));
        wanted.forEach((query, ids) -> assertThat(items(api.list(query)))
                .as(query.toString())
                .extracting(job -> job.get("id"))
                .isEqualTo(ids));
    }

    @Test
    void pages_follow_each_other_without_gap_or_repeat_while_jobs_come_in() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            made.addFirst(enqueue("{\"task\": \"mail:send\", \"delay\": \"1h\"}"));
            test.advance(Duration.ofMillis(i % 2));
        }
        List<Object> read = new ArrayList<>();
        String cursor = "";
        do {
            Map<String, Object> page = seen(api.list(Map.of("limit", "3", "cursor", cursor)));
            ((List<?>) page.get("items")).forEach(job -> read.add(((Map<?, ?>) job).get("id")));
            cursor = (String) page.get("next");
            enqueue("{\"task\": \"mail:send\", \"delay\": \"1h\"}");
        } while (cursor != null);
        assertThat(read).containsExactlyElementsOf(made);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                | command     | a command, or a task, got nothing
            {"task": 5}                                       | task        | a text, got 5
            {"task": "mail:sned"}                             | task        | did you mean 'mail:send'?
            {"command": "mail:sned"}                          | command     | did you mean 'mail:send'?
            {"task": "mail:send", "command": "mail:send"}     | command     | either task or command
            {"task": "mail:send", "priority": -1}             | priority    | a whole number 0-9, got -1
            {"task": "mail:send", "delay": 5, "run_at": "2030-01-31T09:00:00Z"} | run_at | either delay or run_at
            {"task": "mail:send", "delay": -5}                | delay       | got -5
            {"task": "mail:send", "run_at": "noon"}           | run_at      | an instant such as
            {"task": "mail:send", "timeout": 0}               | timeout     | 1 ms to 366 days, got 0
            {"task": "mail:send", "unique_key": ""}           | unique_key  | a text, got ''
            {"task": "mail:send", "retry_delay": "x"}         | retry_delay | a duration such as
            {"task": "mail:send", "params": "text"}           | params      | an object or a list
            {"task": "mail:send", "parms": {}}                | parms       | did you mean 'params'?
            """)
    void a_bad_value_is_400_names_its_field_and_stores_nothing(String body, String field, String says) {
        ApiException refused = refusal(() -> api.enqueue(json(body)));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errors())
                .singleElement()
                .extracting(FieldError::field)
                .isEqualTo(field);
        assertThat(refused.detail()).contains(says);
        assertThat(items(api.list(Map.of()))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"limit, 0", "limit, 1001", "limit, x", "status, done", "cursor, nonsense", "stauts, failed"})
    void a_bad_query_is_400_and_names_its_parameter(String name, String value) {
        ApiException refused = refusal(() -> api.list(Map.of(name, value)));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errors())
                .singleElement()
                .extracting(FieldError::field)
                .isEqualTo(name);
    }

    @Test
    void what_cannot_be_done_in_a_state_is_409_and_says_which() {
        String id = enqueue("{\"task\": \"mail:send\"}");
        test.drain();
        ApiException done = refusal(() -> api.cancel(id));
        assertThat(done.status()).isEqualTo(409);
        assertThat(done.detail()).contains(id, "cannot be cancelled", "it is completed");
        String waiting = enqueue("{\"task\": \"mail:send\", \"delay\": 60}");
        assertThat(refusal(() -> api.retry(waiting)).detail()).contains("cannot be retried", "it is pending");
        assertThat(seen(api.cancel(waiting))).containsEntry("status", "cancelled");
    }

    @ParameterizedTest
    @CsvSource({"nonsense", "019a0c4e-0000-7000-8000-000000000000", "mail:send", "''"})
    void only_ids_of_jobs_count_and_others_are_404(String id) {
        enqueue("{\"task\": \"mail:send\", \"unique_key\": \"mail:send\", \"delay\": 60}");
        List<Supplier<Answer>> calls = List.of(
                () -> api.get(id),
                () -> api.cancel(id),
                () -> api.retry(id),
                () -> api.attempts(id),
                () -> api.logs(id, Map.of()));
        assertThat(calls).allSatisfy(call -> assertThat(refusal(call).status()).isEqualTo(404));
    }

    @Test
    void a_queue_is_made_changed_paused_and_counted() {
        ClusterApi cluster = all.cluster();
        assertThat(items(cluster.queues()))
                .extracting(queue -> queue.get("name"))
                .containsExactly("default");
        Answer made = cluster.putQueue(
                "mail/fast",
                json("{\"max_size\": 2, \"workers\": 3, \"limit\": 4, \"timeout\": \"90s\","
                        + " \"retry_policy\": {\"max_retries\": 1, \"delay\": 2.5, \"backoff\": \"linear\"}}"));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.location()).isEqualTo("/api/v1/queues/mail%2Ffast");
        assertThat(seen(made)).isEqualTo(json("""
                {"name": "mail/fast", "max_size": 2, "workers": 3, "limit": 4, "timeout": 90,
                 "retry_policy": {"max_retries": 1, "delay": 2.5, "backoff": "linear"}, "paused": false}
                """));
        assertThat(cluster.putQueue("mail/fast", seen(made)).status())
                .as("what is read may be put")
                .isEqualTo(200);
        assertThat(seen(cluster.pauseQueue("mail/fast", json("{\"reason\": \"<i>\", \"duration\": 60}"))))
                .containsEntry("paused", true)
                .containsEntry(
                        "pause",
                        json("{\"reason\": \"<i>\", \"since\": \"2030-01-07T00:00:00Z\", \"until\":"
                                + " \"2030-01-07T00:01:00Z\"}"));
        enqueue("{\"task\": \"mail:send\", \"queue\": \"mail/fast\"}");
        enqueue("{\"task\": \"mail:send\", \"queue\": \"mail/fast\"}");
        ApiException full = refusal(() -> api.enqueue(json("{\"task\": \"mail:send\", \"queue\": \"mail/fast\"}")));
        assertThat(full.status()).isEqualTo(429);
        assertThat(full.retryAfter()).isPositive();
        assertThat(seen(cluster.stats()).get("jobs")).isEqualTo(json("""
                {"pending": 2, "running": 0, "completed": 0, "failed": 0, "retrying": 0, "cancelled": 0}
                """));
        test.advance(Duration.ofSeconds(61));
        assertThat(seen(cluster.queue("mail/fast"))).containsEntry("paused", false);
        assertThat(((Map<?, ?>) seen(cluster.stats()).get("jobs")).get("completed"))
                .isEqualTo(2L);
    }

    @Test
    void a_queue_that_is_not_there_is_404_with_the_nearest_and_a_bad_pause_400() {
        ClusterApi cluster = all.cluster();
        List<Supplier<Answer>> calls = List.of(
                () -> cluster.queue("defualt"),
                () -> cluster.pauseQueue("defualt", Map.of()),
                () -> cluster.resumeQueue("defualt"));
        assertThat(calls).allSatisfy(call -> {
            assertThat(refusal(call).status()).isEqualTo(404);
            assertThat(refusal(call).detail()).isEqualTo("no queue 'defualt' (did you mean 'default'?)");
        });
        assertThat(refusal(() -> cluster.pauseQueue(
                                "default", json("{\"duration\": 5, \"until\": \"2031-01-01T00:00:00Z\"}")))
                        .errors())
                .singleElement()
                .extracting(FieldError::field)
                .isEqualTo("duration");
        assertThat(refusal(() -> cluster.putQueue("default", json("{\"worker\": 5}")))
                        .detail())
                .contains("did you mean 'workers'?");
    }

    @Test
    void nodes_are_listed_with_what_they_do() {
        test.advance(Duration.ofSeconds(10));
        assertThat(items(all.cluster().nodes())).singleElement().satisfies(node -> {
            assertThat(node)
                    .containsKeys("id", "host", "pid", "version", "slots", "running", "started_at", "lease_until");
            assertThat(node).containsEntry("alive", true).containsEntry("state", "active");
            assertThat(node.get("tasks")).isEqualTo(List.of("mail:lose", "mail:send"));
        });
    }
}
