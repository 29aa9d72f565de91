package io.carillon.internal;

import io.carillon.Event;
import io.carillon.InvalidValueException;
import io.carillon.Job;
import io.carillon.JobSpec;
import io.carillon.LogLine;
import io.carillon.Scheduler;
import io.carillon.TaskContext;
import io.carillon.spi.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The context of one attempt. What it writes goes to the journal; it never calls the store itself. Thread-safe. */
final class AttemptContext implements TaskContext {
    /** Room between two claims of a job, so that line numbers grow over its attempts. */
    private static final long LINES_PER_FENCE = 1_000_000;

    private static final int LONGEST_LINE = 16_000;
    private static final int LONGEST_PROGRESS = 2_000;
    private static final Duration LONGEST_STORE = Duration.ofMinutes(1);
    private static final Duration LONGEST_SNOOZE = Duration.ofDays(366);

    private final Env env;
    private final Run run;
    private final Journal journal;
    private final Scheduler scheduler;
    private final AtomicLong lines = new AtomicLong();
    private final AtomicLong left = new AtomicLong();
    private volatile @Nullable String id;

    AttemptContext(Env env, Run run, Journal journal, Scheduler scheduler) {
        this.env = env;
        this.run = run;
        this.journal = journal;
        this.scheduler = scheduler;
    }

    private JobSpec spec() {
        return run.job().spec();
    }

    @Override
    public String jobId() {
        String text = id;
        if (text == null) {
            text = spec().id().toString();
            id = text;
        }
        return text;
    }

    @Override
    public String task() {
        return spec().task();
    }

    @Override
    public @Nullable String command() {
        return spec().command();
    }

    @Override
    public String queue() {
        return spec().queue();
    }

    @Override
    public String params() {
        return spec().params();
    }

    @Override
    public int attempt() {
        return run.job().attempt();
    }

    @Override
    public long fence() {
        return run.job().fence();
    }

    @Override
    public @Nullable String schedule() {
        return spec().schedule();
    }

    @Override
    public @Nullable Instant fireTime() {
        return spec().fireTime();
    }

    @Override
    public void progress(int percent, String message) {
        String text = Objects.requireNonNull(message, "message");
        run.progress(new Job.Progress(
                percent, text.length() <= LONGEST_PROGRESS ? text : text.substring(0, LONGEST_PROGRESS) + "…"));
        if (!run.isEnded()) {
            journal.progressed(run);
        }
    }

    @Override
    public void log(LogLine.Level level, String message) {
        write(level, null, message);
    }

    @Override
    public void output(String stream, String line) {
        write(LogLine.Level.INFO, stream, line);
    }

    private void write(LogLine.Level level, @Nullable String stream, String message) {
        if (run.isEnded()) {
            return;
        }
        long number = lines.incrementAndGet();
        if (number > mostLines()) {
            left.incrementAndGet();
        } else if (!journal(line(number, level, stream, message))) {
            left.incrementAndGet();
        }
    }

    private boolean journal(LogLine line) {
        if (env.events().isDetailed()) {
            env.events().publish(new Event.OfLog(line));
        }
        return journal.add(run, line);
    }

    /** One number stays for the line about lines that were left out. */
    private long mostLines() {
        return Math.min(env.settings().limits().maxLogLines(), LINES_PER_FENCE - 2);
    }

    private LogLine line(long number, LogLine.Level level, @Nullable String stream, String message) {
        String text = Objects.requireNonNull(message, "message").replace('\0', '\uFFFD');
        String cut = text.length() <= LONGEST_LINE
                ? text
                : text.substring(0, LONGEST_LINE) + "… (" + text.length() + " characters)";
        return new LogLine(jobId(), fence() * LINES_PER_FENCE + number, attempt(), env.now(), level, stream, cut);
    }

    /** Says how many lines were left out, if any; the last that is written. */
    void close() {
        long missing = left.get();
        if (missing > 0) {
            long number = Math.min(lines.get(), mostLines()) + 1;
            String message = missing + " more lines were left out: at most "
                    + env.settings().limits().maxLogLines() + " are kept of an attempt";
            journal(line(number, LogLine.Level.WARN, null, message));
        }
    }

    @Override
    public boolean isCancelled() {
        boolean asked = run.stop() != null;
        if (asked) {
            run.notice();
        }
        return asked;
    }

    @Override
    public Optional<Duration> remaining() {
        long timeout = run.timeoutNanos();
        return timeout == Run.NEVER ? Optional.empty() : Optional.of(env.until(timeout));
    }

    @Override
    public void checkpoint(Object value) {
        String json;
        try {
            json = Json.VALUES.writeValueAsString(Objects.requireNonNull(value, "value"));
        } catch (JacksonException e) {
            throw new InvalidValueException(
                    "checkpoint", "a value Jackson can write (" + e.getOriginalMessage() + ")", value.getClass());
        }
        int most = env.settings().limits().maxParamsBytes();
        if (json.length() > most) {
            throw new InvalidValueException(
                    "checkpoint", "at most " + most + " characters of JSON (max_params_bytes)", json.length());
        }
        if (run.isEnded() || !isStored(journal.checkpoint(run, json))) {
            throw new IllegalStateException("the checkpoint was not stored: attempt " + attempt() + " of job " + jobId()
                    + " no longer owns it (fence " + fence() + " is stale); end the handler");
        }
        run.checkpoint(json);
    }

    /** Waits out an interrupt: it must be known whether the value is there. Ends with the lease at the latest. */
    private boolean isStored(CompletableFuture<Boolean> answer) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return env.runtime().await(answer, LONGEST_STORE) && answer.getNow(false);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (CompletionException e) {
                    throw e.getCause() instanceof StoreException refused ? refused : e;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public <T> Optional<T> checkpoint(Class<T> type) {
        String json = run.checkpoint();
        if (json == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(Json.VALUES.readValue(json, type));
        } catch (JacksonException e) {
            throw new InvalidValueException(
                    "checkpoint", "a " + type.getName() + " (" + e.getOriginalMessage() + ")", json);
        }
    }

    @Override
    public RuntimeException snooze(Duration delay) {
        if (delay.isNegative() || delay.compareTo(LONGEST_SNOOZE) > 0) {
            throw new InvalidValueException("delay", "zero to " + LONGEST_SNOOZE.toDays() + " days", delay);
        }
        throw new Verdict.Snooze(delay);
    }

    @Override
    public Scheduler scheduler() {
        return scheduler;
    }
}
