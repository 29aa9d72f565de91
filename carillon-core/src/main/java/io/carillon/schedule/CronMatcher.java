package io.carillon.schedule;

/**
 * The local date-times at which a cron expression fires, as seconds since 1970-01-01T00:00 local. It knows nothing of
 * zones; {@link CronSearch} lays it over one.
 *
 * <p>The time of day is three masks: the next match is the lowest bit above the present one, and every finer field
 * falls back to its first value. Immutable; nothing is allocated by a search.
 */
final class CronMatcher {

    static final long NEVER_AGAIN = Long.MAX_VALUE;
    static final long NEVER_BEFORE = Long.MIN_VALUE;

    static final int DAY = 86_400;
    static final long MIN = (long) CivilDate.MIN_DAY * DAY;
    static final long MAX = (long) CivilDate.MAX_DAY * DAY + DAY - 1;

    static final long ALL_SIXTY = (1L << 60) - 1;
    static final int ALL_HOURS = (1 << 24) - 1;

    private final long seconds;
    private final long minutes;
    private final int hours;
    private final Days days;
    private final int firstTime;
    private final int lastTime;

    CronMatcher(long seconds, long minutes, int hours, Days days) {
        this.seconds = seconds;
        this.minutes = minutes;
        this.hours = hours;
        this.days = days;
        this.firstTime = Integer.numberOfTrailingZeros(hours) * 3600 + firstInHour();
        this.lastTime = (31 - Integer.numberOfLeadingZeros(hours)) * 3600 + lastInHour();
    }

    private int firstInHour() {
        return Long.numberOfTrailingZeros(minutes) * 60 + Long.numberOfTrailingZeros(seconds);
    }

    private int lastInHour() {
        return (63 - Long.numberOfLeadingZeros(minutes)) * 60 + 63 - Long.numberOfLeadingZeros(seconds);
    }

    /** The first match at or after a local second, or {@link #NEVER_AGAIN}. */
    long next(long from) {
        if (from > MAX) {
            return NEVER_AGAIN;
        }
        long local = Math.max(from, MIN);
        int day = (int) Math.floorDiv(local, DAY);
        int found = days.next(day);
        if (found == day) {
            int time = nextTime((int) (local - (long) day * DAY));
            if (time >= 0) {
                return (long) day * DAY + time;
            }
            found = days.next(day + 1);
        }
        return found == Days.NONE ? NEVER_AGAIN : (long) found * DAY + firstTime;
    }

    /** The last match at or before a local second, or {@link #NEVER_BEFORE}. */
    long previous(long from) {
        if (from < MIN) {
            return NEVER_BEFORE;
        }
        long local = Math.min(from, MAX);
        int day = (int) Math.floorDiv(local, DAY);
        int found = days.previous(day);
        if (found == day) {
            int time = previousTime((int) (local - (long) day * DAY));
            if (time >= 0) {
                return (long) day * DAY + time;
            }
            found = days.previous(day - 1);
        }
        return found == Days.NONE ? NEVER_BEFORE : (long) found * DAY + lastTime;
    }

    /** The same with every second of its minutes. */
    CronMatcher wholeMinutes() {
        return new CronMatcher(ALL_SIXTY, minutes, hours, days);
    }

    /** No date ever matches. */
    boolean isEmpty() {
        return days.isEmpty();
    }

    boolean matches(long local) {
        int day = (int) Math.floorDiv(local, DAY);
        int time = (int) (local - (long) day * DAY);
        return (hours >> (time / 3600) & 1) != 0
                && (minutes >> time / 60 % 60 & 1) != 0
                && (seconds >> time % 60 & 1) != 0
                && days.matches(day);
    }

    /** The first matching second of the day at or after the given one, or -1. */
    private int nextTime(int time) {
        int hour = time / 3600;
        if ((hours >> hour & 1) != 0) {
            int minute = time / 60 - hour * 60;
            if ((minutes >> minute & 1) != 0) {
                long rest = seconds >>> time % 60;
                if (rest != 0) {
                    return time + Long.numberOfTrailingZeros(rest);
                }
            }
            long rest = minutes >>> minute >>> 1;
            if (rest != 0) {
                minute += 1 + Long.numberOfTrailingZeros(rest);
                return hour * 3600 + minute * 60 + Long.numberOfTrailingZeros(seconds);
            }
        }
        int rest = hours >>> hour >>> 1;
        if (rest == 0) {
            return -1;
        }
        hour += 1 + Integer.numberOfTrailingZeros(rest);
        return hour * 3600 + firstInHour();
    }

    /** The last matching second of the day at or before the given one, or -1. */
    private int previousTime(int time) {
        int hour = time / 3600;
        if ((hours >> hour & 1) != 0) {
            int minute = time / 60 - hour * 60;
            if ((minutes >> minute & 1) != 0) {
                long rest = seconds << (63 - time % 60);
                if (rest != 0) {
                    return time - Long.numberOfLeadingZeros(rest);
                }
            }
            long rest = minutes & ((1L << minute) - 1);
            if (rest != 0) {
                minute = 63 - Long.numberOfLeadingZeros(rest);
                return hour * 3600 + minute * 60 + 63 - Long.numberOfLeadingZeros(seconds);
            }
        }
        int rest = hours & ((1 << hour) - 1);
        if (rest == 0) {
            return -1;
        }
        hour = 31 - Integer.numberOfLeadingZeros(rest);
        return hour * 3600 + lastInHour();
    }

    /**
     * The end of an unbroken run of matching seconds that includes the given one: the first later second that does not
     * match, or {@link #NEVER_AGAIN} if each one does. Used where an expression leaves time out.
     */
    long endOfRun(long local) {
        long at = local;
        while (at <= MAX && matches(at)) {
            if (seconds != ALL_SIXTY) {
                at++;
            } else if (minutes != ALL_SIXTY) {
                at = nextMultiple(at, 60);
            } else if (hours != ALL_HOURS) {
                at = nextMultiple(at, 3600);
            } else if (!days.isEveryDay()) {
                at = nextMultiple(at, DAY);
            } else {
                return NEVER_AGAIN;
            }
        }
        return at > MAX ? NEVER_AGAIN : at;
    }

    /** The beginning of the unbroken run of matching seconds that includes the given one. */
    long startOfRun(long local) {
        long at = local;
        while (at > MIN && matches(at - 1)) {
            if (seconds != ALL_SIXTY) {
                at--;
            } else if (minutes != ALL_SIXTY) {
                at = Math.floorDiv(at - 1, 60) * 60;
            } else if (hours != ALL_HOURS) {
                at = Math.floorDiv(at - 1, 3600) * 3600;
            } else if (!days.isEveryDay()) {
                at = Math.floorDiv(at - 1, DAY) * DAY;
            } else {
                return NEVER_BEFORE;
            }
        }
        return at <= MIN ? NEVER_BEFORE : at;
    }

    private static long nextMultiple(long local, int unit) {
        return (Math.floorDiv(local, unit) + 1) * unit;
    }
}
