package io.carillon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.RetryPolicy.Backoff;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {
    private static final double MIDDLE = 0.5;

    @ParameterizedTest(name = "{0} from {1} s: {2} {3} {4} {5} s")
    @CsvSource({
        "FIXED, 10, 10, 10, 10, 10",
        "LINEAR, 10, 10, 20, 30, 40",
        "EXPONENTIAL, 10, 10, 20, 40, 80",
        "FIXED, 0, 0, 0, 0, 0",
        "EXPONENTIAL, 0, 0, 0, 0, 0"
    })
    void the_delay_grows_as_the_backoff_says(Backoff backoff, int delay, int first, int second, int third, int fourth) {
        RetryPolicy policy =
                RetryPolicy.INHERIT.delay(Duration.ofSeconds(delay)).backoff(backoff);

        assertThat(policy.delayBefore(1, MIDDLE)).hasSeconds(first);
        assertThat(policy.delayBefore(2, MIDDLE)).hasSeconds(second);
        assertThat(policy.delayBefore(3, MIDDLE)).hasSeconds(third);
        assertThat(policy.delayBefore(4, MIDDLE)).hasSeconds(fourth);
    }

    @Test
    void the_cap_bounds_the_delay_however_many_retries() {
        RetryPolicy policy = RetryPolicy.exponential(Duration.ofSeconds(10)).cap(Duration.ofMinutes(1));

        assertThat(policy.delayBefore(3, MIDDLE)).hasSeconds(40);
        assertThat(policy.delayBefore(4, MIDDLE)).hasSeconds(60);
        assertThat(policy.delayBefore(10_000, MIDDLE)).hasSeconds(60);
        assertThat(RetryPolicy.DEFAULT.delayBefore(10_000, MIDDLE)).isEqualTo(Duration.ofDays(1));
        assertThat(RetryPolicy.linear(Duration.ofDays(366)).delayBefore(10_000, MIDDLE))
                .isEqualTo(Duration.ofDays(1));
    }

    @Test
    void jitter_spreads_the_delay_evenly_to_both_sides() {
        RetryPolicy policy = RetryPolicy.fixed(Duration.ofSeconds(10)).jitter(0.2);

        assertThat(policy.delayBefore(1, 0)).hasMillis(8_000);
        assertThat(policy.delayBefore(1, 0.25)).hasMillis(9_000);
        assertThat(policy.delayBefore(1, 0.999_999_9)).hasMillis(12_000);
        assertThat(policy.jitter(0).delayBefore(1, 0)).hasMillis(10_000);
        assertThat(policy.jitter(1).delayBefore(1, 0)).isZero();
    }

    @Test
    void the_default_is_three_retries_from_ten_seconds_doubling_with_a_tenth_of_jitter() {
        assertThat(RetryPolicy.DEFAULT.maxRetries()).isEqualTo(3);
        assertThat(RetryPolicy.DEFAULT.delayBefore(1, MIDDLE)).hasSeconds(10);
        assertThat(RetryPolicy.DEFAULT.delayBefore(2, MIDDLE)).hasSeconds(20);
        assertThat(RetryPolicy.DEFAULT.delayBefore(1, 0)).hasSeconds(9);
    }

    @Test
    void what_is_open_counts_as_in_the_default() {
        assertThat(RetryPolicy.INHERIT.delayBefore(2, MIDDLE)).hasSeconds(20);
        assertThat(RetryPolicy.INHERIT.backoff(Backoff.LINEAR).delayBefore(3, MIDDLE))
                .hasSeconds(30);
        assertThat(RetryPolicy.INHERIT.maxRetries(1).delayBefore(3, MIDDLE)).hasSeconds(40);
    }

    @Test
    void a_delay_alone_is_fixed() {
        RetryPolicy policy = RetryPolicy.INHERIT.delay(Duration.ofSeconds(5));

        assertThat(policy.backoff()).isEqualTo(Backoff.FIXED);
        assertThat(policy.delayBefore(4, MIDDLE)).hasSeconds(5);
        assertThat(policy.orElse(RetryPolicy.exponential(Duration.ofSeconds(1))).delayBefore(4, MIDDLE))
                .hasSeconds(5);
        assertThat(RetryPolicy.INHERIT.backoff()).isNull();
    }

    @Test
    void each_part_that_is_open_comes_from_the_next_policy() {
        RetryPolicy job = RetryPolicy.INHERIT.maxRetries(7);
        RetryPolicy handler = RetryPolicy.INHERIT.backoff(Backoff.LINEAR).jitter(0);
        RetryPolicy queue = RetryPolicy.exponential(Duration.ofSeconds(3))
                .maxRetries(1)
                .cap(Duration.ofSeconds(8))
                .jitter(1);
        RetryPolicy all = job.orElse(handler).orElse(queue).orElse(RetryPolicy.DEFAULT);

        assertThat(all)
                .isEqualTo(RetryPolicy.linear(Duration.ofSeconds(3))
                        .maxRetries(7)
                        .cap(Duration.ofSeconds(8))
                        .jitter(0));
        assertThat(all.delayBefore(2, 0)).hasSeconds(6);
        assertThat(all.delayBefore(3, 0)).hasSeconds(8);
        assertThat(RetryPolicy.INHERIT.orElse(RetryPolicy.INHERIT)).isEqualTo(RetryPolicy.INHERIT);
    }

    @Test
    void rules_decide_by_error_and_attempt_and_all_must_agree() {
        RetryPolicy policy = RetryPolicy.INHERIT
                .retryOn(IOException.class, TimeoutException.class)
                .abortOn(FileNotFoundException.class)
                .retryWhen((error, attempt) -> attempt < 3);

        assertThat(policy.allows(new IOException(), 1)).isTrue();
        assertThat(policy.allows(new TimeoutException(), 2)).isTrue();
        assertThat(policy.allows(new FileNotFoundException(), 1)).isFalse();
        assertThat(policy.allows(new IllegalStateException(), 1)).isFalse();
        assertThat(policy.allows(new IOException(), 3)).isFalse();
        assertThat(RetryPolicy.INHERIT.allows(new IOException(), 99)).isTrue();
    }

    @Test
    void rules_are_inherited_like_the_rest() {
        RetryPolicy rules = RetryPolicy.INHERIT.abortOn(IOException.class);

        assertThat(RetryPolicy.never().orElse(rules).allows(new IOException(), 1))
                .isFalse();
        assertThat(RetryPolicy.INHERIT.retryOn(IOException.class).orElse(rules).allows(new IOException(), 1))
                .isTrue();
    }

    @Test
    void text_comes_back_as_the_policy_it_was() {
        Random random = new Random(11);
        for (int round = 0; round < 500; round++) {
            RetryPolicy policy = RetryPolicy.INHERIT;
            policy = random.nextBoolean() ? policy : policy.maxRetries(random.nextInt(10_001));
            policy = random.nextBoolean() ? policy : policy.delay(Duration.ofMillis(random.nextInt(1_000_000)));
            policy = random.nextBoolean() ? policy : policy.backoff(Backoff.values()[random.nextInt(3)]);
            policy = random.nextBoolean() ? policy : policy.cap(Duration.ofNanos(random.nextInt(1_000_000)));
            policy = random.nextBoolean() ? policy : policy.jitter(random.nextDouble());

            assertThat(RetryPolicy.parse(policy.text()))
                    .describedAs("round %d", round)
                    .isEqualTo(policy);
        }
        assertThat(RetryPolicy.INHERIT.text()).isEqualTo("- - - - -");
    }

    @Test
    void rules_have_no_text() {
        RetryPolicy rules = RetryPolicy.never().abortOn(IOException.class);

        assertThat(rules.hasRules()).isTrue();
        assertThatThrownBy(rules::text)
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo("retry_policy"))
                .hasMessageContaining("when registering the handler");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "- - - -", "x - - - -", "- soon - - -", "- - steep - -", "-1 - - - -", "- - - - 2"})
    void a_text_that_is_no_policy_is_refused(String text) {
        assertThatThrownBy(() -> RetryPolicy.parse(text))
                .isInstanceOfAny(InvalidValueException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void values_out_of_bounds_are_refused_by_name() {
        assertRefused("max_retries", () -> RetryPolicy.INHERIT.maxRetries(-1));
        assertRefused("max_retries", () -> RetryPolicy.INHERIT.maxRetries(10_001));
        assertRefused("retry_delay", () -> RetryPolicy.fixed(Duration.ofMillis(-1)));
        assertRefused("retry_delay", () -> RetryPolicy.fixed(Duration.ofDays(367)));
        assertRefused("retry_cap", () -> RetryPolicy.INHERIT.cap(Duration.ofMillis(-1)));
        assertRefused("retry_jitter", () -> RetryPolicy.INHERIT.jitter(-0.1));
        assertRefused("retry_jitter", () -> RetryPolicy.INHERIT.jitter(1.1));
        assertRefused("retry_jitter", () -> RetryPolicy.INHERIT.jitter(Double.NaN));
        assertRefused("backoff", () -> Backoff.parse("steep"));
    }

    private static void assertRefused(String field, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @ParameterizedTest
    @CsvSource({"fixed, FIXED", "Linear, LINEAR", "' EXPONENTIAL ', EXPONENTIAL"})
    void the_backoff_is_read_in_any_case(String text, Backoff backoff) {
        assertThat(Backoff.parse(text)).isEqualTo(backoff);
        assertThat(Backoff.parse(backoff.label())).isEqualTo(backoff);
    }

    @Test
    void zero_retries_are_a_number_and_not_nothing() {
        assertThat(RetryPolicy.never().orElse(RetryPolicy.DEFAULT).maxRetries()).isZero();
    }
}
