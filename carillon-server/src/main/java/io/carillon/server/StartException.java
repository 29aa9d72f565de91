package io.carillon.server;

import org.jspecify.annotations.Nullable;

/** The program cannot start, for a reason that its user can change; the message says what to do. */
public final class StartException extends Exception {
    private final int status;

    private StartException(int status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** Something outside is not as it must be: no store, no free port. */
    static StartException failed(String message, @Nullable Throwable cause) {
        return new StartException(1, message, cause);
    }

    /** What was asked for cannot be accepted: a wrong setting. */
    static StartException refused(String message, @Nullable Throwable cause) {
        return new StartException(2, message, cause);
    }

    /** Exit status for the process: 1 or 2. */
    public int status() {
        return status;
    }

    /** For its user, one line for each thing that is wrong. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
