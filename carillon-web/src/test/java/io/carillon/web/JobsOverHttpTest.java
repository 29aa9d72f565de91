package io.carillon.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.web.WebServer.Reply;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs as a program elsewhere sees them: what it may send, what it reads, and what it is told when it errs. */
class JobsOverHttpTest extends OverHttp {
    private static final String NOBODY = "019a0c4e-0000-7000-8000-000000000000";

    private static String awaitEnd(String id) {
        await().atMost(SOON)
                .until(() -> List.of("completed", "failed", "cancelled")
                        .contains(server.get(JOBS + "/" + id).json().get("status")));
        return id;
    }

    /** What may be sent, how it is read again. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "queue": "mail/slow"                 | queue       | "mail/slow"
            "queue": "\u961f\u5217"               | queue       | "\u961f\u5217"
            "queue": null                        | queue       | "default"
            "priority": 0                        | priority    | 0
            "priority": 9                        | priority    | 9
            "priority": 7.0                      | priority    | 7
            "priority": null                     | priority    | 4
            "timeout": 90                        | timeout     | 90
            "timeout": "90s"                     | timeout     | 90
            "timeout": "1m30s"                   | timeout     | 90
            "timeout": "PT90S"                   | timeout     | 90
            "timeout": 0.25                      | timeout     | 0.25
            "timeout": "250ms"                   | timeout     | 0.25
            "timeout": "366d"                    | timeout     | 31622400
            "max_retries": 0                     | max_retries | 0
            "max_retries": 10000                 | max_retries | 10000
            "max_retries": null                  | max_retries | 3
            "unique_key": "\u00e4 b/c?&#\u4efb\u52a1" | unique_key  | "\u00e4 b/c?&#\u4efb\u52a1"
            "params": {}                         | params      | {}
            "params": []                         | params      | []
            "params": null                       | params      | {}
            "params": {"a": {"b": [1, null, "\u2713"]}} | params   | {"a": {"b": [1, null, "\u2713"]}}
            "params": {"n": 12345678901234567890} | params     | {"n": 12345678901234567890}
            "params": {"n": 0.10}                | params      | {"n": 0.10}
            "params": {"": ""}                   | params      | {"": ""}
            "params": {"\\ud83d\\ude00": "x\\ud83d\\ude00"} | params   | {"😀": "x😀"}
            """)
    void what_is_sent_is_read_again(String sent, String field, String read) throws IOException {
        String id = later(sent);
        Map<String, Object> job = server.get(JOBS + "/" + id).json();
        assertThat(job.get(field)).isEqualTo(tree(read));
        assertThat(server.call("DELETE", JOBS + "/" + id, "").json()).containsEntry("status", "cancelled");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            2040-01-31T09:00:00Z             | 2040-01-31T09:00:00Z
            2040-01-31T09:00:00.250Z         | 2040-01-31T09:00:00.250Z
            2040-01-31T09:00:00+08:00        | 2040-01-31T01:00:00Z
            2040-01-31T09:00                 | 2040-01-31T09:00:00Z
            """)
    void an_instant_may_have_an_offset_or_be_local_time(String sent, String read) throws IOException {
        Reply made = enqueue("\"run_at\": \"" + sent + "\"");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.json()).containsEntry("run_at", read).containsEntry("status", "pending");
    }

    @Test
    void a_job_whose_instant_has_passed_runs_at_once() throws IOException {
        Reply made = enqueue("\"run_at\": \"2001-01-01T00:00:00Z\"");
        assertThat(made.status()).isEqualTo(201);
        String id = awaitEnd((String) made.json().get("id"));
        assertThat(server.get(JOBS + "/" + id).json())
                .containsEntry("status", "completed")
                .containsEntry("result", "sent")
                .containsEntry("attempt", 1L);
    }

    /** Each wrong value: its field, a word of what was expected, what came, as JSON. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "queue": 5                 | queue       | a text              | 5
            "queue": ""                | queue       | a text              | ""
            "queue": {}                | queue       | a text              | "an object"
            "queue": ["a"]             | queue       | a text              | "a list"
            "queue": true              | queue       | a text              | true
            "queue": "a b"             | queue       | letters, digits     | "a b"
            "queue": "@node/x"         | queue       | beginning with a letter | "@node/x"
            "priority": "high"         | priority    | a whole number 0-9  | "high"
            "priority": "5"            | priority    | a whole number 0-9  | "5"
            "priority": -1             | priority    | a whole number 0-9  | -1
            "priority": 10             | priority    | a whole number 0-9  | 10
            "priority": 4.5            | priority    | a whole number 0-9  | 4.5
            "priority": true           | priority    | a whole number 0-9  | true
            "timeout": "soon"          | timeout     | a duration such as  | "soon"
            "timeout": 0               | timeout     | 1 ms to 366 days    | 0
            "timeout": -1              | timeout     | a duration such as  | -1
            "timeout": "367d"          | timeout     | 1 ms to 366 days    | "367d"
            "timeout": "30 parsecs"    | timeout     | ms                  | "30 parsecs"
            "timeout": {}              | timeout     | seconds or a duration | "an object"
            "timeout": false           | timeout     | seconds or a duration | false
            "delay": "101y"            | delay       | ms                  | "101y"
            "delay": -1                | delay       | a duration such as  | -1
            "delay": "36526d"          | delay       | up to 100 years     | "36526d"
            "delay": [5]               | delay       | seconds or a duration | "a list"
            "run_at": "tomorrow"       | run_at      | an instant such as  | "tomorrow"
            "run_at": 1900000000       | run_at      | a text              | 1900000000
            "run_at": "2030-02-30T00:00:00Z" | run_at | an instant such as | "2030-02-30T00:00:00Z"
            "run_at": "2200-01-01T00:00:00Z" | run_at | 1970 to 2170       | "2200-01-01T00:00:00Z"
            "run_at": "1969-12-31T23:59:59Z" | run_at | 1970 to 2170       | "1969-12-31T23:59:59Z"
            "max_retries": -1          | max_retries | a whole number 0-10000 | -1
            "max_retries": 10001       | max_retries | a whole number 0-10000 | 10001
            "max_retries": "3"         | max_retries | a whole number 0-10000 | "3"
            "retry_delay": "often"     | retry_delay | a duration such as  | "often"
            "retry_delay": -5          | retry_delay | a duration such as  | -5
            "backoff": "sometimes"     | backoff     | fixed, linear or exponential | "sometimes"
            "backoff": 2               | backoff     | a text              | 2
            "unique_key": ""           | unique_key  | a text              | ""
            "unique_key": 7            | unique_key  | a text              | 7
            "unique_key": "@schedule/x" | unique_key | not beginning with '@' | "@schedule/x"
            "params": "text"           | params      | an object or a list | "text"
            "params": 5                | params      | an object or a list | 5
            "params": true             | params      | an object or a list | true
            "Priority": 5              | Priority    | 'priority'          | 5
            "maxRetries": 5            | maxRetries  | 'max_retries'       | 5
            "colour": "red"            | colour      | one of command, task, params | "red"
            "status": "running"        | status      | one of command, task, params | "running"
            "command": "mail:send"     | command     | either task or command | "mail:send"
            """)
    void a_wrong_value_names_field_expected_and_got(String sent, String field, String expected, String got)
            throws IOException {
        Reply refused = enqueue(sent);
        Map<String, Object> error = refusal(refused, field);
        assertThat(error.get("expected")).asString().contains(expected);
        assertThat(error.get("got")).isEqualTo(tree(got));
        assertThat(refused.json().get("detail")).asString().startsWith(field + ": ");
    }

    @Test
    void every_mistake_of_a_body_is_named_at_once_and_nothing_is_stored() throws IOException {
        Reply refused =
                enqueue("\"priority\": 12, \"delay\": \"soon\", \"queue\": \"untouched\", \"params\": 1, \"x\": 1");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errors())
                .extracting(error -> error.get("field"))
                .containsExactlyInAnyOrder("priority", "delay", "params", "x");
        assertThat(each("id", server.get(JOBS + "?queue=untouched"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                            | command: expected a command, or a task, got nothing
            {}                            | command: expected a command, or a task, got nothing
            {"task": null}                | command: expected a command, or a task, got nothing
            {"task": ""}                  | task: expected a text, got ''
            {"command": "\\t "}            | command: expected a text
            {"task": "mail send"}         | task: expected 1-200 letters, digits
            {"task": "mail:sent"}         | did you mean 'mail:send'?
            {"task": "Mail:Send"}         | did you mean 'mail:send'?
            {"command": "mail:sned"}      | did you mean 'mail:send'?
            {"command": "df -h"}          | df -h
            """)
    void a_job_needs_a_task_that_somebody_knows(String body, String says) throws IOException {
        Reply refused = server.call("POST", JOBS, body);
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.json().get("detail")).asString().contains(says);
        assertThat(refused.errors()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"task": "mail:send",}                       | line 1
            {"task": 'mail:send'}                        | line 1, column 10
            {task: "mail:send"}                          | line 1, column 2
            {"task": "mail:send"} {}                     | got more after it
            {"task": "mail:send", "priority": 01}        | line 1
            {"task": "mail:send", "priority": NaN}       | line 1
            {"task": "mail:send", "priority": +1}        | line 1
            {"task": "mail:send" // yes\\n}               | line 1
            {"priority": 1, "priority": 1}               | Duplicate
            {"task": "a\\nb"}                             | line 1
            {"task": "mail:send", "params": {"a": "\\ud83d"}} | line 1, column 39: expected whole characters
            {"task": "mail:send", "params": {"a": "\\ude00\\ud83d"}} | expected whole characters
            {"task": "mail:send", "params": {"\\ud83dx": 1}} | Broken surrogate pair
            {"task": "mail:send", "params": {"x\\ude00": 1}} | surrogate
            {"task": "mail:send", "unique_key": "x\\ude00"} | expected whole characters
            "mail:send"                                  | expected a JSON object as body
            [{"task": "mail:send"}]                      | expected a JSON object as body
            17                                           | expected a JSON object as body
            """)
    void what_is_no_json_object_is_refused_with_its_place(String body, String says) throws IOException {
        Reply refused = server.post(JOBS, body.replace("\\n", "\n"));
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.json().get("detail")).asString().contains(says);
    }

    @Test
    void json_that_is_nested_too_deep_is_refused_in_words_without_our_libraries_in_them() throws IOException {
        Reply refused = server.post(JOBS, "[".repeat(1_500));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("detail"))
                .asString()
                .contains("nesting depth", "500")
                .doesNotContain("StreamReadConstraints", "jackson");
        Reply number = enqueue("\"params\": {\"n\": " + "1".repeat(1_500) + "}");
        assertThat(number.status()).isEqualTo(400);
        assertThat(number.json().get("detail")).asString().contains("1500").doesNotContain("StreamReadConstraints");
    }

    @Test
    void a_retry_that_another_live_job_stands_against_names_that_job() throws IOException {
        String first = later("\"unique_key\": \"held\"");
        server.call("DELETE", JOBS + "/" + first, "");
        String second = later("\"unique_key\": \"held\"");
        Reply refused = server.call("POST", JOBS + "/" + first + "/retry", "");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().get("detail"))
                .isEqualTo("job " + first + " cannot be retried: expected its unique key 'held' to be free, job "
                        + second + " holds it");
        server.call("DELETE", JOBS + "/" + second, "");
        assertThat(server.call("POST", JOBS + "/" + first + "/retry", "").json())
                .containsEntry("id", first)
                .hasEntrySatisfying("status", status -> assertThat(status).isIn("pending", "running", "completed"));
    }

    @Test
    void a_job_that_is_done_can_be_neither_cancelled_nor_retried() throws IOException {
        String id = awaitEnd((String) enqueue("").json().get("id"));
        for (String[] call : new String[][] {{"DELETE", ""}, {"POST", "/retry"}}) {
            Reply refused = server.call(call[0], JOBS + "/" + id + call[1], "");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().get("detail")).asString().contains(id, "expected it to be", "it is completed");
        }
    }

    @Test
    void a_failed_job_is_tried_again_and_fails_again() throws IOException {
        Reply made = server.post(JOBS, "{\"task\": \"mail:lose\", \"max_retries\": 0}");
        String path = JOBS + "/" + awaitEnd((String) made.json().get("id"));
        assertThat(server.get(path).json()).containsEntry("status", "failed").containsEntry("error", "no server");
        assertThat(server.call("POST", path + "/retry", "").status()).isEqualTo(200);
        await().atMost(SOON).until(() -> server.get(path + "/attempts").items().size() == 2);
        assertThat(server.get(path + "/attempts").items())
                .extracting(attempt -> attempt.get("attempt"))
                .containsExactly(1L, 2L);
        assertThat(server.get(path + "/attempts").items())
                .allSatisfy(
                        attempt -> assertThat(attempt.get("error")).asString().contains("no server"));
    }

    @Test
    void a_call_that_takes_nothing_refuses_fields() throws IOException {
        String id = later("");
        Reply refused = server.post(JOBS + "/" + id + "/retry", "{\"delay\": 5}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errors())
                .singleElement()
                .isEqualTo(
                        tree("{\"field\": \"delay\", \"expected\": \"no field: this call takes none\", \"got\": 5}"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, ''",
        "DELETE, ''",
        "POST, /retry",
        "GET, /logs",
        "GET, /attempts",
    })
    void an_unknown_job_is_404_whatever_is_asked_of_it(String method, String more) throws IOException {
        for (String id : new String[] {NOBODY, "nonsense", "%E4%BB%BB%E5%8A%A1", "..%2f..%2fx", "%3Cscript%3E"}) {
            Reply unknown = server.call(method, JOBS + "/" + id + more, "");
            assertThat(unknown.status()).as(id).isEqualTo(404);
            assertThat(unknown.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(unknown.json().get("detail")).asString().startsWith("no job '");
        }
    }

    @Test
    void an_id_may_be_in_capitals() throws IOException {
        String id = later("");
        assertThat(server.get(JOBS + "/" + id.toUpperCase(java.util.Locale.ROOT))
                        .json())
                .containsEntry("id", id);
    }

    @Test
    void ids_are_new_each_time_and_location_leads_to_the_job() throws IOException {
        HashSet<Object> ids = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            Reply made = enqueue("\"delay\": 60");
            assertThat(made.header("Location"))
                    .isEqualTo(JOBS + "/" + made.json().get("id"));
            assertThat(server.get(made.header("Location")).json()).isEqualTo(made.json());
            assertThat(ids.add(made.json().get("id"))).isTrue();
        }
    }
}
