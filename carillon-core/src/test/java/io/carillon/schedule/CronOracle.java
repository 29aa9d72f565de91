package io.carillon.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A second, naive reading of cron expressions that shares no code with the product: sets of numbers, one predicate a
 * date, and the question "does this local date-time match?". It trusts its input.
 */
final class CronOracle {

    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> WEEKDAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    private final BitSet seconds;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet months;
    private final BitSet years;
    private final Predicate<LocalDate> day;
    private final boolean realTime;
    private final Map<LocalDate, Boolean> dates = new HashMap<>();

    CronOracle(String expression) {
        List<String> fields = new ArrayList<>(
                Arrays.asList(expression.trim().toUpperCase(Locale.ROOT).split("\\s+")));
        boolean secondGiven = fields.size() > 5;
        if (!secondGiven) {
            fields.add(0, "0");
        }
        if (fields.size() == 6) {
            fields.add("*");
        }
        seconds = numbers(fields.get(0), 0, 59, 60);
        minutes = numbers(fields.get(1), 0, 59, 60);
        hours = numbers(fields.get(2), 0, 23, 24);
        months = numbers(named(fields.get(4), MONTHS, 1), 1, 12, 12);
        years = fields.get(6).equals("*") ? all(0, 9999) : numbers(fields.get(6), 1970, 2099, 130);
        realTime = starred(fields.get(1)) || starred(fields.get(2)) || (secondGiven && starred(fields.get(0)));
        Predicate<LocalDate> byDay = daysOfMonth(fields.get(3));
        Predicate<LocalDate> byWeekday = daysOfWeek(named(fields.get(5), WEEKDAYS, 0));
        boolean both = starred(fields.get(3)) || starred(fields.get(5));
        day = both ? byDay.and(byWeekday) : byDay.or(byWeekday);
    }

    boolean realTime() {
        return realTime;
    }

    /** Whether it only fires on full minutes, so that a walk may step by minutes. */
    boolean onFullMinutes() {
        return seconds.cardinality() == 1 && seconds.get(0);
    }

    boolean matches(LocalDateTime local) {
        return seconds.get(local.getSecond())
                && minutes.get(local.getMinute())
                && hours.get(local.getHour())
                && matches(local.toLocalDate());
    }

    boolean matches(LocalDate date) {
        return dates.computeIfAbsent(date, d -> months.get(d.getMonthValue()) && years.get(d.getYear()) && day.test(d));
    }

    private static boolean starred(String field) {
        return field.startsWith("*") || field.equals("?");
    }

    private static BitSet all(int from, int to) {
        BitSet set = new BitSet();
        set.set(from, to + 1);
        return set;
    }

    private static String named(String field, List<String> names, int first) {
        String numbers = field;
        for (int i = 0; i < names.size(); i++) {
            numbers = numbers.replace(names.get(i), Integer.toString(first + i));
        }
        return numbers;
    }

    /** Lists of {@code *}, {@code a}, {@code a-b} with or without a step; a range may wrap round. */
    private static BitSet numbers(String field, int min, int max, int size) {
        BitSet set = new BitSet();
        for (String entry : field.split(",")) {
            String[] stepped = entry.split("/");
            int step = stepped.length > 1 ? Integer.parseInt(stepped[1]) : 1;
            String range = stepped[0].equals("*") || stepped[0].equals("?") ? min + "-" + max : stepped[0];
            String[] ends = range.split("-");
            int from = Integer.parseInt(ends[0]);
            int to = ends.length > 1 ? Integer.parseInt(ends[1]) : stepped.length > 1 ? max : from;
            int count = 0;
            for (int value = from; ; value = value == min + size - 1 && to < from ? min : value + 1) {
                if (count++ % step == 0) {
                    set.set(value);
                }
                if (value == to || count > 200) {
                    break;
                }
            }
        }
        return set;
    }

    private static Predicate<LocalDate> daysOfMonth(String field) {
        Predicate<LocalDate> any = date -> false;
        for (String entry : field.split(",")) {
            any = any.or(dayOfMonth(entry));
        }
        return any;
    }

    private static Predicate<LocalDate> dayOfMonth(String entry) {
        boolean weekday = entry.endsWith("W");
        String plain = weekday ? entry.substring(0, entry.length() - 1) : entry;
        if (plain.startsWith("L")) {
            int before = plain.equals("L") ? 0 : Integer.parseInt(plain.substring(2));
            return date -> {
                int wanted = YearMonth.from(date).lengthOfMonth() - before;
                return date.getDayOfMonth() == (weekday ? nearestWeekday(date, wanted) : wanted);
            };
        }
        if (weekday) {
            return date -> date.getDayOfMonth() == nearestWeekday(date, Integer.parseInt(plain));
        }
        BitSet days = numbers(entry, 1, 31, 31);
        return date -> days.get(date.getDayOfMonth());
    }

    /** Of all Mondays to Fridays of the month the one with the least distance; -1 if the month has no such day. */
    private static int nearestWeekday(LocalDate date, int wanted) {
        YearMonth month = YearMonth.from(date);
        if (wanted < 1 || wanted > month.lengthOfMonth()) {
            return -1;
        }
        int best = -1;
        for (int day = 1; day <= month.lengthOfMonth(); day++) {
            boolean weekend = month.atDay(day).getDayOfWeek().getValue() > 5;
            if (!weekend && (best < 0 || Math.abs(day - wanted) < Math.abs(best - wanted))) {
                best = day;
            }
        }
        return best;
    }

    private static Predicate<LocalDate> daysOfWeek(String field) {
        Predicate<LocalDate> any = date -> false;
        for (String entry : field.split(",")) {
            any = any.or(dayOfWeek(entry));
        }
        return any;
    }

    private static Predicate<LocalDate> dayOfWeek(String entry) {
        if (entry.contains("#")) {
            DayOfWeek weekday = weekday(entry.charAt(0) - '0');
            int week = entry.charAt(2) - '0';
            return date -> date.getDayOfWeek() == weekday && (date.getDayOfMonth() + 6) / 7 == week;
        }
        if (entry.endsWith("L")) {
            DayOfWeek weekday = weekday(entry.charAt(0) - '0');
            return date -> date.getDayOfWeek() == weekday && date.plusDays(7).getMonth() != date.getMonth();
        }
        BitSet numbers = new BitSet();
        String range = entry.split("/")[0];
        String[] ends = range.split("-");
        boolean wraps = ends.length > 1 && Integer.parseInt(ends[1]) < Integer.parseInt(ends[0]);
        if (wraps) {
            // 5-1 is 5-8 on a week that goes on: 7 is Sunday, 8 Monday.
            String unrolled = entry.replace(range, ends[0] + "-" + (Integer.parseInt(ends[1]) + 7));
            numbers.or(numbers(unrolled, 0, 20, 21));
        } else {
            numbers.or(numbers(entry, 0, 7, 8));
        }
        return date -> {
            int number = date.getDayOfWeek().getValue() % 7;
            return numbers.get(number) || numbers.get(number + 7) || numbers.get(number + 14);
        };
    }

    private static DayOfWeek weekday(int number) {
        return DayOfWeek.of(number == 0 ? 7 : number);
    }
}
