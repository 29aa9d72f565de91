package io.carillon.schedule;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes calendars from values and from their text form. */
final class CalendarParser {

    private static final String EXPECTED =
            "dates (2030-12-25), yearly dates (12-25), a range of dates (2030-12-24..2031-01-02), weekdays (SAT,SUN),"
                    + " a range of times (22:00-06:00) or cron: and an expression";

    private static final String CRON = "cron:";

    private CalendarParser() {}

    static Calendar parse(String text) {
        String trimmed = text.strip();
        if (trimmed.regionMatches(true, 0, CRON, 0, CRON.length())) {
            return cron(Cron.parse(trimmed.substring(CRON.length())));
        }
        try {
            if (trimmed.contains("..")) {
                String[] ends = trimmed.split("\\.\\.", -1);
                return ends.length == 2 ? range(date(ends[0]), date(ends[1])) : refuse(text);
            }
            if (trimmed.contains(":")) {
                String[] ends = trimmed.split("-", -1);
                return ends.length == 2 ? times(time(ends[0]), time(ends[1])) : refuse(text);
            }
            if (trimmed.matches("\\d{4}-.*")) {
                return dates(items(trimmed).map(CalendarParser::date).toList());
            }
            if (trimmed.matches("\\d{1,2}-\\d.*")) {
                return yearly(
                        items(trimmed).map(item -> MonthDay.parse("--" + item)).toList());
            }
        } catch (DateTimeException e) {
            return refuse(text);
        }
        return trimmed.matches("(?i)[A-Z]{3}([,-][A-Z]{3})*") ? weekdays(trimmed) : refuse(text);
    }

    private static Stream<String> items(String text) {
        return Arrays.stream(text.split(",", -1)).map(String::strip);
    }

    private static LocalDate date(String text) {
        return LocalDate.parse(text.strip());
    }

    private static LocalTime time(String text) {
        return ScheduleParser.time("calendar", text.strip(), 0);
    }

    private static Calendar refuse(String text) {
        throw InvalidScheduleException.of("calendar", EXPECTED, text, null);
    }

    private static Calendar weekdays(String text) {
        String token = text.toUpperCase(Locale.ROOT);
        List<DayOfWeek> days = new ArrayList<>();
        for (CronItem item : new CronFieldParser(CronField.DAY_OF_WEEK, token, 0, false).parse()) {
            item.forEachValue(CronField.DAY_OF_WEEK, value -> days.add(DayOfWeek.of(value == 0 ? 7 : value)));
        }
        return weekdays(days);
    }

    static Calendar dates(Collection<LocalDate> dates) {
        checkNotEmpty(dates);
        TreeSet<LocalDate> sorted = new TreeSet<>(dates);
        List<Integer> days =
                sorted.stream().map(date -> Math.toIntExact(date.toEpochDay())).toList();
        return new Calendar(join(sorted), new LocalTimes.Dates(days));
    }

    static Calendar yearly(Collection<MonthDay> days) {
        checkNotEmpty(days);
        TreeSet<MonthDay> sorted = new TreeSet<>(days);
        List<Integer> packed = sorted.stream()
                .map(day -> day.getMonthValue() << 5 | day.getDayOfMonth())
                .toList();
        String text = sorted.stream().map(day -> day.toString().substring(2)).collect(Collectors.joining(","));
        return new Calendar(text, new LocalTimes.EveryYear(packed));
    }

    static Calendar range(LocalDate first, LocalDate last) {
        if (last.isBefore(first)) {
            throw InvalidScheduleException.of("calendar", "a date from " + first + " on", last.toString(), null);
        }
        LocalTimes times =
                new LocalTimes.DateRange(Math.toIntExact(first.toEpochDay()), Math.toIntExact(last.toEpochDay()));
        return new Calendar(first + ".." + last, times);
    }

    static Calendar weekdays(Collection<DayOfWeek> weekdays) {
        checkNotEmpty(weekdays);
        TreeSet<DayOfWeek> sorted = new TreeSet<>(weekdays);
        if (sorted.size() == 7) {
            throw InvalidScheduleException.of("calendar", "at most 6 weekdays", join(sorted), "nothing would be left");
        }
        int mask = 0;
        for (DayOfWeek day : sorted) {
            mask |= 1 << (day.getValue() % 7);
        }
        String text = sorted.stream().map(day -> day.name().substring(0, 3)).collect(Collectors.joining(","));
        return new Calendar(text, new LocalTimes.Weekdays(mask));
    }

    static Calendar times(LocalTime from, LocalTime to) {
        if (from.equals(to)) {
            throw InvalidScheduleException.of("calendar", "two different times", from + "-" + to, null);
        }
        if (from.getNano() != 0 || to.getNano() != 0) {
            throw InvalidScheduleException.of("calendar", "times of whole seconds", from + "-" + to, null);
        }
        int length = Math.floorMod(to.toSecondOfDay() - from.toSecondOfDay(), CronMatcher.DAY);
        return new Calendar(from + "-" + to, new LocalTimes.DailyHours(from.toSecondOfDay(), length));
    }

    static Calendar cron(Cron cron) {
        return new Calendar(CRON + " " + cron, new LocalTimes.Matching(cron.matcherOfStretches()));
    }

    private static void checkNotEmpty(Collection<?> values) {
        if (values.isEmpty()) {
            throw InvalidScheduleException.of("calendar", "at least one day", "", null);
        }
    }

    private static String join(Collection<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(","));
    }
}
