package io.carillon.tasks;

import io.carillon.InvalidValueException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One started shell line. Where {@code setsid} exists (Linux) the line runs in a session of its own under a supervising
 * shell, see {@code supervise.sh}: whatever it starts can be found again and ended, and it is ended as well when this
 * program dies without a word. Elsewhere the line is a plain child.
 */
final class ShellProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShellProcess.class);

    /** How Linux limits one argument and one variable, its closing NUL included. */
    private static final int MOST_ARGUMENT_BYTES = 128 * 1024;

    /** E2BIG, as different versions of Java show it. */
    private static final Pattern ARGUMENTS_TOO_LONG = Pattern.compile("error[=:] ?7\\b");

    /** Starting many processes at once gains nothing and holds memory of each. */
    private static final Semaphore STARTS =
            new Semaphore(2 * Runtime.getRuntime().availableProcessors(), true);

    private static final File NOTHING = new File("/dev/null");
    private static final String SUPERVISE = script("supervise.sh");
    private static final String WATCH = script("watch.sh");
    private static final Charset NATIVE = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private final Process process;
    private final ProcessFamily family;
    private final @Nullable Path input;

    private ShellProcess(Process process, ProcessFamily family, @Nullable Path input) {
        this.process = process;
        this.family = family;
        this.input = input;
    }

    /**
     * Starts a line.
     *
     * @param environment its whole environment
     * @param directory where it starts
     * @throws InvalidValueException when a text cannot be handed to a process
     * @throws IOException when the system cannot start one
     */
    static ShellProcess start(ShellLine line, Map<String, String> environment, Path directory)
            throws IOException, InterruptedException {
        if (!Files.isDirectory(directory)) {
            throw new InvalidValueException("directory", "an existing folder", directory);
        }
        Path input = line.stdin() == null ? null : write(line.stdin());
        try {
            return start(line, environment, directory, input);
        } catch (IOException | InterruptedException | RuntimeException e) {
            delete(input);
            throw e;
        }
    }

    private static ShellProcess start(
            ShellLine line, Map<String, String> environment, Path directory, @Nullable Path input)
            throws IOException, InterruptedException {
        String mark = UUID.randomUUID().toString();
        List<String> command = command(line, input);
        check(command, environment);
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put(ProcessFamily.MARK, mark);
        if (!Sessions.available()) {
            builder.redirectInput(input == null ? NOTHING : input.toFile());
        }
        STARTS.acquire();
        try {
            Process process = builder.start();
            return new ShellProcess(process, new ProcessFamily(process.toHandle(), mark), input);
        } catch (IOException e) {
            throw refused(e);
        } finally {
            STARTS.release();
        }
    }

    /** Names what was too much; everything else is the system's trouble and may pass. */
    private static IOException refused(IOException e) {
        if (ARGUMENTS_TOO_LONG.matcher(String.valueOf(e.getMessage())).find()) {
            throw new InvalidValueException(
                    "params", "parameters and variables that fit on a command line, about 2 MiB together", "more");
        }
        return new IOException("cannot start the shell line: " + e.getMessage(), e);
    }

    private static List<String> command(ShellLine line, @Nullable Path input) {
        List<String> command = new ArrayList<>(Sessions.prefix());
        if (!command.isEmpty()) {
            String file = input == null ? "" : input.toString();
            command.addAll(List.of(ShellLine.DEFAULT_SHELL, "-c", SUPERVISE, "supervise", WATCH, file));
        }
        String shell = Objects.requireNonNullElse(line.shell(), ShellLine.DEFAULT_SHELL);
        command.addAll(List.of(shell, "-c", line.line(), "sh"));
        line.params().forEach((name, value) -> command.add(name + "=" + value));
        return command;
    }

    /**
     * Hands each line of output to its consumer, on a thread for each stream, and waits until the line has ended and
     * nobody holds its output open any more, as cron does. When it cannot wait that long (an interrupt), everything the
     * line has started is ended first.
     *
     * @return the exit status
     */
    int await(int maxLineBytes, Consumer<String> stdout, Consumer<String> stderr) throws InterruptedException {
        boolean over = false;
        try {
            Thread first = reader("stdout", process.getInputStream(), new OutputLines(maxLineBytes, stdout));
            Thread second = reader("stderr", process.getErrorStream(), new OutputLines(maxLineBytes, stderr));
            // The process must live until then: Java closes the streams of one that has ended, whoever still writes.
            first.join();
            second.join();
            sayDone();
            int status = process.waitFor();
            over = true;
            return status;
        } finally {
            if (!over) {
                end();
            }
        }
    }

    private Thread reader(String stream, InputStream from, OutputLines lines) {
        // A platform thread: a read from a pipe holds its carrier.
        return Thread.ofPlatform()
                .daemon()
                .name("carillon-" + stream + "-" + process.pid())
                .start(() -> {
                    try {
                        lines.drain(from);
                    } catch (IOException e) {
                        LOG.debug("{} of process {} ended: {}", stream, process.pid(), e.getMessage());
                    }
                });
    }

    private void sayDone() {
        try (OutputStream lifeline = process.getOutputStream()) {
            lifeline.write('\n');
        } catch (IOException e) {
            LOG.debug("process {} ended by itself: {}", process.pid(), e.getMessage());
        }
    }

    private void end() {
        // The watcher ignores TERM; it leaves at this.
        sayDone();
        List<ProcessHandle> left = family.end();
        if (!left.isEmpty()) {
            LOG.error(
                    "processes {} survive SIGKILL, probably waiting for a device or a network file system",
                    left.stream().map(ProcessHandle::pid).toList());
        }
    }

    /** Releases what the line needed while it ran; does not end it. */
    @Override
    public void close() {
        delete(input);
    }

    /** Refuses what the system would refuse without a name, and what would reach the line changed. */
    private static void check(List<String> command, Map<String, String> environment) {
        environment.forEach((name, value) -> check(name, name + "=" + value));
        command.forEach(argument -> check("command", argument));
    }

    private static void check(String field, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new InvalidValueException(field, "a text without NUL characters", text.replace('\0', '␀'));
        }
        if (!NATIVE.newEncoder().canEncode(text)) {
            throw new InvalidValueException(
                    field,
                    "characters of " + NATIVE
                            + ", the encoding this program was started with (start it with LC_ALL=C.UTF-8)",
                    text);
        }
        if (text.length() >= MOST_ARGUMENT_BYTES / 4 && text.getBytes(NATIVE).length >= MOST_ARGUMENT_BYTES) {
            throw new InvalidValueException(
                    field,
                    "less than 128 KiB (a longer text can be handed over as " + ShellLine.OPTIONS + ".stdin)",
                    text);
        }
    }

    private static Path write(String stdin) throws IOException {
        // Readable by the owner alone, as temporary files are.
        Path file = Files.createTempFile("carillon-", ".stdin");
        return Files.writeString(file, stdin);
    }

    private static void delete(@Nullable Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("cannot delete {}: {}", file, e.getMessage());
            }
        }
    }

    private static String script(String name) {
        try (InputStream in = Objects.requireNonNull(ShellProcess.class.getResourceAsStream(name), name)) {
            // Process lists show the script; its comments are for readers of the source.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /** How to give a line a session of its own. Found out once, by trying. */
    private static final class Sessions {
        private static final List<String> PREFIX = find();

        static List<String> prefix() {
            return PREFIX;
        }

        static boolean available() {
            return !PREFIX.isEmpty();
        }

        private static List<String> find() {
            if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
                // The setsid of BusyBox knows no --wait and needs none as long as its caller leads no group.
                for (List<String> prefix : List.of(List.of("setsid", "--wait"), List.of("setsid"))) {
                    if (works(prefix)) {
                        return prefix;
                    }
                }
            }
            LOG.warn("no setsid here: a shell line that puts processes into the background may leave them running"
                    + " when it is stopped, and lines outlive a killed scheduler");
            return List.of();
        }

        private static boolean works(List<String> prefix) {
            List<String> command = new ArrayList<>(prefix);
            command.addAll(List.of(ShellLine.DEFAULT_SHELL, "-c", "exit 7"));
            try {
                Process probe = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                return probe.waitFor() == 7;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
