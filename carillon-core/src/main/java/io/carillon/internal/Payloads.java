package io.carillon.internal;

import io.carillon.InvalidValueException;
import io.carillon.Task;
import io.carillon.internal.Handlers.PayloadMismatch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Payloads, results and checkpoints to JSON text and back. What a class looks like as JSON is found out once a class.
 * Thread-safe.
 */
final class Payloads {
    /** What a job without parameters has. */
    static final String NONE = "{}";

    private static final int SHOWN = 80;
    private static final int LONGEST_REASON = 200;

    private final int maxBytes;
    private final ConcurrentMap<Class<?>, ObjectWriter> writers = new ConcurrentHashMap<>();
    private final ConcurrentMap<Class<?>, ObjectReader> readers = new ConcurrentHashMap<>();

    /** @param maxBytes most bytes of parameters, and of a result, as UTF-8 */
    Payloads(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Parameters as JSON text; null is {@value #NONE}.
     *
     * @throws InvalidValueException when they are no object or array, cannot be written, or are too long
     */
    String write(@Nullable Object params) {
        if (params == null) {
            return NONE;
        }
        String json;
        try {
            json = writer(params.getClass()).writeValueAsString(params);
        } catch (JacksonException e) {
            throw new InvalidValueException(
                    "params", "something that can be written as JSON", describe(params) + ": " + reason(e));
        }
        if (!json.startsWith("{") && !json.startsWith("[")) {
            throw new InvalidValueException("params", "a JSON object or array (a record, a map, a list)", json);
        }
        requireSize(json);
        return json;
    }

    private void requireSize(String json) {
        int bytes = bytesBeyond(json);
        if (bytes > 0) {
            throw new InvalidValueException(
                    "params", "at most " + maxBytes + " bytes of JSON (max_params_bytes)", bytes);
        }
    }

    /** How many bytes a text has that is too long; 0 when it is not. */
    private int bytesBeyond(String json) {
        // No character takes more than three bytes, so that most texts need no counting.
        if (json.length() <= maxBytes / 3) {
            return 0;
        }
        int bytes = json.getBytes(StandardCharsets.UTF_8).length;
        return bytes > maxBytes ? bytes : 0;
    }

    /**
     * What a handler returned, or a checkpoint, as JSON text of any kind.
     *
     * @throws PayloadMismatch when it cannot be written or is too long
     */
    String writeValue(String task, String what, Object value) {
        try {
            String json = writer(value.getClass()).writeValueAsString(value);
            int bytes = bytesBeyond(json);
            if (bytes > 0) {
                throw new PayloadMismatch(
                        "the " + what + " of task '" + task + "' is too long: expected at most " + maxBytes
                                + " bytes of JSON (max_params_bytes), got " + bytes
                                + "; keep it elsewhere and return where it is",
                        null);
            }
            return json;
        } catch (JacksonException e) {
            throw new PayloadMismatch(
                    "the " + what + " of task '" + task + "' cannot be written as JSON: " + describe(value) + ": "
                            + reason(e),
                    e);
        }
    }

    /**
     * Reads parameters, a result or a checkpoint. {@link Void} reads as null.
     *
     * @throws PayloadMismatch when they do not fit, naming task, field, what was expected and what came
     */
    <T> @Nullable T read(String task, Class<T> type, String json) {
        if (type == Void.class) {
            return null;
        }
        try {
            return reader(type).readValue(json);
        } catch (JacksonException e) {
            throw mismatch(task, json, e);
        }
    }

    /** As {@link #read}, but JSON's null does not fit. */
    <T> T readSome(String task, Class<T> type, String json) {
        T value = read(task, type, json);
        if (value == null) {
            throw new PayloadMismatch(
                    "parameters of task '" + task + "' do not fit: params: expected " + type.getSimpleName()
                            + ", got null",
                    null);
        }
        return value;
    }

    /** Sets an object's fields from JSON. Fields that the JSON does not name stay as they are. */
    <T> T update(String task, T object, String json) {
        try {
            return reader(object.getClass()).withValueToUpdate(object).readValue(json);
        } catch (JacksonException e) {
            throw mismatch(task, json, e);
        }
    }

    private ObjectWriter writer(Class<?> type) {
        ObjectWriter known = writers.get(type);
        return known != null
                ? known
                : writers.computeIfAbsent(type, t -> mapper(t).writerFor(t));
    }

    private ObjectReader reader(Class<?> type) {
        ObjectReader known = readers.get(type);
        return known != null
                ? known
                : readers.computeIfAbsent(type, t -> mapper(t).readerFor(t));
    }

    private static JsonMapper mapper(Class<?> type) {
        return Task.class.isAssignableFrom(type) && !type.isRecord() ? Json.FIELDS : Json.VALUES;
    }

    private static PayloadMismatch mismatch(String task, String json, JacksonException e) {
        String field = path(e.getPath());
        Class<?> wanted = e instanceof MismatchedInputException m ? m.getTargetType() : null;
        String expected = wanted == null ? "JSON of the payload's shape" : wanted.getSimpleName();
        return new PayloadMismatch(
                "parameters of task '" + task + "' do not fit: "
                        + (field.isEmpty() ? "params" : field)
                        + ": expected " + expected
                        + ", got " + got(json, e)
                        + " (" + reason(e) + "); correct the parameters, or register a handler that takes them",
                e);
    }

    /** The value at the place of the error, as far as the text is JSON at all. */
    private static String got(String json, JacksonException e) {
        JsonNode at;
        try {
            at = Json.VALUES.readTree(json);
        } catch (JacksonException notJson) {
            return "no JSON";
        }
        for (JacksonException.Reference step : e.getPath()) {
            at = step.getPropertyName() != null ? at.path(step.getPropertyName()) : at.path(step.getIndex());
        }
        return at.isMissingNode() ? "nothing" : cut(at.toString(), SHOWN);
    }

    private static String path(List<JacksonException.Reference> steps) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : steps) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.toString();
    }

    private static String describe(Object value) {
        return value.getClass().getName();
    }

    /** What the library says, without its advice on how to set it up. */
    private static String reason(JacksonException e) {
        String message = e.getOriginalMessage();
        if (message == null || message.isBlank()) {
            return e.getClass().getSimpleName();
        }
        String line = message.lines().findFirst().orElse("");
        int advice = line.indexOf(" (set ");
        return cut(advice < 0 ? line : line.substring(0, advice), LONGEST_REASON);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}
