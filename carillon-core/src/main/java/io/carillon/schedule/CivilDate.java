package io.carillon.schedule;

/**
 * Proleptic Gregorian dates in plain numbers, without objects: the same calendar as {@link java.time.LocalDate}.
 *
 * <p>Years are counted from 1 March inside, so that the leap day is the last of the year and month lengths follow one
 * line; 400 years are 146,097 days, a whole number of weeks.
 */
final class CivilDate {

    /** Years outside {@code MIN_YEAR..MAX_YEAR} are never searched. */
    static final int MIN_YEAR = 0;

    static final int MAX_YEAR = 9999;

    private static final int DAYS_PER_ERA = 146_097;
    /** Days from 1 March of year 0 to 1 January 1970. */
    private static final int EPOCH_SHIFT = 719_468;

    static final int MIN_DAY = epochDay(MIN_YEAR, 1, 1);
    static final int MAX_DAY = epochDay(MAX_YEAR, 12, 31);

    private CivilDate() {}

    static int epochDay(int year, int month, int day) {
        int y = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(y, 400);
        int yearOfEra = y - era * 400;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * DAYS_PER_ERA + dayOfEra - EPOCH_SHIFT;
    }

    /** The date as {@code year << 9 | month << 5 | day}; unpack with {@link #year}, {@link #month}, {@link #day}. */
    static int ofEpochDay(int epochDay) {
        int shifted = epochDay + EPOCH_SHIFT;
        int era = Math.floorDiv(shifted, DAYS_PER_ERA);
        int dayOfEra = shifted - era * DAYS_PER_ERA;
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        int year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        return year << 9 | month << 5 | day;
    }

    static int year(int packed) {
        return packed >> 9;
    }

    static int month(int packed) {
        return packed >> 5 & 15;
    }

    static int day(int packed) {
        return packed & 31;
    }

    /** 0 = Sunday, as cron counts. */
    static int dayOfWeek(int epochDay) {
        return Math.floorMod(epochDay + 4, 7);
    }

    static boolean isLeap(int year) {
        return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    static int lengthOfMonth(int year, int month) {
        if (month == 2) {
            return isLeap(year) ? 29 : 28;
        }
        return 30 + ((month + (month >> 3)) & 1);
    }
}
