package io.carillon.tasks.crontab;

import io.carillon.schedule.Schedule;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The times of a schedule in the words of cron, which has fewer than Carillon. */
final class CronTimes {
    private static final Pattern ITEM = Pattern.compile("(\\*|\\d+)(?:-(\\d+))?(?:/(\\d+))?");
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> WEEKDAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final int MONTH = 3;
    private static final int WEEKDAY = 4;
    private static final int[] LEAST = {0, 0, 1, 1, 0};
    private static final int[] MOST = {59, 23, 31, 12, 6};

    private CronTimes() {}

    /**
     * Five fields or a macro.
     *
     * @throws RefusedLine when a crontab cannot say them
     */
    static String print(Schedule schedule) throws RefusedLine {
        requirePlain(schedule);
        String expression = schedule.expression();
        return switch (schedule.type()) {
            case "cron" -> cron(expression);
            case "daily" -> at(expression, "* * *");
            case "weekly" -> {
                String[] parts = expression.split(" ");
                yield at(parts[1], "* * " + parts[0]);
            }
            case "monthly" -> {
                String[] parts = expression.split(" ");
                yield at(parts[1], parts[0] + " * *");
            }
            default -> throw new RefusedLine("a crontab has no schedules of type " + schedule.type());
        };
    }

    private static void requirePlain(Schedule schedule) throws RefusedLine {
        boolean bounded = schedule.startAt() != null
                || schedule.endAt() != null
                || schedule.maxRuns().isPresent();
        if (bounded || !schedule.calendars().isEmpty() || schedule.gap() != null || schedule.overlap() != null) {
            throw new RefusedLine(
                    "a crontab knows no start, end, number of runs, calendars and daylight-saving choices");
        }
        if (!schedule.jitter().equals(Duration.ofMinutes(schedule.jitter().toMinutes()))) {
            throw new RefusedLine("a crontab knows delays of whole minutes only");
        }
    }

    private static String at(String time, String days) throws RefusedLine {
        LocalTime at = LocalTime.parse(time);
        return cron(at.getSecond() + " " + at.getMinute() + " " + at.getHour() + " " + days);
    }

    private static String cron(String expression) throws RefusedLine {
        if (expression.startsWith("@every")) {
            throw new RefusedLine("cron(8) knows no " + expression);
        }
        if (expression.startsWith("@")) {
            return expression;
        }
        List<String> fields = new ArrayList<>(List.of(expression.split(" ")));
        if (fields.size() == 6 && fields.getFirst().equals("0")) {
            fields.removeFirst();
        }
        if (fields.size() != 5) {
            throw new RefusedLine("a crontab knows no seconds and no years");
        }
        for (int i = 0; i < fields.size(); i++) {
            fields.set(i, field(i, fields.get(i)));
        }
        return String.join(" ", fields);
    }

    private static String field(int index, String text) throws RefusedLine {
        List<String> items = new ArrayList<>();
        for (String item : numbers(index, text.toUpperCase(Locale.ROOT)).split(",")) {
            items.add(item(index, item));
        }
        return String.join(",", items);
    }

    private static String item(int index, String text) throws RefusedLine {
        if (text.equals("?")) {
            return "*";
        }
        Matcher item = ITEM.matcher(text);
        if (!item.matches()) {
            throw new RefusedLine("cron(8) knows no '" + text + "'");
        }
        String first = item.group(1);
        String last = item.group(2);
        String step = item.group(3);
        if (last == null) {
            // "From 10 on in steps of 5" needs its end spelled out.
            return step == null || first.equals("*") ? text : first + "-" + MOST[index] + "/" + step;
        }
        if (Integer.parseInt(first) <= Integer.parseInt(last)) {
            return text;
        }
        if (step != null) {
            throw new RefusedLine("cron(8) knows no range that wraps round with a step: '" + text + "'");
        }
        return range(first, String.valueOf(MOST[index])) + "," + range(String.valueOf(LEAST[index]), last);
    }

    private static String range(String first, String last) {
        return first.equals(last) ? first : first + "-" + last;
    }

    /** Names as numbers: in lists and ranges cron(8) knows numbers only. */
    private static String numbers(int index, String text) {
        List<String> names = index == MONTH ? MONTHS : index == WEEKDAY ? WEEKDAYS : List.of();
        String result = text;
        for (int i = 0; i < names.size(); i++) {
            result = result.replace(names.get(i), String.valueOf(i + LEAST[index]));
        }
        return result;
    }
}
