package io.carillon.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Runs the usual commands once, without output, while the JVM notes which classes they need: the launcher makes its class
 * cache of that. A command that is missing here works as well, only slower to start.
 */
final class Training {
    private static final List<List<String>> COMMANDS =
            List.of(List.of("--help"), List.of("--version"), List.of("cron", "next", "*/5 9-17 * * MON-FRI"));

    private Training() {}

    public static void main(String[] args) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        System.setOut(nowhere);
        System.setErr(nowhere);
        for (List<String> command : COMMANDS) {
            Main.run(command.toArray(String[]::new));
        }
    }
}
