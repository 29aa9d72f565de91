package io.carillon.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.InvalidValueException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ShellTaskTest {
    @TempDir
    Path folder;

    @Test
    void output_is_kept_by_stream_and_line() throws Exception {
        RecordingContext run = run(ShellLine.of("echo one; echo oops >&2; printf 'two\\nthree'"));
        assertThat(run.stdout).containsExactly("one", "two", "three");
        assertThat(run.stderr).containsExactly("oops");
    }

    @Test
    void the_result_says_what_came_of_it() throws Exception {
        assertThat(result(ShellLine.of("echo one; echo two; echo; echo oops >&2")))
                .isEqualTo(Map.of("exit_status", 0, "stdout_lines", 3L, "stderr_lines", 1L, "last_line", "two"));
        assertThat(result(ShellLine.of("true")))
                .isEqualTo(Map.of("exit_status", 0, "stdout_lines", 0L, "stderr_lines", 0L));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    exit 3                                   | 3   | exit status 3
                    echo first >&2; echo last >&2; exit 1    | 1   | exit status 1: last
                    echo 'on stdout'; exit 1                 | 1   | exit status 1
                    no-such-command-here                     | 127 | exit status 127 (command not found): sh: 1: no-such-command-here: not found
                    /etc/passwd                              | 126 | exit status 126 (not executable): sh: 1: /etc/passwd: Permission denied
                    kill -KILL $$                            | 137 | exit status 137 (signal KILL)
                    kill -SEGV $$                            | 139 | exit status 139 (signal SEGV)
                    kill -TERM 0                             | 143 | exit status 143 (signal TERM)
                    "false | true; exec false"               | 1   | exit status 1
                    if then                                  | 2   | "exit status 2: sh: 1: Syntax error: ""then"" unexpected"
                    """)
    void a_failure_names_the_status_and_the_last_error_line(String line, int status, String message) {
        assertThatThrownBy(() -> run(ShellLine.of(line)))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage(message)
                .extracting(e -> ((CommandFailedException) e).status())
                .isEqualTo(status);
    }

    static Stream<String> nastyValues() {
        return Stream.of(
                "plain",
                "",
                " two  spaces ",
                "$(touch spliced)",
                "`touch spliced`",
                "; touch spliced #",
                "' ; touch spliced '",
                "\" ; touch spliced \"",
                "$HOME ${PATH} $1 $@",
                "*",
                "-n",
                "--",
                "\\",
                "\\n\\0101",
                "%s%n",
                "a=b=c",
                "line one\nline two",
                "tab\tbell\u0007",
                "时区 Ωmega ñ",
                "😀",
                "x".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("nastyValues")
    void a_parameter_reaches_the_line_whole_and_is_never_part_of_it(String value) throws Exception {
        Map<String, String> params = new LinkedHashMap<>();
        params.put("first-name", value);
        params.put("b", "2");
        ShellLine line = ShellLine.of("printf '%s;' \"$CARILLON_PARAM_FIRST_NAME\" \"$#\" \"$@\" \"$0\"")
                .params(params)
                .directory(folder.toString());
        RecordingContext context = new RecordingContext(line.line());
        run(line, context, ShellOptions.DEFAULT.maxLineBytes(1 << 20));

        assertThat(context.text()).isEqualTo(value + ";2;first-name=" + value + ";b=2;sh;");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void parameters_that_cannot_be_told_apart_or_handed_over_are_refused() {
        ShellLine line = ShellLine.of("true");
        assertRefused("params", line.params(Map.of("a-b", "1", "a_b", "2")));
        assertRefused("CARILLON_PARAM_A", line.params(Map.of("a", "nul\0")));
        assertRefused("CARILLON_PARAM_A", line.params(Map.of("a", "x".repeat(1 << 17))));
        Map<String, String> many = new LinkedHashMap<>();
        for (int i = 0; i < 40; i++) {
            many.put("p" + i, "x".repeat(100_000));
        }
        assertRefused("params", line.params(many));
    }

    @Test
    void the_line_knows_its_job() throws Exception {
        RecordingContext context = new RecordingContext("env | grep ^CARILLON_ | sort", "nightly");
        handler(ShellOptions.DEFAULT).handle(null, context);
        assertThat(context.stdout)
                .filteredOn(line -> !line.startsWith("CARILLON_MARK="))
                .containsExactly(
                        "CARILLON_ATTEMPT=2",
                        "CARILLON_FENCE=77",
                        "CARILLON_JOB_ID=" + context.jobId(),
                        "CARILLON_SCHEDULE=nightly");
    }

    @Test
    void the_environment_of_the_scheduler_stays_there() throws Exception {
        assertThat(System.getenv("SPRING_DATASOURCE_PASSWORD")).isNotNull();
        RecordingContext run = run(ShellLine.of("env"));
        assertThat(run.text()).doesNotContain("SPRING", "secret", "TEST_TO_PASS_ON");
        assertThat(run.stdout).contains("PATH=" + System.getenv("PATH"), "LC_ALL=C.UTF-8");
    }

    @Test
    void variables_are_handed_on_added_and_replaced_where_asked() throws Exception {
        RecordingContext context = new RecordingContext("echo \"$TEST_TO_PASS_ON,$BOTH,$OWN,$shell,$line\"");
        ShellOptions options =
                ShellOptions.DEFAULT.pass(Set.of("TEST_TO_PASS_ON")).environment(Map.of("BOTH", "node's"));
        ShellLine line = ShellLine.of(String.valueOf(context.command()))
                .environment(Map.of("BOTH", "line's", "OWN", "a b", "shell", "s", "line", "l"));
        run(line, context, options);
        assertThat(context.stdout).containsExactly("handed on,line's,a b,s,l");
    }

    @Test
    void standard_input_is_what_was_given_and_otherwise_empty() throws Exception {
        String text = "one\ntwo\n" + "x".repeat(300_000) + "\n";
        assertThat(run(ShellLine.of("head -n 2; wc -c").stdin(text)).stdout.subList(0, 2))
                .containsExactly("one", "two");
        assertThat(run(ShellLine.of("wc -c").stdin(text)).stdout).containsExactly(String.valueOf(text.length()));
        assertThat(run(ShellLine.of("wc -c")).stdout).containsExactly("0");
        assertThat(run(ShellLine.of("true").stdin(text)).stdout).isEmpty();
    }

    @Test
    void no_file_is_left_of_standard_input() throws Exception {
        Path tmp = Path.of(System.getProperty("java.io.tmpdir"));
        List<Path> before = inputFiles(tmp);
        run(ShellLine.of("cat").stdin("secret"));
        assertRefused("directory", ShellLine.of("cat").stdin("secret").directory("/no/such/folder"));
        assertThat(inputFiles(tmp)).isEqualTo(before);
    }

    @Test
    void a_line_starts_where_it_says() throws Exception {
        assertThat(run(ShellLine.of("pwd -P").directory(folder.toString())).stdout)
                .containsExactly(folder.toRealPath().toString());
        assertThat(run(ShellLine.of("pwd -P").directory("~")).stdout)
                .containsExactly(
                        Path.of(System.getProperty("user.home")).toRealPath().toString());
        assertThat(run(ShellLine.of("pwd -P")).stdout)
                .containsExactly(Path.of("").toRealPath().toString());
        RecordingContext context = new RecordingContext("pwd -P");
        run(ShellLine.of("pwd -P"), context, ShellOptions.DEFAULT.directory(folder));
        assertThat(context.stdout).containsExactly(folder.toRealPath().toString());
    }

    @Test
    void a_line_runs_in_the_shell_it_names() throws Exception {
        ShellLine line = ShellLine.of("[[ abc == a* ]] && echo \"$SHELL ${BASH_VERSION:+bash}\"")
                .shell("/bin/bash");
        assertThat(run(line).stdout).containsExactly("/bin/bash bash");
        assertThatThrownBy(() -> run(ShellLine.of("true").shell("/bin/no-such-shell")))
                .hasMessageContaining("exit status 127 (command not found)")
                .hasMessageContaining("/bin/no-such-shell");
    }

    @Test
    void much_output_passes_through_little_memory() throws Exception {
        RecordingContext run = run(ShellLine.of("head -c 50000000 /dev/zero | tr '\\0' x; echo; seq 20000"));
        assertThat(run.stdout).hasSize(20_001);
        assertThat(run.stdout.getFirst()).hasSizeLessThan(9_000).endsWith("x… (49991808 more bytes)");
        assertThat(run.stdout.getLast()).isEqualTo("20000");
    }

    @Test
    void what_the_line_cannot_say_does_not_start() {
        assertThatThrownBy(() -> handler(ShellOptions.DEFAULT).handle(null, new RecordingContext(null)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("command: expected a shell line, got nothing");
        assertRefused(
                "directory",
                ShellLine.of("true").directory(folder.resolve("missing").toString()));
    }

    @Test
    void many_lines_run_side_by_side() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> runs = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                ShellLine line = ShellLine.of("echo \"$CARILLON_PARAM_N\"").params(Map.of("n", String.valueOf(i)));
                runs.add(threads.submit(() -> run(line).text()));
            }
            for (int i = 0; i < runs.size(); i++) {
                assertThat(runs.get(i).get()).isEqualTo(String.valueOf(i));
            }
        }
    }

    private static List<Path> inputFiles(Path tmp) throws Exception {
        try (Stream<Path> files = Files.list(tmp)) {
            return files.filter(file -> file.toString().endsWith(".stdin"))
                    .sorted()
                    .toList();
        }
    }

    private static void assertRefused(String field, ShellLine line) {
        assertThatThrownBy(() -> run(line))
                .isInstanceOf(InvalidValueException.class)
                .extracting(e -> ((InvalidValueException) e).field())
                .isEqualTo(field);
    }

    private static ShellTask handler(ShellOptions options) {
        return new ShellTask(options);
    }

    private static RecordingContext run(ShellLine line) throws Exception {
        RecordingContext context = new RecordingContext(line.line());
        run(line, context, ShellOptions.DEFAULT);
        return context;
    }

    private static Object result(ShellLine line) throws Exception {
        return run(line, new RecordingContext(line.line()), ShellOptions.DEFAULT);
    }

    private static Object run(ShellLine line, RecordingContext context, ShellOptions options) throws Exception {
        return handler(options).handle(Json.params(line), context);
    }
}
