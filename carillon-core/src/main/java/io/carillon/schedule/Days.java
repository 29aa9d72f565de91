package io.carillon.schedule;

import org.jspecify.annotations.Nullable;

/**
 * The dates on which a cron expression fires, found by arithmetic on bit masks: a month is one mask of its matching
 * days, and years that can hold a match are one mask too, so nothing is walked day by day or year by year.
 *
 * <p>Both day fields restricted means that either may match (the Vixie rule); otherwise both must.
 */
final class Days {

    /** No further date. */
    static final int NONE = Integer.MIN_VALUE;

    private static final int FULL_WEEK = 0x7f;
    private static final int FULL_YEAR = 0xfff;
    /** Repeats a week's seven bits over the days of a month. */
    private static final long WEEKS = 1L | 1L << 7 | 1L << 14 | 1L << 21 | 1L << 28;

    private final DayMasks masks;
    private final Years years;
    private final boolean either;
    private final boolean plain;
    private final boolean everyMonth;
    private final Shape shape;

    /** How much of the calendar has to be looked at. */
    private enum Shape {
        EVERY_DAY,
        BY_WEEKDAY,
        BY_MONTH
    }

    /**
     * @param masks what the four date fields say
     * @param yearMask the years 1970-2099 as bits, or null for any year
     */
    Days(DayMasks masks, long @Nullable [] yearMask) {
        this.masks = masks;
        this.either = masks.daysRestricted() && masks.weekdaysRestricted();
        this.plain = masks.plainDays();
        boolean anyMonth = masks.months() == FULL_YEAR && yearMask == null;
        boolean allDays = masks.days() == Integer.MAX_VALUE;
        if (anyMonth
                && (either ? allDays || masks.weekdays() == FULL_WEEK : allDays && masks.weekdays() == FULL_WEEK)) {
            this.shape = Shape.EVERY_DAY;
        } else if (anyMonth && plain && !either && allDays) {
            this.shape = Shape.BY_WEEKDAY;
        } else {
            this.shape = Shape.BY_MONTH;
        }
        this.everyMonth = matchesInEveryMonth();
        this.years = Years.of(yearMask, everyMonth ? null : monthsByYearType());
    }

    /** No date ever matches, such as 30 February. */
    boolean isEmpty() {
        return years.isEmpty();
    }

    /** Every date matches. */
    boolean isEveryDay() {
        return shape == Shape.EVERY_DAY;
    }

    /** Whether each month that the month field allows holds a match in any year; may say no too often. */
    private boolean matchesInEveryMonth() {
        int inShortestMonth = 0x0fff_ffff;
        int days = (masks.days() | masks.lastDays() | masks.nearest() | masks.nearestToLast()) & inShortestMonth;
        boolean weekday =
                (masks.weekdays() | masks.lastWeekdays()) != 0 || (masks.nthWeekdays() & inShortestMonth) != 0;
        if (either) {
            return days != 0 || weekday;
        }
        return (masks.days() == Integer.MAX_VALUE && weekday) || (days != 0 && masks.weekdays() == FULL_WEEK);
    }

    private short[] monthsByYearType() {
        short[] months = new short[Years.TYPES];
        for (int type = 0; type < Years.TYPES; type++) {
            int year = Years.exampleOf(type);
            for (int month = 1; month <= 12; month++) {
                if ((masks.months() >> (month - 1) & 1) != 0 && daysOf(year, month) != 0) {
                    months[type] |= (short) (1 << (month - 1));
                }
            }
        }
        return months;
    }

    boolean matches(int epochDay) {
        if (shape == Shape.EVERY_DAY) {
            return true;
        }
        if (shape == Shape.BY_WEEKDAY) {
            return (masks.weekdays() >> CivilDate.dayOfWeek(epochDay) & 1) != 0;
        }
        int date = CivilDate.ofEpochDay(epochDay);
        int month = CivilDate.month(date);
        return (monthsOf(CivilDate.year(date)) >> (month - 1) & 1) != 0
                && (daysOf(CivilDate.year(date), month) >> (CivilDate.day(date) - 1) & 1) != 0;
    }

    /** The first matching day at or after the given one, or {@link #NONE}. */
    int next(int epochDay) {
        if (epochDay > CivilDate.MAX_DAY) {
            return NONE;
        }
        if (shape == Shape.EVERY_DAY) {
            return epochDay;
        }
        if (shape == Shape.BY_WEEKDAY) {
            int weekday = CivilDate.dayOfWeek(epochDay);
            int found = epochDay + Integer.numberOfTrailingZeros(fromWeekday(masks.weekdays(), weekday));
            return found <= CivilDate.MAX_DAY ? found : NONE;
        }
        int date = CivilDate.ofEpochDay(epochDay);
        int year = CivilDate.year(date);
        int month = CivilDate.month(date);
        int months = monthsOf(year);
        if ((months >> (month - 1) & 1) != 0) {
            int rest = daysOf(year, month) >>> (CivilDate.day(date) - 1);
            if (rest != 0) {
                return epochDay + Integer.numberOfTrailingZeros(rest);
            }
        }
        int later = months >>> month << month;
        if (later == 0) {
            year = years.next(year + 1);
            if (year > CivilDate.MAX_YEAR) {
                return NONE;
            }
            later = monthsOf(year);
        }
        month = Integer.numberOfTrailingZeros(later) + 1;
        return CivilDate.epochDay(year, month, 1) + Integer.numberOfTrailingZeros(daysOf(year, month));
    }

    /** The last matching day at or before the given one, or {@link #NONE}. */
    int previous(int epochDay) {
        if (epochDay < CivilDate.MIN_DAY) {
            return NONE;
        }
        if (shape == Shape.EVERY_DAY) {
            return epochDay;
        }
        int date = CivilDate.ofEpochDay(epochDay);
        int year = CivilDate.year(date);
        int month = CivilDate.month(date);
        int months = monthsOf(year);
        if ((months >> (month - 1) & 1) != 0) {
            int rest = daysOf(year, month) << (32 - CivilDate.day(date));
            if (rest != 0) {
                return epochDay - Integer.numberOfLeadingZeros(rest);
            }
        }
        int earlier = months & ((1 << (month - 1)) - 1);
        if (earlier == 0) {
            year = years.previous(year - 1);
            if (year < CivilDate.MIN_YEAR) {
                return NONE;
            }
            earlier = monthsOf(year);
        }
        month = 32 - Integer.numberOfLeadingZeros(earlier);
        return CivilDate.epochDay(year, month, 1) + 31 - Integer.numberOfLeadingZeros(daysOf(year, month));
    }

    private int monthsOf(int year) {
        return everyMonth && years.any() ? masks.months() : years.months(year, masks.months());
    }

    /** The matching days of a month, day 1 in bit 0. */
    private int daysOf(int year, int month) {
        int length = CivilDate.lengthOfMonth(year, month);
        int inMonth = Integer.MAX_VALUE >>> (31 - length);
        if (plain && !either && masks.weekdays() == FULL_WEEK) {
            return masks.days() & inMonth;
        }
        int firstWeekday = CivilDate.dayOfWeek(CivilDate.epochDay(year, month, 1));
        int days = masks.days();
        int weekdays = onWeekdays(masks.weekdays(), firstWeekday);
        if (!plain) {
            days |= fromTheEnd(masks.lastDays(), length)
                    | nearest(
                            (masks.nearest() & inMonth) | fromTheEnd(masks.nearestToLast(), length),
                            firstWeekday,
                            length);
            weekdays |= counted(firstWeekday, inMonth);
        }
        return (either ? days | weekdays : days & weekdays) & inMonth;
    }

    /** Turns "n days before the last" (bit n) into days of a month of this length. */
    private static int fromTheEnd(int offsets, int length) {
        return offsets == 0 ? 0 : Integer.reverse(offsets) >>> (32 - length);
    }

    /** Moves each day that falls on a weekend to the nearest day from Monday to Friday inside the month. */
    private static int nearest(int days, int firstWeekday, int length) {
        int moved = 0;
        for (int rest = days; rest != 0; rest &= rest - 1) {
            int day = Integer.numberOfTrailingZeros(rest) + 1;
            int weekday = (firstWeekday + day - 1) % 7;
            if (weekday == 6) {
                day = day > 1 ? day - 1 : day + 2;
            } else if (weekday == 0) {
                day = day < length ? day + 1 : day - 2;
            }
            moved |= 1 << (day - 1);
        }
        return moved;
    }

    /** The n-th and last weekdays of the month. */
    private int counted(int firstWeekday, int inMonth) {
        int days = onWeekdays(masks.lastWeekdays(), firstWeekday) & inMonth & ~(inMonth >>> 7);
        for (int week = 0; week < 5; week++) {
            int weekdays = (int) (masks.nthWeekdays() >>> (week * 7)) & FULL_WEEK;
            if (weekdays != 0) {
                days |= onWeekdays(weekdays, firstWeekday) & FULL_WEEK << (week * 7);
            }
        }
        return days;
    }

    /** All days of a month that fall on one of these weekdays, reaching beyond its end. */
    private static int onWeekdays(int weekdays, int firstWeekday) {
        return (int) (fromWeekday(weekdays, firstWeekday) * WEEKS);
    }

    /** The week's bits turned so that bit 0 is the given weekday. */
    private static int fromWeekday(int weekdays, int weekday) {
        return (weekdays >>> weekday | weekdays << (7 - weekday)) & FULL_WEEK;
    }
}
