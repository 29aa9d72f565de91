package io.carillon.test;

/** Something in a {@link History} that cannot be. */
record Violation(Promise promise, String what) {
    @Override
    public String toString() {
        return promise + ": " + what;
    }
}
