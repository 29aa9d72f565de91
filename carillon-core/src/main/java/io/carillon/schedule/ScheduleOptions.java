package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The options of one {@link Schedule}. Fields are open to its own package only, and are written only between
 * {@link #copy} and the construction of the schedule that keeps the copy; the final field there publishes them safely.
 */
final class ScheduleOptions {

    @Nullable ZoneId zone;

    @Nullable Instant startAt;

    @Nullable Instant endAt;

    @Nullable Integer maxRuns;

    Duration jitter = Duration.ZERO;
    Schedule.@Nullable Gap gap;
    Schedule.@Nullable Overlap overlap;
    List<Calendar> calendars = List.of();

    @Nullable Instant anchor;

    ScheduleOptions copy() {
        ScheduleOptions copy = new ScheduleOptions();
        copy.zone = zone;
        copy.startAt = startAt;
        copy.endAt = endAt;
        copy.maxRuns = maxRuns;
        copy.jitter = jitter;
        copy.gap = gap;
        copy.overlap = overlap;
        copy.calendars = calendars;
        copy.anchor = anchor;
        return copy;
    }

    ZoneId zoneOrSystem() {
        return zone != null ? zone : ZoneId.systemDefault();
    }

    /** Where the grid of a period begins: the anchor, else the start, else the instant that is asked about. */
    Instant anchorOr(Instant asked) {
        if (anchor != null) {
            return anchor;
        }
        return startAt != null ? startAt : asked;
    }

    boolean isAnchored() {
        return anchor != null || startAt != null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ScheduleOptions that
                && Objects.equals(zone, that.zone)
                && Objects.equals(startAt, that.startAt)
                && Objects.equals(endAt, that.endAt)
                && Objects.equals(maxRuns, that.maxRuns)
                && jitter.equals(that.jitter)
                && gap == that.gap
                && overlap == that.overlap
                && calendars.equals(that.calendars)
                && Objects.equals(anchor, that.anchor);
    }

    @Override
    public int hashCode() {
        return Objects.hash(zone, startAt, endAt, maxRuns, jitter, gap, overlap, calendars, anchor);
    }
}
