package io.carillon.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Which subjects stand beside Carillon. */
record Peers(Set<String> names) {
    static final String ALL = "all";
    static final String NONE = "none";

    /** The least a design needs; of our own making, hence measured even when nobody else is. */
    static final Peers RAW = new Peers(Set.of("raw"));

    private static final List<String> KNOWN = List.of(
            "raw", "raw-move", "raw-classic", "db-scheduler", "jobrunr", "quartz", "spring", "cron-utils", "jdk");

    /** @param text {@code all}, {@code none}, or names with commas between them */
    static Peers parse(String text) {
        if (text.equals(ALL)) {
            return new Peers(Set.copyOf(KNOWN));
        }
        Set<String> names = new TreeSet<>();
        for (String word : text.equals(NONE) ? new String[0] : text.split(",", -1)) {
            String name = word.strip().toLowerCase(Locale.ROOT);
            if (!KNOWN.contains(name)) {
                throw new BadUsage(
                        "--peers: expected all, none or some of " + String.join(",", KNOWN) + ", got '" + word + "'");
            }
            names.add(name);
        }
        return new Peers(names);
    }

    /** Those who were asked for by name and are not there; nobody who asks for all means each of them everywhere. */
    List<String> absent(Set<String> there) {
        return names.size() == KNOWN.size()
                ? List.of()
                : names.stream().filter(name -> !there.contains(name)).sorted().toList();
    }

    boolean include(String subject) {
        return subject.equals(CarillonSubject.NAME) || names.contains(subject);
    }
}
