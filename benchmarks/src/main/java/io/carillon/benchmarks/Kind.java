package io.carillon.benchmarks;

import java.util.Locale;

/** A kind of database. */
enum Kind {
    SQLITE,
    POSTGRES,
    /** None. */
    MEMORY;

    /** The first word of a variant. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
