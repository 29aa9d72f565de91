package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A rule that gives fire times, with the options that bound and shift it: a pure value, without clock or store.
 *
 * <p>There are six types, each with a text form that {@link #type()} and {@link #expression()} give back and
 * {@link #parse} reads: {@code duration} ({@code 30s}, {@code 1h30m}), {@code cron} ({@link Cron}, or
 * {@code @every 30s}), {@code daily} ({@code 02:00}), {@code weekly} ({@code MON,FRI 09:00}), {@code monthly}
 * ({@code 1 02:00}, {@code L 23:30}; nothing happens in a month without the day) and {@code once}
 * ({@code 2030-01-01T00:00:00Z} or a local date-time). A {@code duration} and {@code @every} fire on a fixed grid: one
 * period after the anchor, two periods after it, and so on.
 *
 * <p>Local times mean the {@linkplain #zone(ZoneId) zone}. Where clocks are put forward or back, the rule of
 * {@link Cron} holds: times given as such ({@code daily}, {@code weekly}, {@code monthly}, {@code once}, and cron
 * expressions with fixed second, minute and hour) run exactly once, others follow real time; {@link Gap} and
 * {@link Overlap} choose otherwise.
 *
 * <p>Options return a changed copy. Instances are immutable and safe for use by many threads. Bad values throw
 * {@link InvalidScheduleException}.
 */
public final class Schedule {

    /** What happens to a local time that the clocks skip when they are put forward. */
    public enum Gap {
        /** It runs at the first instant after the gap; several skipped times run once together. */
        RUN_AFTER,
        /** It does not run that day. */
        SKIP
    }

    /** What happens to a local time that comes twice when the clocks are put back. */
    public enum Overlap {
        /** It runs at its first occurrence only. */
        ONCE,
        /** It runs at both occurrences; a schedule of type {@code once} still runs once. */
        BOTH
    }

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    /** Calendars that leave out this many firings or stretches in a row are taken to leave out everything. */
    private static final int MAX_LEFT_OUT = 100_000;

    private final Rule rule;
    private final ScheduleOptions options;

    Schedule(Rule rule, ScheduleOptions options) {
        this.rule = rule;
        this.options = options;
    }

    private static Schedule of(Rule rule) {
        return new Schedule(rule, new ScheduleOptions());
    }

    /** Fires each period on a fixed grid, first one period after the {@linkplain #anchor(Instant) anchor}. */
    public static Schedule every(Duration period) {
        checkPeriod(period, period.toString());
        return of(new Rule.OfPeriod("duration", Durations.format(period), period));
    }

    /** Fires as a {@link Cron} expression or macro says, or on the grid of {@code @every 30s}. */
    public static Schedule cron(String expression) {
        return parse("cron", expression);
    }

    /** Fires as the expression says; with {@link Cron#quartz} also one in the dialect of Quartz. */
    public static Schedule cron(Cron cron) {
        return of(new Rule.OfCron("cron", cron.toString(), cron));
    }

    /** Fires each day at {@code HH:mm} or {@code HH:mm:ss}. */
    public static Schedule daily(String time) {
        return parse("daily", time);
    }

    /** Fires each day at a time of whole seconds. */
    public static Schedule daily(LocalTime time) {
        return parse("daily", time.toString());
    }

    /** Fires on weekdays at a time: {@code MON 09:00}, {@code MON,WED-FRI 09:00}. */
    public static Schedule weekly(String daysAndTime) {
        return parse("weekly", daysAndTime);
    }

    /** Fires on days of the month at a time: {@code 1 02:00}, {@code 1,15 02:00}, {@code L 23:30}. */
    public static Schedule monthly(String daysAndTime) {
        return parse("monthly", daysAndTime);
    }

    /**
     * Fires at one instant.
     *
     * @throws InvalidScheduleException if it lies outside the years 1 to 9999
     */
    public static Schedule once(Instant instant) {
        checkYear("once", instant);
        return of(new Rule.OfOnce(instant.toString(), instant, null));
    }

    /** Fires once, at an ISO instant ({@code 2030-01-01T00:00:00Z}) or local date-time ({@code 2030-01-01T00:00}). */
    public static Schedule once(String dateTime) {
        return parse("once", dateTime);
    }

    /**
     * Reads the text form.
     *
     * @param type {@code duration}, {@code cron}, {@code daily}, {@code weekly}, {@code monthly} or {@code once}, in any
     *     case
     * @throws InvalidScheduleException if the type is unknown or the expression is none of this type
     */
    public static Schedule parse(String type, String expression) {
        return of(ScheduleParser.parse(type, expression));
    }

    /** What a person writes has four digits, and so has what is stored. */
    static void checkYear(String field, Instant instant) {
        if (instant.isBefore(FIRST) || !instant.isBefore(END)) {
            throw InvalidScheduleException.of(field, "an instant of the years 1 to 9999", instant.toString(), null);
        }
    }

    static void checkPeriod(Duration period, String shown) {
        if (period.compareTo(SHORTEST) < 0 || period.compareTo(Durations.MAX) > 0) {
            throw InvalidScheduleException.of("duration", "a period of 1ms up to 100 years (36525d)", shown, null);
        }
    }

    /** The type in lower case; one of the six of {@link #parse}. */
    public String type() {
        return rule.type();
    }

    /** The expression, which {@link #parse} reads back together with {@link #type()}. */
    public String expression() {
        return rule.expression();
    }

    /** The zone of local times, or null: then the caller's default counts, see {@link #withDefaultZone}. */
    public @Nullable ZoneId zone() {
        return options.zone;
    }

    /** With local times of this zone. */
    public Schedule zone(ZoneId zone) {
        return with(o -> o.zone = zone);
    }

    /** With this zone if none was set. Without any, searches use the system's. */
    public Schedule withDefaultZone(ZoneId zone) {
        return options.zone == null ? zone(zone) : this;
    }

    /** The earliest nominal fire time, or null for no bound. */
    public @Nullable Instant startAt() {
        return options.startAt;
    }

    /**
     * Never fires before this instant; at it, it may. Also the anchor of a grid that has no other.
     *
     * @throws InvalidScheduleException if it lies outside the years 1 to 9999
     */
    public Schedule startAt(Instant start) {
        checkYear("start_at", start);
        return with(o -> o.startAt = start);
    }

    /** The latest nominal fire time, or null for no bound. */
    public @Nullable Instant endAt() {
        return options.endAt;
    }

    /**
     * Never fires after this instant; at it, it may.
     *
     * @throws InvalidScheduleException if it lies outside the years 1 to 9999
     */
    public Schedule endAt(Instant end) {
        checkYear("end_at", end);
        return with(o -> o.endAt = end);
    }

    /** After how many runs the schedule is done; empty for no limit. */
    public OptionalInt maxRuns() {
        return options.maxRuns == null ? OptionalInt.empty() : OptionalInt.of(options.maxRuns);
    }

    /**
     * Done after this many runs. Only {@link #simulate} counts here; whoever runs the schedule counts real runs.
     *
     * @param runs 1 or more
     */
    public Schedule maxRuns(int runs) {
        if (runs < 1) {
            throw InvalidScheduleException.of("max_runs", "1 or more", Integer.toString(runs), null);
        }
        return with(o -> o.maxRuns = runs);
    }

    /** By how much a fire may be late on purpose; zero by default. */
    public Duration jitter() {
        return options.jitter;
    }

    /** With fires spread over this time after their nominal instant, see {@link #jittered}; zero for none. */
    public Schedule jitter(Duration jitter) {
        if (jitter.isNegative() || jitter.compareTo(Durations.MAX) > 0) {
            throw InvalidScheduleException.of("jitter", "zero up to 100 years", jitter.toString(), null);
        }
        return with(o -> o.jitter = jitter);
    }

    /** What was chosen for skipped local times, or null for the rule of {@link Cron}. */
    public @Nullable Gap gap() {
        return options.gap;
    }

    /** With this choice for skipped local times; null for the rule of {@link Cron}. */
    public Schedule gap(@Nullable Gap gap) {
        return with(o -> o.gap = gap);
    }

    /** What was chosen for repeated local times, or null for the rule of {@link Cron}. */
    public @Nullable Overlap overlap() {
        return options.overlap;
    }

    /** With this choice for repeated local times; null for the rule of {@link Cron}. */
    public Schedule overlap(@Nullable Overlap overlap) {
        return with(o -> o.overlap = overlap);
    }

    /** What is left out; empty by default. */
    public List<Calendar> calendars() {
        return options.calendars;
    }

    /** Leaves out, besides what is left out already, the times of these calendars. */
    public Schedule except(Calendar... calendars) {
        List<Calendar> all = new ArrayList<>(options.calendars);
        all.addAll(List.of(calendars));
        return with(o -> o.calendars = List.copyOf(all));
    }

    /** Where the grid of a {@code duration} begins, or null. */
    public @Nullable Instant anchor() {
        return options.anchor;
    }

    /**
     * With the grid of a {@code duration} beginning here: it first fires one period later. Other types ignore it.
     * Without an anchor the grid begins at {@link #startAt()}, and without that at the instant that is asked about, so
     * that {@link #next(Instant)} is simply one period later.
     */
    public Schedule anchor(Instant anchor) {
        return with(o -> o.anchor = anchor);
    }

    /**
     * With an anchor if none was set: the instant at which the schedule was made, or its start if that is later.
     */
    public Schedule withDefaultAnchor(Instant created) {
        if (options.anchor != null) {
            return this;
        }
        Instant start = options.startAt;
        return anchor(start != null && start.isAfter(created) ? start : created);
    }

    private Schedule with(Consumer<ScheduleOptions> change) {
        ScheduleOptions copy = options.copy();
        change.accept(copy);
        if (copy.startAt != null && copy.endAt != null && copy.endAt.isBefore(copy.startAt)) {
            throw InvalidScheduleException.of(
                    "end_at", "an instant from start_at " + copy.startAt + " on", copy.endAt.toString(), null);
        }
        return new Schedule(rule, copy);
    }

    /** The first nominal fire time strictly after an instant, or null if there is none up to the year 9999. */
    public @Nullable Instant next(Instant after) {
        return next(after, options.anchorOr(after));
    }

    private @Nullable Instant next(Instant after, Instant anchor) {
        Instant from =
                options.startAt != null && after.isBefore(options.startAt) ? options.startAt.minusNanos(1) : after;
        for (int i = 0; i < MAX_LEFT_OUT; i++) {
            Instant fire = rule.next(from, options, anchor);
            if (fire == null || (options.endAt != null && fire.isAfter(options.endAt))) {
                return null;
            }
            Instant resume = Calendar.resume(options.calendars, fire, options.zoneOrSystem());
            if (resume.equals(fire)) {
                return fire;
            }
            from = resume.minusNanos(1);
        }
        return null;
    }

    /** The last nominal fire time strictly before an instant, or null if there is none. */
    public @Nullable Instant previous(Instant before) {
        Instant anchor = options.anchorOr(before);
        Instant from = options.endAt != null && before.isAfter(options.endAt) ? options.endAt.plusNanos(1) : before;
        for (int i = 0; i < MAX_LEFT_OUT; i++) {
            Instant fire = rule.previous(from, options, anchor);
            if (fire == null || (options.startAt != null && fire.isBefore(options.startAt))) {
                return null;
            }
            Instant begin = Calendar.begin(options.calendars, fire, options.zoneOrSystem());
            if (begin == null) {
                return fire;
            }
            from = begin;
        }
        return null;
    }

    /**
     * The next nominal fire times, each strictly after the one before.
     *
     * @param count at most how many; fewer come when the schedule ends
     */
    public List<Instant> next(Instant after, int count) {
        if (count < 0) {
            throw InvalidScheduleException.of("count", "0 or more", Integer.toString(count), null);
        }
        return walk(next(after), options.anchorOr(after)).limit(count).toList();
    }

    /**
     * All nominal fire times from one instant (inclusive) to another (exclusive), as though the schedule had been made
     * at the first: a grid without anchor begins there and {@link #maxRuns()} counts from there. Lazy: take as many as
     * you need.
     */
    public Stream<Instant> simulate(Instant from, Instant to) {
        Instant anchor = options.anchorOr(from);
        Stream<Instant> fires = walk(next(from.minusNanos(1), anchor), anchor).takeWhile(fire -> fire.isBefore(to));
        return options.maxRuns == null ? fires : fires.limit(options.maxRuns);
    }

    private Stream<Instant> walk(@Nullable Instant first, Instant anchor) {
        return Stream.iterate(first, fire -> fire != null, fire -> fire == null ? null : next(fire, anchor));
    }

    /**
     * The instant at which a nominal fire really happens: up to {@link #jitter()} (exclusive) later, and before the
     * next nominal fire. It depends on nothing but its arguments, so every node and every restart agrees.
     *
     * @param name the schedule's name, which keeps schedules of the same time apart
     */
    public Instant jittered(Instant nominal, String name) {
        return options.jitter.isZero() ? nominal : Jitter.apply(nominal, name, options.jitter, next(nominal));
    }

    /** The schedule and its options in words. Chinese for Chinese locales, otherwise English. */
    public String explain(Locale locale) {
        return Words.of(locale).schedule(rule, options);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Schedule that && rule.equals(that.rule) && options.equals(that.options);
    }

    @Override
    public int hashCode() {
        return 31 * rule.hashCode() + options.hashCode();
    }

    /** Type, expression and zone, for logs; not meant to be read back. */
    @Override
    public String toString() {
        return rule.type() + " " + rule.expression() + (options.zone == null ? "" : " " + options.zone);
    }
}
