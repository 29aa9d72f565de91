package io.carillon.benchmarks;

import java.util.List;

/** One subject in one variant of a case. */
interface Trial {
    String subject();

    String variant();

    /** Lets everything be compiled and cached, and finds out how much one run should do. */
    default void warmUp() throws Exception {}

    /** One run, from an empty database to its figures. */
    List<Value> run() throws Exception;

    /** After the last run. */
    default void end() throws Exception {}
}
