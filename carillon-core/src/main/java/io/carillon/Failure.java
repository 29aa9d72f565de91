package io.carillon;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/**
 * Why an attempt ended badly.
 *
 * @param type class of the error, or a word for what is none: {@code timeout}, {@code crash}, {@code quarantine},
 *     {@code cancelled}, {@code stuck}
 * @param message what a person reads first
 * @param trace stack trace, cut at {@value #MOST_TRACE} characters; null when it would say nothing
 */
public record Failure(String type, String message, @Nullable String trace) {
    static final int MOST_TRACE = 8_000;
    static final int MOST_MESSAGE = 2_000;

    public Failure {
        message = cut(message, MOST_MESSAGE);
        trace = trace == null ? null : cut(trace, MOST_TRACE);
    }

    /** A failure that is no exception. */
    public static Failure of(String type, String message) {
        return new Failure(type, message, null);
    }

    /** What an exception says. */
    public static Failure of(Throwable error) {
        StringWriter trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace));
        String message = error.getMessage();
        String name = error.getClass().getName();
        return new Failure(name, message == null || message.isBlank() ? name : message, trace.toString());
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}
