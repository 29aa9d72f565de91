package io.carillon.web.api;

import io.carillon.InvalidValueException;
import io.carillon.schedule.InvalidScheduleException;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value that was refused.
 *
 * @param field path of the field as its writer knows it, for example {@code retry_policy.delay} or {@code jobs[0].zone}
 * @param expected what would have been accepted
 * @param got what came: text, number or truth value, or a word for what is neither; null when nothing came
 * @param message the whole sentence, for a person
 */
public record FieldError(
        String field, String expected, @Nullable Object got, String message) {
    private static final int SHOWN = 120;

    /** The usual sentence: {@code field: expected …, got …}. */
    public static FieldError of(String field, String expected, @Nullable Object got) {
        return of(field, expected, got, "");
    }

    /** @param hint appended to the sentence; empty for none */
    public static FieldError of(String field, String expected, @Nullable Object got, String hint) {
        Object shown = scalar(got);
        return new FieldError(
                field, expected, shown, field + ": expected " + expected + ", got " + quoted(shown) + hint);
    }

    /** What the scheduler refused; it names the field itself. */
    public static FieldError of(InvalidValueException refused) {
        String message = refused.getMessage();
        return new FieldError(
                refused.field(),
                refused.expected(),
                scalar(refused.got()),
                message == null ? refused.field() : message);
    }

    /** A schedule or duration that was refused, as the value of {@code field}. */
    public static FieldError ofSchedule(String field, @Nullable Object got, InvalidScheduleException refused) {
        String message = String.valueOf(refused.getMessage());
        // Of a list, what came is the item that was refused.
        Object shown = got instanceof Collection ? refused.got() : got;
        return new FieldError(
                field,
                refused.expected(),
                scalar(shown),
                message.startsWith(field + ": ") ? message : field + ": " + message);
    }

    private static @Nullable Object scalar(@Nullable Object got) {
        if (got instanceof Map<?, ?>) {
            return "an object";
        }
        if (got instanceof Collection<?>) {
            return "a list";
        }
        if (got == null || got instanceof Number || got instanceof Boolean) {
            return got;
        }
        String text = got.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    private static String quoted(@Nullable Object got) {
        if (got == null) {
            return "nothing";
        }
        boolean plain = !(got instanceof String) || got.equals("an object") || got.equals("a list");
        return plain ? got.toString() : "'" + got + "'";
    }
}
