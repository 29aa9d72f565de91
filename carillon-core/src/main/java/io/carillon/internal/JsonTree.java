package io.carillon.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON object whose properties are read by name. Without data binding: loading that costs a program that only looks at
 * its schedules a fifth of its time.
 *
 * <p>A property that is not there or null reads as null; one of another type than asked for is an
 * {@link IllegalArgumentException}.
 */
record JsonTree(Map<?, ?> properties) {
    private static final JsonFactory FACTORY = new JsonFactory();

    /**
     * Reads an object.
     *
     * @throws tools.jackson.core.JacksonException when the text is no JSON
     */
    static JsonTree read(String json) {
        return of("JSON", value(json));
    }

    /**
     * Reads a value: a map in the order of the text, a list, a text, a truth value, null, or a number as exact as it was
     * written (Integer, Long, BigInteger or BigDecimal).
     *
     * @throws tools.jackson.core.JacksonException when the text is no JSON
     */
    static @Nullable Object value(String json) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() == null) {
                throw new IllegalArgumentException("no JSON, but nothing");
            }
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("more follows the end of the JSON");
            }
            return value;
        }
    }

    private static @Nullable Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                    parser.nextToken();
                    object.put(name, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> parser.getString();
        };
    }

    private static JsonTree of(String name, @Nullable Object value) {
        return new JsonTree(cast(name, Map.class, value));
    }

    @Nullable String text(String name) {
        return get(name, String.class);
    }

    @Nullable Boolean flag(String name) {
        return get(name, Boolean.class);
    }

    @Nullable Integer integer(String name) {
        return get(name, Integer.class);
    }

    /** A text that {@code parser} understands. */
    <T> @Nullable T parsed(String name, Function<String, T> parser) {
        String text = text(name);
        return text == null ? null : parser.apply(text);
    }

    /** A nested object that must be there. */
    JsonTree object(String name) {
        return of(name, properties.get(name));
    }

    @Nullable List<String> texts(String name) {
        List<?> list = get(name, List.class);
        return list == null
                ? null
                : list.stream().map(item -> cast(name, String.class, item)).toList();
    }

    /** A nested object of texts; in order. */
    @Nullable Map<String, String> textsByName(String name) {
        Map<?, ?> map = get(name, Map.class);
        if (map == null) {
            return null;
        }
        Map<String, String> texts = new LinkedHashMap<>();
        map.forEach((key, value) -> texts.put(String.valueOf(key), cast(name, String.class, value)));
        return texts;
    }

    private <T> @Nullable T get(String name, Class<T> type) {
        Object value = properties.get(name);
        return value == null ? null : cast(name, type, value);
    }

    private static <T> T cast(String name, Class<T> type, @Nullable Object value) {
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(
                    "expected a " + type.getSimpleName() + " for " + name + ", got " + value);
        }
        return type.cast(value);
    }
}
