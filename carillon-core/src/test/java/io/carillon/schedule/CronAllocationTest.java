package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A guard without a clock: how many bytes a search allocates: the answer, an {@code Instant} of 24, and
 * now and then the window between two transitions of the zone. */
class CronAllocationTest {
    private static final int CALLS = 2_000;
    private static final int ANSWER = 64;
    private static final int ANSWER_AND_WINDOW = 400;
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    /** Beyond 2100 the JDK computes the transitions of a zone anew each time. */
    private static final Instant END = Instant.parse("2090-01-01T00:00:00Z");

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    /** Bytes a call, each beginning where the last one ended; the first calls load classes and do not count. */
    private static long bytesPerCall(UnaryOperator<Instant> step) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        walk(step);
        long before = threads.getCurrentThreadAllocatedBytes();
        walk(step);
        return (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
    }

    private static void walk(UnaryOperator<Instant> step) {
        Instant at = START;
        for (int i = 0; i < CALLS; i++) {
            at = step.apply(at.isAfter(END) ? START : at);
        }
        assertThat(at).isAfter(START);
    }

    private static UnaryOperator<Instant> walking(String expression, ZoneId zone) {
        Schedule schedule = Schedule.cron(expression).zone(zone);
        return at -> schedule.next(at);
    }

    @Test
    void the_next_instant_costs_no_more_than_itself() {
        for (String expression : new String[] {"*/5 * * * * *", "*/15 9-17 * * MON-FRI", "30 2 L * *", "0 0 29 2 *"}) {
            assertThat(bytesPerCall(walking(expression, ZoneId.of("UTC"))))
                    .as("bytes a call of '%s' in UTC", expression)
                    .isLessThanOrEqualTo(ANSWER);
            assertThat(bytesPerCall(walking(expression, NEW_YORK)))
                    .as("bytes a call of '%s' in New York", expression)
                    .isLessThanOrEqualTo(ANSWER_AND_WINDOW);
        }
    }

    @Test
    void the_guard_notices_an_expression_that_is_parsed_each_time() {
        assertThat(bytesPerCall(at -> Schedule.cron("*/5 * * * *").next(at))).isGreaterThan(ANSWER_AND_WINDOW);
    }
}
