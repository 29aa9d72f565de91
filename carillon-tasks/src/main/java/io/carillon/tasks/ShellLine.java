package io.carillon.tasks;

import io.carillon.InvalidValueException;
import io.carillon.JobRequest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A shell line and what goes with it. Immutable; every method returns a changed copy.
 *
 * <p>As a job it is a command with parameters. The parameter {@value #OPTIONS} is an object with {@code stdin},
 * {@code environment}, {@code directory} and {@code shell}, all optional; every other parameter is the line's own.
 *
 * <pre>{@code
 * scheduler.enqueue(ShellLine.of("pg_dump \"$CARILLON_PARAM_DATABASE\" | gzip > dump.gz")
 *         .params(Map.of("database", "orders")).directory("/var/backups").request());
 * }</pre>
 */
public final class ShellLine {
    /** Name of the parameter that holds what is not for the line itself. */
    public static final String OPTIONS = "@shell";

    static final String DEFAULT_SHELL = "/bin/sh";

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String RESERVED = "CARILLON_";
    private static final String STDIN = "stdin";
    private static final String ENVIRONMENT = "environment";
    private static final String DIRECTORY = "directory";
    private static final String SHELL = "shell";
    private static final JsonMapper JSON = new JsonMapper();

    private final String line;
    private final Map<String, String> params;
    private final Map<String, String> environment;
    private final @Nullable String stdin;
    private final @Nullable String directory;
    private final @Nullable String shell;

    private ShellLine(Draft d) {
        this.line = d.line;
        this.params = d.params;
        this.environment = d.environment;
        this.stdin = d.stdin;
        this.directory = d.directory;
        this.shell = d.shell;
    }

    /** A line for {@code sh -c}. */
    public static ShellLine of(String line) {
        if (line.isBlank() || line.indexOf('\0') >= 0) {
            throw new InvalidValueException("command", "a shell line without NUL characters", line);
        }
        return new ShellLine(new Draft(line));
    }

    /**
     * Reads the line back from a request; empty when that is no command.
     *
     * @throws InvalidValueException when the options are none of a shell line
     */
    public static Optional<ShellLine> from(JobRequest request) {
        String command = request.command();
        return command == null ? Optional.empty() : Optional.of(read(command, JSON.valueToTree(request.params())));
    }

    /** Reads the line from a job's command and parameters. */
    static ShellLine read(String command, @Nullable JsonNode params) {
        ShellLine line = of(command);
        if (params == null || params.isNull() || params.isMissingNode()) {
            return line;
        }
        Map<String, String> own = new LinkedHashMap<>();
        if (params.isArray()) {
            for (int i = 0; i < params.size(); i++) {
                own.put(String.valueOf(i + 1), text(params.get(i)));
            }
            return line.params(own);
        }
        params.properties().forEach(entry -> own.put(entry.getKey(), text(entry.getValue())));
        own.remove(OPTIONS);
        JsonNode options = params.get(OPTIONS);
        return options == null ? line.params(own) : line.params(own).options(options);
    }

    /**
     * Values that reach the line as {@code CARILLON_PARAM_<NAME>} and, in this order, as {@code name=value} in
     * {@code "$@"}. They are never made part of the line.
     */
    public ShellLine params(Map<String, String> params) {
        Map<String, String> copy = new LinkedHashMap<>(params);
        if (copy.containsKey(OPTIONS)) {
            throw new InvalidValueException("params", "no parameter of the reserved name " + OPTIONS, OPTIONS);
        }
        return with(d -> d.params = copy);
    }

    /** Text the line reads as its standard input; null (if never said): none. */
    public ShellLine stdin(@Nullable String stdin) {
        return with(d -> d.stdin = stdin);
    }

    /** Variables of the line's environment, besides those every line has. */
    public ShellLine environment(Map<String, String> environment) {
        environment.keySet().forEach(name -> requireVariable(ENVIRONMENT, name));
        return with(d -> d.environment = new TreeMap<>(environment));
    }

    /** Folder to start in: absolute, or {@code ~} for the home of the user the node runs as; null: the node's choice. */
    public ShellLine directory(@Nullable String directory) {
        if (directory != null && !directory.startsWith("/") && !directory.equals("~") && !directory.startsWith("~/")) {
            throw new InvalidValueException(DIRECTORY, "an absolute path, or one that begins with ~", directory);
        }
        return with(d -> d.directory = directory);
    }

    /** The shell, an absolute path; null (if never said): {@code /bin/sh}. */
    public ShellLine shell(@Nullable String shell) {
        if (shell != null && !shell.startsWith("/")) {
            throw new InvalidValueException(SHELL, "the absolute path of a shell", shell);
        }
        return with(d -> d.shell = shell);
    }

    public String line() {
        return line;
    }

    public Map<String, String> params() {
        return Collections.unmodifiableMap(params);
    }

    /** In order of name. */
    public Map<String, String> environment() {
        return Collections.unmodifiableMap(environment);
    }

    public @Nullable String stdin() {
        return stdin;
    }

    public @Nullable String directory() {
        return directory;
    }

    public @Nullable String shell() {
        return shell;
    }

    /** The request for a job that runs this line. */
    public JobRequest request() {
        Map<String, Object> options = new LinkedHashMap<>();
        if (stdin != null) {
            options.put(STDIN, stdin);
        }
        if (!environment.isEmpty()) {
            options.put(ENVIRONMENT, environment);
        }
        if (directory != null) {
            options.put(DIRECTORY, directory);
        }
        if (shell != null) {
            options.put(SHELL, shell);
        }
        Map<String, Object> all = new LinkedHashMap<>(params);
        if (!options.isEmpty()) {
            all.put(OPTIONS, options);
        }
        JobRequest request = JobRequest.command(line);
        return all.isEmpty() ? request : request.params(all);
    }

    private ShellLine options(JsonNode options) {
        ShellLine result = this;
        for (Map.Entry<String, JsonNode> option : options.properties()) {
            JsonNode value = option.getValue();
            result = switch (option.getKey()) {
                case STDIN -> result.stdin(text(value));
                case DIRECTORY -> result.directory(text(value));
                case SHELL -> result.shell(text(value));
                case ENVIRONMENT -> {
                    Map<String, String> variables = new TreeMap<>();
                    value.properties().forEach(variable -> variables.put(variable.getKey(), text(variable.getValue())));
                    yield result.environment(variables);
                }
                default ->
                    throw new InvalidValueException(
                            OPTIONS, "any of stdin, environment, directory, shell", option.getKey());
            };
        }
        return result;
    }

    private static String text(JsonNode value) {
        if (value.isNull()) {
            return "";
        }
        return value.isString() ? value.stringValue() : value.toString();
    }

    static void requireVariable(String field, String name) {
        if (!VARIABLE.matcher(name).matches()) {
            throw new InvalidValueException(field, "names of variables: letters, digits and _, no digit first", name);
        }
        if (name.startsWith(RESERVED)) {
            throw new InvalidValueException(field, "no variable that begins with " + RESERVED, name);
        }
    }

    private ShellLine with(java.util.function.Consumer<Draft> change) {
        Draft d = new Draft(line);
        d.params = params;
        d.environment = environment;
        d.stdin = stdin;
        d.directory = directory;
        d.shell = shell;
        change.accept(d);
        return new ShellLine(d);
    }

    /** The fields while they change. */
    private static final class Draft {
        private final String line;
        private Map<String, String> params = Map.of();
        private Map<String, String> environment = Map.of();
        private @Nullable String stdin;
        private @Nullable String directory;
        private @Nullable String shell;

        private Draft(String line) {
            this.line = line;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ShellLine that
                && line.equals(that.line)
                && params.equals(that.params)
                && environment.equals(that.environment)
                && Objects.equals(stdin, that.stdin)
                && Objects.equals(directory, that.directory)
                && Objects.equals(shell, that.shell);
    }

    @Override
    public int hashCode() {
        return Objects.hash(line, params, environment, stdin, directory, shell);
    }

    @Override
    public String toString() {
        return line;
    }
}
