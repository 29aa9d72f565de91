package io.carillon.tasks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the system knows about processes. */
final class Processes {
    private Processes() {}

    /** Whether it lives, other than as a dead process that init has not looked at yet. */
    static boolean runs(ProcessHandle process) {
        return runs(process.pid());
    }

    static boolean runs(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }
}
