package io.carillon.spi;

import org.jspecify.annotations.Nullable;

/**
 * A store could not do what was asked; nothing of the element was applied, or it is not known whether it was, and the
 * same call may be repeated.
 */
public final class StoreException extends RuntimeException {
    private final boolean transientFailure;

    /**
     * @param transientFailure true when the same call may succeed later (connection lost, lock wait, restart); false
     *     when it needs a person (wrong schema version, disk full, no permission)
     */
    public StoreException(String message, boolean transientFailure, @Nullable Throwable cause) {
        super(message, cause);
        this.transientFailure = transientFailure;
    }

    /** Whether the same call may succeed later without anybody's help. */
    public boolean isTransient() {
        return transientFailure;
    }
}
