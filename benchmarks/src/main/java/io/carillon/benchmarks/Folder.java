package io.carillon.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Results as files: {@code results.json} with everything, {@code results.md} and {@code results.svg} to be shown. */
record Folder(Path path) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Refuses early what could not be written late. */
    void prepare() throws IOException {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new BadUsage("--out: expected a folder, got '" + path + "'");
        }
        Files.createDirectories(path);
    }

    void write(List<String> settings, List<Measurement> measurements) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        settings.forEach(line -> {
            String name = line.substring(0, line.indexOf(':'));
            // There may be two databases.
            all.merge(name, line.substring(name.length() + 2), (one, other) -> one + "; " + other);
        });
        all.put("measurements", measurements.stream().map(Report::fields).toList());
        Files.writeString(path.resolve("results.json"), JSON.writeValueAsString(all) + "\n");
        StringBuilder text = new StringBuilder();
        settings.forEach(line -> text.append("- ").append(line).append('\n'));
        Report.markdown(measurements).forEach(line -> text.append(line).append('\n'));
        Files.writeString(path.resolve("results.md"), text);
        Files.writeString(path.resolve("results.svg"), Svg.of(measurements));
    }
}
