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
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongUnaryOperator;

/**
 * Natural batching of single jobs that many threads store at once: while one of them is at the database the others collect,
 * and then the first of those stores them all in one commit. A thread that finds nobody there waits for nobody. Two at a
 * time were slower: each commit is the dearer part, and it is halved. For the same reason who leads the next batch gives those
 * of the last one a moment to come back with their next jobs; else threads that do nothing but store fall into two halves that
 * take turns.
 *
 * <p>What waits for a lock at the database, such as an id that another open transaction is storing, gives up soon and lets the
 * next ones go; then each of its jobs is stored by itself and may wait. Thread-safe; on SQLite the writer does the same for
 * everything.
 */
final class SharedEnqueue {
    /** For a lock at the database, while others wait behind. */
    static final Duration PATIENCE = Duration.ofMillis(100);

    private static final int MOST = 500;

    /** For those of the last batch: half as long as that took, since they save a whole one. */
    private static final LongUnaryOperator MOMENT = took -> Math.min(took / 2, 2_000_000);

    private final Database database;
    private final LongUnaryOperator moment;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition gathered = lock.newCondition();
    private final ArrayDeque<Caller> waiting = new ArrayDeque<>();
    private boolean led;

    /** How many were here when the last batch ended, and until when the next one waits for as many, in nanoseconds. */
    private int before;

    private long gathersUntil = System.nanoTime();

    SharedEnqueue(Database database) {
        this(database, MOMENT);
    }

    /** @param moment how long to wait for those of a batch that took so long, both in nanoseconds */
    SharedEnqueue(Database database, LongUnaryOperator moment) {
        this.database = database;
        this.moment = moment;
    }

    /** What a caller that waited is told: to lead the next batch, or what became of its job. */
    private enum Turn {
        LEAD,
        STORED,
        NOT_STORED
    }

    private record Caller(NewJob job, Instant now, CompletableFuture<Turn> turn) {}

    /**
     * Stores a job the quick way.
     *
     * @return whether it is stored now; if not, the careful way has to decide
     */
    boolean store(NewJob job, Instant now) {
        Caller caller = new Caller(job, now, new CompletableFuture<>());
        Turn turn = isFirst(caller) ? Turn.LEAD : caller.turn.join();
        return turn == Turn.LEAD ? lead(caller) : turn == Turn.STORED;
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
                if (areAllBack()) {
                    gathered.signal();
                }
                return false;
            }
            led = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean lead(Caller first) {
        List<Caller> batch = List.of();
        Set<UUID> stored = Set.of();
        long began = System.nanoTime();
        try {
            batch = gather(first);
            began = System.nanoTime();
            stored = together(batch);
        } catch (RuntimeException e) {
            if (batch.size() == 1 && !Faults.isSomebodyElses(e)) {
                throw e;
            }
            // A batch fails as a whole, for a fault that is another's perhaps: each goes the careful way by itself.
        } finally {
            // Whatever happened, out of memory too: without a next leader everybody would wait for ever.
            next(batch.size(), System.nanoTime() - began);
            for (Caller caller : batch) {
                caller.turn.complete(stored.contains(id(caller)) ? Turn.STORED : Turn.NOT_STORED);
            }
        }
        return stored.contains(id(first));
    }

    /** Who leads, and all who wait once as many have come as were here before, or once it is time. */
    private List<Caller> gather(Caller first) {
        lock.lock();
        try {
            awaitOthers();
            List<Caller> batch = new ArrayList<>(1 + waiting.size());
            batch.add(first);
            while (!waiting.isEmpty() && batch.size() < MOST) {
                batch.add(waiting.removeFirst());
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void awaitOthers() {
        long left = gathersUntil - System.nanoTime();
        try {
            while (!areAllBack() && left > 0) {
                left = gathered.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // It has no time to wait, and what others wait for it does all the same.
            Thread.currentThread().interrupt();
        }
    }

    private boolean areAllBack() {
        return 1 + waiting.size() >= before;
    }

    /** Hands the lead on to whoever has waited longest. */
    private void next(int stored, long took) {
        Caller next;
        lock.lock();
        try {
            before = Math.min(MOST, stored + waiting.size());
            gathersUntil = System.nanoTime() + moment.applyAsLong(took);
            next = waiting.poll();
            led = next != null;
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.turn.complete(Turn.LEAD);
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
