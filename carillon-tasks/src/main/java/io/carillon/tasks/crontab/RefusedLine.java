package io.carillon.tasks.crontab;

/** A line of a crontab that cannot be taken; the message is the reason. */
final class RefusedLine extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedLine(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
