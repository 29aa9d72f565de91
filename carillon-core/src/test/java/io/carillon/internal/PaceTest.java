package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final Pace pace = new Pace(0);
    private long now;

    private void settle(int times, int jobs, Duration each, Duration apart) {
        for (int i = 0; i < times; i++) {
            now += apart.toNanos();
            pace.settled(jobs, each.multipliedBy(jobs), now);
        }
    }

    @Test
    void nothing_is_ahead_before_anything_was_measured() {
        assertThat(pace.ahead()).isZero();
    }

    @Test
    void what_the_node_finishes_in_50_ms_is_ahead() {
        settle(50, 100, Duration.ofMillis(1), Duration.ofMillis(10));
        assertThat(pace.ahead()).isBetween(490, 500);
    }

    @Test
    void a_thousand_is_the_most() {
        settle(50, 1_000, Duration.ofMillis(1), Duration.ofMillis(10));
        assertThat(pace.ahead()).isEqualTo(1_000);
    }

    @Test
    void long_handlers_leave_the_jobs_to_others() {
        settle(50, 100, Duration.ofMillis(21), Duration.ofMillis(10));
        assertThat(pace.ahead()).isZero();
        settle(50, 100, Duration.ofMillis(19), Duration.ofMillis(10));
        assertThat(pace.ahead()).isGreaterThan(400);
    }

    @Test
    void a_pause_shows_in_the_pace() {
        settle(50, 100, Duration.ofMillis(1), Duration.ofMillis(10));
        settle(10, 1, Duration.ofMillis(1), Duration.ofSeconds(1));
        assertThat(pace.ahead()).isLessThan(60);
    }

    @Test
    void what_waited_too_long_ends_it_until_the_next_outcomes() {
        settle(50, 100, Duration.ofMillis(1), Duration.ofMillis(10));
        pace.tooFar();
        assertThat(pace.ahead()).isZero();
        settle(1, 100, Duration.ofMillis(1), Duration.ofMillis(10));
        assertThat(pace.ahead()).isEqualTo(100);
    }
}
