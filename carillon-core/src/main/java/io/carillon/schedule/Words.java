package io.carillon.schedule;

import io.carillon.schedule.CronItem.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Says schedules in words. What there is to say is decided here, from the entries of the fields; how it is said is the
 * languages' part.
 */
abstract class Words {

    /** More times of day than this are said as a pattern, if there is one. */
    private static final int MAX_TIMES = 6;

    enum Unit {
        DAY,
        HOUR,
        MINUTE,
        SECOND,
        MILLISECOND
    }

    static Words of(Locale locale) {
        return locale.getLanguage().equals("zh") ? new ChineseWords() : new EnglishWords();
    }

    final String cron(CronFields fields) {
        return sentence(time(fields), dates(fields));
    }

    final String schedule(Rule rule, ScheduleOptions options) {
        String base = switch (rule) {
            case Rule.OfCron cron ->
                cron(CronParser.parse(cron.cron().toString()).fields());
            case Rule.OfPeriod period -> sentence(new Time(every(period.period()), false), "");
            case Rule.OfOnce once -> once(once);
        };
        List<String> more = new ArrayList<>();
        options(options, more, rule);
        return withOptions(base, more);
    }

    private void options(ScheduleOptions options, List<String> more, Rule rule) {
        boolean local = !(rule instanceof Rule.OfPeriod) && !(rule instanceof Rule.OfOnce once && once.local() == null);
        if (options.zone != null && (local || !options.calendars.isEmpty())) {
            more.add(zone(options.zone.getId()));
        }
        if (options.startAt != null) {
            more.add(start(options.startAt));
        }
        if (options.endAt != null) {
            more.add(end(options.endAt));
        }
        if (options.maxRuns != null) {
            more.add(maxRuns(options.maxRuns));
        }
        if (!options.jitter.isZero()) {
            more.add(jitter(length(options.jitter)));
        }
        if (options.gap != null && local) {
            more.add(gap(options.gap));
        }
        if (options.overlap != null && local && !(rule instanceof Rule.OfOnce)) {
            more.add(overlap(options.overlap));
        }
        for (Calendar calendar : options.calendars) {
            more.add(except(calendar(calendar)));
        }
    }

    private String calendar(Calendar calendar) {
        return switch (calendar.times()) {
            case LocalTimes.Weekdays weekdays -> {
                List<CronItem> days = new ArrayList<>();
                for (int day = 1; day <= 7; day++) {
                    if ((weekdays.mask() >> (day % 7) & 1) != 0) {
                        days.add(CronItem.range(day % 7, day % 7, 1));
                    }
                }
                yield weekdays(days);
            }
            case LocalTimes.Matching matching -> quoted(calendar.toString().substring("cron: ".length()));
            case LocalTimes.DailyHours hours ->
                between(
                        LocalTime.ofSecondOfDay(hours.from()),
                        LocalTime.ofSecondOfDay((hours.from() + hours.length()) % CronMatcher.DAY));
            case LocalTimes.DateRange range -> dateRange(calendar.toString().replace("..", " "));
            case LocalTimes.Dates dates -> list(List.of(calendar.toString().split(",")));
            case LocalTimes.EveryYear yearly ->
                list(yearly.monthDays().stream()
                        .map(day -> dayOfYear(day >> 5, day & 31))
                        .toList());
        };
    }

    /**
     * The time of day.
     *
     * @param text the words
     * @param listed whether it names single times of the day, so that "every day" makes sense beside it
     */
    record Time(String text, boolean listed) {}

    private Time time(CronFields fields) {
        List<CronItem> hours = fields.get(CronField.HOUR);
        CronItem second = fields.get(CronField.SECOND).getFirst();
        CronItem minute = fields.get(CronField.MINUTE).getFirst();
        boolean onePerHour = isSingle(fields, CronField.SECOND) && isSingle(fields, CronField.MINUTE);
        List<LocalTime> times = fewTimes(fields);
        CronItem hour = hours.getFirst();
        boolean pattern = onePerHour && hours.size() == 1 && !hour.isSingle();
        if (times != null && !(pattern && hour.kind() == Kind.ALL && 24 % hour.step() == 0)) {
            return new Time(at(times), true);
        }
        if (pattern) {
            List<Integer> values = values(CronField.HOUR, hours);
            LocalTime first = LocalTime.of(hour.from(), minute.from(), second.from());
            if (hour.kind() == Kind.ALL && hour.step() == 1) {
                return new Time(first.equals(LocalTime.MIN) ? every(1, Unit.HOUR) : hourlyAt(minute, second), false);
            }
            if (hour.kind() == Kind.ALL && 24 % hour.step() == 0) {
                return new Time(everyFrom(every(hour.step(), Unit.HOUR), first), false);
            }
            LocalTime last = LocalTime.of(values.getLast(), minute.from(), second.from());
            return new Time(everyBetween(every(hour.step(), Unit.HOUR), first, last), true);
        }
        return parts(fields);
    }

    /** Second, minute and hour one by one, from the smallest. */
    private Time parts(CronFields fields) {
        String text = "";
        List<CronItem> seconds = fields.get(CronField.SECOND);
        List<CronItem> minutes = fields.get(CronField.MINUTE);
        boolean onSecond = isSingle(fields, CronField.SECOND);
        boolean steady = true;
        if (!onSecond) {
            text = part(CronField.SECOND, Unit.SECOND, seconds);
            steady = isSteady(CronField.SECOND, seconds);
        }
        if (onSecond || !fields.isStar(CronField.MINUTE)) {
            String part = part(CronField.MINUTE, Unit.MINUTE, minutes);
            text = text.isEmpty() ? part : within(text, part);
            steady &= isSteady(CronField.MINUTE, minutes);
        } else if (!steady) {
            text = within(text, every(1, Unit.MINUTE));
            steady = true;
        }
        if (onSecond && seconds.getFirst().from() != 0) {
            text = within(points(CronField.SECOND, seconds), text);
        }
        List<CronItem> hours = fields.get(CronField.HOUR);
        if (fields.isStar(CronField.HOUR)) {
            return new Time(steady ? text : within(text, every(1, Unit.HOUR)), false);
        }
        CronItem hour = hours.getFirst();
        if (steady && hours.size() == 1 && hour.step() == 1) {
            LocalTime first = LocalTime.of(hour.from(), 0);
            LocalTime last =
                    LocalTime.of(hour.to(), values(CronField.MINUTE, minutes).getLast());
            return new Time(everyBetween(text, first, last), true);
        }
        return new Time(within(text, points(CronField.HOUR, hours)), true);
    }

    private String part(CronField field, Unit unit, List<CronItem> items) {
        if (isSteady(field, items)) {
            return every(items.getFirst().step(), unit);
        }
        if (items.size() == 1 && items.getFirst().step() > 1) {
            List<Integer> values = values(field, items);
            return everyOf(every(items.getFirst().step(), unit), field, values.getFirst(), values.getLast());
        }
        return points(field, items);
    }

    /** All values, or steps that divide the field evenly, so that they go on steadily over its end. */
    private static boolean isSteady(CronField field, List<CronItem> items) {
        CronItem item = items.getFirst();
        boolean whole = item.from() == field.min() && item.to() == field.max();
        return items.size() == 1 && whole && field.size() % item.step() == 0;
    }

    private static boolean isSingle(CronFields fields, CronField field) {
        return fields.get(field).size() == 1 && fields.get(field).getFirst().isSingle();
    }

    /** The times of the day, in order, if no field is open and they are few. */
    private static @Nullable List<LocalTime> fewTimes(CronFields fields) {
        for (CronField field : List.of(CronField.SECOND, CronField.MINUTE)) {
            if (fields.startsWithStar(field)) {
                return null;
            }
        }
        if (fields.isStar(CronField.HOUR)) {
            return null;
        }
        TreeSet<LocalTime> times = new TreeSet<>();
        for (int hour : values(CronField.HOUR, fields.get(CronField.HOUR))) {
            for (int minute : values(CronField.MINUTE, fields.get(CronField.MINUTE))) {
                for (int second : values(CronField.SECOND, fields.get(CronField.SECOND))) {
                    times.add(LocalTime.of(hour, minute, second));
                    if (times.size() > MAX_TIMES) {
                        return null;
                    }
                }
            }
        }
        return List.copyOf(times);
    }

    /** The values of plain entries, in the order in which they are written. */
    static List<Integer> values(CronField field, List<CronItem> items) {
        List<Integer> values = new ArrayList<>();
        for (CronItem item : items) {
            item.forEachValue(field, values::add);
        }
        return values;
    }

    /** Entries one by one: a range as such, a step as the values that it gives. */
    static List<String> entries(CronField field, List<CronItem> items, String to, IntFunction<String> name) {
        List<String> words = new ArrayList<>();
        for (CronItem item : items) {
            if (item.step() == 1 && !item.isSingle()) {
                words.add(name.apply(item.from()) + to + name.apply(item.to()));
            } else {
                item.forEachValue(field, value -> words.add(name.apply(value)));
            }
        }
        return words.stream().distinct().toList();
    }

    /** Weekdays that are meant each week, without the last and the n-th of the month. */
    static List<CronItem> eachWeek(List<CronItem> weekdays) {
        return weekdays.stream()
                .filter(item -> item.kind() == Kind.RANGE || item.kind() == Kind.ALL)
                .toList();
    }

    private String dates(CronFields fields) {
        List<CronItem> days = fields.get(CronField.DAY_OF_MONTH);
        List<CronItem> weekdays = fields.get(CronField.DAY_OF_WEEK);
        boolean anyDay = fields.isStar(CronField.DAY_OF_MONTH);
        boolean anyWeekday = fields.isStar(CronField.DAY_OF_WEEK);
        List<CronItem> months = fields.isStar(CronField.MONTH) ? List.of() : fields.get(CronField.MONTH);
        List<CronItem> years = fields.isStar(CronField.YEAR) ? List.of() : fields.get(CronField.YEAR);
        String text;
        if (anyDay && anyWeekday) {
            text = months.isEmpty() ? "" : inMonths(months);
        } else if (anyWeekday) {
            text = onDays(days, months);
        } else if (anyDay) {
            text = onWeekdays(weekdays, months);
        } else {
            boolean both =
                    fields.startsWithStar(CronField.DAY_OF_MONTH) || fields.startsWithStar(CronField.DAY_OF_WEEK);
            text = both
                    ? ifAlso(onDays(days, months), onWeekdays(weekdays, List.of()))
                    : either(onDays(days, months), onWeekdays(weekdays, months));
        }
        return years.isEmpty() ? text : inYears(text, years);
    }

    /** A length of time in its units, such as "1 hour 30 minutes". */
    final String length(Duration duration) {
        List<String> parts = new ArrayList<>();
        long[] counts = {
            duration.toDays(),
            duration.toHoursPart(),
            duration.toMinutesPart(),
            duration.toSecondsPart(),
            duration.toMillisPart()
        };
        for (Unit unit : Unit.values()) {
            if (counts[unit.ordinal()] > 0) {
                parts.add(count(counts[unit.ordinal()], unit));
            }
        }
        return String.join(" ", parts);
    }

    private String every(Duration period) {
        long[] units = {86_400_000, 3_600_000, 60_000, 1_000, 1};
        for (Unit unit : Unit.values()) {
            long millis = units[unit.ordinal()];
            if (period.equals(Duration.ofMillis(millis))) {
                return every(1, unit);
            }
        }
        return everyLength(length(period));
    }

    // Sentences.

    abstract String sentence(Time time, String dates);

    abstract String once(Rule.OfOnce once);

    abstract String withOptions(String sentence, List<String> options);

    // Times of day.

    abstract String at(List<LocalTime> times);

    abstract String every(int count, Unit unit);

    abstract String everyLength(String length);

    abstract String hourlyAt(CronItem minute, CronItem second);

    abstract String everyFrom(String every, LocalTime first);

    abstract String everyBetween(String every, LocalTime first, LocalTime last);

    abstract String everyOf(String every, CronField field, int first, int last);

    abstract String points(CronField field, List<CronItem> items);

    abstract String within(String inner, String outer);

    // Dates.

    abstract String onDays(List<CronItem> days, List<CronItem> months);

    abstract String onWeekdays(List<CronItem> weekdays, List<CronItem> months);

    abstract String either(String days, String weekdays);

    abstract String ifAlso(String days, String weekdays);

    abstract String inMonths(List<CronItem> months);

    abstract String inYears(String dates, List<CronItem> years);

    // Options.

    abstract String zone(String id);

    abstract String start(Instant start);

    abstract String end(Instant end);

    abstract String maxRuns(int runs);

    abstract String jitter(String length);

    abstract String gap(Schedule.Gap gap);

    abstract String overlap(Schedule.Overlap overlap);

    abstract String except(String what);

    // Small parts.

    abstract String count(long count, Unit unit);

    abstract String list(List<String> items);

    abstract String weekdays(List<CronItem> weekdays);

    abstract String dayOfYear(int month, int day);

    abstract String between(LocalTime from, LocalTime to);

    abstract String dateRange(String fromAndTo);

    abstract String quoted(String expression);
}
