package io.carillon.tasks;

import io.carillon.InvalidValueException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What shell lines get from the node that runs them. Immutable; every method returns a changed copy.
 *
 * <p>A line does not see the scheduler's own environment, where passwords of data sources live, but only the variables
 * that are named here.
 */
public final class ShellOptions {
    /** The variables that every program expects and none keeps a secret in, and a line length of 8 KiB. */
    public static final ShellOptions DEFAULT = new ShellOptions(Set.of(), Map.of(), null, 8 * 1024);

    private static final Set<String> USUAL =
            Set.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR");
    private static final String FALLBACK_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Set<String> pass;
    private final Map<String, String> environment;
    private final @Nullable Path directory;
    private final int maxLineBytes;

    private ShellOptions(
            Set<String> pass, Map<String, String> environment, @Nullable Path directory, int maxLineBytes) {
        this.pass = pass;
        this.environment = environment;
        this.directory = directory;
        this.maxLineBytes = maxLineBytes;
    }

    /** Names of further variables to hand on from the scheduler's environment; those it lacks are left out. */
    public ShellOptions pass(Set<String> names) {
        names.forEach(name -> ShellLine.requireVariable("pass", name));
        return new ShellOptions(Set.copyOf(names), environment, directory, maxLineBytes);
    }

    /** Variables for every line; one of the line's own by the same name wins. */
    public ShellOptions environment(Map<String, String> variables) {
        variables.keySet().forEach(name -> ShellLine.requireVariable("environment", name));
        return new ShellOptions(pass, Map.copyOf(variables), directory, maxLineBytes);
    }

    /** Folder that a line starts in when it names none; null (if never said): the one the scheduler was started in. */
    public ShellOptions directory(@Nullable Path directory) {
        return new ShellOptions(pass, environment, directory == null ? null : directory.toAbsolutePath(), maxLineBytes);
    }

    /** Longest line of output that is kept whole, 80 bytes to 1 MiB; of a longer one the beginning is kept. */
    public ShellOptions maxLineBytes(int maxLineBytes) {
        if (maxLineBytes < 80 || maxLineBytes > 1 << 20) {
            throw new InvalidValueException("max_line_bytes", "80-1048576", maxLineBytes);
        }
        return new ShellOptions(pass, environment, directory, maxLineBytes);
    }

    @Nullable Path directory() {
        return directory;
    }

    int maxLineBytes() {
        return maxLineBytes;
    }

    /** The environment of a line before its own variables, out of the scheduler's. */
    Map<String, String> environmentOutOf(Map<String, String> scheduler) {
        Map<String, String> result = new LinkedHashMap<>();
        result.put("PATH", FALLBACK_PATH);
        for (String name : new TreeSet<>(scheduler.keySet())) {
            if (USUAL.contains(name) || name.startsWith("LC_") || pass.contains(name)) {
                result.put(name, Objects.requireNonNull(scheduler.get(name)));
            }
        }
        result.putAll(environment);
        return result;
    }
}
