package io.carillon.cli;

import io.carillon.web.api.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a job and the job of a schedule have in common. The values are checked where the API reads them. */
final class WorkOptions {
    @Option(names = "--params", paramLabel = "JSON", description = "Parameters as a JSON object.")
    @Nullable String params;

    @Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUE",
            description = "One parameter; may be repeated.")
    Map<String, String> param = new LinkedHashMap<>();

    @Option(names = "--queue", paramLabel = "NAME")
    @Nullable String queue;

    @Option(names = "--priority", paramLabel = "0-9", description = "Higher first; 4 if not said.")
    @Nullable Integer priority;

    @Option(names = "--timeout", paramLabel = "TIME", description = "Longest run of an attempt, for example 30s.")
    @Nullable String timeout;

    @Option(names = "--max-retries", paramLabel = "N", description = "Attempts after the first.")
    @Nullable Integer maxRetries;

    @Option(names = "--retry-delay", paramLabel = "TIME")
    @Nullable String retryDelay;

    @Option(names = "--backoff", paramLabel = "KIND", description = "fixed, linear or exponential.")
    @Nullable String backoff;

    /** Adds what was said to a body. */
    void put(Map<String, @Nullable Object> body) {
        body.put("params", params());
        body.put("queue", queue);
        body.put("priority", priority);
        body.put("timeout", timeout);
        body.put("max_retries", maxRetries);
        body.put("retry_delay", retryDelay);
        body.put("backoff", backoff);
    }

    private @Nullable Object params() {
        if (param.isEmpty()) {
            return params == null ? null : parse(params);
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        if (params != null) {
            if (!(parse(params) instanceof Map<?, ?> object)) {
                throw UsageException.of("--params", "a JSON object, as --param adds to it", params);
            }
            object.forEach((name, value) -> all.put(String.valueOf(name), value));
        }
        all.putAll(param);
        return all;
    }

    private static @Nullable Object parse(String text) {
        try {
            return Json.parse(text);
        } catch (Json.Malformed e) {
            throw UsageException.of(
                    "--params", "JSON such as '{\"name\": \"Ann\"}'", text, " (" + e.getMessage() + ")");
        }
    }
}
