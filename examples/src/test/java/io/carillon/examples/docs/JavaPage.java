package io.carillon.examples.docs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Compiles the Java blocks of a page and runs them in a process and a folder of their own. */
final class JavaPage {
    private static final long SECONDS = 180;

    private final Path folder;
    private final List<JavaSource> sources = new ArrayList<>();
    private final Map<Snippet, String> trouble = new LinkedHashMap<>();

    private JavaPage(Path folder) {
        this.folder = folder;
    }

    /**
     * Runs the blocks.
     *
     * @param folder empty; what the blocks write into their working folder is below it
     * @return one outcome a block, in order
     */
    static List<Outcome> run(List<Snippet> blocks, Path folder) throws IOException, InterruptedException {
        JavaPage page = new JavaPage(folder);
        page.translate(blocks);
        if (page.trouble.isEmpty()) {
            page.compile();
        }
        if (page.trouble.isEmpty()) {
            page.runChild();
        } else {
            blocks.forEach(block -> page.trouble.putIfAbsent(block, "not run: another block does not compile"));
        }
        return blocks.stream()
                .map(block -> new Outcome(block, page.trouble.get(block)))
                .toList();
    }

    private void translate(List<Snippet> blocks) {
        String parent = JavaBlock.class.getSimpleName();
        String imports = "";
        for (Snippet block : blocks) {
            String className = "Line" + block.line();
            try {
                JavaSource source = JavaSource.of(block, className, parent, imports);
                sources.add(source);
                imports = source.imports();
            } catch (IllegalArgumentException e) {
                trouble.put(block, e.getMessage());
            }
            parent = className;
        }
    }

    private void compile() throws IOException {
        Map<JavaFileObject, JavaSource> units = new LinkedHashMap<>();
        for (JavaSource source : sources) {
            units.put(new JavaText(source.className(), source.unit()), source);
        }
        DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of(
                "-proc:none",
                "-parameters",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                Files.createDirectories(classes()).toString());
        compiler.getTask(null, null, messages, options, null, units.keySet()).call();
        for (Diagnostic<? extends JavaFileObject> message : messages.getDiagnostics()) {
            JavaSource source = units.get(message.getSource());
            if (message.getKind() == Diagnostic.Kind.ERROR && source != null) {
                Snippet block = source.snippet();
                String said =
                        block.page() + ":" + source.pageLine(message.getLineNumber()) + ": " + message.getMessage(null);
                trouble.merge(block, said, (first, next) -> first + "\n" + next);
            }
        }
    }

    private void runChild() throws IOException, InterruptedException {
        Path results = Files.createDirectories(folder.resolve("results"));
        Path log = folder.resolve("child.log");
        List<String> command = new ArrayList<>(List.of(
                ChildJvm.java(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dlogback.configurationFile=" + JavaPage.class.getResource("warnings-only.xml"),
                "-cp",
                classes() + File.pathSeparator + System.getProperty("java.class.path"),
                JavaChild.class.getName(),
                results.toString()));
        sources.forEach(source -> command.add(JavaBlock.class.getPackageName() + "." + source.className()));
        Process child = new ProcessBuilder(command)
                .directory(Files.createDirectories(folder.resolve("work")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!child.waitFor(SECONDS, TimeUnit.SECONDS)) {
            child.destroyForcibly().waitFor();
        }
        for (JavaSource source : sources) {
            String wrong =
                    judge(source.snippet(), results, JavaBlock.class.getPackageName() + "." + source.className());
            if (wrong != null) {
                trouble.put(source.snippet(), wrong + "\n" + Files.readString(log));
            }
        }
        String failed = read(results, "failed-jobs");
        if (trouble.isEmpty() && failed == null) {
            trouble.put(
                    sources.getLast().snippet(),
                    "the process did not end within " + SECONDS + " s\n" + Files.readString(log));
        } else if (trouble.isEmpty() && !failed.isEmpty()) {
            trouble.put(sources.getLast().snippet(), "jobs of this page failed:\n" + failed);
        }
    }

    private static @Nullable String judge(Snippet block, Path results, String name) throws IOException {
        String printed = read(results, name + ".printed");
        String thrown = read(results, name + ".thrown");
        if (printed == null) {
            return "not run to its end";
        }
        boolean shouldFail = block.option("fails").isPresent();
        if (thrown != null && !shouldFail) {
            return "it threw " + read(results, name + ".trace");
        }
        if (thrown == null && shouldFail) {
            return "it should have thrown something, and did not";
        }
        String output = thrown == null ? printed : printed + thrown;
        return block.output() == null
                ? null
                : Expected.difference(block.output().text(), output);
    }

    private Path classes() {
        return folder.resolve("classes");
    }

    private static @Nullable String read(Path results, String name) throws IOException {
        Path file = results.resolve(name);
        return Files.exists(file) ? Files.readString(file) : null;
    }
}
