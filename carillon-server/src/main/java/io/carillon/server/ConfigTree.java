package io.carillon.server;

import io.carillon.web.api.FieldError;
import io.carillon.web.api.Fields;
import io.carillon.web.api.InvalidDocumentException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A tree of settings into which values are put one over the other. Kebab, snake and camel case name the same key, except
 * where names are the user's own: queues and parameters.
 */
final class ConfigTree {
    private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[([^\\]]+)]");

    private final Map<String, @Nullable Object> root = new LinkedHashMap<>();

    /** The tree as it stands. */
    Map<String, @Nullable Object> root() {
        return root;
    }

    /** Puts every value of a tree. A key with dots ({@code spring.datasource.url: …}) is a path. */
    void putAll(Map<String, @Nullable Object> tree) {
        putAll(List.of(), tree);
    }

    private void putAll(List<String> at, Map<?, ?> tree) {
        tree.forEach((key, value) -> {
            List<String> path = new ArrayList<>(at);
            path.addAll(namesAreFree(at) ? List.of(String.valueOf(key)) : steps(String.valueOf(key)));
            if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
                putAll(path, inner);
            } else {
                put(path, value);
            }
        });
    }

    /**
     * Puts one value.
     *
     * @param path keys and numbers: {@code carillon.jobs[0].enabled}; a key with dots in brackets: {@code queues[a.b]}
     * @throws InvalidDocumentException when the path leads through a value that has no such part
     */
    void put(String path, @Nullable Object value) {
        put(steps(path), value);
    }

    private static List<String> steps(String path) {
        List<String> steps = new ArrayList<>();
        Matcher step = STEP.matcher(path);
        while (step.find()) {
            steps.add(step.group(1) != null ? step.group(1) : step.group(2));
        }
        return steps.isEmpty() ? List.of(path) : steps;
    }

    private void put(List<String> path, @Nullable Object value) {
        Object at = root;
        for (int i = 0; i < path.size(); i++) {
            boolean last = i == path.size() - 1;
            Object inner = last ? value : child(at, path, i);
            if (at instanceof Map<?, ?> map) {
                putKey(map, path.subList(0, i), path.get(i), inner);
            } else if (at instanceof List<?> list) {
                putItem(list, path, i, inner);
            }
            at = inner;
        }
    }

    /** What the path leads through, made when it is not there yet. */
    private static @Nullable Object child(@Nullable Object at, List<String> path, int i) {
        Object found = null;
        if (at instanceof Map<?, ?> map) {
            found = map.get(written(map, path.subList(0, i), path.get(i)));
        } else if (at instanceof List<?> list) {
            int index = index(list, path, i);
            found = index < list.size() ? list.get(index) : null;
        }
        boolean wantsList = path.get(i + 1).matches("\\d+") && !namesAreFree(path.subList(0, i + 1));
        if (found == null) {
            return wantsList ? new ArrayList<>() : new LinkedHashMap<>();
        }
        if (found instanceof Map<?, ?> || found instanceof List<?>) {
            return found;
        }
        throw refused(path, "a value that has parts above '" + path.get(i + 1) + "'", found);
    }

    @SuppressWarnings("unchecked")
    private static void putKey(Map<?, ?> map, List<String> at, String key, @Nullable Object value) {
        ((Map<String, @Nullable Object>) map).put(written(map, at, key), value);
    }

    @SuppressWarnings("unchecked")
    private static void putItem(List<?> list, List<String> path, int i, @Nullable Object value) {
        int index = index(list, path, i);
        List<@Nullable Object> items = (List<@Nullable Object>) list;
        if (index == items.size()) {
            items.add(value);
        } else {
            items.set(index, value);
        }
    }

    private static int index(List<?> list, List<String> path, int i) {
        String text = path.get(i);
        if (!text.matches("\\d{1,6}") || Integer.parseInt(text) > list.size()) {
            throw refused(path, "a number from 0 to " + list.size() + " in brackets", text);
        }
        return Integer.parseInt(text);
    }

    /** The key as it stands in the map already, in whatever case, else as it comes now. */
    private static String written(Map<?, ?> map, List<String> at, String key) {
        if (namesAreFree(at)) {
            return key;
        }
        String canonical = Fields.canonical(key);
        for (Object known : map.keySet()) {
            if (Fields.canonical(String.valueOf(known)).equals(canonical)) {
                return String.valueOf(known);
            }
        }
        return key;
    }

    /** Whether the keys right below this path are the user's own. */
    private static boolean namesAreFree(List<String> at) {
        if (at.size() < 2 || !at.get(0).equals("carillon")) {
            return false;
        }
        String group = Fields.canonical(at.get(1));
        return (group.equals("queues") && at.size() == 2)
                || (group.equals("jobs")
                        && at.size() > 3
                        && Fields.canonical(at.get(3)).equals("params"));
    }

    private static InvalidDocumentException refused(List<String> path, String expected, @Nullable Object got) {
        return new InvalidDocumentException(List.of(FieldError.of(String.join(".", path), expected, got)));
    }
}
