package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What makes a schedule fire, before start, end and calendars cut it. */
sealed interface Rule {

    /** The type as it is written, such as {@code daily}. */
    String type();

    /** The expression as it is written, such as {@code 02:00}. */
    String expression();

    /** The first instant strictly after the given one, or null. */
    @Nullable Instant next(Instant after, ScheduleOptions options, Instant anchor);

    /** The last instant strictly before the given one, or null. */
    @Nullable Instant previous(Instant before, ScheduleOptions options, Instant anchor);

    /** {@code cron}, and with it {@code daily}, {@code weekly} and {@code monthly}. */
    record OfCron(String type, String expression, Cron cron) implements Rule {

        @Override
        public @Nullable Instant next(Instant after, ScheduleOptions options, Instant anchor) {
            return cron.next(after, options.zoneOrSystem(), afterGap(options), twice(options));
        }

        @Override
        public @Nullable Instant previous(Instant before, ScheduleOptions options, Instant anchor) {
            return cron.previous(before, options.zoneOrSystem(), afterGap(options), twice(options));
        }

        private boolean afterGap(ScheduleOptions options) {
            return options.gap == null ? !cron.followsRealTime() : options.gap == Schedule.Gap.RUN_AFTER;
        }

        private boolean twice(ScheduleOptions options) {
            return options.overlap == null ? cron.followsRealTime() : options.overlap == Schedule.Overlap.BOTH;
        }
    }

    /**
     * A grid of equal periods: {@code anchor + n * period} for n = 1, 2, 3 and so on. Without an anchor of its own the
     * grid runs through the instant that was asked about, in both directions.
     */
    record OfPeriod(String type, String expression, Duration period) implements Rule {

        /** Below this many seconds, some 290 years, nanoseconds fit into a long. */
        private static final long NANO_SECONDS = 9_000_000_000L;

        @Override
        public @Nullable Instant next(Instant after, ScheduleOptions options, Instant anchor) {
            if (after.getEpochSecond() > CronMatcher.MAX) {
                return null;
            }
            long passed = Math.max(periods(anchor, after), 0);
            return bounded(anchor.plus(period.multipliedBy(passed + 1)));
        }

        @Override
        public @Nullable Instant previous(Instant before, ScheduleOptions options, Instant anchor) {
            if (before.getEpochSecond() < CronMatcher.MIN) {
                return null;
            }
            long passed = periods(anchor, before.minusNanos(1));
            boolean none = passed < 1 && options.isAnchored();
            return none ? null : bounded(anchor.plus(period.multipliedBy(passed)));
        }

        /** How many whole periods after the anchor an instant lies, rounded down; negative before it. */
        private long periods(Instant anchor, Instant instant) {
            Duration passed = Duration.between(anchor, instant);
            if (Math.abs(passed.getSeconds()) < NANO_SECONDS) {
                return Math.floorDiv(passed.toNanos(), period.toNanos());
            }
            long truncated = passed.dividedBy(period);
            return period.multipliedBy(truncated).compareTo(passed) > 0 ? truncated - 1 : truncated;
        }

        private static @Nullable Instant bounded(Instant instant) {
            long second = instant.getEpochSecond();
            return second < CronMatcher.MIN || second > CronMatcher.MAX ? null : instant;
        }

        /** The same period in other words, such as 60s and 1m, is the same rule. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof OfPeriod rule && rule.type.equals(type) && rule.period.equals(period);
        }

        @Override
        public int hashCode() {
            return 31 * type.hashCode() + period.hashCode();
        }
    }

    /** One instant, given as such or as a local date-time. */
    record OfOnce(
            String expression,
            @Nullable Instant instant,
            @Nullable LocalDateTime local) implements Rule {

        @Override
        public String type() {
            return "once";
        }

        @Override
        public @Nullable Instant next(Instant after, ScheduleOptions options, Instant anchor) {
            Instant at = resolve(options);
            return at != null && at.isAfter(after) ? at : null;
        }

        @Override
        public @Nullable Instant previous(Instant before, ScheduleOptions options, Instant anchor) {
            Instant at = resolve(options);
            return at != null && at.isBefore(before) ? at : null;
        }

        private @Nullable Instant resolve(ScheduleOptions options) {
            if (local == null) {
                return instant;
            }
            ZoneId zone = options.zoneOrSystem();
            ZoneRules rules = zone.getRules();
            List<ZoneOffset> offsets = rules.getValidOffsets(local);
            if (!offsets.isEmpty()) {
                return local.toInstant(offsets.getFirst());
            }
            if (options.gap == Schedule.Gap.SKIP) {
                return null;
            }
            ZoneOffsetTransition gap = rules.getTransition(local);
            return gap.getInstant();
        }
    }
}
