package io.carillon.examples.demo;

import io.carillon.InvalidValueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The folder the demo lives in: database, log, and the folder its shell lines work in. Everything it leaves behind is in
 * here.
 *
 * @param root absolute
 */
record DemoFolder(Path root) {
    private static final String MARK = "carillon-demo.txt";

    /**
     * Opens a folder, making it when there is none.
     *
     * @throws InvalidValueException when it is used for something else
     * @throws IOException when it cannot be made or written
     */
    static DemoFolder open(Path folder) throws IOException {
        Path root = folder.toAbsolutePath().normalize();
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new InvalidValueException("--data", "a folder", root);
        }
        if (Files.isDirectory(root) && !Files.exists(root.resolve(MARK)) && !isEmpty(root)) {
            throw new InvalidValueException(
                    "--data",
                    "an empty or new folder, or one that a demo made (it would mix with what is there)",
                    root);
        }
        // The mark comes first: whatever ends us after it, the folder is known for the demo's.
        Files.createDirectories(root);
        Path mark = root.resolve(MARK);
        if (!Files.exists(mark)) {
            Files.writeString(
                    mark, "Made by ./carillon demo. Nothing outside this folder belongs to it; delete it at will.\n");
        }
        DemoFolder result = new DemoFolder(root);
        Files.createDirectories(result.work());
        return result;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    /** Where shell lines start. */
    Path work() {
        return root.resolve("work");
    }

    /** What the server has to say beyond the terminal. */
    Path log() {
        return root.resolve("demo.log");
    }

    /** For people: relative to the current folder when it is below it. */
    String shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
    }
}
