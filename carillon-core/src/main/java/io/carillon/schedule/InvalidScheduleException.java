package io.carillon.schedule;

import org.jspecify.annotations.Nullable;

/**
 * A schedule, cron expression, duration, time or calendar that cannot be accepted.
 *
 * <p>The message is made for the person who typed the value: it names the field, the place, what was expected, what
 * came and, where there is one, the nearest correction, such as
 * {@code cron field 'hour' at position 3: expected 0-23, got 24 (midnight is 0)}.
 */
public final class InvalidScheduleException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String field;
    private final int position;
    private final String expected;
    private final String got;

    private InvalidScheduleException(String message, String field, int position, String expected, String got) {
        super(message);
        this.field = field;
        this.position = position;
        this.expected = expected;
        this.got = got;
    }

    /** A value of {@code field} without a place in a longer text. */
    static InvalidScheduleException of(String field, String expected, String got, @Nullable String hint) {
        return of(field, field, 0, expected, got, hint);
    }

    /**
     * @param subject how the message calls the field, such as {@code cron field 'hour'}
     * @param position counted from 1; 0 when the value as a whole is meant
     */
    static InvalidScheduleException of(
            String subject, String field, int position, String expected, String got, @Nullable String hint) {
        String shown = got.isBlank() ? "nothing" : abbreviate(got);
        String message = subject
                + (position > 0 ? " at position " + position : "")
                + ": expected " + expected + ", got " + shown
                + (hint == null ? "" : " (" + hint + ")");
        return new InvalidScheduleException(message, field, position, expected, shown);
    }

    /** The same refusal inside a longer text that begins {@code by} characters earlier. */
    InvalidScheduleException shifted(int by) {
        String moved = getMessage() == null
                ? field
                : getMessage().replaceFirst(" at position " + position + ":", " at position " + (position + by) + ":");
        return new InvalidScheduleException(moved, field, position + by, expected, got);
    }

    private static String abbreviate(String text) {
        String visible = text.replaceAll("\\p{Cntrl}", " ");
        return visible.length() <= 60 ? visible : visible.substring(0, 57) + "...";
    }

    /** The field at fault, such as {@code hour}, {@code duration} or {@code expression}. */
    public String field() {
        return field;
    }

    /** Where the fault begins in the text, counted from 1; 0 when the value as a whole is meant. */
    public int position() {
        return position;
    }

    /** What would have been accepted. */
    public String expected() {
        return expected;
    }

    /** What came instead, shortened to 60 characters. */
    public String got() {
        return got;
    }
}
