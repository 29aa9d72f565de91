package io.carillon.server;

import io.carillon.web.api.FieldError;
import io.carillon.web.api.Fields;
import io.carillon.web.api.Fields.Style;
import io.carillon.web.api.InvalidDocumentException;
import io.carillon.web.api.QueueDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All settings, read once from file, environment, system properties and command line, for the server as for commands that
 * know no Spring. Immutable once loaded.
 */
public final class Configuration {
    private static final List<String> FILES =
            List.of("carillon.yaml", "carillon.yml", "application.yaml", "application.yml");
    private static final String DATA = "carillon.data";

    /** Said by the launcher to its program, no setting. */
    private static final String HOME = "carillon.home";

    /** Below these keys, placeholders belong to a shell or a task, not to us. */
    private static final Set<String> VERBATIM = Set.of("command", "params");

    private final ConfigOptions options;
    private final @Nullable Path file;
    private final Map<String, Integer> lines;
    private final ConfigTree tree = new ConfigTree();

    private Configuration(ConfigOptions options, @Nullable Path file, YamlFile yaml) {
        this.options = options;
        this.file = file;
        this.lines = new LinkedHashMap<>(yaml.lines());
        tree.putAll(yaml.tree());
    }

    /**
     * Reads everything and lays it one over the other.
     *
     * @throws InvalidDocumentException when the file cannot be read, or a key or value of ours cannot be accepted
     */
    public static Configuration load(ConfigOptions options) {
        Path file = options.file() != null ? options.directory().resolve(options.file()) : find(options.directory());
        Configuration configuration =
                new Configuration(options, file, file == null ? YamlFile.NONE : YamlFile.read(file));
        configuration.addEnvironment();
        configuration.addProperties();
        configuration.addCommandLine();
        configuration.fillPlaceholders();
        return configuration;
    }

    private static @Nullable Path find(Path directory) {
        return FILES.stream()
                .map(directory::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(null);
    }

    /** The file that was read; null when there is none. */
    public @Nullable Path file() {
        return file;
    }

    /** The folder of the file, else the current one. */
    public Path directory() {
        Path parent = file == null ? null : file.toAbsolutePath().getParent();
        return parent == null ? options.directory() : parent;
    }

    /**
     * Reads what a command needs that only asks.
     *
     * @throws InvalidDocumentException naming every wrong key and value, with file and line
     */
    public ServerSettings settings() {
        Fields root = fields();
        ServerSettings settings = ServerSettings.read(root, directory());
        finish(root);
        return settings;
    }

    /**
     * Reads all of it.
     *
     * @throws InvalidDocumentException as {@link #settings}
     */
    Whole whole() {
        Fields root = fields();
        ServerSettings settings = ServerSettings.read(root, directory());
        Definitions definitions = Definitions.read(root, settings.engine().zone());
        finish(root);
        return new Whole(settings, definitions);
    }

    /**
     * Looks at jobs and queues, too, as the start does.
     *
     * @throws InvalidDocumentException naming every mistake with its place
     */
    public void requireStartable() {
        whole();
    }

    /** Settings and definitions. */
    record Whole(ServerSettings settings, Definitions definitions) {}

    /** Settings that are not ours, by path, for Spring. */
    Map<String, Object> others() {
        Map<String, Object> flat = new LinkedHashMap<>();
        tree.root().forEach((key, value) -> {
            if (!key.equals("carillon")) {
                flatten(key, value, flat);
            }
        });
        return flat;
    }

    private static void flatten(String path, @Nullable Object value, Map<String, Object> into) {
        switch (value) {
            case null -> into.put(path, "");
            case Map<?, ?> map -> map.forEach((key, inner) -> flatten(path + "." + key, inner, into));
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    flatten(path + "[" + i + "]", list.get(i), into);
                }
            }
            default -> into.put(path, value);
        }
    }

    private Fields fields() {
        return Fields.of(tree.root(), Style.CONFIG, "");
    }

    private void finish(Fields root) {
        try {
            root.finish();
        } catch (InvalidDocumentException e) {
            throw new InvalidDocumentException(
                    e.errors().stream().map(this::located).toList());
        }
    }

    private FieldError located(FieldError error) {
        String field = error.field();
        // What is missing has no line; what it is missing from has one.
        boolean missing = error.got() == null && field.contains("].");
        Integer line = lines.get(missing ? field.substring(0, field.lastIndexOf('.')) : field);
        String where = line == null ? "" : " [" + file + ":" + line + "]";
        return new FieldError(error.field(), error.expected(), error.got(), error.message() + where);
    }

    private void addEnvironment() {
        Fields every = Fields.of(Map.of(), Style.CONFIG, "");
        ServerSettings.read(every, options.directory());
        Fields queue = Fields.of(Map.of(), Style.CONFIG, "");
        QueueDocument.read(queue);
        EnvironmentNames names = new EnvironmentNames(every.known(), queue.known(), queueNames());
        options.environment().forEach((variable, value) -> {
            String path = names.path(variable);
            if (path != null) {
                put(path, shaped(path, value));
                return;
            }
            String near = names.nearest(variable);
            if (near != null) {
                throw refused(variable, "'" + near + "'", value, " (an environment variable that means nothing here)");
            }
        });
    }

    private List<String> queueNames() {
        List<String> names = new ArrayList<>();
        if (tree.root().get("carillon") instanceof Map<?, ?> ours && ours.get("queues") instanceof Map<?, ?> queues) {
            queues.keySet().forEach(name -> names.add(String.valueOf(name)));
        }
        return names;
    }

    private void addProperties() {
        options.properties().forEach((name, value) -> {
            boolean ours = name.startsWith("carillon.") && !name.equals(HOME);
            if (ours || name.startsWith("spring.datasource.") || name.startsWith("server.")) {
                put(name, shaped(name, value));
            }
        });
    }

    private void addCommandLine() {
        for (String assignment : options.set()) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw refused("--set", "key=value", assignment, "");
            }
            String key = assignment.substring(0, equals).strip();
            put(key, shaped(key, assignment.substring(equals + 1)));
        }
    }

    /** Only our own values have a shape; a password or a folder made of digits stays what it is. */
    private static @Nullable Object shaped(String path, String value) {
        return path.startsWith("carillon.") && !path.equals(DATA) ? YamlFile.value(value) : value;
    }

    private void put(String path, @Nullable Object value) {
        // The value does not come from the file any more.
        lines.keySet().removeIf(written -> Fields.canonical(written).equals(Fields.canonical(path)));
        boolean folder = path.equals(DATA) && value instanceof String text && !text.isBlank();
        tree.put(path, folder ? options.directory().resolve((String) value).toString() : value);
    }

    private void fillPlaceholders() {
        Placeholders placeholders = new Placeholders(this::lookUp);
        tree.root()
                .replaceAll(
                        (key, value) -> Set.of("carillon", "spring", "server").contains(key)
                                ? filled(placeholders, key, value)
                                : value);
    }

    private @Nullable Object filled(Placeholders placeholders, String path, @Nullable Object value) {
        return switch (value) {
            case String text -> placeholders.resolve(path, text);
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> copy = new LinkedHashMap<>();
                map.forEach((key, inner) -> copy.put(
                        String.valueOf(key),
                        VERBATIM.contains(String.valueOf(key))
                                ? inner
                                : filled(placeholders, path + "." + key, inner)));
                yield copy;
            }
            case List<?> list -> {
                List<@Nullable Object> copy = new ArrayList<>();
                list.forEach(item -> copy.add(filled(placeholders, path + "[" + copy.size() + "]", item)));
                yield copy;
            }
            case null, default -> value;
        };
    }

    /** A name in a placeholder is a system property or a variable of the environment. */
    private @Nullable String lookUp(String name) {
        String property = options.properties().get(name);
        return property != null ? property : options.environment().get(name);
    }

    private static InvalidDocumentException refused(String field, String expected, String got, String hint) {
        return new InvalidDocumentException(List.of(FieldError.of(field, expected, got, hint)));
    }
}
