package io.carillon.examples.demo;

import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * What all zones together say: the result of the census.
 *
 * @param zones zones that were counted
 * @param failed zones that could not be
 * @param changes clock changes in all of them
 * @param unchanged zones that never change their clocks
 * @param text for people
 */
record CensusReport(int zones, List<String> failed, long changes, int unchanged, String text) {
    private static final int SHOWN = 5;
    private static final int WIDTH = 76;
    private static final int HOUR = 60;
    private static final double HOURS_A_YEAR = 8_766;

    CensusReport {
        failed = List.copyOf(failed);
    }

    static CensusReport of(Collection<ZoneFacts> found, Collection<String> failed) {
        List<ZoneFacts> zones =
                found.stream().sorted(Comparator.comparing(ZoneFacts::zone)).toList();
        long changes = zones.stream().mapToLong(ZoneFacts::changes).sum();
        int unchanged = (int) zones.stream().filter(zone -> zone.changes() == 0).count();
        List<String> missing = failed.stream().sorted().toList();
        return new CensusReport(zones.size(), missing, changes, unchanged, text(zones, missing, changes, unchanged));
    }

    private static String text(List<ZoneFacts> zones, List<String> failed, long changes, int unchanged) {
        StringBuilder text = new StringBuilder();
        line(text, "Time zones of this machine, 2020 to 2029 (tzdata %s)", version());
        line(
                text,
                "%,d zones, %,d clock changes; %,d zones never change their clocks",
                zones.size(),
                changes,
                unchanged);
        line(text, "");
        list(text, "Most changes", most(zones, ZoneFacts::changes, zone -> String.valueOf(zone.changes())));
        list(text, "Most daylight time", most(zones, ZoneFacts::savingHours, CensusReport::savingDays));
        list(text, "Shortest season", shortest(zones));
        list(text, "Jumps of no hour", oddJumps(zones));
        list(text, "Offsets of no hour", oddOffsets(zones));
        line(text, "");
        line(text, "%-12s %6s %14s %26s", "Region", "zones", "change clocks", "daylight time, of the year");
        regions(zones)
                .forEach((region, inside) -> line(
                        text,
                        "%-12s %6d %14d %24.1f %%",
                        region,
                        inside.size(),
                        inside.stream().filter(zone -> zone.changes() > 0).count(),
                        inside.stream()
                                        .mapToLong(ZoneFacts::savingHours)
                                        .average()
                                        .orElse(0)
                                * 10
                                / HOURS_A_YEAR));
        if (!failed.isEmpty()) {
            line(text, "%nNot counted: %s", String.join(", ", failed));
        }
        return text.toString();
    }

    private static List<String> most(
            List<ZoneFacts> zones, ToLongFunction<ZoneFacts> value, Function<ZoneFacts, String> shown) {
        return first(zones, Comparator.comparingLong(value).reversed(), zone -> value.applyAsLong(zone) > 0, shown);
    }

    private static List<String> shortest(List<ZoneFacts> zones) {
        return first(
                zones,
                Comparator.comparingLong(ZoneFacts::shortestDays),
                zone -> zone.shortestDays() > 0,
                zone -> zone.shortestDays() + " days");
    }

    private static List<String> oddJumps(List<ZoneFacts> zones) {
        return first(
                zones,
                Comparator.comparing(ZoneFacts::zone),
                zone -> !odd(zone.jumps()).isEmpty(),
                zone -> odd(zone.jumps()).stream().map(String::valueOf).collect(Collectors.joining("/")) + " min");
    }

    /** The first zone of each value: zones are often one place under several names, or follow one law. */
    private static List<String> first(
            List<ZoneFacts> zones,
            Comparator<ZoneFacts> order,
            Predicate<ZoneFacts> chosen,
            Function<ZoneFacts, String> shown) {
        Map<String, List<ZoneFacts>> equal = zones.stream()
                .filter(chosen)
                .sorted(order)
                .collect(Collectors.groupingBy(shown, LinkedHashMap::new, Collectors.toList()));
        return equal.entrySet().stream()
                .limit(SHOWN)
                .map(entry -> entry.getValue().getFirst().zone()
                        + others(entry.getValue().size() - 1) + " " + entry.getKey())
                .toList();
    }

    private static String others(int count) {
        return count == 0 ? "" : " (+" + count + ")";
    }

    /** Each offset with the first zone that has it. */
    private static List<String> oddOffsets(List<ZoneFacts> zones) {
        Map<Integer, String> first = new TreeMap<>();
        zones.forEach(zone -> odd(zone.offsets()).forEach(offset -> first.putIfAbsent(offset, zone.zone())));
        return first.entrySet().stream()
                .map(entry -> ZoneOffset.ofTotalSeconds(entry.getKey() * HOUR) + " " + entry.getValue())
                .toList();
    }

    private static List<Integer> odd(List<Integer> minutes) {
        return minutes.stream().filter(value -> value % HOUR != 0).toList();
    }

    private static String savingDays(ZoneFacts zone) {
        return zone.savingHours() / 24 + " days";
    }

    private static Map<String, List<ZoneFacts>> regions(List<ZoneFacts> zones) {
        return zones.stream().collect(Collectors.groupingBy(ZoneFacts::region, TreeMap::new, Collectors.toList()));
    }

    private static String version() {
        return ZoneRulesProvider.getVersions("UTC").lastEntry().getKey();
    }

    /** Items behind a label, over as many lines as they need. */
    private static void list(StringBuilder text, String label, List<String> items) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-20s", label));
        if (items.isEmpty()) {
            line.append("none");
        }
        for (int i = 0; i < items.size(); i++) {
            String item = items.get(i) + (i < items.size() - 1 ? ", " : "");
            if (line.length() + item.length() > WIDTH) {
                line(text, "%s", line);
                line = new StringBuilder(" ".repeat(20));
            }
            line.append(item);
        }
        line(text, "%s", line);
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }
}
