package io.carillon.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real launcher in a small source tree, with a Maven and JDKs that only note how they were called. */
final class FakeCheckout {
    private static final Path LAUNCHER = Path.of("..", "carillon");
    private static final List<String> TOOLS = List.of(
            "sh",
            "cat",
            "date",
            "find",
            "grep",
            "head",
            "ln",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sleep",
            "tee",
            "touch");

    final Path root;
    final Path source;
    private final Path bin;
    private final Map<String, String> environment = new HashMap<>();

    FakeCheckout(Path folder) throws IOException {
        root = Files.createDirectories(folder.resolve("a checkout"));
        bin = Files.createDirectories(folder.resolve("bin"));
        for (String tool : TOOLS) {
            Files.createSymbolicLink(bin.resolve(tool), which(tool));
        }
        executable(root.resolve("carillon"), Files.readString(LAUNCHER));
        Files.writeString(root.resolve("pom.xml"), "");
        Files.writeString(Files.createDirectories(root.resolve("core")).resolve("pom.xml"), "");
        source = Files.writeString(
                Files.createDirectories(root.resolve("core/src/main/java")).resolve("A.java"), "");
        Files.createDirectories(root.resolve("launcher"));
        environment.put("PATH", bin.toString());
        environment.put("JAVA_HOME", jdk("25.0.3").toString());
        maven("""
                mkdir -p "$dir/lib" && touch "$dir/lib/carillon-server.jar" "$dir/lib/picocli-1.jar"
                echo '[INFO] Building Carillon Server 0.1.0    [2/8]'
                """);
    }

    /** A JDK whose {@code java} prints where it runs, then one argument a line; as a server it stays while {@code hold} is there. */
    Path jdk(String version) throws IOException {
        Path home = Files.createDirectories(root.resolveSibling("jdk-" + version));
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(
                home.resolve("release"),
                "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"%s\"\nJAVA_RUNTIME_VERSION=\"%s+1-LTS\"\n"
                        .formatted(version, version));
        executable(home.resolve("bin/javac"), "#!/bin/sh\n");
        executable(home.resolve("bin/java"), """
                #!/bin/sh
                case "$*" in
                    *ModernJar.java* | *SqliteLibrary.java*) exit 0 ;;
                    *-XX:AOTCacheOutput=*) cache=${2#*=}; echo cache >"$cache"; exit 0 ;;
                esac
                echo "java %s in $PWD"
                for argument; do echo "$argument"; done
                case "$*" in *' server') echo holding; while [ -e '%s' ]; do sleep 0.05; done ;; esac
                exit "${FAKE_STATUS:-0}"
                """.formatted(version, root.resolveSibling("hold")));
        return home;
    }

    /** Replaces Maven by a script; {@code $dir} is the folder to build into, {@code $offline} is yes or no. */
    void maven(String script) throws IOException {
        executable(bin.resolve("mvn"), """
                #!/bin/sh
                echo "$*" >>'%s'
                offline=no
                for argument; do
                    case $argument in
                        -Dlauncher.dir=*) dir=${argument#*=} ;;
                        -o) offline=yes ;;
                    esac
                done
                """.formatted(calls()) + script);
    }

    void noMaven() throws IOException {
        Files.delete(bin.resolve("mvn"));
    }

    void set(String variable, String value) {
        environment.put(variable, value);
    }

    void unset(String variable) {
        environment.remove(variable);
    }

    /** One line for each call of Maven: its arguments. */
    List<String> mavenCalls() throws IOException {
        return Files.exists(calls()) ? Files.readAllLines(calls()) : List.of();
    }

    Path build() {
        return root.resolve("build/carillon");
    }

    /** Puts an executable on the path. */
    void onPath(String name, Path target) throws IOException {
        Files.createSymbolicLink(bin.resolve(name), target);
    }

    Result run(String... arguments) {
        return start(root, root.resolve("carillon"), arguments).result();
    }

    Run start(Path folder, Path launcher, String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of(launcher.toString()));
            command.addAll(List.of(arguments));
            Path out = Files.createTempFile(root.getParent(), "out", ".txt");
            Path err = Files.createTempFile(root.getParent(), "err", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            return new Run(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path calls() {
        return root.resolveSibling("maven-calls");
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        file.toFile().setExecutable(true);
    }

    private static Path which(String tool) {
        return List.of("/usr/bin", "/bin").stream()
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + tool + " on this machine"));
    }

    record Result(int status, List<String> out, List<String> err) {}

    record Run(Process process, Path out, Path err) {
        Result result() {
            try {
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("the launcher did not end: " + Files.readString(err));
                }
                return new Result(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
