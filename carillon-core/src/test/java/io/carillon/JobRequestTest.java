package io.carillon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JobRequestTest {
    private static final JobRequest REQUEST = JobRequest.named("report", null);

    record Report(String type) {}

    record Cleanup(String table, int retries) implements Task {
        @Override
        public void execute(TaskContext context) {}

        @Override
        public String id() {
            return "cleanup_" + table;
        }

        @Override
        public int retryCount() {
            return retries;
        }
    }

    private static Arguments refused(String field, String expected, Object got, Runnable call) {
        return Arguments.of(field, expected, got, call);
    }

    static Stream<Arguments> refusals() {
        String name = "letters, digits or . _ - : / $ @ +";
        String key = "1-200 characters, not beginning with '@'";
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 33; i++) {
            many.put("tag" + i, "");
        }
        return Stream.of(
                refused("task", name, "", () -> JobRequest.named("", null)),
                refused("task", name, "a b", () -> JobRequest.named("a b", null)),
                refused("task", name, "-a", () -> JobRequest.named("-a", null)),
                refused("task", name, "@node/x", () -> JobRequest.named("@node/x", null)),
                refused("task", name, "a".repeat(201), () -> JobRequest.named("a".repeat(201), null)),
                refused("task", name, null, () -> JobRequest.named(null, null)),
                refused("queue", name, "@node/n1", () -> REQUEST.queue("@node/n1")),
                refused("queue", name, "a\nb", () -> REQUEST.queue("a\nb")),
                refused(
                        "unique_key",
                        "without U+0000",
                        "a\0b",
                        () -> JobRequest.command("x").uniqueKey("a\0b")),
                refused(
                        "unique_key",
                        "without U+0000",
                        "a\uD83Db",
                        () -> JobRequest.command("x").uniqueKey("a\uD83Db")),
                refused("command", "1-100000 characters", " ", () -> JobRequest.command(" ")),
                refused("command", "1-100000 characters", null, () -> JobRequest.command("x".repeat(100_001))),
                refused("priority", "0-9", "-1", () -> REQUEST.priority(-1)),
                refused("priority", "0-9", "10", () -> REQUEST.priority(10)),
                refused("delay", "zero to 100 years", "PT-0.001S", () -> REQUEST.delay(Duration.ofMillis(-1))),
                refused("delay", "zero to 100 years", null, () -> REQUEST.delay(Duration.ofSeconds(Long.MAX_VALUE))),
                refused("run_at", "1970 to 2170", "-1000000000-01-01T00:00:00Z", () -> REQUEST.runAt(Instant.MIN)),
                refused("run_at", "1970 to 2170", null, () -> REQUEST.runAt(Instant.MAX)),
                refused("timeout", "1 ms to 366 days", "PT0S", () -> REQUEST.timeout(Duration.ZERO)),
                refused(
                        "timeout",
                        "1 ms to 366 days",
                        "PT0.000999999S",
                        () -> REQUEST.timeout(Duration.ofNanos(999_999))),
                refused("timeout", "1 ms to 366 days", null, () -> REQUEST.timeout(Duration.ofSeconds(Long.MAX_VALUE))),
                refused("unique_key", key, "", () -> REQUEST.uniqueKey("")),
                refused("unique_key", key, "@schedule/x", () -> REQUEST.uniqueKey("@schedule/x")),
                refused("unique_key", key, null, () -> REQUEST.uniqueKey("k".repeat(201))),
                refused(
                        "retry_policy",
                        "without rules",
                        null,
                        () -> REQUEST.retry(RetryPolicy.INHERIT.retryOn(IOException.class))),
                refused("tags", "at most 32", "33", () -> REQUEST.tags(many)),
                refused("tags", "at most 200 characters", "=x", () -> REQUEST.tags(Map.of("", "x"))),
                refused("tags", "at most 200 characters", null, () -> REQUEST.tags(Map.of("a", "x".repeat(201)))));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("refusals")
    void a_refusal_names_the_field_what_was_expected_and_what_came(
            String field, String expected, String got, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(InvalidValueException.class, e -> {
            assertThat(e.field()).isEqualTo(field);
            assertThat(e.expected()).contains(expected);
            assertThat(e).hasMessageStartingWith(field + ": expected " + e.expected() + ", got ");
            assertThat(e.getMessage().length()).isLessThan(350);
            if (got != null) {
                assertThat(e.got()).isEqualTo(got);
            }
        });
    }

    @Test
    void bounds_themselves_are_taken() {
        JobRequest request = JobRequest.named("备份:run/daily.v2+x$Y@z-1", null)
                .queue("q".repeat(200))
                .priority(0)
                .priority(9)
                .delay(Duration.ZERO)
                .delay(Duration.ofDays(36_525))
                .runAt(Instant.EPOCH)
                .timeout(Duration.ofMillis(1))
                .timeout(Duration.ofDays(366))
                .uniqueKey("k".repeat(200))
                .tags(Map.of("a", ""));

        assertThat(request.task()).isEqualTo("备份:run/daily.v2+x$Y@z-1");
        assertThat(request.priority()).isEqualTo(9);
    }

    @Test
    void a_copy_is_changed_and_the_original_stays() {
        JobRequest changed = REQUEST.queue("q")
                .priority(1)
                .timeout(Duration.ofSeconds(1))
                .uniqueKey("k")
                .tags(Map.of("a", "b"))
                .knownOnly();

        assertThat(REQUEST.queue()).isNull();
        assertThat(REQUEST.priority()).isNull();
        assertThat(REQUEST.timeout()).isNull();
        assertThat(REQUEST.uniqueKey()).isNull();
        assertThat(REQUEST.tags()).isEmpty();
        assertThat(REQUEST.mustBeKnown()).isFalse();
        assertThat(changed.queue()).isEqualTo("q");
        assertThat(changed.priority()).isEqualTo(1);
        assertThat(changed.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(changed.uniqueKey()).isEqualTo("k");
        assertThat(changed.tags()).containsExactly(Map.entry("a", "b"));
        assertThat(changed.mustBeKnown()).isTrue();
        assertThat(changed.uniqueKey(null).uniqueKey()).isNull();
    }

    @Test
    void a_delay_and_an_instant_replace_each_other() {
        JobRequest delayed = REQUEST.runAt(Instant.EPOCH).delay(Duration.ofSeconds(1));
        JobRequest dated = REQUEST.delay(Duration.ofSeconds(1)).runAt(Instant.EPOCH);

        assertThat(delayed.delay()).hasSeconds(1);
        assertThat(delayed.runAt()).isNull();
        assertThat(dated.delay()).isNull();
        assertThat(dated.runAt()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void what_is_said_about_retries_adds_up_and_the_last_word_counts() {
        RetryPolicy said = REQUEST.retry(RetryPolicy.INHERIT.maxRetries(5))
                .retry(RetryPolicy.fixed(Duration.ofSeconds(2)))
                .retry(RetryPolicy.INHERIT.maxRetries(6))
                .retry();

        assertThat(said).isEqualTo(RetryPolicy.fixed(Duration.ofSeconds(2)).maxRetries(6));
    }

    @Test
    void a_task_object_says_its_name_its_key_and_its_retries() {
        Cleanup task = new Cleanup("logs", 2);
        JobRequest request = JobRequest.of(task);

        assertThat(request.task()).isEqualTo(Cleanup.class.getName());
        assertThat(request.params()).isSameAs(task);
        assertThat(request.uniqueKey()).isEqualTo("cleanup_logs");
        assertThat(request.retry()).isEqualTo(RetryPolicy.INHERIT.maxRetries(2));
        assertThat(JobRequest.of(new Cleanup("logs", -1)).retry()).isEqualTo(RetryPolicy.INHERIT);
        assertThat(JobRequest.of(new Cleanup("logs", 0)).retry().maxRetries()).isZero();
        assertThat(JobRequest.of(context -> {}).uniqueKey()).isNull();
    }

    @Test
    void a_typed_task_says_its_name_and_its_payload() {
        JobRequest request = JobRequest.of(TaskName.of("report", Report.class), new Report("weekly"));

        assertThat(request.task()).isEqualTo("report");
        assertThat(request.command()).isNull();
        assertThat(request.params()).isEqualTo(new Report("weekly"));
        assertThat(JobRequest.command("du -sh").params(new Report("x")).params())
                .isEqualTo(new Report("x"));
        assertThat(JobRequest.command("du -sh")).hasToString("JobRequest[command=du -sh]");
    }

    @Test
    void requests_that_say_the_same_are_equal() {
        JobRequest one =
                JobRequest.named("a", new Report("x")).queue("q").priority(1).tags(Map.of("k", "v"));
        JobRequest same = JobRequest.named("a", new Report("x"))
                .tags(Map.of("k", "v"))
                .priority(1)
                .queue("q");

        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(Stream.of(
                        one.params(null),
                        one.queue("r"),
                        one.priority(2),
                        one.delay(Duration.ZERO),
                        one.runAt(Instant.EPOCH),
                        one.timeout(Duration.ofSeconds(1)),
                        one.retry(RetryPolicy.never()),
                        one.uniqueKey("u"),
                        one.tags(Map.of()),
                        one.knownOnly(),
                        JobRequest.command("a")))
                .doesNotContain(one)
                .doesNotHaveDuplicates();
    }
}
