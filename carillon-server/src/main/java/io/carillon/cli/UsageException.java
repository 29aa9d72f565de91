package io.carillon.cli;

import io.carillon.web.api.FieldError;
import org.jspecify.annotations.Nullable;

/** A command was given what it cannot accept: exit status 2. The message is one line. */
final class UsageException extends RuntimeException {
    private UsageException(String message) {
        super(message);
    }

    /**
     * A value that was refused, in the words the API has for it.
     *
     * @param field option or argument as it is typed
     */
    static UsageException of(String field, String expected, @Nullable Object got) {
        return of(field, expected, got, "");
    }

    /** @param hint appended to the sentence; empty for none */
    static UsageException of(String field, String expected, @Nullable Object got, String hint) {
        return new UsageException(FieldError.of(field, expected, got, hint).message());
    }
}
