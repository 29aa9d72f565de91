package io.carillon.examples.demo;

import io.carillon.cli.Subcommand;

/** Adds {@code demo} to the command line. Found by {@link java.util.ServiceLoader}, hence public. */
public final class DemoSubcommand implements Subcommand {
    @Override
    public String name() {
        return "demo";
    }

    @Override
    public Object create() {
        return new DemoCommand();
    }
}
