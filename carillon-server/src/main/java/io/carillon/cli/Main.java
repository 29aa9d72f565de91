package io.carillon.cli;

import io.carillon.server.ConfigOptions;
import java.time.InstantSource;

/** The program behind {@code ./carillon}. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its status: 0 done, 1 the work failed, 2 bad usage or bad input. */
    public static void main(String[] args) {
        int status = run(args);
        System.out.flush();
        System.exit(status);
    }

    /** Runs one command in this process and returns its exit status. */
    static int run(String... args) {
        return new Program(new Terminal(
                        System.in, System.out, System.err, ConfigOptions.ofProcess(), InstantSource.system()))
                .run(args);
    }
}
