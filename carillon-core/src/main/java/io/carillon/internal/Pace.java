package io.carillon.internal;

import java.time.Duration;

/**
 * How many jobs are worth claiming before a slot is free for them: what this node finishes in the time of a round trip
 * or two to the store. Measured, so that a node with few slots and short handlers claims as much as one with many slots,
 * and one with long handlers leaves the jobs to others. Thread-safe.
 */
final class Pace {
    /** Handlers slower than this on average leave nothing to gain. */
    private static final Duration QUICK = Duration.ofMillis(20);

    /** Of the jobs that this node finishes in so long, the last waits about so long. */
    private static final double SECONDS = 0.05;

    /** Shorter than this is no measure: a few jobs may end in the same instant. */
    private static final long SHORTEST_NANOS = 10_000_000;

    private static final int MOST = 1_000;
    private static final double WEIGHT = 0.2;
    private static final double NANOS = 1e9;

    private double meanNanos = Double.MAX_VALUE;
    private double perSecond;
    private long last;
    private volatile int ahead;
    private volatile int perSlot;

    Pace(long now) {
        last = now;
    }

    int ahead() {
        return ahead;
    }

    /**
     * How many jobs that all become due at once are worth claiming before that, when so many slots are free: what these
     * can run in the same time, by how long handlers took, since nothing may have been finished of late.
     */
    int burst(int slots) {
        return (int) Math.min(MOST, Math.max(1, (long) perSlot) * slots);
    }

    /**
     * A batch of outcomes is durable.
     *
     * @param jobs how many, at least one
     * @param ran how long all their handlers ran
     * @param now on the monotonic clock, nanoseconds
     */
    synchronized void settled(int jobs, Duration ran, long now) {
        double mean = (double) ran.toNanos() / jobs;
        meanNanos = meanNanos == Double.MAX_VALUE ? mean : mix(meanNanos, mean);
        perSecond = mix(perSecond, jobs * NANOS / Math.max(SHORTEST_NANOS, now - last));
        last = now;
        ahead = meanNanos < QUICK.toNanos() ? (int) Math.min(MOST, perSecond * SECONDS) : 0;
        perSlot = (int) Math.min(MOST, SECONDS * NANOS / Math.max(1, meanNanos));
    }

    /** Jobs that were claimed ahead waited too long: nothing is ahead until the next outcomes say otherwise. */
    synchronized void tooFar() {
        meanNanos = Double.MAX_VALUE;
        perSecond = 0;
        ahead = 0;
        perSlot = 0;
    }

    private static double mix(double before, double now) {
        return before * (1 - WEIGHT) + now * WEIGHT;
    }
}
