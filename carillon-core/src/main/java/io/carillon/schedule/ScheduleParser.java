package io.carillon.schedule;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the text form of the six types of schedule. */
final class ScheduleParser {

    private static final List<String> TYPES = List.of("duration", "cron", "daily", "weekly", "monthly", "once");
    private static final String EVERY = "@every";
    private static final Pattern TIME = Pattern.compile("(\\d{1,2}):(\\d{2})(?::(\\d{2}))?");
    private static final Pattern WEEKDAYS = Pattern.compile("(?i)[0-9A-Z]+(-[0-9A-Z]+)?(,[0-9A-Z]+(-[0-9A-Z]+)?)*");
    private static final Pattern MONTH_DAYS = Pattern.compile("(?i)[0-9LW]+(-[0-9LW]+)?(,[0-9LW]+(-[0-9LW]+)?)*");

    private ScheduleParser() {}

    static Rule parse(String type, String expression) {
        String known = type.trim().toLowerCase(Locale.ROOT);
        String text = expression.trim();
        return switch (known) {
            case "duration" -> period(known, text, text, 0);
            case "cron" -> cron(expression);
            case "daily" -> atTime(known, "* * *", "", text, 0);
            case "weekly" -> onDays(known, text, WEEKDAYS, "weekdays and a time, such as MON,FRI 09:00");
            case "monthly" ->
                onDays(known, text, MONTH_DAYS, "days of the month and a time, such as 1 02:00 or L 23:30");
            case "once" -> once(text);
            default -> throw unknownType(type, known);
        };
    }

    private static InvalidScheduleException unknownType(String type, String known) {
        String near = CronHints.nearest(known, TYPES);
        String hint = near == null ? null : "did you mean " + near + "?";
        return InvalidScheduleException.of("schedule type", "type", 0, String.join(", ", TYPES), type, hint);
    }

    private static Rule cron(String expression) {
        String text = expression.strip();
        if (!text.regionMatches(true, 0, EVERY, 0, EVERY.length())) {
            Cron cron = Cron.parse(expression);
            return new Rule.OfCron("cron", cron.toString(), cron);
        }
        String duration = text.substring(EVERY.length());
        if (!duration.isEmpty() && !Character.isWhitespace(duration.charAt(0))) {
            throw InvalidScheduleException.of(
                    "cron expression", "expression", 1, "@every and a duration, such as @every 90s", text, null);
        }
        String stripped = duration.strip();
        return period("cron", EVERY + " " + stripped, stripped, text.length() - stripped.length());
    }

    private static Rule period(String type, String expression, String duration, int offset) {
        try {
            Duration period = Durations.parse(duration);
            Schedule.checkPeriod(period, duration);
            return new Rule.OfPeriod(type, expression, period);
        } catch (InvalidScheduleException e) {
            throw offset == 0 || e.position() == 0 ? e : e.shifted(offset);
        }
    }

    /** {@code MON,FRI 09:00}: the days are read as the cron field that they are. */
    private static Rule onDays(String type, String text, Pattern days, String expected) {
        String[] parts = text.split("\\s+", 2);
        if (parts.length < 2 || !days.matcher(parts[0]).matches()) {
            String hint = parts.length < 2 && TIME.matcher(text).matches() ? "which days?" : null;
            throw InvalidScheduleException.of(type + " schedule", type, 1, expected, text, hint);
        }
        boolean weekly = type.equals("weekly");
        CronField field = weekly ? CronField.DAY_OF_WEEK : CronField.DAY_OF_MONTH;
        String token = parts[0].toUpperCase(Locale.ROOT);
        new CronFieldParser(field, token, 0, false).parse();
        String dates = weekly ? "* * " + token : token + " * *";
        return atTime(type, dates, token + " ", parts[1], text.length() - parts[1].length());
    }

    /**
     * @param dates day of month, month and day of week as in cron
     * @param prefix what the canonical expression has before the time
     * @param offset where the time begins in the whole text
     */
    private static Rule atTime(String type, String dates, String prefix, String text, int offset) {
        LocalTime time = time(type, text, offset);
        String cron = time.getSecond() + " " + time.getMinute() + " " + time.getHour() + " " + dates;
        return new Rule.OfCron(type, prefix + time, Cron.parse(cron));
    }

    /** {@code 02:00}, {@code 2:00} or {@code 02:00:30}. */
    static LocalTime time(String type, String text, int offset) {
        Matcher matcher = TIME.matcher(text);
        String expected = "a time such as 02:00 or 14:30:15";
        if (!matcher.matches()) {
            throw InvalidScheduleException.of(type + " time", type, offset + 1, expected, text, timeHint(text));
        }
        int hour = Integer.parseInt(matcher.group(1));
        int minute = Integer.parseInt(matcher.group(2));
        int second = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        if (hour > 23) {
            String hint = hour == 24 ? "midnight is 00:00" : null;
            throw InvalidScheduleException.of(type + " time", type, offset + 1, "hours 0-23", text, hint);
        }
        if (minute > 59) {
            int position = offset + matcher.start(2) + 1;
            throw InvalidScheduleException.of(type + " time", type, position, "minutes 00-59", text, null);
        }
        if (second > 59) {
            int position = offset + matcher.start(3) + 1;
            throw InvalidScheduleException.of(type + " time", type, position, "seconds 00-59", text, null);
        }
        return LocalTime.of(hour, minute, second);
    }

    private static @Nullable String timeHint(String text) {
        if (text.matches("(?i).*[ap]\\.?m\\.?")) {
            return "hours are 0-23: 2 pm is 14:00";
        }
        if (text.matches("\\d{1,2}")) {
            return "did you mean " + (text.length() == 1 ? "0" : "") + text + ":00?";
        }
        return text.matches(".*\\d:\\d{2}:\\d{2}[.,]\\d+") ? "whole seconds only" : null;
    }

    private static Rule once(String text) {
        String iso =
                text.replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) +(?=\\d)", "$1T").toUpperCase(Locale.ROOT);
        boolean local = !iso.matches(".*(Z|[+-]\\d{2}(:?\\d{2}(:?\\d{2})?)?)$") || !iso.contains("T");
        try {
            if (local) {
                LocalDateTime at = LocalDateTime.parse(iso);
                Schedule.checkYear("once", at.toInstant(ZoneOffset.UTC));
                return new Rule.OfOnce(at.toString(), null, at);
            }
            Instant at = OffsetDateTime.parse(iso).toInstant();
            Schedule.checkYear("once", at);
            return new Rule.OfOnce(iso, at, null);
        } catch (DateTimeException e) {
            String hint = iso.matches("\\d{4}-\\d{2}-\\d{2}") ? "add a time, such as " + iso + "T00:00" : null;
            String expected = "an instant such as 2030-01-31T08:00:00Z or a local date-time such as 2030-01-31T08:00";
            throw InvalidScheduleException.of("once schedule", "once", 1, expected, text, hint);
        }
    }
}
