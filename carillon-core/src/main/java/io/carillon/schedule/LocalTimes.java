package io.carillon.schedule;

import java.util.Collections;
import java.util.List;

/** A set of local seconds (since 1970-01-01T00:00 local) of which a {@link Calendar} is made. */
sealed interface LocalTimes {

    boolean contains(long local);

    /** For a second inside: a later one up to which all are inside. */
    long end(long local);

    /** For a second inside: one at or before it from which on all are inside. */
    long start(long local);

    private static long midnight(long local) {
        return Math.floorDiv(local, CronMatcher.DAY) * CronMatcher.DAY;
    }

    private static int epochDay(long local) {
        return (int) Math.floorDiv(local, CronMatcher.DAY);
    }

    /** Whole days, taken one by one. */
    sealed interface WholeDays extends LocalTimes {

        boolean containsDay(int epochDay);

        @Override
        default boolean contains(long local) {
            return containsDay(epochDay(local));
        }

        @Override
        default long end(long local) {
            return midnight(local) + CronMatcher.DAY;
        }

        @Override
        default long start(long local) {
            return midnight(local);
        }
    }

    /** @param epochDays in rising order */
    record Dates(List<Integer> epochDays) implements WholeDays {

        @Override
        public boolean containsDay(int epochDay) {
            return Collections.binarySearch(epochDays, epochDay) >= 0;
        }
    }

    /** @param monthDays {@code month << 5 | day}, in rising order */
    record EveryYear(List<Integer> monthDays) implements WholeDays {

        @Override
        public boolean containsDay(int epochDay) {
            int monthDay = CivilDate.ofEpochDay(epochDay) & 0x1ff;
            return Collections.binarySearch(monthDays, monthDay) >= 0;
        }
    }

    /** @param mask Sunday in bit 0 */
    record Weekdays(int mask) implements WholeDays {

        @Override
        public boolean containsDay(int epochDay) {
            return (mask >> CivilDate.dayOfWeek(epochDay) & 1) != 0;
        }
    }

    /** @param last included */
    record DateRange(int first, int last) implements LocalTimes {

        @Override
        public boolean contains(long local) {
            int day = epochDay(local);
            return day >= first && day <= last;
        }

        @Override
        public long end(long local) {
            return (last + 1L) * CronMatcher.DAY;
        }

        @Override
        public long start(long local) {
            return (long) first * CronMatcher.DAY;
        }
    }

    /**
     * @param from second of the day
     * @param length seconds, less than a day
     */
    record DailyHours(int from, int length) implements LocalTimes {

        @Override
        public boolean contains(long local) {
            return Math.floorMod(local - from, CronMatcher.DAY) < length;
        }

        @Override
        public long end(long local) {
            return start(local) + length;
        }

        @Override
        public long start(long local) {
            return local - Math.floorMod(local - from, CronMatcher.DAY);
        }
    }

    /** @param matcher with all seconds where whole minutes are meant */
    record Matching(CronMatcher matcher) implements LocalTimes {

        @Override
        public boolean contains(long local) {
            return matcher.matches(local);
        }

        @Override
        public long end(long local) {
            return matcher.endOfRun(local);
        }

        @Override
        public long start(long local) {
            return matcher.startOfRun(local);
        }
    }
}
