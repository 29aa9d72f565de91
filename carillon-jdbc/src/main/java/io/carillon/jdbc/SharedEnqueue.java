package io.carillon.jdbc;

import io.carillon.spi.JobStore.NewJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Natural batching of single jobs that many threads store at once: while one of them is at the database the others collect,
 * and then the first of those stores them all in one commit. A thread that finds nobody there waits for nobody. Two at a
 * time were slower: each commit is the dearer part, and it is halved. What waits for a lock at the database, such as an id
 * that another open transaction is storing, gives up soon and lets the next ones go; then each of its jobs is stored by
 * itself and may wait. Thread-safe; on SQLite the writer does the same for everything.
 */
final class SharedEnqueue {
    /** For a lock at the database, while others wait behind. */
    static final Duration PATIENCE = Duration.ofMillis(100);

    private static final int MOST = 500;

    private final Database database;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Caller> waiting = new ArrayDeque<>();
    private boolean led;

    SharedEnqueue(Database database) {
        this.database = database;
    }

    /** What a caller that waited is told: to lead a batch, which begins with itself; or what became of its job. */
    private record Turn(
            @Nullable List<Caller> lead, @Nullable Boolean stored) {}

    private record Caller(NewJob job, Instant now, CompletableFuture<Turn> turn) {}

    /**
     * Stores a job the quick way.
     *
     * @return whether it is stored now; if not, the careful way has to decide
     */
    boolean store(NewJob job, Instant now) {
        Caller caller = new Caller(job, now, new CompletableFuture<>());
        List<Caller> batch = isFirst(caller) ? List.of(caller) : null;
        if (batch == null) {
            Turn turn = caller.turn.join();
            batch = turn.lead;
            if (batch == null) {
                return Boolean.TRUE.equals(turn.stored);
            }
        }
        return lead(batch);
    }

    /** Callers that wait for their turn. */
    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean isFirst(Caller caller) {
        lock.lock();
        try {
            if (led) {
                waiting.add(caller);
                return false;
            }
            led = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean lead(List<Caller> batch) {
        Caller first = batch.getFirst();
        Set<UUID> stored = null;
        try {
            stored = together(batch);
        } catch (RuntimeException e) {
            if (batch.size() == 1 && !Faults.isSomebodyElses(e)) {
                throw e;
            }
            // A batch fails as a whole, for a fault that is another's perhaps: each goes the careful way by itself.
        } finally {
            next();
            for (Caller caller : batch) {
                caller.turn.complete(new Turn(null, stored == null ? null : (Boolean) stored.contains(id(caller))));
            }
        }
        return stored != null && stored.contains(id(first));
    }

    /** Hands the lead on to whoever has waited longest, with all who wait behind. */
    private void next() {
        List<Caller> batch = new ArrayList<>();
        lock.lock();
        try {
            while (!waiting.isEmpty() && batch.size() < MOST) {
                batch.add(waiting.removeFirst());
            }
            led = !batch.isEmpty();
        } finally {
            lock.unlock();
        }
        if (!batch.isEmpty()) {
            batch.getFirst().turn.complete(new Turn(batch, null));
        }
    }

    private static UUID id(Caller caller) {
        return caller.job.spec().id();
    }

    private Set<UUID> together(List<Caller> batch) {
        List<NewJob> jobs = batch.stream().map(Caller::job).toList();
        // A job that became due while it waited is ready.
        Instant now = batch.stream().map(Caller::now).max(Instant::compareTo).orElseThrow();
        return database.each(session -> EnqueueJobs.together(session, jobs, now));
    }
}
