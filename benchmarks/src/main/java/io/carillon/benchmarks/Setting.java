package io.carillon.benchmarks;

import java.util.List;
import java.util.function.Consumer;

/**
 * What every case is told.
 *
 * @param servers databases to measure on
 * @param seconds how long one run of what can be any length should take
 * @param scale factor of what is counted: 1 for ten thousand schedules where a case says so
 * @param quick only what a user of one's own database wants to know
 * @param peers those chosen; Carillon is always measured
 * @param remarks is told in a line what takes long
 */
record Setting(
        List<Server> servers, double seconds, double scale, boolean quick, Peers peers, Consumer<String> remarks) {
    /** A number of things, scaled. */
    int count(int full) {
        return (int) Math.max(1, Math.round(full * scale));
    }
}
