package io.carillon.tasks;

import io.carillon.InvalidValueException;
import io.carillon.RetryPolicy;
import io.carillon.Scheduler;
import io.carillon.TaskContext;
import io.carillon.TaskHandler;
import io.carillon.TaskName;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Runs a job's command as a shell line.
 *
 * <p>The line sees its parameters as {@code CARILLON_PARAM_<NAME>} (upper case, anything but letters and digits as
 * {@code _}) and as {@code "$@"} ({@code name=value}), and {@code CARILLON_JOB_ID}, {@code CARILLON_ATTEMPT},
 * {@code CARILLON_FENCE} and, when a schedule made the job, {@code CARILLON_SCHEDULE}. Its output becomes the job's log,
 * line by line as it comes.
 *
 * <p>As under cron the attempt lasts until the line has ended and its output is closed: a process in the background that
 * keeps the output open keeps the job running, one with its output elsewhere ({@code nohup … >file 2>&1 &}) lives on by
 * itself. On cancel, timeout, shutdown and loss of the node's lease everything the line has started is ended, with
 * {@code TERM}, a second later with {@code KILL}.
 *
 * <p>The result is an object with {@code exit_status}, {@code stdout_lines}, {@code stderr_lines} and {@code last_line}
 * (the last line on stdout that is not blank, if there was any).
 */
public final class ShellTask implements TaskHandler<JsonNode> {
    /** The task; {@link CommandTypes} gives it what looks like a shell line. */
    public static final TaskName<JsonNode> TASK = TaskName.of("shell", JsonNode.class);

    /** What is wrong with a line or its parameters does not change by trying again. */
    private static final RetryPolicy RETRY = RetryPolicy.INHERIT.abortOn(InvalidValueException.class);

    private final ShellOptions options;

    ShellTask(ShellOptions options) {
        this.options = options;
    }

    /** Lets this scheduler's node run shell lines. */
    public static void register(Scheduler scheduler, ShellOptions options) {
        scheduler.register(TASK, new ShellTask(options), RETRY);
    }

    /**
     * @throws CommandFailedException when the line ends with another status than 0
     * @throws InvalidValueException when line, parameters or options are bad
     */
    @Override
    public @Nullable Object handle(@Nullable JsonNode payload, TaskContext context) throws Exception {
        String command = context.command();
        if (command == null) {
            throw new InvalidValueException("command", "a shell line", null);
        }
        ShellLine line = ShellLine.read(command, payload);
        Output stdout = new Output("stdout", context);
        Output stderr = new Output("stderr", context);
        int status;
        try (ShellProcess process = ShellProcess.start(line, environment(line, context), directory(line))) {
            status = process.await(options.maxLineBytes(), stdout::accept, stderr::accept);
        }
        if (status != 0) {
            throw new CommandFailedException(status, stderr.last());
        }
        return result(stdout, stderr);
    }

    private Map<String, String> environment(ShellLine line, TaskContext context) {
        Map<String, String> result = new LinkedHashMap<>(options.environmentOutOf(System.getenv()));
        result.putAll(line.environment());
        if (line.shell() != null) {
            result.put("SHELL", line.shell());
        }
        line.params().forEach((name, value) -> {
            String before = result.put(variable(name), value);
            if (before != null) {
                throw new InvalidValueException("params", "names that differ in more than case and punctuation", name);
            }
        });
        result.put("CARILLON_JOB_ID", context.jobId());
        result.put("CARILLON_ATTEMPT", String.valueOf(context.attempt()));
        result.put("CARILLON_FENCE", String.valueOf(context.fence()));
        if (context.schedule() != null) {
            result.put("CARILLON_SCHEDULE", context.schedule());
        }
        return result;
    }

    private static String variable(String param) {
        return "CARILLON_PARAM_" + param.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private Path directory(ShellLine line) {
        String directory = line.directory();
        if (directory == null) {
            return Objects.requireNonNullElse(options.directory(), Path.of("").toAbsolutePath());
        }
        return directory.startsWith("~")
                ? Path.of(System.getProperty("user.home", "/"), directory.substring(1))
                : Path.of(directory);
    }

    private static Map<String, Object> result(Output stdout, Output stderr) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("exit_status", 0);
        result.put("stdout_lines", stdout.lines());
        result.put("stderr_lines", stderr.lines());
        if (!stdout.last().isEmpty()) {
            result.put("last_line", stdout.last());
        }
        return result;
    }

    /** One stream on its way into the job's log. Written by one thread, read by another when that has ended. */
    private static final class Output {
        private static final int MOST_SHOWN = 500;

        private final String stream;
        private final TaskContext context;
        private final AtomicLong lines = new AtomicLong();
        private final AtomicReference<String> last = new AtomicReference<>("");

        Output(String stream, TaskContext context) {
            this.stream = stream;
            this.context = context;
        }

        void accept(String line) {
            lines.incrementAndGet();
            if (!line.isBlank()) {
                last.set(line);
            }
            context.output(stream, line);
        }

        long lines() {
            return lines.get();
        }

        String last() {
            String line = last.get().strip();
            return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "…";
        }
    }
}
