package io.carillon.schedule;

import org.jspecify.annotations.Nullable;

/**
 * The years in which a cron expression can fire, and the months of each that hold a match.
 *
 * <p>A year is one of 14 types: leap or not, and the weekday of 1 January. The types repeat every 400 years, so "the
 * next year whose 29 February is a Monday" is the next bit of a ring of 400 bits, not a walk of up to 40 years.
 */
final class Years {

    /** The number of year types: {@code weekday of 1 January + (leap ? 7 : 0)}. */
    static final int TYPES = 14;

    static final int FIRST = 1970;
    static final int LAST = 2099;

    private static final int CYCLE = 400;
    private static final int NEVER = Integer.MAX_VALUE;
    private static final byte[] TYPE_OF = new byte[CYCLE];
    private static final int[] EXAMPLE_OF = new int[TYPES];

    static {
        for (int year = 0; year < CYCLE; year++) {
            int january = CivilDate.dayOfWeek(CivilDate.epochDay(year, 1, 1));
            TYPE_OF[year] = (byte) (january + (CivilDate.isLeap(year) ? 7 : 0));
            EXAMPLE_OF[TYPE_OF[year]] = year;
        }
    }

    private static final Years ANY = new Years(null, null, null);

    private final short @Nullable [] monthsByType;
    private final long @Nullable [] ring;
    private final long @Nullable [] listed;

    private Years(short @Nullable [] monthsByType, long @Nullable [] ring, long @Nullable [] listed) {
        this.monthsByType = monthsByType;
        this.ring = ring;
        this.listed = listed;
    }

    /**
     * @param listed the years 1970-2099 as bits, or null for any year
     * @param monthsByType for each type of year the months with a match, or null if every month has one
     */
    static Years of(long @Nullable [] listed, short @Nullable [] monthsByType) {
        if (listed == null) {
            return monthsByType == null ? ANY : new Years(monthsByType, ringOf(monthsByType), null);
        }
        long[] years = listed.clone();
        if (monthsByType != null) {
            for (int year = FIRST; year <= LAST; year++) {
                if (monthsByType[TYPE_OF[year % CYCLE]] == 0) {
                    years[(year - FIRST) >> 6] &= ~(1L << (year - FIRST));
                }
            }
        }
        return new Years(monthsByType, null, years);
    }

    private static long[] ringOf(short[] monthsByType) {
        long[] ring = new long[(CYCLE + 63) / 64];
        for (int year = 0; year < CYCLE; year++) {
            if (monthsByType[TYPE_OF[year]] != 0) {
                ring[year >> 6] |= 1L << year;
            }
        }
        return ring;
    }

    /** A year of the given type. */
    static int exampleOf(int type) {
        return EXAMPLE_OF[type];
    }

    boolean any() {
        return ring == null && listed == null;
    }

    boolean isEmpty() {
        long[] bits = ring != null ? ring : listed;
        if (bits == null) {
            return false;
        }
        long all = 0;
        for (long word : bits) {
            all |= word;
        }
        return all == 0;
    }

    /** The months of a year with a match, January in bit 0; {@code months} is what the month field allows. */
    int months(int year, int months) {
        if (listed != null && !has(listed, year - FIRST)) {
            return 0;
        }
        return monthsByType == null ? months : monthsByType[TYPE_OF[Math.floorMod(year, CYCLE)]];
    }

    /** The first year at or after the given one, or a number above every year. */
    int next(int year) {
        if (listed != null) {
            int bit = nextBit(listed, Math.max(year - FIRST, 0));
            return bit < 0 ? NEVER : FIRST + bit;
        }
        if (ring == null) {
            return year;
        }
        int inCycle = Math.floorMod(year, CYCLE);
        int bit = nextBit(ring, inCycle);
        return year - inCycle + (bit >= 0 ? bit : CYCLE + nextBit(ring, 0));
    }

    /** The last year at or before the given one, or a number below every year. */
    int previous(int year) {
        if (listed != null) {
            int bit = previousBit(listed, Math.min(year, LAST) - FIRST);
            return bit < 0 ? -NEVER : FIRST + bit;
        }
        if (ring == null) {
            return year;
        }
        int inCycle = Math.floorMod(year, CYCLE);
        int bit = previousBit(ring, inCycle);
        return year - inCycle + (bit >= 0 ? bit : previousBit(ring, CYCLE - 1) - CYCLE);
    }

    private static boolean has(long[] bits, int bit) {
        return bit >= 0 && bit >> 6 < bits.length && (bits[bit >> 6] >>> bit & 1) != 0;
    }

    private static int nextBit(long[] bits, int from) {
        for (int word = from >> 6; word < bits.length; word++) {
            long rest = word == from >> 6 ? bits[word] >>> from << from : bits[word];
            if (rest != 0) {
                return word * 64 + Long.numberOfTrailingZeros(rest);
            }
        }
        return -1;
    }

    private static int previousBit(long[] bits, int from) {
        for (int word = from >> 6; word >= 0; word--) {
            long rest = word == from >> 6 ? bits[word] << (63 - from) >>> (63 - from) : bits[word];
            if (rest != 0) {
                return word * 64 + 63 - Long.numberOfLeadingZeros(rest);
            }
        }
        return -1;
    }
}
