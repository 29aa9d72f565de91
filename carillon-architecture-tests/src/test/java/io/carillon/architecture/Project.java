package io.carillon.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The source tree, as seen from the folder that the tests of this module run in. */
final class Project {
    static final Path ROOT = Path.of("..");

    private Project() {}

    /** The Java files below every module's {@code src/main/java}. */
    static List<Path> mainSources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path folder : modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        return sources;
    }

    static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }
}
