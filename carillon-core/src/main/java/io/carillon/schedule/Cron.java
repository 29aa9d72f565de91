package io.carillon.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression of 5, 6 or 7 fields, read once and then searched by arithmetic.
 *
 * <pre>
 * minute hour day-of-month month day-of-week              0 9 * * MON-FRI
 * second minute hour day-of-month month day-of-week       30 0 9 * * MON-FRI
 * second minute hour day-of-month month day-of-week year  30 0 9 * * MON-FRI 2030-2035
 * </pre>
 *
 * <p>Every field takes lists, ranges, steps ({@code *}{@code /5}, {@code 10/5} = from 10 to the maximum,
 * {@code 10-30/5}), ranges that wrap round ({@code 22-2}, {@code FRI-MON}) and {@code ?} for {@code *}; months and
 * weekdays also names in any case. Weekdays are 0-7, Sunday is 0 and 7. Day of month: {@code L} (last), {@code L-3},
 * {@code 15W} (the weekday nearest to the 15th inside its month; no match in a month without that day), {@code LW},
 * {@code L-3W}. Day of week: {@code FRIL} (last), {@code FRI#2} (second). Macros: {@code @yearly @annually @monthly
 * @weekly @daily @midnight @hourly}.
 *
 * <p>When both day fields are restricted, a day that matches either fires, as in Vixie cron; a field is unrestricted
 * when it begins with {@code *} or is {@code ?}, and then both must match.
 *
 * <p>Daylight saving, as in Vixie cron: an expression whose second (if given), minute or hour field begins with
 * {@code *} follows real time, so it does not run at skipped local times and runs twice at repeated ones. Any other
 * fires once per local date-time: a skipped time at the first instant after the gap, a repeated one at its first
 * occurrence. {@link Schedule} can choose otherwise.
 *
 * <p>Searches cover the years 0 to 9999. Immutable and safe for use by many threads; a search allocates nothing but
 * its result. Equal are expressions with the same {@link #toString() text}.
 */
public final class Cron {

    private final String text;
    private final CronMatcher matcher;
    private final boolean followsRealTime;
    private final boolean secondGiven;

    private Cron(String text, CronFields fields, CronMatcher matcher) {
        this.text = text;
        this.matcher = matcher;
        this.followsRealTime = fields.followsRealTime();
        this.secondGiven = fields.secondGiven();
    }

    /**
     * Reads an expression or a macro.
     *
     * @throws InvalidScheduleException if it is not one, with the field, the position and what was expected; also if
     *     it can never fire, such as {@code 0 0 30 2 *}, or is {@code @every …}, for which see {@link Schedule#cron}
     */
    public static Cron parse(String expression) {
        CronParser.Parsed parsed = CronParser.parse(expression);
        CronMatcher matcher = parsed.fields().matcher();
        CronParser.refuseImpossible(expression, parsed.fields(), matcher);
        return new Cron(parsed.text(), parsed.fields(), matcher);
    }

    /**
     * Reads an expression in the dialect of Quartz: 6 fields, or 7 with the year, weekdays 1-7 from Sunday, exactly one
     * of the two day fields {@code ?}, and {@code L} alone in the weekday for Saturday. The result prints in
     * Carillon's own words and keeps its daylight-saving rule.
     *
     * @throws InvalidScheduleException as {@link #parse}
     */
    public static Cron quartz(String expression) {
        return parse(CronParser.translateQuartz(expression));
    }

    /**
     * The first fire strictly after an instant, or null if there is none up to the year 9999.
     *
     * @param zone the zone whose local time the fields mean
     */
    public @Nullable Instant next(Instant after, ZoneId zone) {
        return next(after, zone, !followsRealTime, followsRealTime);
    }

    /** The last fire strictly before an instant, or null if there is none back to the year 0. */
    public @Nullable Instant previous(Instant before, ZoneId zone) {
        return previous(before, zone, !followsRealTime, followsRealTime);
    }

    /** As {@link #next(Instant, ZoneId)} in the zone of the argument. */
    public @Nullable ZonedDateTime next(ZonedDateTime after) {
        Instant next = next(after.toInstant(), after.getZone());
        return next == null ? null : next.atZone(after.getZone());
    }

    /** As {@link #previous(Instant, ZoneId)} in the zone of the argument. */
    public @Nullable ZonedDateTime previous(ZonedDateTime before) {
        Instant previous = previous(before.toInstant(), before.getZone());
        return previous == null ? null : previous.atZone(before.getZone());
    }

    @Nullable Instant next(Instant after, ZoneId zone, boolean afterGap, boolean twice) {
        long from = after.getEpochSecond() + 1;
        long found = CronSearch.next(matcher, Timeline.of(zone), from, afterGap, twice);
        return found == CronMatcher.NEVER_AGAIN ? null : Instant.ofEpochSecond(found);
    }

    @Nullable Instant previous(Instant before, ZoneId zone, boolean afterGap, boolean twice) {
        long from = before.getNano() > 0 ? before.getEpochSecond() : before.getEpochSecond() - 1;
        long found = CronSearch.previous(matcher, Timeline.of(zone), from, afterGap, twice);
        return found == CronMatcher.NEVER_BEFORE ? null : Instant.ofEpochSecond(found);
    }

    /** The expression in words. Chinese for Chinese locales, otherwise English. */
    public String explain(Locale locale) {
        return Words.of(locale).cron(CronParser.parse(text).fields());
    }

    CronMatcher matcher() {
        return matcher;
    }

    boolean followsRealTime() {
        return followsRealTime;
    }

    /** What the expression covers as stretches of time: without a second field, whole minutes. */
    CronMatcher matcherOfStretches() {
        return secondGiven ? matcher : matcher.wholeMinutes();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cron cron && cron.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The expression with single spaces and names in upper case; {@link #parse} reads it back. */
    @Override
    public String toString() {
        return text;
    }
}
