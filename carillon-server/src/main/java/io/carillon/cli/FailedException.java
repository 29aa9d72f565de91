package io.carillon.cli;

/** A command could not do its work: exit status 1. The message is one line. */
final class FailedException extends RuntimeException {
    FailedException(String message) {
        super(message);
    }
}
