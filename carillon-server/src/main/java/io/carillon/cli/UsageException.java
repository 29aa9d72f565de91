package io.carillon.cli;

/** A command was given what it cannot accept: exit status 2. The message is one line. */
final class UsageException extends RuntimeException {
    UsageException(String message) {
        super(message);
    }
}
