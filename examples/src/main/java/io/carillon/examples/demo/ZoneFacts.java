package io.carillon.examples.demo;

import io.carillon.examples.demo.ZoneHistory.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;

/**
 * What the census finds out about a zone: the result of its job.
 *
 * @param changes how often the clocks change
 * @param savingHours hours in which they are not on standard time
 * @param offsets minutes ahead of UTC that occur, in order
 * @param jumps by how many minutes the clocks are changed, without direction, in order
 * @param shortestDays length of the shortest stretch between two changes, in days; 0 with fewer than two changes
 */
record ZoneFacts(
        String zone, int changes, long savingHours, List<Integer> offsets, List<Integer> jumps, long shortestDays) {

    static ZoneFacts of(String zone, ZoneHistory history) {
        List<Stretch> stretches = history.stretches();
        TreeSet<Integer> offsets = new TreeSet<>();
        TreeSet<Integer> jumps = new TreeSet<>();
        Duration saving = Duration.ZERO;
        Duration shortest = Duration.ZERO;
        for (int i = 0; i < stretches.size(); i++) {
            Stretch stretch = stretches.get(i);
            boolean last = i == stretches.size() - 1;
            Instant end = last ? history.end() : stretches.get(i + 1).start();
            Duration length = Duration.between(stretch.start(), end);
            offsets.add(stretch.offset() / 60);
            if (stretch.saving() != 0) {
                saving = saving.plus(length);
            }
            if (i > 0) {
                jumps.add(Math.abs(stretch.offset() - stretches.get(i - 1).offset()) / 60);
            }
            if (i > 0 && !last && (shortest.isZero() || length.compareTo(shortest) < 0)) {
                shortest = length;
            }
        }
        // Zones also change name or rule without moving a hand.
        jumps.remove(0);
        return new ZoneFacts(
                zone,
                changes(stretches),
                saving.toHours(),
                List.copyOf(offsets),
                List.copyOf(jumps),
                shortest.toDays());
    }

    private static int changes(List<Stretch> stretches) {
        int count = 0;
        for (int i = 1; i < stretches.size(); i++) {
            count += stretches.get(i).offset() == stretches.get(i - 1).offset() ? 0 : 1;
        }
        return count;
    }

    /** The part of the name in front of the first slash; {@code (none)} where there is no slash. */
    String region() {
        int slash = zone.indexOf('/');
        return slash < 0 ? "(none)" : zone.substring(0, slash);
    }
}
