package io.carillon.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of answers as a person reads them. */
final class Words {
    private static final int LONG = 60;

    private Words() {}

    /** A text as one line that leaves the terminal as it is, whoever wrote it. */
    static String line(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "�");
    }

    /** A value of an answer as text; null when it has none. */
    static @Nullable String text(Map<String, @Nullable Object> tree, String name) {
        Object value = tree.get(name);
        return value == null ? null : value.toString();
    }

    /** As {@link #text}, cut to what fits in a table. */
    static @Nullable String brief(Map<String, @Nullable Object> tree, String name) {
        String text = text(tree, name);
        return text == null || text.length() <= LONG ? text : text.substring(0, LONG - 1) + "…";
    }

    /** When a schedule fires next, or why it does not. */
    static String nextRun(Map<String, @Nullable Object> schedule) {
        if (!Boolean.TRUE.equals(schedule.get("enabled"))) {
            return "paused";
        }
        Object next = schedule.get("next_run");
        return next == null ? "but it has no run to come" : "next run " + next;
    }

    static @Nullable Instant instant(Map<String, @Nullable Object> tree, String name) {
        String text = text(tree, name);
        return text == null ? null : Instant.parse(text);
    }

    /** An instant seen from now: {@code 5m ago}, {@code in 2h}; null when there is none. */
    static @Nullable String relative(@Nullable Instant instant, Instant now) {
        if (instant == null) {
            return null;
        }
        Duration distance = Duration.between(now, instant);
        if (distance.abs().compareTo(Duration.ofSeconds(1)) < 0) {
            return "now";
        }
        return distance.isNegative() ? coarse(distance.negated()) + " ago" : "in " + coarse(distance);
    }

    /** As {@link #relative(Instant, Instant)} of a value of an answer. */
    static @Nullable String relative(Map<String, @Nullable Object> tree, String name, Instant now) {
        return relative(instant(tree, name), now);
    }

    /** A number of seconds: {@code 12 ms}, {@code 3.4 s}, {@code 2m 5s}; null when there is none. */
    static @Nullable String seconds(Map<String, @Nullable Object> tree, String name) {
        String text = text(tree, name);
        if (text == null) {
            return null;
        }
        Duration duration = Duration.ofNanos(
                new BigDecimal(text).movePointRight(9).toBigInteger().longValue());
        if (duration.toMillis() < 1_000) {
            return duration.toMillis() + " ms";
        }
        if (duration.toSeconds() < 60) {
            return BigDecimal.valueOf(duration.toMillis() / 100, 1).toPlainString() + " s";
        }
        return coarse(duration);
    }

    private static String coarse(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3_600) {
            return two(seconds / 60, "m", seconds % 60, "s");
        }
        if (seconds < 86_400) {
            return two(seconds / 3_600, "h", seconds % 3_600 / 60, "m");
        }
        return two(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h");
    }

    private static String two(long large, String unit, long small, String smaller) {
        return large + unit + (small == 0 || large >= 10 ? "" : " " + small + smaller);
    }
}
