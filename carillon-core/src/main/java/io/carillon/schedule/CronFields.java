package io.carillon.schedule;

import io.carillon.schedule.CronItem.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cron expression as its lists of entries: the form between text and masks, also what explaining works on. */
final class CronFields {

    private final Map<CronField, List<CronItem>> items = new EnumMap<>(CronField.class);
    private final boolean secondGiven;

    CronFields(boolean secondGiven) {
        this.secondGiven = secondGiven;
        items.put(CronField.SECOND, List.of(CronItem.range(0, 0, 1)));
        items.put(CronField.YEAR, List.of(CronItem.all(CronField.YEAR, 1)));
    }

    void put(CronField field, List<CronItem> list) {
        items.put(field, List.copyOf(list));
    }

    List<CronItem> get(CronField field) {
        return items.getOrDefault(field, List.of());
    }

    boolean secondGiven() {
        return secondGiven;
    }

    /** Whether the field begins with {@code *} or is {@code ?}. */
    boolean startsWithStar(CronField field) {
        return get(field).getFirst().kind() == Kind.ALL;
    }

    /** Whether the field is {@code *} or {@code ?} and nothing else. */
    boolean isStar(CronField field) {
        return get(field).size() == 1 && get(field).getFirst().isStar();
    }

    /** Follows real time over daylight-saving changes instead of firing once per local date-time. */
    boolean followsRealTime() {
        return startsWithStar(CronField.SECOND) || startsWithStar(CronField.MINUTE) || startsWithStar(CronField.HOUR);
    }

    CronMatcher matcher() {
        return new CronMatcher(
                bits(CronField.SECOND),
                bits(CronField.MINUTE),
                (int) bits(CronField.HOUR),
                new Days(dayMasks(), years()));
    }

    /** The same dates in any year. */
    Days daysOfAnyYear() {
        return new Days(dayMasks(), null);
    }

    /** Plain values of a field as bits, the smallest value of the field in bit 0. */
    private long bits(CronField field) {
        long[] bits = new long[1];
        for (CronItem item : get(field)) {
            if (item.kind() == Kind.ALL || item.kind() == Kind.RANGE) {
                item.forEachValue(field, value -> bits[0] |= 1L << (value - field.min()));
            }
        }
        return bits[0];
    }

    private long @Nullable [] years() {
        if (isStar(CronField.YEAR)) {
            return null;
        }
        long[] bits = new long[(CronField.YEAR.size() + 63) / 64];
        for (CronItem item : get(CronField.YEAR)) {
            item.forEachValue(CronField.YEAR, year -> bits[(year - Years.FIRST) >> 6] |= 1L << (year - Years.FIRST));
        }
        return bits;
    }

    private DayMasks dayMasks() {
        return new DayMasks(
                (int) bits(CronField.DAY_OF_MONTH),
                special(CronField.DAY_OF_MONTH, Kind.LAST),
                special(CronField.DAY_OF_MONTH, Kind.NEAREST) >>> 1,
                special(CronField.DAY_OF_MONTH, Kind.LAST_WEEKDAY),
                !startsWithStar(CronField.DAY_OF_MONTH),
                (int) bits(CronField.MONTH),
                (int) bits(CronField.DAY_OF_WEEK),
                special(CronField.DAY_OF_WEEK, Kind.LAST_OF),
                nthWeekdays(),
                !startsWithStar(CronField.DAY_OF_WEEK));
    }

    private int special(CronField field, Kind kind) {
        int bits = 0;
        for (CronItem item : get(field)) {
            if (item.kind() == kind) {
                bits |= 1 << item.from();
            }
        }
        return bits;
    }

    private long nthWeekdays() {
        long bits = 0;
        for (CronItem item : get(CronField.DAY_OF_WEEK)) {
            if (item.kind() == Kind.NTH_OF) {
                bits |= 1L << (7 * (item.to() - 1) + item.from());
            }
        }
        return bits;
    }
}
