package io.carillon.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.web.WebServer.Reply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queues, nodes and counts as a program elsewhere sees them. */
class QueuesOverHttpTest extends OverHttp {
    private static final String QUEUES = "/api/v1/queues";

    private static String path() {
        return QUEUES + "/" + newName();
    }

    private static String made() throws IOException {
        String path = path();
        assertThat(server.call("PUT", path, "{}").status()).isEqualTo(201);
        return path;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "max_size": 1                     | max_size     | 1
            "max_size": 2147483647            | max_size     | 2147483647
            "workers": 7                      | workers      | 7
            "limit": 3                        | limit        | 3
            "timeout": "30s"                  | timeout      | 30
            "timeout": 1.5                    | timeout      | 1.5
            "max_size": null                  | max_size     | null
            "retry_policy": {}                | retry_policy | {"max_retries": null, "delay": null, "backoff": null}
            "retry_policy": {"max_retries": 0} | retry_policy | {"max_retries": 0, "delay": null, "backoff": null}
            "retry_policy": {"delay": "5s"}   | retry_policy | {"max_retries": null, "delay": 5, "backoff": "fixed"}
            "retry": {"max_retries": 2, "delay": 1, "backoff": "fixed"} | retry_policy | {"max_retries": 2, "delay": 1, "backoff": "fixed"}
            """)
    void what_is_put_is_read_again(String sent, String field, String read) throws IOException {
        String path = path();
        Reply put = server.call("PUT", path, "{" + sent + "}");
        assertThat(put.status()).as(put.body()).isEqualTo(201);
        assertThat(put.header("Location")).isEqualTo(path);
        assertThat(put.json().get(field)).isEqualTo(tree(read));
        assertThat(server.get(path).json()).isEqualTo(put.json());
        assertThat(server.call("PUT", path, put.body()).json()).as("again").isEqualTo(put.json());
        assertThat(server.call("PUT", path, "{}").json().get("max_size"))
                .as("replaced")
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "max_size": 0                     | max_size              | a whole number of 1 or more
            "max_size": -5                    | max_size              | a whole number of 1 or more
            "max_size": 1.5                   | max_size              | a whole number of 1 or more
            "max_size": 2147483648            | max_size              | a whole number of 1 or more
            "max_size": "100"                 | max_size              | a whole number of 1 or more
            "workers": 0                      | workers               | a whole number of 1 or more
            "workers": []                     | workers               | a whole number of 1 or more
            "limit": 0                        | limit                 | a whole number of 1 or more
            "timeout": 0                      | timeout               | 1 ms to 366 days
            "timeout": "never"                | timeout               | a duration such as
            "timeout": true                   | timeout               | seconds or a duration
            "retry_policy": 3                 | retry_policy          | an object
            "retry_policy": {"max_retries": "3"} | retry_policy.max_retries | a whole number 0-10000
            "retry_policy": {"delay": "x"}    | retry_policy.delay    | a duration such as
            "retry_policy": {"backoff": "x"}  | retry_policy.backoff  | fixed, linear or exponential
            "retry_policy": {"retries": 3}    | retry_policy.retries  | one of max_retries, delay, backoff
            "retry": {"dealy": 3}             | retry.dealy           | 'delay'
            "retry": {}, "retry_policy": {}   | retry                 | either retry or retry_policy
            "worker": 5                       | worker                | 'workers'
            "maxSize": 5                      | maxSize               | 'max_size'
            "name": "other"                   | name                  | as the path says
            "name": 5                         | name                  | a text
            "paused": true                    | paused                | POST
            "paused": "no"                    | paused                | true or false
            """)
    void a_wrong_option_is_named_and_nothing_changes(String sent, String field, String expected) throws IOException {
        String path = made();
        Map<String, Object> before = server.get(path).json();
        assertRefused(server.call("PUT", path, "{" + sent + "}"), field, expected);
        assertThat(server.get(path).json()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"a%20b", "%40node%2Fx", "-a", "%3Cb%3E", "a%0Ab"})
    void a_name_that_no_queue_may_have_is_400(String segment) throws IOException {
        assertRefused(server.call("PUT", QUEUES + "/" + segment, "{}"), "name", "letters, digits");
    }

    @Test
    void putting_options_leaves_a_pause_as_it_is_and_may_say_so() throws IOException {
        String path = made();
        server.call("POST", path + "/pause", "{\"reason\": \"rest\"}");
        Reply put = server.call("PUT", path, "{\"workers\": 2, \"paused\": true}");
        assertThat(put.status()).as(put.body()).isEqualTo(200);
        assertThat(put.json()).containsEntry("paused", true).containsEntry("workers", 2L);
        assertRefused(server.call("PUT", path, "{\"paused\": false}"), "paused", "resume");
        assertThat(server.call("PUT", path, server.get(path).body()).status())
                .as("as read")
                .isEqualTo(200);
    }

    @Test
    void a_pause_has_a_reason_and_an_end() throws IOException {
        String path = made();
        Map<?, ?> bare =
                (Map<?, ?>) server.call("POST", path + "/pause", "").json().get("pause");
        assertThat(bare.get("reason")).isEqualTo("");
        assertThat(bare.get("until")).isNull();
        Reply until = server.call(
                "POST", path + "/pause", "{\"until\": \"2040-01-01T00:00:00Z\", \"reason\": \"\u5e74 <i>\"}");
        Map<?, ?> ending = (Map<?, ?>) until.json().get("pause");
        assertThat(ending.get("reason")).isEqualTo("\u5e74 <i>");
        assertThat(ending.get("until")).isEqualTo("2040-01-01T00:00:00Z");
        Reply lasting = server.call("POST", path + "/pause", "{\"duration\": \"1h\"}");
        Map<?, ?> pause = (Map<?, ?>) lasting.json().get("pause");
        assertThat(Duration.between(
                        Instant.parse((String) pause.get("since")), Instant.parse((String) pause.get("until"))))
                .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
        Reply resumed = server.call("POST", path + "/resume", "");
        assertThat(resumed.json()).containsEntry("paused", false).doesNotContainKey("pause");
        assertThat(server.call("POST", path + "/resume", "").status())
                .as("again")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"duration": 0}                        | duration | more than 0 seconds
            {"duration": "-5m"}                    | duration | a duration such as
            {"duration": "soon"}                   | duration | a duration such as
            {"duration": true}                     | duration | seconds or a duration
            {"until": "2001-01-01T00:00:00Z"}      | until    | an instant after now
            {"until": "soon"}                      | until    | an instant such as
            {"until": 5}                           | until    | a text
            {"until": "2040-01-01T00:00:00Z", "duration": 5} | duration | either until or duration
            {"reason": 5}                          | reason   | a text
            {"reasn": "x"}                         | reasn    | 'reason'
            """)
    void a_wrong_pause_is_named_and_pauses_nothing(String body, String field, String expected) throws IOException {
        String path = made();
        assertRefused(server.call("POST", path + "/pause", body), field, expected);
        assertThat(server.get(path).json()).containsEntry("paused", false);
    }

    @Test
    void a_resumption_takes_nothing() throws IOException {
        assertRefused(server.call("POST", made() + "/resume", "{\"until\": 5}"), "until", "no field");
    }

    @Test
    void an_unknown_queue_is_404_except_where_it_is_made() throws IOException {
        for (String call : new String[] {"GET ", "POST /pause", "POST /resume"}) {
            Reply unknown = server.call(call.split(" ", -1)[0], QUEUES + "/defualt" + call.split(" ", -1)[1], "");
            assertThat(unknown.status()).as(call).isEqualTo(404);
            assertThat(unknown.json().get("detail")).isEqualTo("no queue 'defualt' (did you mean 'default'?)");
        }
    }

    @Test
    void a_full_queue_is_429_and_takes_jobs_again_when_there_is_room() throws IOException {
        String path = path();
        String name = path.substring(QUEUES.length() + 1);
        server.call("PUT", path, "{\"max_size\": 2}");
        server.call("POST", path + "/pause", "");
        String job = "{\"task\": \"mail:send\", \"queue\": \"" + name + "\"}";
        Object first = server.post("/api/v1/jobs", job).json().get("id");
        assertThat(server.post("/api/v1/jobs", job).status()).isEqualTo(201);
        Reply full = server.post("/api/v1/jobs", job);
        assertThat(full.status()).isEqualTo(429);
        assertThat(full.header("Retry-After")).matches("[1-9]\\d*");
        assertThat(full.json().get("detail")).asString().contains(name, "2");
        server.call("DELETE", "/api/v1/jobs/" + first, "");
        assertThat(server.post("/api/v1/jobs", job).status()).isEqualTo(201);
    }

    @Test
    void counts_have_the_six_statuses_of_the_whole_and_of_each_queue() throws IOException {
        String path = made();
        String name = path.substring(QUEUES.length() + 1);
        server.post("/api/v1/jobs", "{\"task\": \"mail:send\", \"delay\": 60, \"queue\": \"" + name + "\"}");
        // Counts may be a moment old.
        await().atMost(SOON)
                .untilAsserted(() -> assertCounted(server.get("/api/v1/stats").json(), name));
    }

    private static void assertCounted(Map<String, Object> stats, String name) {
        assertThat(((Map<?, ?>) stats.get("jobs")).keySet().toString())
                .isEqualTo("[pending, running, completed, failed, retrying, cancelled]");
        assertThat((Iterable<?>) stats.get("queues")).anySatisfy(entry -> {
            Map<?, ?> queue = (Map<?, ?>) entry;
            assertThat(queue.get("name")).isEqualTo(name);
            assertThat(((Map<?, ?>) queue.get("jobs")).get("pending")).isEqualTo(1L);
        });
    }

    @Test
    void a_node_tells_of_itself() throws IOException {
        Reply nodes = server.get("/api/v1/nodes");
        assertThat(nodes.json()).containsEntry("next", null);
        assertThat(nodes.items()).singleElement().satisfies(node -> {
            assertThat(node)
                    .containsEntry("id", server.scheduler().nodeId())
                    .containsEntry("alive", true)
                    .containsEntry("pid", ProcessHandle.current().pid());
            assertThat(node.get("tasks")).asString().contains("mail:send");
            assertThat(Instant.parse((String) node.get("lease_until")))
                    .isAfter(Instant.parse((String) node.get("started_at")));
        });
    }
}
