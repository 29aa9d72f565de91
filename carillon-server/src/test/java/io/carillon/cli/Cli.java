package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.server.ConfigOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs commands in this process, in a folder and environment of their own. */
public record Cli(Path directory, Map<String, String> environment, InstantSource clock) {
    /** What a command printed and ended with. */
    public record Result(int status, String out, String err) {
        public List<String> lines() {
            return out.lines().toList();
        }
    }

    public Cli(Path directory) {
        this(directory, Map.of(), InstantSource.system());
    }

    public Result run(String... args) {
        return runWith("", args);
    }

    /** @param input what the command reads on standard input */
    public Result runWith(String input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = new Program(new Terminal(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        options(),
                        clock))
                .run(args);
        return new Result(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs a command that has to succeed without a remark; what it printed. */
    public String ok(String... args) {
        Result result = run(args);
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).as(result.out()).isZero();
        return result.out();
    }

    /** Runs a command that has to end with this status and one line of our own about it. */
    public Result refused(int status, String... args) {
        Result result = run(args);
        assertThat(result.status()).as(result.err()).isEqualTo(status);
        assertThat(result.err().lines()).singleElement().asString().startsWith("carillon: ");
        return result;
    }

    /** The words of a command out of texts with semicolons between them, as tables of tests hold them. */
    public static String[] words(String... texts) {
        return Stream.of(texts).flatMap(text -> Stream.of(text.split(";", -1))).toArray(String[]::new);
    }

    public ConfigOptions options() {
        return new ConfigOptions(null, List.of(), environment, Map.of(), directory);
    }
}
