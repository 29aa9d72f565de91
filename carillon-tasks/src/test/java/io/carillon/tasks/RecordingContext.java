package io.carillon.tasks;

import io.carillon.LogLine;
import io.carillon.Scheduler;
import io.carillon.TaskContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An attempt without an engine: keeps what the handler writes. */
final class RecordingContext implements TaskContext {
    private final @Nullable String command;
    private final @Nullable String schedule;
    final List<String> stdout = new CopyOnWriteArrayList<>();
    final List<String> stderr = new CopyOnWriteArrayList<>();

    RecordingContext(@Nullable String command) {
        this(command, null);
    }

    RecordingContext(@Nullable String command, @Nullable String schedule) {
        this.command = command;
        this.schedule = schedule;
    }

    @Override
    public void output(String stream, String line) {
        (stream.equals("stdout") ? stdout : stderr).add(line);
    }

    String text() {
        return String.join("\n", stdout);
    }

    @Override
    public String jobId() {
        return "0198c0de-0000-7000-8000-000000000001";
    }

    @Override
    public String task() {
        return "shell";
    }

    @Override
    public @Nullable String command() {
        return command;
    }

    @Override
    public String queue() {
        return "default";
    }

    @Override
    public String params() {
        return "{}";
    }

    @Override
    public int attempt() {
        return 2;
    }

    @Override
    public long fence() {
        return 77;
    }

    @Override
    public @Nullable String schedule() {
        return schedule;
    }

    @Override
    public @Nullable Instant fireTime() {
        return null;
    }

    @Override
    public void progress(int percent, String message) {
        throw new AssertionError("a shell line has no progress to report");
    }

    @Override
    public void log(LogLine.Level level, String message) {
        throw new AssertionError("unexpected log line: " + message);
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public Optional<Duration> remaining() {
        return Optional.empty();
    }

    @Override
    public void checkpoint(Object value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> Optional<T> checkpoint(Class<T> type) {
        return Optional.empty();
    }

    @Override
    public RuntimeException snooze(Duration delay) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Scheduler scheduler() {
        throw new UnsupportedOperationException();
    }
}
