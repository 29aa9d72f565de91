package io.carillon.schedule;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The one way durations are read and written everywhere: configuration, REST, command line and schedules.
 *
 * <p>Accepted: numbers with the units {@code ms s m h d} in falling order ({@code 500ms}, {@code 30s}, {@code 1h30m},
 * {@code 1.5h}), ISO-8601 ({@code PT90S}, {@code P1D}) and a bare number, which is seconds ({@code 90}, {@code 0.5}).
 * A day is 24 hours whatever the calendar says.
 */
public final class Durations {

    /** The longest duration accepted: 100 years of 365.25 days. */
    public static final Duration MAX = Duration.ofDays(36_525);

    private static final String EXPECTED = "a duration such as 500ms, 30s, 5m, 1h30m, 1d or PT90S";
    private static final String RANGE = "zero up to 100 years (36525d)";
    private static final long[] UNIT_MILLIS = {86_400_000, 3_600_000, 60_000, 1_000, 1};
    private static final String[] UNITS = {"d", "h", "m", "s", "ms"};

    private Durations() {}

    /**
     * Reads a duration of zero up to {@link #MAX}, with at most nanoseconds.
     *
     * @throws InvalidScheduleException if the text is not such a duration, is negative or is longer than {@link #MAX}
     */
    public static Duration parse(String text) {
        String trimmed = text.trim();
        if (trimmed.isEmpty() || trimmed.length() > 64) {
            throw refuse(1, EXPECTED, trimmed, null);
        }
        if (trimmed.charAt(0) == '-') {
            throw refuse(1, EXPECTED, trimmed, "a duration is not negative");
        }
        Duration duration = isIso(trimmed) ? parseIso(trimmed) : new Reader(trimmed.toLowerCase(Locale.ROOT)).read();
        if (duration.isNegative() || duration.compareTo(MAX) > 0) {
            throw refuse(1, RANGE, trimmed, null);
        }
        return duration;
    }

    /**
     * Writes a duration so that {@link #parse} reads it back, in the largest units that fit: {@code 1h30m},
     * {@code 500ms}, {@code 1d}; zero is {@code 0s}. Below a millisecond it is ISO-8601, such as {@code PT0.0005S}.
     *
     * @throws InvalidScheduleException if the duration is negative or longer than {@link #MAX}
     */
    public static String format(Duration duration) {
        if (duration.isNegative() || duration.compareTo(MAX) > 0) {
            throw refuse(0, RANGE, duration.toString(), null);
        }
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.getNano() % 1_000_000 != 0) {
            return duration.toString();
        }
        StringBuilder out = new StringBuilder();
        long rest = duration.toMillis();
        for (int unit = 0; unit < UNITS.length; unit++) {
            long count = rest / UNIT_MILLIS[unit];
            rest %= UNIT_MILLIS[unit];
            if (count > 0) {
                out.append(count).append(UNITS[unit]);
            }
        }
        return out.toString();
    }

    private static boolean isIso(String text) {
        return text.charAt(0) == 'P' || text.charAt(0) == 'p';
    }

    private static Duration parseIso(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            String hint = text.matches("(?i)P.*[YMW].*") && !text.contains("T")
                    ? "years, months and weeks have no fixed length here; use days"
                    : null;
            throw refuse(1, EXPECTED, text, hint);
        }
    }

    private static InvalidScheduleException refuse(int position, String expected, String got, @Nullable String hint) {
        return InvalidScheduleException.of("duration", "duration", position, expected, got, hint);
    }

    /** Reads {@code 1h30m} from left to right. */
    private static final class Reader {

        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Duration read() {
            Duration sum = Duration.ZERO;
            int lastUnit = -1;
            while (at < text.length()) {
                int numberAt = at;
                String whole = digits(numberAt, 12);
                String fraction = "";
                if (at < text.length() && text.charAt(at) == '.') {
                    at++;
                    fraction = digits(numberAt, 9);
                }
                int unitAt = at;
                int unit = unit(numberAt);
                if (unit <= lastUnit) {
                    throw refuse(unitAt + 1, "the units d h m s ms, each once and in this order", text, null);
                }
                lastUnit = unit;
                sum = sum.plus(amount(whole, fraction, Duration.ofMillis(UNIT_MILLIS[unit])));
            }
            return sum;
        }

        private static Duration amount(String whole, String fraction, Duration unit) {
            Duration amount = unit.multipliedBy(Long.parseLong(whole));
            if (fraction.isEmpty()) {
                return amount;
            }
            long parts = Long.parseLong("1" + "0".repeat(fraction.length()));
            return amount.plus(unit.multipliedBy(Long.parseLong(fraction)).dividedBy(parts));
        }

        private String digits(int numberAt, int most) {
            int from = at;
            skipDigits();
            if (at == from) {
                throw refuse(numberAt + 1, EXPECTED, text, null);
            }
            if (at - from > most) {
                throw refuse(from + 1, "at most " + most + " digits", text, null);
            }
            return text.substring(from, at);
        }

        private void skipDigits() {
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
        }

        /** A number without a unit is seconds, but only where it is alone: {@code 1h30} could mean anything. */
        private int unit(int numberAt) {
            int from = at;
            while (at < text.length() && Character.isLetter(text.charAt(at))) {
                at++;
            }
            String unit = text.substring(from, at);
            if (unit.isEmpty() && at == text.length() && numberAt == 0) {
                return 3;
            }
            for (int i = 0; i < UNITS.length; i++) {
                if (UNITS[i].equals(unit)) {
                    return i;
                }
            }
            throw refuse(from + 1, "a unit: ms, s, m, h or d", unit.isEmpty() ? text : unit, hint(unit));
        }

        private static @Nullable String hint(String unit) {
            return switch (unit) {
                case "sec", "secs", "second", "seconds" -> "did you mean s?";
                case "min", "mins", "minute", "minutes" -> "did you mean m?";
                case "hr", "hrs", "hour", "hours" -> "did you mean h?";
                case "day", "days" -> "did you mean d?";
                case "w", "week", "weeks" -> "a week is 7d";
                case "us", "µs", "ns" -> "the smallest unit is ms";
                default -> null;
            };
        }
    }
}
