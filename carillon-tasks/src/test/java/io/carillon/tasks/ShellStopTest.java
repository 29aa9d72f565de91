package io.carillon.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines that are stopped, and lines whose scheduler dies. Each writes the ids of its processes to {@code *.pid} files. */
class ShellStopTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @AfterEach
    void leave_nothing_behind() throws IOException {
        processes().forEach(ProcessHandle::destroyForcibly);
    }

    static Stream<String> familiesOfThree() {
        String sleep = "echo $$ > c.pid; exec sleep 300";
        return Stream.of(
                // Children in front of and behind the line.
                "echo $$ > a.pid; sh -c 'echo $$ > b.pid; sleep 300' & sh -c '" + sleep + "'",
                // A double fork: the parent is gone, init has adopted it.
                "echo $$ > a.pid; (sh -c '" + sleep + "' &) ; sh -c 'echo $$ > b.pid; sleep 300'",
                // A session of its own, and a daemon without output.
                "echo $$ > a.pid; setsid sh -c '" + sleep + "' & "
                        + "setsid sh -c 'echo $$ > b.pid; exec sleep 300' >/dev/null 2>&1 </dev/null & wait",
                // It keeps the session but drops the environment.
                "echo $$ > a.pid; env -i /bin/sh -c '" + sleep + "' & sh -c 'echo $$ > b.pid; sleep 300'",
                // Nobody listens to TERM.
                "trap '' TERM; echo $$ > a.pid; sh -c '" + sleep + "' & sh -c 'echo $$ > b.pid; sleep 300'",
                // Whoever dies is started anew.
                "echo $$ > a.pid; echo $$ > b.pid; trap '' TERM; while :; do sh -c '" + sleep + "'; done");
    }

    @ParameterizedTest
    @MethodSource("familiesOfThree")
    void a_stop_ends_everything_the_line_has_started(String line) throws Exception {
        Running running = start(line);
        awaitPids(3);
        List<ProcessHandle> processes = processes();

        running.thread.interrupt();

        running.assertInterrupted();
        assertGone(processes);
    }

    @Test
    void a_line_that_listens_has_a_second_to_clear_up() throws Exception {
        Running running = start("trap 'echo cleared > cleared; exit 0' TERM; echo $$ > a.pid; sleep 300 & wait");
        awaitPids(1);
        running.thread.interrupt();
        running.assertInterrupted();
        assertThat(folder.resolve("cleared")).hasContent("cleared");
    }

    @Test
    void output_until_the_stop_is_kept() throws Exception {
        Running running = start("echo before; echo $$ > a.pid; sleep 300");
        awaitPids(1);
        await().atMost(SOON).until(() -> running.context.stdout.contains("before"));
        running.thread.interrupt();
        running.assertInterrupted();
        assertThat(running.context.stdout).containsExactly("before");
    }

    @Test
    void a_second_interrupt_does_not_leave_anything_running() throws Exception {
        Running running = start("trap '' TERM; echo $$ > a.pid; while :; do sleep 1; done");
        awaitPids(1);
        List<ProcessHandle> processes = processes();
        running.thread.interrupt();
        for (int i = 0; i < 20 && !running.done.isDone(); i++) {
            running.thread.interrupt();
            TimeUnit.MILLISECONDS.sleep(25);
        }
        running.assertInterrupted();
        assertGone(processes);
    }

    @Test
    void an_interrupt_before_the_start_starts_nothing_that_stays() throws Exception {
        Running running = new Running("echo $$ > a.pid; sleep 300", true);
        running.thread.start();
        running.assertInterrupted();
        assertGone(List.of());
    }

    @Test
    void a_daemon_with_its_output_elsewhere_outlives_its_line() throws Exception {
        Running running = start("nohup sh -c 'echo $$ > a.pid; exec sleep 300' >/dev/null 2>&1 & echo started");
        assertThat(running.done.get(SOON.toSeconds(), TimeUnit.SECONDS)).isNotNull();
        awaitPids(1);
        assertThat(processes()).hasSize(1);
    }

    @Test
    void a_process_in_the_background_that_still_writes_keeps_the_attempt_going() throws Exception {
        Running running = start("(sleep 0.3; echo late) & echo early");
        running.done.get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(running.context.stdout).containsExactly("early", "late");
    }

    @Test
    void nothing_outlives_a_scheduler_that_is_killed() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-XX:TieredStopAtLevel=1",
                LoneShell.class.getName(),
                folder.toString()));
        command.addAll(familiesOfThree().toList());
        Process scheduler = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("scheduler.log").toFile())
                .start();
        try {
            awaitPids(3 * (int) familiesOfThree().count());
            List<ProcessHandle> processes = processes();
            scheduler.destroyForcibly().waitFor();

            assertGone(processes);
        } finally {
            scheduler.destroyForcibly();
        }
    }

    /** A scheduler as far as lines need one. Each line gets a folder of its own. */
    static final class LoneShell {
        private LoneShell() {}

        public static void main(String[] args) throws Exception {
            List<Callable<Object>> runs = new ArrayList<>();
            for (int i = 1; i < args.length; i++) {
                Path own = Files.createDirectory(Path.of(args[0], String.valueOf(i)));
                ShellLine line = ShellLine.of(args[i]).directory(own.toString());
                runs.add(() -> new ShellTask(ShellOptions.DEFAULT)
                        .handle(Json.params(line), new RecordingContext(line.line())));
            }
            try (ExecutorService threads = Executors.newCachedThreadPool()) {
                threads.invokeAll(runs);
            }
        }
    }

    private void assertGone(List<ProcessHandle> processes) {
        // With those that one of them has started meanwhile.
        await().atMost(SOON)
                .until(() -> processes.stream().noneMatch(Processes::runs)
                        && processes().isEmpty());
    }

    private Running start(String line) {
        Running running = new Running(line, false);
        running.thread.start();
        return running;
    }

    private void awaitPids(int count) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> processes().size() >= count);
    }

    /** Those that have said who they are and live. */
    private List<ProcessHandle> processes() throws IOException {
        List<ProcessHandle> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder, 2)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".pid")).toList()) {
                String pid = Files.readString(file).strip();
                Optional<ProcessHandle> process =
                        pid.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(pid));
                process.filter(Processes::runs).ifPresent(found::add);
            }
        }
        return found;
    }

    /** A handler at work. */
    private final class Running {
        final RecordingContext context;
        final CompletableFuture<Object> done = new CompletableFuture<>();
        final Thread thread;

        Running(String text, boolean interrupted) {
            ShellLine line = ShellLine.of(text).directory(folder.toString());
            context = new RecordingContext(text);
            thread = Thread.ofVirtual().unstarted(() -> {
                try {
                    if (interrupted) {
                        Thread.currentThread().interrupt();
                    }
                    done.complete(new ShellTask(ShellOptions.DEFAULT).handle(Json.params(line), context));
                } catch (Throwable e) {
                    done.completeExceptionally(e);
                }
            });
        }

        void assertInterrupted() {
            assertThatThrownBy(() -> done.get(SOON.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
        }
    }
}
