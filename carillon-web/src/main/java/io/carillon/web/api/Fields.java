package io.carillon.web.api;

import io.carillon.InvalidValueException;
import io.carillon.schedule.Durations;
import io.carillon.schedule.InvalidScheduleException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An object of a document while it is read: typed values by name. A value that cannot be accepted is noted and reads as
 * absent, so that one answer names every mistake; {@link #finish} throws what was noted. Names that nobody asked for are
 * mistakes too. An explicit null reads as absent.
 *
 * <p>Not thread-safe.
 */
public final class Fields {
    /** Who wrote the document. */
    public enum Style {
        /** A program: names in snake case, types as JSON has them. */
        JSON,
        /** The query of a URL: names in snake case, every value a text, an empty one says nothing. */
        QUERY,
        /** A person or an environment: any case of name, numbers and truth values also as text. */
        CONFIG
    }

    private static final Set<String> YES = Set.of("true", "yes", "on", "1");
    private static final Set<String> NO = Set.of("false", "no", "off", "0");

    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
    private final Map<String, String> written = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final Style style;
    private final String path;
    private final List<FieldError> errors;
    private boolean others;
    private final List<Fields> nested = new ArrayList<>();
    private final Map<String, Fields> sections = new LinkedHashMap<>();

    private Fields(Map<?, ?> tree, Style style, String path, List<FieldError> errors) {
        this.style = style;
        this.path = path;
        this.errors = errors;
        tree.forEach((key, value) -> {
            if (style != Style.QUERY || !"".equals(value)) {
                put(String.valueOf(key), value);
            }
        });
    }

    /** @param path what precedes the names in messages, for example {@code carillon.}; empty for none */
    public static Fields of(Map<?, ?> tree, Style style, String path) {
        return new Fields(tree, style, path, new ArrayList<>());
    }

    private void put(String key, @Nullable Object value) {
        String name = style == Style.CONFIG ? canonical(key) : key;
        String before = written.putIfAbsent(name, key);
        if (before != null) {
            refuse(key, "one of '" + before + "' and '" + key + "', which mean the same", value);
        }
        values.put(name, value);
    }

    /** A name in snake case, whichever of kebab, snake and camel case it was written in. */
    public static String canonical(String name) {
        return name.strip()
                .replace('-', '_')
                .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }

    /** Whether the document gives this field a value, even a wrong one. */
    public boolean has(String name) {
        return get(name) != null;
    }

    /** Notes the lack of a field that must be there. */
    public void require(String name, String expected) {
        if (!has(name)) {
            errors.add(FieldError.of(path(name), expected, null));
        }
    }

    /** Accepts every name but a mistyped one: the rest is somebody else's to judge. */
    public void allowOthers() {
        others = true;
    }

    /** Accepts these names without reading them. */
    public void ignore(String... names) {
        known.addAll(List.of(names));
    }

    /** A text; empty ones are refused. Where people write, a number or truth value counts as its text. */
    public @Nullable String text(String name) {
        Object value = get(name);
        if (value == null) {
            return null;
        }
        boolean scalar = value instanceof Number || value instanceof Boolean;
        String text = value instanceof String string ? string : scalar && style != Style.JSON ? value.toString() : null;
        return text == null || text.isBlank() ? refuse(name, "a text", value) : text;
    }

    /** A text, or a number as its text. */
    public @Nullable String textOrNumber(String name) {
        Object value = get(name);
        return value instanceof BigDecimal exact
                ? Json.digits(exact)
                : value instanceof Number number ? number.toString() : text(name);
    }

    /** A text as {@link #text}, or an empty one. */
    public @Nullable String anyText(String name) {
        return "".equals(get(name)) ? "" : text(name);
    }

    /** A whole number within the bounds. */
    public @Nullable Integer integer(String name, int least, int most) {
        Object value = get(name);
        if (value == null) {
            return null;
        }
        Long number = whole(value);
        if (number == null || number < least || number > most) {
            String bounds = most == Integer.MAX_VALUE ? " of " + least + " or more" : " " + least + "-" + most;
            return refuse(name, "a whole number" + bounds, value);
        }
        return number.intValue();
    }

    public @Nullable Boolean flag(String name) {
        Object value = get(name);
        if (value == null || value instanceof Boolean) {
            return (Boolean) value;
        }
        String text = style != Style.JSON ? value.toString().strip().toLowerCase(Locale.ROOT) : "";
        if (YES.contains(text) || NO.contains(text)) {
            return YES.contains(text);
        }
        return refuse(name, "true or false", value);
    }

    /** A number of seconds, or a text such as {@code 30s}; zero or more. */
    public @Nullable Duration duration(String name) {
        Object value = get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Number) && !(value instanceof String)) {
            return refuse(name, "seconds or a duration such as 30s", value);
        }
        try {
            return Durations.parse(value instanceof BigDecimal exact ? Json.digits(exact) : value.toString());
        } catch (InvalidScheduleException e) {
            errors.add(FieldError.ofSchedule(path(name), value, e));
            return null;
        }
    }

    /** An ISO-8601 instant; without an offset it is local time in {@code zone}. */
    public @Nullable Instant instant(String name, ZoneId zone) {
        return parsed(name, "an instant such as 2030-01-31T09:00:00Z", text -> {
            boolean local = !text.matches("(?i).*T.*(Z|[+-]\\d{2}(:?\\d{2})?)");
            return local
                    ? LocalDateTime.parse(text).atZone(zone).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        });
    }

    public @Nullable ZoneId zone(String name) {
        return parsed(name, "a time zone such as Asia/Shanghai or UTC", ZoneId::of);
    }

    /** A text that {@code parser} understands; what it throws is noted. */
    public <T> @Nullable T parsed(String name, String expected, Function<String, T> parser) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            return parser.apply(text.strip());
        } catch (InvalidValueException e) {
            return refuse(name, e.expected(), text);
        } catch (InvalidScheduleException e) {
            errors.add(FieldError.ofSchedule(path(name), text, e));
            return null;
        } catch (DateTimeException e) {
            return refuse(name, expected, text);
        }
    }

    /** A list of texts; where people write, also one text with commas. */
    public @Nullable List<String> texts(String name) {
        Object value = get(name);
        if (value instanceof String text && style != Style.JSON) {
            return List.of(text.strip().split("\\s*,\\s*", -1));
        }
        if (value instanceof Collection<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        return value == null ? null : refuse(name, "a list of texts", value);
    }

    /** An object or list of the writer's own making, as it is. */
    public @Nullable Object tree(String name) {
        Object value = get(name);
        boolean tree = value == null || value instanceof Map<?, ?> || value instanceof Collection<?>;
        return tree ? value : refuse(name, "an object or a list", value);
    }

    /** A nested object with fields of its own; {@link #finish} of this one covers it. */
    public @Nullable Fields object(String name) {
        Object value = get(name);
        if (value == null) {
            return null;
        }
        return value instanceof Map<?, ?> map ? nest(map, path(name)) : refuse(name, "an object", value);
    }

    /** A nested object that may be left out: then it is one without values. The same one each time. */
    public Fields section(String name) {
        Fields known = sections.get(name);
        if (known == null) {
            Fields given = object(name);
            known = given != null ? given : nest(Map.of(), path(name));
            sections.put(name, known);
        }
        return known;
    }

    /** Nested objects by names that are the writer's own, such as queues; in the order of the document. */
    public Map<String, Fields> objects(String name) {
        Map<String, Fields> objects = new LinkedHashMap<>();
        Object value = get(name);
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, entry) -> nested(objects, String.valueOf(key), path(name) + "." + key, entry));
        } else if (value != null) {
            refuse(name, "an object with a name for each entry", value);
        }
        return objects;
    }

    /** Nested objects in a list. */
    public List<Fields> list(String name) {
        Map<String, Fields> objects = new LinkedHashMap<>();
        Object value = get(name);
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                nested(objects, Integer.toString(i), path(name) + "[" + i + "]", list.get(i));
            }
        } else if (value != null) {
            refuse(name, "a list", value);
        }
        return List.copyOf(objects.values());
    }

    private void nested(Map<String, Fields> objects, String key, String at, @Nullable Object value) {
        if (value == null || value instanceof Map<?, ?>) {
            objects.put(key, nest(value == null ? Map.of() : (Map<?, ?>) value, at));
        } else {
            errors.add(FieldError.of(at, "an object", value));
        }
    }

    private Fields nest(Map<?, ?> tree, String at) {
        Fields fields = new Fields(tree, style, at + ".", errors);
        nested.add(fields);
        return fields;
    }

    /** Applies a value to what is being made; a value that its maker refuses is noted and leaves it as it was. */
    public <T, V> T set(T target, String name, @Nullable V value, BiFunction<T, V, T> setter) {
        if (value == null) {
            return target;
        }
        try {
            return setter.apply(target, value);
        } catch (InvalidValueException e) {
            errors.add(FieldError.of(path(name), e.expected(), values.get(name)));
        } catch (InvalidScheduleException e) {
            errors.add(FieldError.ofSchedule(path(name), values.get(name), e));
        }
        return target;
    }

    /** Notes that a value cannot be accepted. Returns null, as which the value reads. */
    public <T> @Nullable T refuse(String name, String expected, @Nullable Object got) {
        errors.add(FieldError.of(path(name), expected, got));
        return null;
    }

    /** Notes that a schedule, duration or the like cannot be accepted. */
    void refuseSchedule(String name, String got, InvalidScheduleException why) {
        errors.add(FieldError.ofSchedule(path(name), got, why));
    }

    /**
     * Ends reading, of nested objects too.
     *
     * @throws InvalidDocumentException when anything was noted
     */
    public void finish() {
        noteUnknown();
        if (!errors.isEmpty()) {
            throw new InvalidDocumentException(errors);
        }
    }

    /** Names asked for so far, those of sections with the section's name and a dot before them. */
    public Set<String> known() {
        Set<String> names = new LinkedHashSet<>(known);
        sections.forEach((name, section) -> section.known().forEach(inner -> names.add(name + "." + inner)));
        return names;
    }

    private void noteUnknown() {
        written.forEach((name, key) -> {
            if (known.contains(name)) {
                return;
            }
            String near = Nearest.to(name, known).map(this::shown).orElse(null);
            if (near != null || !others) {
                String names = String.join(", ", known.stream().map(this::shown).toList());
                errors.add(FieldError.of(
                        path + key,
                        near != null ? "'" + near + "'" : "one of " + names,
                        values.get(name),
                        near != null ? " (unknown; did you mean '" + near + "'?)" : " (unknown)"));
            }
        });
        nested.forEach(Fields::noteUnknown);
    }

    private @Nullable Object get(String name) {
        known.add(name);
        return values.get(name);
    }

    private String path(String name) {
        return path + written.getOrDefault(name, shown(name));
    }

    private String shown(String name) {
        return style == Style.CONFIG ? name.replace('_', '-') : name;
    }

    /** The whole number that a value is; null when it is none. Loads BigDecimal, which is slow, only where it must. */
    private @Nullable Long whole(Object value) {
        if (value instanceof Long || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        if (value instanceof String text) {
            String digits = text.strip();
            return style != Style.JSON && digits.matches("-?\\d{1,18}") ? Long.valueOf(digits) : null;
        }
        return value instanceof Number number ? whole(number) : null;
    }

    private static @Nullable Long whole(Number number) {
        try {
            return new BigDecimal(number.toString()).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            return null;
        }
    }
}
