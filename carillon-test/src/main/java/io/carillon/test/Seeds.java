package io.carillon.test;

import java.util.concurrent.ThreadLocalRandom;

/** Where the random tests get their seeds: a new one each time, or the one that is to be run again. */
final class Seeds {
    static final String PROPERTY = "carillon.kit.seed";

    private Seeds() {}

    static long next() {
        Long given = Long.getLong(PROPERTY);
        return given != null ? given : ThreadLocalRandom.current().nextLong(1_000_000_000);
    }

    /** How a failure says which seed it was. */
    static String replay(long seed) {
        return "seed " + seed + " (again with -D" + PROPERTY + "=" + seed + ")";
    }
}
