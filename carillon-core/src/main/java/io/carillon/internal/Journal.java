package io.carillon.internal;

import io.carillon.Event;
import io.carillon.Job;
import io.carillon.LogLine;
import io.carillon.spi.JobStore.Checkpoint;
import io.carillon.spi.StoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What running handlers write besides their outcome: log lines, progress, checkpoints. Handlers only hand it over; the
 * settler's thread stores it. Lines and progress wait a moment so that many go in one call; a checkpoint goes at once.
 *
 * <p>Bounded: when {@value #MOST_LINES} lines wait, or {@value #MOST_CHARACTERS} characters of them, a handler that writes
 * another one waits too, until there is room or it is interrupted. Thread-safe, but for {@link #flush}, which is the settler's.
 */
final class Journal {
    static final int MOST_LINES = 20_000;
    static final int MOST_CHARACTERS = 8_000_000;
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final int BATCH = 1_000;
    private static final int MOST_REFUSALS = 3;
    private static final Duration GATHER = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT_FOR_ROOM = Duration.ofMinutes(5);

    private final Env env;
    private final Runnable wake;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Line> lines = new ArrayDeque<>();
    private final Set<Run> progressed = new LinkedHashSet<>();
    private final List<Mark> marks = new ArrayList<>();
    private CompletableFuture<Void> room = CompletableFuture.completedFuture(null);
    private long characters;
    private long gatheringSince;
    private int refusals;

    private record Line(Run run, LogLine line) {}

    /** A checkpoint on its way; the answer is whether the attempt still owned the job. */
    private record Mark(Run run, String json, CompletableFuture<Boolean> stored) {}

    /** @param wake wakes whoever calls {@link #flush} */
    Journal(Env env, Runnable wake) {
        this.env = env;
        this.wake = wake;
    }

    /** Takes a line when there is room; false when the thread was interrupted or there was none for minutes. */
    boolean add(Run run, LogLine line) {
        long deadline = env.nanos() + LONGEST_WAIT_FOR_ROOM.toNanos();
        while (true) {
            CompletableFuture<Void> someRoom;
            lock.lock();
            try {
                if (lines.size() < MOST_LINES && characters < MOST_CHARACTERS) {
                    gather();
                    lines.addLast(new Line(run, line));
                    characters += line.message().length();
                    return true;
                }
                room = room.isDone() ? new CompletableFuture<>() : room;
                someRoom = room;
            } finally {
                lock.unlock();
            }
            if (!awaitRoom(someRoom, env.until(deadline))) {
                return false;
            }
        }
    }

    private boolean awaitRoom(CompletableFuture<Void> someRoom, Duration atMost) {
        wake.run();
        try {
            return env.runtime().await(someRoom, atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Will store the progress of {@code run} as it stands then. */
    void progressed(Run run) {
        lock.lock();
        try {
            gather();
            progressed.add(run);
        } finally {
            lock.unlock();
        }
    }

    /** Begins to wait for more to come along, once a flush. */
    private void gather() {
        if (lines.isEmpty() && progressed.isEmpty()) {
            gatheringSince = env.nanos();
            wake.run();
        } else if (lines.size() == BATCH) {
            wake.run();
        }
    }

    /** Stores a checkpoint; the answer is false when the attempt no longer owns its job. */
    CompletableFuture<Boolean> checkpoint(Run run, String json) {
        Mark mark = new Mark(run, json, new CompletableFuture<>());
        lock.lock();
        try {
            marks.add(mark);
        } finally {
            lock.unlock();
        }
        wake.run();
        return mark.stored;
    }

    /**
     * Stores what is due.
     *
     * @param all everything, because an outcome that must not overtake its lines is about to be stored
     * @return how long the rest may wait
     */
    Duration flush(boolean all) {
        storeMarks();
        Duration left = left();
        if (all || left.isZero()) {
            storeProgress();
            storeLines();
            return left();
        }
        return left;
    }

    private Duration left() {
        lock.lock();
        try {
            if (lines.isEmpty() && progressed.isEmpty()) {
                return Runtime.UNTIL_WOKEN;
            }
            return lines.size() >= BATCH ? Duration.ZERO : env.until(gatheringSince + GATHER.toNanos());
        } finally {
            lock.unlock();
        }
    }

    private void storeMarks() {
        List<Mark> batch = new ArrayList<>();
        lock.lock();
        try {
            for (Iterator<Mark> all = marks.iterator(); all.hasNext(); ) {
                Mark mark = all.next();
                if (mark.run.lease().isLost()) {
                    mark.stored.complete(false);
                    all.remove();
                } else {
                    batch.add(mark);
                }
            }
        } finally {
            lock.unlock();
        }
        if (batch.isEmpty()) {
            return;
        }
        try {
            store(batch);
        } catch (StoreException e) {
            if (e.isTransient()) {
                throw e;
            }
            batch.forEach(this::storeOrRefuse);
        }
    }

    private void store(List<Mark> batch) {
        List<Boolean> answers = env.store()
                .jobs()
                .checkpoint(batch.stream()
                        .map(mark -> checkpointOf(mark.run, mark.json, null))
                        .toList());
        remove(batch);
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).stored.complete(answers.get(i));
        }
    }

    /** What the store will not take its handler hears of; it must not hold up the outcomes of others. */
    private void storeOrRefuse(Mark mark) {
        try {
            store(List.of(mark));
        } catch (StoreException e) {
            if (e.isTransient()) {
                throw e;
            }
            remove(List.of(mark));
            mark.stored.completeExceptionally(e);
        }
    }

    private void remove(List<Mark> batch) {
        lock.lock();
        try {
            marks.removeAll(batch);
        } finally {
            lock.unlock();
        }
    }

    private void storeProgress() {
        List<Run> batch;
        lock.lock();
        try {
            batch = progressed.stream().filter(Journal::mayWrite).toList();
            progressed.clear();
        } finally {
            lock.unlock();
        }
        if (batch.isEmpty()) {
            return;
        }
        List<Checkpoint> values = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        for (Run run : batch) {
            Job.Progress progress = Objects.requireNonNull(run.progress());
            values.add(checkpointOf(run, null, progress));
            events.add(new Event.OfProgress(run.job().spec().id().toString(), progress, env.now()));
        }
        env.events().publish(events);
        // A value lost to a failure here is made good by the next one or by the outcome.
        env.store().jobs().checkpoint(values);
    }

    private static boolean mayWrite(Run run) {
        return !run.lease().isLost();
    }

    private static Checkpoint checkpointOf(Run run, @Nullable String data, Job.@Nullable Progress progress) {
        return new Checkpoint(run.job().spec().id(), run.job().fence(), data, progress);
    }

    private void storeLines() {
        while (true) {
            List<Line> batch;
            lock.lock();
            try {
                batch = lines.stream().limit(BATCH).toList();
            } finally {
                lock.unlock();
            }
            if (batch.isEmpty()) {
                return;
            }
            append(batch.stream()
                    .filter(line -> mayWrite(line.run))
                    .map(Line::line)
                    .toList());
            drop(batch.size());
        }
    }

    /** A log is not worth more than the outcome behind it: lines the store refuses again and again are given up. */
    private void append(List<LogLine> batch) {
        try {
            if (!batch.isEmpty()) {
                env.store().logs().append(batch);
            }
            refusals = 0;
        } catch (StoreException e) {
            refusals++;
            if (e.isTransient() || refusals < MOST_REFUSALS) {
                throw e;
            }
            refusals = 0;
            LOG.error("{} log lines of jobs were refused by the store and are lost", batch.size(), e);
        }
    }

    private void drop(int count) {
        CompletableFuture<Void> waited;
        lock.lock();
        try {
            for (int i = 0; i < count; i++) {
                characters -= lines.removeFirst().line.message().length();
            }
            gatheringSince = env.nanos();
            waited = room;
        } finally {
            lock.unlock();
        }
        waited.complete(null);
    }
}
