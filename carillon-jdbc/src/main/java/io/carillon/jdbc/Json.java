package io.carillon.jdbc;

import io.carillon.Failure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The little JSON that columns hold: lists of names, and failures. */
final class Json {
    private static final int LAST_CONTROL = 0x1f;

    private Json() {}

    /** Appends a JSON string. */
    static void quote(StringBuilder json, String text) {
        json.append('"');
        int length = text.length();
        int done = 0;
        for (int at = 0; at < length; at++) {
            char c = text.charAt(at);
            if (c == '"' || c == '\\' || c <= LAST_CONTROL) {
                json.append(text, done, at);
                done = at + 1;
                escape(json, c);
            }
        }
        json.append(text, done, length).append('"');
    }

    private static void escape(StringBuilder json, char c) {
        switch (c) {
            case '"', '\\' -> json.append('\\').append(c);
            case '\n' -> json.append("\\n");
            default -> json.append(String.format("\\u%04x", (int) c));
        }
    }

    static String names(Collection<String> names) {
        StringBuilder json = new StringBuilder("[");
        for (String name : names) {
            quote(json.length() == 1 ? json : json.append(','), name);
        }
        return json.append(']').toString();
    }

    static List<String> names(String json) {
        List<String> names = new ArrayList<>();
        try (JsonParser parser = Parsing.FACTORY.createParser(ObjectReadContext.empty(), json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    names.add(parser.getString());
                }
            }
        }
        return names;
    }

    static @Nullable String failure(@Nullable Failure failure) {
        if (failure == null) {
            return null;
        }
        StringBuilder json = new StringBuilder("{\"type\":");
        quote(json, failure.type());
        quote(json.append(",\"message\":"), failure.message());
        if (failure.trace() != null) {
            quote(json.append(",\"trace\":"), failure.trace());
        }
        return json.append('}').toString();
    }

    static @Nullable Failure failure(@Nullable String json) {
        if (json == null) {
            return null;
        }
        String type = "";
        String message = "";
        String trace = null;
        try (JsonParser parser = Parsing.FACTORY.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                String value = parser.nextStringValue();
                switch (name) {
                    case "type" -> type = value;
                    case "message" -> message = value;
                    case "trace" -> trace = value;
                    default -> parser.skipChildren();
                }
            }
        }
        return new Failure(type, message, trace);
    }

    /** Loaded when something is read, which most programs never do. */
    private static final class Parsing {
        static final JsonFactory FACTORY = new JsonFactory();
    }
}
