package io.carillon.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where settings come from, the strongest last: file, environment, system properties, what was said on the command line.
 *
 * @param file configuration file that was named; null: looked for in {@code directory}
 * @param set what was said on the command line, as {@code key=value}, in order
 * @param environment the process's environment
 * @param properties system properties
 * @param directory current folder
 */
public record ConfigOptions(
        @Nullable Path file,
        List<String> set,
        Map<String, String> environment,
        Map<String, String> properties,
        Path directory) {
    public ConfigOptions {
        set = List.copyOf(set);
        environment = Map.copyOf(environment);
        properties = Map.copyOf(properties);
    }

    /** As this process has them, with nothing said on the command line. */
    public static ConfigOptions ofProcess() {
        Map<String, String> properties = new LinkedHashMap<>();
        System.getProperties()
                .stringPropertyNames()
                .forEach(name -> properties.put(name, System.getProperty(name, "")));
        return new ConfigOptions(
                null, List.of(), System.getenv(), properties, Path.of("").toAbsolutePath());
    }

    public ConfigOptions file(@Nullable Path file) {
        return new ConfigOptions(file, set, environment, properties, directory);
    }

    /** Adds something said on the command line. */
    public ConfigOptions with(String key, Object value) {
        List<String> more = new ArrayList<>(set);
        more.add(key + "=" + value);
        return new ConfigOptions(file, more, environment, properties, directory);
    }

    /** Adds what was said on the command line. */
    public ConfigOptions with(List<String> said) {
        List<String> more = new ArrayList<>(set);
        more.addAll(said);
        return new ConfigOptions(file, more, environment, properties, directory);
    }
}
