package io.carillon.benchmarks;

import java.util.List;

/** One question that is asked of several subjects. */
interface Case {
    /** As on the command line. */
    String name();

    /** What it asks, in one line. */
    String about();

    /** Whether it belongs to a quick look at a database, when no case is named. */
    default boolean quick() {
        return false;
    }

    /** Everything there is to try. */
    List<Trial> trials(Setting setting) throws Exception;
}
