package io.carillon.benchmarks;

/** The caller asked for what cannot be; the message says in one line what was expected. */
final class BadUsage extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadUsage(String message) {
        super(message);
    }
}
