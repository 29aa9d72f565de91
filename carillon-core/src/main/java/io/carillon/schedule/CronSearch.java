package io.carillon.schedule;

import static io.carillon.schedule.CronMatcher.NEVER_AGAIN;
import static io.carillon.schedule.CronMatcher.NEVER_BEFORE;

import io.carillon.schedule.Timeline.Segment;

/**
 * Lays local date-times over a time zone.
 *
 * <p>Inside a segment of constant offset a local match is an instant by subtraction. At a segment's start the two
 * daylight-saving questions are answered: does a time that the clocks skipped run at the first instant after the gap
 * ({@code afterGap}), and does a time that comes twice run twice ({@code twice})? A match beyond the segment is
 * approached in one jump, not transition by transition.
 */
final class CronSearch {

    /** No offset is larger, so an instant lies within this distance of its local time. */
    private static final int MAX_OFFSET = 18 * 3600;

    private static final long MIN_INSTANT = CronMatcher.MIN - 2 * MAX_OFFSET;
    private static final long MAX_INSTANT = CronMatcher.MAX + 2 * MAX_OFFSET;

    private CronSearch() {}

    /** The first fire at or after an epoch second, or {@link CronMatcher#NEVER_AGAIN}. */
    static long next(CronMatcher cron, Timeline zone, long from, boolean afterGap, boolean twice) {
        long at = Math.max(from, MIN_INSTANT);
        while (at <= MAX_INSTANT) {
            Segment segment = zone.at(at);
            boolean atStart = at == segment.start();
            long local = at + segment.offset();
            if (segment.beginsWithOverlap() && !twice) {
                local = Math.max(local, segment.start() + segment.offsetBefore());
            } else if (atStart
                    && afterGap
                    && segment.beginsWithGap()
                    && cron.next(at + segment.offsetBefore()) < local) {
                return at;
            }
            long match = cron.next(local);
            if (match < segment.end() + segment.offset()) {
                return match - segment.offset();
            }
            if (segment.end() == Segment.UNBOUNDED_END || (atStart && match == NEVER_AGAIN)) {
                return NEVER_AGAIN;
            }
            // Nothing before the match, except in what the next transition may repeat: hence one step, then the jump.
            at = atStart ? Math.max(segment.end(), match - MAX_OFFSET) : segment.end();
        }
        return NEVER_AGAIN;
    }

    /** The last fire at or before an epoch second, or {@link CronMatcher#NEVER_BEFORE}. */
    static long previous(CronMatcher cron, Timeline zone, long from, boolean afterGap, boolean twice) {
        long at = Math.min(from, MAX_INSTANT);
        while (at >= MIN_INSTANT) {
            Segment segment = zone.at(at);
            boolean atEnd = at == segment.end() - 1;
            long match = cron.previous(at + segment.offset());
            boolean repeats = segment.beginsWithOverlap() && !twice;
            if (match >= segment.start() + (repeats ? segment.offsetBefore() : segment.offset())) {
                return match - segment.offset();
            }
            if (afterGap && segment.beginsWithGap() && match >= segment.start() + segment.offsetBefore()) {
                return segment.start();
            }
            if (segment.start() == Segment.UNBOUNDED_START || (atEnd && match == NEVER_BEFORE)) {
                return NEVER_BEFORE;
            }
            at = atEnd ? Math.min(segment.start() - 1, match + MAX_OFFSET) : segment.start() - 1;
        }
        return NEVER_BEFORE;
    }
}
