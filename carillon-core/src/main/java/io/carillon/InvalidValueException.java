package io.carillon;

import org.jspecify.annotations.Nullable;

/**
 * A value was refused before anything was stored. Names the field as the user knows it, what was expected and what
 * came, so that a REST answer, a command line and a stack trace all say the same.
 */
public final class InvalidValueException extends IllegalArgumentException {
    private static final int SHOWN = 120;

    private final String field;
    private final String expected;
    private final @Nullable String got;

    /**
     * @param field name of the field, in snake case as JSON and YAML write it
     * @param expected what would have been accepted, for example {@code "0-9"}
     * @param got what came; shortened in the message; null when nothing came
     */
    public InvalidValueException(String field, String expected, @Nullable Object got) {
        super(field + ": expected " + expected + ", got " + show(got));
        this.field = field;
        this.expected = expected;
        this.got = got == null ? null : got.toString();
    }

    /**
     * As the other constructor, with a message of its own for what three words cannot say.
     *
     * @param message the whole message; should name the field and what came
     */
    public InvalidValueException(String message, String field, String expected, @Nullable Object got) {
        super(message);
        this.field = field;
        this.expected = expected;
        this.got = got == null ? null : got.toString();
    }

    /** Name of the field, as JSON and YAML write it. */
    public String field() {
        return field;
    }

    /** What would have been accepted. */
    public String expected() {
        return expected;
    }

    /** What came, or null when nothing came. */
    public @Nullable String got() {
        return got;
    }

    private static String show(@Nullable Object got) {
        if (got == null) {
            return "nothing";
        }
        String text = got.toString();
        String cut = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "… (" + text.length() + " characters)";
        return got instanceof Number || got instanceof Boolean ? cut : "'" + cut + "'";
    }
}
