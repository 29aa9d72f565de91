package io.carillon.examples.docs;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares a JSON answer with what a page says. In the page the text {@code "…"} stands for any value, inside a longer
 * text for any part of it; as the last element of an array for any further elements; as a field, {@code "…": "…"}, for
 * any further fields. Without it fields and elements must be the same.
 */
final class JsonShape {
    private static final String ANYTHING = "…";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<String> differences = new ArrayList<>();

    private JsonShape() {}

    /** What is wrong, with the whole answer; null when they agree. */
    static @Nullable String difference(String expected, String actual) {
        JsonShape shape = new JsonShape();
        JsonNode came = JSON.readTree(actual);
        shape.compare("", JSON.readTree(expected), came);
        return shape.differences.isEmpty()
                ? null
                : String.join("\n", shape.differences) + "\nin:\n" + came.toPrettyString();
    }

    private void compare(String at, JsonNode wanted, @Nullable JsonNode came) {
        if (came == null) {
            differences.add(at + ": missing");
        } else if (wanted.isString() && wanted.stringValue().contains(ANYTHING)) {
            boolean any = wanted.stringValue().equals(ANYTHING);
            if (!any && Expected.difference(wanted.stringValue(), came.asString("")) != null) {
                differ(at, wanted, came);
            }
        } else if (wanted.isObject() && came.isObject()) {
            compareFields(at, wanted, came);
        } else if (wanted.isArray() && came.isArray()) {
            compareElements(at, wanted, came);
        } else if (wanted.isNumber() && came.isNumber()) {
            if (wanted.decimalValue().compareTo(came.decimalValue()) != 0) {
                differ(at, wanted, came);
            }
        } else if (!wanted.equals(came)) {
            differ(at, wanted, came);
        }
    }

    private void compareFields(String at, JsonNode wanted, JsonNode came) {
        wanted.forEachEntry((name, value) -> {
            if (!name.equals(ANYTHING)) {
                compare(at + "/" + name, value, came.get(name));
            }
        });
        if (!wanted.has(ANYTHING)) {
            came.propertyNames().stream()
                    .filter(name -> !wanted.has(name))
                    .forEach(name -> differences.add(at + "/" + name + ": the page does not have it"));
        }
    }

    private void compareElements(String at, JsonNode wanted, JsonNode came) {
        int last = wanted.size() - 1;
        boolean open = last >= 0
                && wanted.get(last).isString()
                && wanted.get(last).stringValue().equals(ANYTHING);
        int fixed = open ? last : wanted.size();
        if (came.size() < fixed || (came.size() > fixed && !open)) {
            differences.add(at + ": expected " + fixed + (open ? " or more" : "") + " elements, got " + came.size());
            return;
        }
        for (int i = 0; i < fixed; i++) {
            compare(at + "/" + i, wanted.get(i), came.get(i));
        }
    }

    private void differ(String at, JsonNode wanted, JsonNode came) {
        differences.add(at + ": expected " + wanted + ", got " + came);
    }
}
