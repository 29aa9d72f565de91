package io.carillon.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.InvalidValueException;
import io.carillon.QueueFullException;
import io.carillon.schedule.InvalidScheduleException;
import io.carillon.schedule.Schedule;
import io.carillon.spi.StoreException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiExceptionTest {
    private static Map<String, Object> problem(RuntimeException error) {
        return ApiException.of(error).orElseThrow().problem("/api/v1/jobs");
    }

    @Test
    void a_refused_value_is_a_problem_with_every_field() {
        assertThat(problem(new InvalidValueException("priority", "0-9", 12)))
                .containsExactly(
                        Map.entry("type", "about:blank"),
                        Map.entry("title", "Bad Request"),
                        Map.entry("status", 400),
                        Map.entry("detail", "priority: expected 0-9, got 12"),
                        Map.entry("instance", "/api/v1/jobs"),
                        Map.entry("errors", List.of(Map.of("field", "priority", "expected", "0-9", "got", "12"))));
    }

    @Test
    void a_refused_schedule_names_its_part() {
        InvalidScheduleException refused =
                catchThrowableOfType(InvalidScheduleException.class, () -> Schedule.cron("0 24 * * *"));
        assertThat(ApiException.of(refused)).hasValueSatisfying(api -> {
            assertThat(api.status()).isEqualTo(400);
            assertThat(api.errors()).singleElement().satisfies(error -> {
                assertThat(error.field()).isEqualTo("hour");
                assertThat(error.got()).isEqualTo("24");
            });
        });
    }

    @Test
    void a_full_queue_and_an_absent_store_say_when_to_come_back() {
        assertThat(ApiException.of(new QueueFullException("mail", 10))).hasValueSatisfying(api -> {
            assertThat(api.status()).isEqualTo(429);
            assertThat(api.retryAfter()).isPositive();
            assertThat(api.detail()).contains("mail", "10");
        });
        assertThat(ApiException.of(new StoreException("gone", true, null))).hasValueSatisfying(api -> {
            assertThat(api.status()).isEqualTo(503);
            assertThat(api.retryAfter()).isPositive();
            assertThat(api.problem("/"))
                    .containsEntry("title", "Service Unavailable")
                    .doesNotContainKey("errors");
        });
        assertThat(ApiException.of(new StoreException("full disk", false, null)))
                .hasValueSatisfying(api -> assertThat(api.retryAfter()).isNull());
    }

    @Test
    void what_is_no_refusal_is_left_to_who_can_log_it() {
        assertThat(ApiException.of(new IllegalStateException("a bug"))).isEmpty();
        assertThat(ApiException.of(new NullPointerException())).isEmpty();
    }

    @Test
    void several_errors_are_one_sentence_and_a_list() {
        ApiException api = ApiException.of(
                400, List.of(FieldError.of("a", "one", 1), FieldError.of("b", "two", null, " (really)")));
        assertThat(api.detail()).isEqualTo("a: expected one, got 1; b: expected two, got nothing (really)");
        assertThat((List<?>) api.problem("/").get("errors")).hasSize(2);
    }
}
