package io.carillon.examples.demo;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/**
 * What a zone's clocks do from one instant to another, as the archive keeps it: text, one line for each stretch of time
 * between two changes.
 *
 * @param stretches at least one; the first begins where the history does
 * @param end where the history ends
 */
record ZoneHistory(List<Stretch> stretches, Instant end) {
    /**
     * Time during which the clocks are not changed.
     *
     * @param offset seconds that local time is ahead of UTC
     * @param saving seconds of that which are daylight saving, negative where winter is the exception
     */
    record Stretch(Instant start, int offset, int saving) {}

    ZoneHistory {
        stretches = List.copyOf(stretches);
    }

    /** Asks the machine's own time-zone data. */
    static ZoneHistory of(ZoneId zone, Instant from, Instant to) {
        ZoneRules rules = zone.getRules();
        List<Stretch> stretches = new ArrayList<>();
        Instant start = from;
        while (start.isBefore(to)) {
            int offset = rules.getOffset(start).getTotalSeconds();
            int saving = offset - rules.getStandardOffset(start).getTotalSeconds();
            stretches.add(new Stretch(start, offset, saving));
            ZoneOffsetTransition change = rules.nextTransition(start);
            start = change == null ? to : change.getInstant();
        }
        return new ZoneHistory(stretches, to);
    }

    /** One line a stretch, {@code start offset saving}, in seconds; then {@code end} and where it ends. */
    String print() {
        StringBuilder text = new StringBuilder();
        for (Stretch stretch : stretches) {
            text.append(stretch.start().getEpochSecond()).append(' ');
            text.append(stretch.offset()).append(' ').append(stretch.saving()).append('\n');
        }
        return text.append("end ").append(end.getEpochSecond()).append('\n').toString();
    }

    /**
     * Reads what {@link #print} wrote.
     *
     * @throws IllegalArgumentException when it is something else, or not all of it
     */
    static ZoneHistory parse(List<String> lines) {
        List<Stretch> stretches = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ");
            if (words.length == 2 && words[0].equals("end") && !stretches.isEmpty()) {
                return new ZoneHistory(stretches, instant(words[1]));
            }
            if (words.length != 3) {
                throw new IllegalArgumentException("expected 'start offset saving', got '" + line + "'");
            }
            stretches.add(new Stretch(instant(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2])));
        }
        throw new IllegalArgumentException("expected 'end' after " + lines.size() + " lines, got nothing");
    }

    private static Instant instant(String seconds) {
        return Instant.ofEpochSecond(Long.parseLong(seconds));
    }
}
