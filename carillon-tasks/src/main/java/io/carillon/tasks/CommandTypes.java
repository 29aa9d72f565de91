package io.carillon.tasks;

import io.carillon.InvalidValueException;
import io.carillon.spi.CommandResolver;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells which task a command text belongs to by how it looks; see {@link ShellTask} for shell lines. Names of registered
 * tasks are not seen here, the scheduler takes those itself. Thread-safe.
 */
public final class CommandTypes implements CommandResolver {
    /** The setting that lets shell lines run. */
    public static final String SHELL_ENABLED = "carillon.tasks.shell.enabled";

    private static final Pattern URL = Pattern.compile("https?://\\S*", Pattern.CASE_INSENSITIVE);
    private static final Pattern METHOD = Pattern.compile("[\\w$]+([.\\\\][\\w$]+)*(::|@)[\\w$]+");
    private static final Pattern CLASS = Pattern.compile("(\\p{Ll}[\\w$]*\\.)+\\p{Lu}[\\w$]*");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\w-]*(:[\\p{L}\\p{N}_][\\w-]*)+");
    private static final Pattern FUNCTION = Pattern.compile("(?s)function\\s*\\(.*");

    private final boolean shellEnabled;

    /** @param shellEnabled whether shell lines may be asked for; nodes that run them {@link ShellTask#register} */
    public CommandTypes(boolean shellEnabled) {
        this.shellEnabled = shellEnabled;
    }

    /** @throws InvalidValueException when the command is of a type that this version or this configuration does not run */
    @Override
    public @Nullable String taskFor(String command) {
        String text = command.strip();
        if (URL.matcher(text).matches()) {
            throw later("HTTP requests", command);
        }
        if (FUNCTION.matcher(text).matches()) {
            throw later("JavaScript functions", command);
        }
        if (METHOD.matcher(text).matches()) {
            throw later("Java methods", command);
        }
        if (CLASS.matcher(text).matches()) {
            throw new InvalidValueException(
                    "command", "a class that implements io.carillon.Task and is on this node's class path", command);
        }
        if (NAME.matcher(text).matches()) {
            throw new InvalidValueException("command", "the name of a task that a node or a schedule knows", command);
        }
        if (!shellEnabled) {
            throw new InvalidValueException(
                    "command",
                    "the name of a known task (a shell line is refused: " + SHELL_ENABLED + " is not set to true)",
                    command);
        }
        return ShellTask.TASK.name();
    }

    private static InvalidValueException later(String what, String command) {
        return new InvalidValueException(
                "command",
                String.format(Locale.ROOT, "a shell line or the name of a task (%s come in a later version)", what),
                command);
    }
}
