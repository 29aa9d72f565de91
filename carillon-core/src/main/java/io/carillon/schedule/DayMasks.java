package io.carillon.schedule;

/**
 * What the day-of-month, month and day-of-week fields say, as bits.
 *
 * @param days days of the month, day 1 in bit 0
 * @param lastDays {@code L} in bit 0, {@code L-n} in bit n
 * @param nearest {@code nW}, day 1 in bit 0
 * @param nearestToLast {@code LW} in bit 0, {@code L-nW} in bit n
 * @param daysRestricted whether the field begins otherwise than with {@code *} or {@code ?}
 * @param months January in bit 0
 * @param weekdays Sunday in bit 0
 * @param lastWeekdays {@code nL}, Sunday in bit 0
 * @param nthWeekdays {@code n#k}, weekday n of week k in bit {@code 7 * (k - 1) + n}
 * @param weekdaysRestricted as {@code daysRestricted}
 */
record DayMasks(
        int days,
        int lastDays,
        int nearest,
        int nearestToLast,
        boolean daysRestricted,
        int months,
        int weekdays,
        int lastWeekdays,
        long nthWeekdays,
        boolean weekdaysRestricted) {

    /** Neither {@code L} nor {@code W} nor {@code #}. */
    boolean plainDays() {
        return (lastDays | nearest | nearestToLast | lastWeekdays) == 0 && nthWeekdays == 0;
    }
}
