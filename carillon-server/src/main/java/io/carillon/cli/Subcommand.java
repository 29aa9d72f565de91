package io.carillon.cli;

/** A command that another module adds to the command line; found by {@link java.util.ServiceLoader}. */
public interface Subcommand {
    /** The word it is called by. */
    String name();

    /** A new object with picocli's {@code @Command} on its class. */
    Object create();
}
