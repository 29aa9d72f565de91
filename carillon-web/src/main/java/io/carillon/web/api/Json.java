package io.carillon.web.api;

import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;

/**
 * JSON as plain trees: {@code Map} in the order of the text, {@code List}, {@code String}, {@code Boolean}, {@code Long}
 * (or {@code BigInteger}), {@code BigDecimal}, null. Needs no data binding, so that the command line starts fast.
 */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private static final int MOST_ZEROS = 100;

    private Json() {}

    /** Text that is JSON already and is written as it is, for example a job's parameters. */
    public record Raw(String text) {}

    /** Text that is no JSON. */
    public static final class Malformed extends IllegalArgumentException {
        private Malformed(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Reads one value.
     *
     * @throws Malformed with line and column
     */
    public static @Nullable Object parse(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return document(parser);
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    /** Reads one value from UTF-8; as {@link #parse(String)}. */
    public static @Nullable Object parse(byte[] utf8) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), utf8)) {
            return document(parser);
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    /**
     * Writes a tree; besides what {@link #parse} gives it may hold {@link Raw}, and anything else is written as its text.
     */
    public static String write(@Nullable Object tree) {
        StringWriter out = new StringWriter();
        write(tree, out);
        return out.toString();
    }

    private static void write(@Nullable Object tree, Writer out) {
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            value(tree, generator);
        }
    }

    private static @Nullable Object document(JsonParser parser) {
        if (parser.nextToken() == null) {
            throw new Malformed("expected JSON, got nothing", null);
        }
        Object value = value(parser);
        if (parser.nextToken() != null) {
            throw new Malformed("expected one JSON value, got more after it, at " + at(parser.currentLocation()), null);
        }
        return value;
    }

    // The engine reads stored JSON with nearly this switch; its class is internal there, and so is no library for here.
    private static @Nullable Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = whole(parser.currentName(), parser);
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
            case VALUE_STRING -> whole(parser.getString(), parser);
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    /** Half a surrogate pair is no character: it could be neither stored nor sent on, and would silently be another one. */
    private static String whole(String text, JsonParser parser) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) {
                continue;
            }
            if (Character.charCount(text.codePointAt(i)) == 1) {
                throw new Malformed(
                        "malformed JSON at " + at(parser.currentTokenLocation())
                                + ": expected whole characters, got half of a surrogate pair",
                        null);
            }
            i++;
        }
        return text;
    }

    private static Number integer(JsonParser parser) {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? parser.getBigIntegerValue()
                : parser.getLongValue();
    }

    private static void value(@Nullable Object tree, JsonGenerator out) {
        switch (tree) {
            case null -> out.writeNull();
            case Map<?, ?> map -> {
                out.writeStartObject();
                map.forEach((name, value) -> {
                    out.writeName(String.valueOf(name));
                    value(value, out);
                });
                out.writeEndObject();
            }
            case Iterable<?> list -> {
                out.writeStartArray();
                list.forEach(item -> value(item, out));
                out.writeEndArray();
            }
            case Boolean truth -> out.writeBoolean(truth);
            case BigDecimal number -> out.writeNumber(digits(number));
            case Number number -> out.writeNumber(number.toString());
            case Raw raw -> out.writeRawValue(raw.text());
            default -> out.writeString(tree.toString());
        }
    }

    /** A number's digits, without exponent as long as they are not too many: 1e999999999 is a short text and a long number. */
    static String digits(BigDecimal number) {
        return Math.abs((long) number.scale()) <= MOST_ZEROS ? number.toPlainString() : number.toString();
    }

    private static Malformed malformed(JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        String what = e.getOriginalMessage().replaceFirst(", from `[^`]*`", "");
        return new Malformed("malformed JSON" + (location == null ? "" : " at " + at(location)) + ": " + what, e);
    }

    private static String at(TokenStreamLocation location) {
        return "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
