package io.carillon.web.api;

import java.util.List;
import java.util.stream.Collectors;

/** A document (request body, part of a configuration) with at least one refused value; nothing was done. */
public final class InvalidDocumentException extends IllegalArgumentException {
    private final List<FieldError> errors;

    /** @param errors at least one */
    public InvalidDocumentException(List<FieldError> errors) {
        super(sentence(errors));
        this.errors = List.copyOf(errors);
    }

    static String sentence(List<FieldError> errors) {
        return errors.stream().map(FieldError::message).collect(Collectors.joining("; "));
    }

    /** Every mistake that was found, in the order of the document's fields. */
    public List<FieldError> errors() {
        return errors;
    }
}
