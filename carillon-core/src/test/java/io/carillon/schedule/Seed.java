package io.carillon.schedule;

import java.util.Random;

/**
 * The seed of a randomized test: new for each run, part of every failure's message, and replayed with
 * {@code -Dcarillon.seed=N}.
 */
record Seed(long value) {

    static Seed fresh() {
        Long replayed = Long.getLong("carillon.seed");
        return new Seed(replayed != null ? replayed : System.nanoTime());
    }

    /** A generator of its own for one part of a test, so that parts replay alone. */
    Random random(String part) {
        return new Random(value ^ part.hashCode());
    }

    @Override
    public String toString() {
        return "-Dcarillon.seed=" + value;
    }
}
