package io.carillon.internal;

import io.carillon.LogLine;
import io.carillon.Scheduler;
import io.carillon.TaskContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A context for calling handlers without an engine: it keeps what they log. */
final class FakeContext implements TaskContext {
    final List<String> lines = new ArrayList<>();

    @Override
    public void log(LogLine.Level level, String message) {
        lines.add(message);
    }

    @Override
    public void output(String stream, String line) {
        lines.add(stream + ": " + line);
    }

    @Override
    public String jobId() {
        return "job";
    }

    @Override
    public String task() {
        return "task";
    }

    @Override
    public String command() {
        return null;
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
        return 1;
    }

    @Override
    public long fence() {
        return 1;
    }

    @Override
    public String schedule() {
        return null;
    }

    @Override
    public Instant fireTime() {
        return null;
    }

    @Override
    public void progress(int percent, String message) {
        lines.add(percent + " %: " + message);
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
        throw new UnsupportedOperationException("there is no job to keep it with");
    }

    @Override
    public <T> Optional<T> checkpoint(Class<T> type) {
        return Optional.empty();
    }

    @Override
    public RuntimeException snooze(Duration delay) {
        throw new UnsupportedOperationException("there is no job to put back");
    }

    @Override
    public Scheduler scheduler() {
        throw new UnsupportedOperationException("there is no scheduler");
    }
}
