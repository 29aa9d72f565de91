package io.carillon.server;

import io.carillon.web.api.FieldError;
import io.carillon.web.api.InvalidDocumentException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code ${NAME}} and {@code ${NAME:default}} in settings, as Spring writes them. */
final class Placeholders {
    private static final int MOST_ROUNDS = 20;

    private final Function<String, @Nullable String> lookUp;

    /** @param lookUp value of a name; null when it has none */
    Placeholders(Function<String, @Nullable String> lookUp) {
        this.lookUp = lookUp;
    }

    /**
     * Fills in what a text refers to, values of values included.
     *
     * @param key whose value it is, for messages
     * @throws InvalidDocumentException when a name has neither value nor default
     */
    String resolve(String key, String text) {
        return resolve(key, text, 0);
    }

    private String resolve(String key, String text, int round) {
        int start = text.indexOf("${");
        if (start < 0) {
            return text;
        }
        if (round == MOST_ROUNDS) {
            throw refused(key, "placeholders that do not refer to each other in a circle", text);
        }
        int end = closing(text, start);
        if (end < 0) {
            throw refused(key, "a '}' for each '${'", text);
        }
        String inner = resolve(key, text.substring(start + 2, end), round + 1);
        String filled = text.substring(0, start) + value(key, inner) + text.substring(end + 1);
        return resolve(key, filled, round + 1);
    }

    private String value(String key, String inner) {
        String whole = lookUp.apply(inner);
        if (whole != null) {
            return whole;
        }
        int colon = inner.indexOf(':');
        String name = colon < 0 ? inner : inner.substring(0, colon);
        String value = lookUp.apply(name);
        if (value != null) {
            return value;
        }
        if (colon < 0) {
            throw refused(
                    key, "a value for ${" + name + "} in the environment, or a default: ${" + name + ":…}", "none");
        }
        return inner.substring(colon + 1);
    }

    private static int closing(String text, int start) {
        int depth = 0;
        for (int i = start; i < text.length(); i++) {
            if (text.startsWith("${", i)) {
                depth++;
                i++;
            } else if (text.charAt(i) == '}' && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static InvalidDocumentException refused(String key, String expected, String got) {
        return new InvalidDocumentException(List.of(FieldError.of(key, expected, got)));
    }
}
