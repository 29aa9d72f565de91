package io.carillon.internal;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The two ways in which objects are JSON. Values (payloads, results, checkpoints) have what their records, getters and
 * fields say; task objects have their fields and nothing else, so that {@code id()} or a getter never becomes one.
 *
 * <p>Reading is strict where a value would change silently (null or nothing for a primitive, 1.5 for an int, text after
 * the end) and tolerant of properties it does not know, so that jobs of a newer program pass through an older one.
 * Instants, durations and the rest of java.time are ISO-8601 text.
 */
final class Json {
    /** For payloads, results, checkpoints and definitions. */
    static final JsonMapper VALUES = JsonMapper.builder()
            .changeDefaultVisibility(visible -> visible.withVisibility(PropertyAccessor.FIELD, Visibility.ANY))
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
            .enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
            .build();

    /** For objects of task classes that are no records. */
    static final JsonMapper FIELDS = VALUES.rebuild()
            .changeDefaultVisibility(visible -> visible.withVisibility(PropertyAccessor.ALL, Visibility.NONE)
                    .withVisibility(PropertyAccessor.FIELD, Visibility.ANY))
            .enable(MapperFeature.ALLOW_FINAL_FIELDS_AS_MUTATORS, MapperFeature.PROPAGATE_TRANSIENT_MARKER)
            .build();

    private Json() {}

    /** A payload for {@link #load}. */
    private record Sample(long number, String text) {}

    /** Loads the 500 classes that it takes to write a payload and to read it: 0.3 s of CPU in a new process. */
    static void load() {
        String json = VALUES.writerFor(Sample.class).writeValueAsString(new Sample(1, "text"));
        VALUES.readerFor(Sample.class).<Sample>readValue(json);
    }

    /** The same JSON with the properties of every object in order, so that equal parameters are equal texts. */
    static String canonical(String json) {
        try {
            return VALUES.writeValueAsString(sorted(VALUES.readTree(json)));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Object sorted(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> all = new TreeMap<>();
            node.properties().forEach(property -> all.put(property.getKey(), sorted(property.getValue())));
            return all;
        }
        return node.isArray() ? node.valueStream().map(Json::sorted).toList() : node;
    }
}
