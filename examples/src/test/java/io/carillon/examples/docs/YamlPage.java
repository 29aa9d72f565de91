package io.carillon.examples.docs;

import io.carillon.server.CarillonServer;
import io.carillon.server.ConfigOptions;
import io.carillon.server.Configuration;
import io.carillon.server.Launch;
import io.carillon.server.StartException;
import io.carillon.web.api.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads YAML blocks as the program reads its configuration file, then starts the program with each on a store of its own,
 * without HTTP and without running anything: what it says about jobs and queues is accepted, too.
 */
final class YamlPage {
    private YamlPage() {}

    /** Reads the blocks, each as a file in {@code folder}. */
    static List<Outcome> run(List<Snippet> blocks, Path folder) throws IOException, InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Snippet block : blocks) {
            Path file = folder.resolve("line-" + block.line() + ".yaml");
            Files.writeString(file, block.text());
            outcomes.add(new Outcome(block, trouble(file)));
        }
        return outcomes;
    }

    private static @Nullable String trouble(Path file) throws InterruptedException {
        ConfigOptions options = new ConfigOptions(file, List.of(), Map.of(), Map.of(), file.getParent());
        Path store = file.resolveSibling(file.getFileName() + ".db");
        try {
            Configuration.load(options).settings();
            ConfigOptions idle =
                    options.with("carillon.enabled", false).with("spring.datasource.url", "jdbc:sqlite:" + store);
            CarillonServer.start(Launch.of(idle, line -> {}).http(false)).close();
            return null;
        } catch (InvalidDocumentException | StartException e) {
            return e.getMessage();
        }
    }
}
