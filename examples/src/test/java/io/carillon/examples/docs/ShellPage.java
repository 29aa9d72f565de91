package io.carillon.examples.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the shell blocks of a page, in order, in a folder of their own where {@code ./carillon} is the program of this
 * build. A YAML block is the folder's {@code carillon.yaml} from there on, as a reader would save it. The reader's second
 * terminal is played by {@code ./carillon} itself: {@code server}, {@code scheduler} and {@code demo} go on in the
 * background once they are ready, and are ended with the page. They take a free port, by {@code SERVER_PORT}.
 */
final class ShellPage implements AutoCloseable {
    private static final long SECONDS = 180;
    private static final String CONFIGURATION = "carillon.yaml";

    private final Path folder;

    private ShellPage(Path folder) {
        this.folder = folder;
    }

    /**
     * Runs the blocks.
     *
     * @param blocks shell and YAML blocks, in order
     * @param folder empty
     * @return one outcome a shell block, in order
     */
    static List<Outcome> run(List<Snippet> blocks, Path folder) throws IOException, InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        try (ShellPage page = new ShellPage(folder)) {
            page.install();
            for (Snippet block : blocks) {
                if (block.is("yaml")) {
                    Files.writeString(folder.resolve(CONFIGURATION), block.text());
                } else {
                    outcomes.add(new Outcome(block, page.run(block)));
                }
            }
        }
        return outcomes;
    }

    private void install() throws IOException {
        Files.createDirectory(processes());
        Path program = folder.resolve("carillon");
        try (var script = ShellPage.class.getResourceAsStream("carillon.sh")) {
            Files.write(program, script.readAllBytes());
        }
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path processes() {
        return folder.resolve(".processes");
    }

    private @Nullable String run(Snippet block) throws IOException, InterruptedException {
        Path output = Files.createTempFile(processes(), "block", ".out");
        Process shell = start(List.of("bash", "-e", "-o", "pipefail", "-c", block.text()), output);
        if (!shell.waitFor(SECONDS, TimeUnit.SECONDS)) {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly().waitFor();
            return "not done after " + SECONDS + " s:\n" + Files.readString(output);
        }
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        int wanted = Integer.parseInt(block.option("exit").orElse("0"));
        if (shell.exitValue() != wanted) {
            return "expected exit status " + wanted + ", got " + shell.exitValue() + ":\n" + printed;
        }
        return block.output() == null
                ? null
                : Expected.difference(block.output().text(), printed);
    }

    private Process start(List<String> command, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("CARILLON_") || name.startsWith("SPRING_"));
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("TZ", "UTC");
        environment.put("SERVER_PORT", "0");
        environment.put("DOCS_JAVA", ChildJvm.java());
        environment.put("DOCS_CLASS_PATH", System.getProperty("java.class.path"));
        environment.put("DOCS_HOME", MarkdownPage.project().toString());
        return builder.start();
    }

    /** Ends what still runs in the background, as Ctrl-C does. */
    @Override
    public void close() throws IOException, InterruptedException {
        List<ProcessHandle> background;
        try (Stream<Path> files = Files.list(processes())) {
            background = files.filter(file -> file.toString().endsWith(".pid"))
                    .flatMap(file -> process(file).stream())
                    .toList();
        }
        background.forEach(ProcessHandle::destroy);
        for (ProcessHandle process : background) {
            process.onExit().completeOnTimeout(process, 60, TimeUnit.SECONDS).join();
            process.destroyForcibly();
        }
    }

    private static java.util.Optional<ProcessHandle> process(Path file) {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
