package io.carillon.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One time zone as segments of constant offset, the form in which a search can use plain arithmetic.
 *
 * <p>Asking {@link ZoneRules} costs 100 ns and more, so the segments found are kept in a small table by time. Its
 * slots are written without locks: a segment is immutable and a lost write only means that it is found again.
 */
final class Timeline {

    /** Replaced as a whole for each new zone, so that reading needs no lock. */
    private static volatile Map<ZoneId, Timeline> byZone = Map.of();

    /** There are some 600 regions, but any number of the kind UTC+01:02:03: with more than this, all are built anew. */
    private static final int MAX_ZONES = 1_000;

    /** A slot is 97 days, so that a segment has several and slots come round after 34 years. */
    private static final int SLOT_BITS = 23;

    private static final int SLOTS = 128;

    private final ZoneRules rules;
    private final @Nullable Segment fixed;
    private final @Nullable Segment[] recent;

    private Timeline(ZoneRules rules) {
        this.rules = rules;
        if (rules.isFixedOffset()) {
            int offset = rules.getOffset(Instant.EPOCH).getTotalSeconds();
            this.fixed = new Segment(Segment.UNBOUNDED_START, Segment.UNBOUNDED_END, offset, offset);
            this.recent = new Segment[0];
        } else {
            this.fixed = null;
            this.recent = new Segment[SLOTS];
        }
    }

    static Timeline of(ZoneId zone) {
        Timeline known = byZone.get(zone);
        return known != null ? known : create(zone);
    }

    private static synchronized Timeline create(ZoneId zone) {
        Timeline created = new Timeline(zone.getRules());
        Map<ZoneId, Timeline> kept = byZone.size() < MAX_ZONES ? new HashMap<>(byZone) : new HashMap<>();
        kept.put(zone, created);
        byZone = kept;
        return created;
    }

    /** How many zones are kept. */
    static int zonesKept() {
        return byZone.size();
    }

    /** The segment that contains an instant between the years 0 and 9999. */
    Segment at(long epochSecond) {
        if (fixed != null) {
            return fixed;
        }
        int slot = (int) (epochSecond >> SLOT_BITS) & (SLOTS - 1);
        Segment known = recent[slot];
        if (known == null || !known.contains(epochSecond)) {
            known = find(epochSecond);
            recent[slot] = known;
        }
        return known;
    }

    private Segment find(long epochSecond) {
        Instant instant = Instant.ofEpochSecond(epochSecond);
        int offset = rules.getOffset(instant).getTotalSeconds();
        ZoneOffsetTransition before = rules.previousTransition(instant.plusSeconds(1));
        ZoneOffsetTransition after = rules.nextTransition(instant);
        return new Segment(
                before == null ? Segment.UNBOUNDED_START : before.toEpochSecond(),
                after == null ? Segment.UNBOUNDED_END : after.toEpochSecond(),
                offset,
                before == null ? offset : before.getOffsetBefore().getTotalSeconds());
    }

    /**
     * A stretch of time with one offset.
     *
     * @param start first second, inclusive
     * @param end exclusive
     * @param offset seconds to add to an instant for local time
     * @param offsetBefore the offset that ends at {@code start}
     */
    record Segment(long start, long end, int offset, int offsetBefore) {

        static final long UNBOUNDED_START = Long.MIN_VALUE / 2;
        static final long UNBOUNDED_END = Long.MAX_VALUE / 2;

        boolean contains(long epochSecond) {
            return epochSecond >= start && epochSecond < end;
        }

        /** Local times {@code start + offsetBefore} up to {@code start + offset} were skipped. */
        boolean beginsWithGap() {
            return offset > offsetBefore;
        }

        /** Local times {@code start + offset} up to {@code start + offsetBefore} come a second time. */
        boolean beginsWithOverlap() {
            return offset < offsetBefore;
        }
    }
}
