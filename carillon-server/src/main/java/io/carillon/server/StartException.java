package io.carillon.server;

import org.jspecify.annotations.Nullable;

/** The program cannot start, for a reason that its user can change; the message says what to do. */
public final class StartException extends Exception {
    private final int status;
    private final boolean portInUse;

    private StartException(int status, boolean portInUse, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
        this.portInUse = portInUse;
    }

    /** Somebody else has the port. */
    static StartException portInUse(String message, @Nullable Throwable cause) {
        return new StartException(1, true, message, cause);
    }

    /** Something outside is not as it must be: no store. */
    static StartException failed(String message, @Nullable Throwable cause) {
        return new StartException(1, false, message, cause);
    }

    /** What was asked for cannot be accepted: a wrong setting. */
    static StartException refused(String message, @Nullable Throwable cause) {
        return new StartException(2, false, message, cause);
    }

    /** Exit status for the process: 1 or 2. */
    public int status() {
        return status;
    }

    /** Whether it would start on another port. */
    public boolean isPortInUse() {
        return portInUse;
    }

    /** For its user, one line for each thing that is wrong. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
