package io.carillon.tasks;

import java.util.Map;

/** A command ended with a status other than 0. The message has the status and the last line it wrote to stderr. */
public final class CommandFailedException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final int SIGNALLED = 128;
    private static final Map<Integer, String> SIGNALS = Map.of(
            1, "HUP", 2, "INT", 3, "QUIT", 6, "ABRT", 8, "FPE", 9, "KILL", 11, "SEGV", 13, "PIPE", 14, "ALRM", 15,
            "TERM");

    private final int status;

    CommandFailedException(int status, String lastError) {
        // Where in this program it was noticed says nothing about the command.
        super(explain(status) + (lastError.isEmpty() ? "" : ": " + lastError), null, false, false);
        this.status = status;
    }

    /** The exit status, 1-255; 128 + n when signal n ended the command. */
    public int status() {
        return status;
    }

    private static String explain(int status) {
        String text = "exit status " + status;
        if (status == NOT_EXECUTABLE) {
            return text + " (not executable)";
        }
        if (status == NOT_FOUND) {
            return text + " (command not found)";
        }
        String signal = SIGNALS.get(status - SIGNALLED);
        return signal == null ? text : text + " (signal " + signal + ")";
    }
}
