package io.carillon.jdbc;

import java.util.concurrent.atomic.LongAdder;

/**
 * Sees each statement that a store sends. Counts them, and gives tests a place to fail or die between any two:
 * {@code sending} is called with the statement's name before it, {@code sent} after it, and with {@code commit} before and
 * {@code committed} after a transaction's end. Thread-safe.
 */
final class Probe {
    /** What a test does at a point; throws to fail there. */
    @FunctionalInterface
    interface Failpoint {
        void reached(String point);

        /** Before a statement of that name is sent. */
        default void sending(String name) {}
    }

    private static final Failpoint NONE = point -> {};

    private final LongAdder statements = new LongAdder();
    private volatile Failpoint failpoint = NONE;

    void sending(String name) {
        failpoint.sending(name);
    }

    void sent(String name) {
        statements.increment();
        failpoint.reached(name);
    }

    void reached(String point) {
        failpoint.reached(point);
    }

    long statements() {
        return statements.sum();
    }

    void failAt(Failpoint test) {
        failpoint = test;
    }

    void failNowhere() {
        failpoint = NONE;
    }
}
