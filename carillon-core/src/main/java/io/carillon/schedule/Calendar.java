package io.carillon.schedule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Times at which a {@link Schedule} does not fire: holidays, weekends, a freeze, the hours of the day shift.
 *
 * <p>Each calendar has a text form, which {@link #toString()} writes and {@link #parse} reads:
 *
 * <pre>
 * 2030-12-25,2030-12-26      dates
 * 12-25,01-01                the same dates of every year
 * 2030-12-24..2031-01-02     from one date to another, both included
 * SAT,SUN                    weekdays, also MON-FRI
 * 12:00-13:30, 22:00-06:00   from one time of day up to another (not included), also over midnight
 * cron: * 0-7 * * *          whatever a cron expression matches; five fields mean whole minutes
 * </pre>
 *
 * <p>Times are local times of the schedule's zone. Immutable and safe for use by many threads.
 */
public final class Calendar {

    private final String text;
    private final LocalTimes times;

    Calendar(String text, LocalTimes times) {
        this.text = text;
        this.times = times;
    }

    /** These dates. */
    public static Calendar dates(LocalDate... dates) {
        return CalendarParser.dates(List.of(dates));
    }

    /** These dates of every year; 29 February in leap years only. */
    public static Calendar yearly(MonthDay... days) {
        return CalendarParser.yearly(List.of(days));
    }

    /** All dates from one to another, both included. */
    public static Calendar between(LocalDate first, LocalDate last) {
        return CalendarParser.range(first, last);
    }

    /** These weekdays. */
    public static Calendar weekdays(DayOfWeek... weekdays) {
        return CalendarParser.weekdays(Arrays.asList(weekdays));
    }

    /** Each day from one time (included) up to another (not included); over midnight if the second is earlier. */
    public static Calendar times(LocalTime from, LocalTime to) {
        return CalendarParser.times(from, to);
    }

    /** Whatever the expression matches; one of five fields means whole minutes, others single seconds. */
    public static Calendar cron(Cron cron) {
        return CalendarParser.cron(cron);
    }

    /**
     * Reads the text form.
     *
     * @throws InvalidScheduleException if the text is none of the forms
     */
    public static Calendar parse(String text) {
        return CalendarParser.parse(text);
    }

    /** Whether an instant is left out, in the local time of the zone. */
    public boolean excludes(Instant instant, ZoneId zone) {
        long second = instant.getEpochSecond();
        return times.contains(second + Timeline.of(zone).at(second).offset());
    }

    LocalTimes times() {
        return times;
    }

    /**
     * The instant itself if no calendar leaves it out, else a later one up to which everything is left out. Stretches
     * are cut at changes of the offset, so that local ends are right.
     */
    static Instant resume(List<Calendar> calendars, Instant instant, ZoneId zone) {
        long second = instant.getEpochSecond();
        for (Calendar calendar : calendars) {
            Timeline.Segment segment = Timeline.of(zone).at(second);
            long local = second + segment.offset();
            if (calendar.times.contains(local)) {
                long end = Math.min(calendar.times.end(local), CronMatcher.MAX + CronMatcher.DAY);
                return Instant.ofEpochSecond(Math.min(end - segment.offset(), segment.end()));
            }
        }
        return instant;
    }

    /** Null if no calendar leaves the instant out, else the begin of a stretch up to it that is left out as a whole. */
    static @Nullable Instant begin(List<Calendar> calendars, Instant instant, ZoneId zone) {
        long second = instant.getEpochSecond();
        for (Calendar calendar : calendars) {
            Timeline.Segment segment = Timeline.of(zone).at(second);
            long local = second + segment.offset();
            if (calendar.times.contains(local)) {
                long start = Math.max(calendar.times.start(local), CronMatcher.MIN - CronMatcher.DAY);
                return Instant.ofEpochSecond(Math.max(start - segment.offset(), segment.start()));
            }
        }
        return null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Calendar that && that.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The text form, which {@link #parse} reads back. */
    @Override
    public String toString() {
        return text;
    }
}
