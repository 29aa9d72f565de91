package io.carillon.cli;

import io.carillon.server.ConfigOptions;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.InstantSource;

/**
 * What surrounds a command: where it reads and writes, where settings come from, what time it is.
 *
 * @param options what the process was given; a command adds what was said to it
 */
record Terminal(InputStream in, PrintStream out, PrintStream err, ConfigOptions options, InstantSource clock) {
    /** Says something that is no result, on one line. */
    void say(String line) {
        err.println("carillon: " + Words.line(line));
    }
}
