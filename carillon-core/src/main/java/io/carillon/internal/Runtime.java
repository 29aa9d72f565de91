package io.carillon.internal;

/**
 * The one seam between the engine and the machine: wall clock, monotonic clock, threads and waiting. Tests put a fake in
 * its place and step the loops on their own thread.
 */
public interface Runtime {
    /** The machine's own. */
    static Runtime system() {
        return new Runtime() {};
    }
}
