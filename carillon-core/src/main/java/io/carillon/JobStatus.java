package io.carillon;

import java.util.Locale;

/**
 * Where a job stands, as users see it. The six names are part of the contract; in JSON, tables and on the command line
 * they appear in lower case.
 */
public enum JobStatus {
    /** Waits for its first attempt: due now, due later, or held back for a reason that {@link Job#waitingFor()} names. */
    PENDING,
    /** Claimed by a node. */
    RUNNING,
    /** Ended well; its result is stored. */
    COMPLETED,
    /** Ended badly and will not be tried again by itself. */
    FAILED,
    /** At least one attempt failed; waits for the next one. */
    RETRYING,
    /** Ended because somebody asked for it. */
    CANCELLED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name as the outside sees it, for example {@code running}. */
    public String label() {
        return label;
    }

    /** Whether the job has ended; only an explicit retry makes it live again. */
    public boolean isFinished() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }

    /**
     * Reads a name in any case.
     *
     * @throws InvalidValueException when {@code text} is none of the six
     */
    public static JobStatus parse(String text) {
        for (JobStatus status : values()) {
            if (status.label.equalsIgnoreCase(text.strip())) {
                return status;
            }
        }
        throw new InvalidValueException(
                "status", "one of pending, running, completed, failed, retrying, cancelled", text);
    }

    @Override
    public String toString() {
        return label;
    }
}
