package io.carillon.internal;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The jobs this node holds: at most {@code max} of them run, others were claimed ahead and wait for a slot or for their time,
 * and others have run and wait for their outcome to be durable. A slot is taken until its run has ended and its thread has gone, so that few
 * slots keep busy while outcomes are stored; how many jobs are held, in whatever place, is what bounds the claims.
 *
 * <p>Thread-safe; the lock is held for bookkeeping only.
 */
final class Slots {
    private final int max;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Integer> byQueue = new HashMap<>();
    private final ArrayDeque<Run> waiting = new ArrayDeque<>();
    private final PriorityQueue<Run> armed =
            new PriorityQueue<>(Comparator.comparing(run -> run.job().due()));
    private final Set<Run> held = ConcurrentHashMap.newKeySet();
    private int taken;
    private int open;
    private @Nullable Run exclusive;
    private CompletableFuture<Void> idle = CompletableFuture.completedFuture(null);

    Slots(int max) {
        this.max = max;
    }

    int max() {
        return max;
    }

    /** Every run this node holds, also those that only wait for their outcome to be durable. Weakly consistent. */
    Set<Run> held() {
        return held;
    }

    int size() {
        return held.size();
    }

    /**
     * How many more jobs may be claimed when the node may hold {@code ahead} more than it has slots. What waits for its
     * time does not stand in the way of what is due.
     */
    int room(int ahead) {
        return Math.max(0, max + ahead - held.size() + armed());
    }

    /** Jobs that wait for their time. */
    int armed() {
        lock.lock();
        try {
            return armed.size();
        } finally {
            lock.unlock();
        }
    }

    /** Jobs of a queue this node holds. */
    int of(String queue) {
        lock.lock();
        try {
            return byQueue.getOrDefault(queue, 0);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes in what was claimed.
     *
     * @return those that have a slot and are to begin now, in order
     */
    List<Run> admit(Collection<Run> runs) {
        lock.lock();
        try {
            hold(runs);
            waiting.addAll(runs);
            return next();
        } finally {
            lock.unlock();
        }
    }

    /** Takes in what was claimed before it is due; {@link #due} lets it go. */
    void arm(Collection<Run> runs) {
        lock.lock();
        try {
            hold(runs);
            for (Run run : runs) {
                run.place = Run.Place.ARMED;
                armed.add(run);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock: who finds a run here and ends it comes after it has its place. */
    private void hold(Collection<Run> runs) {
        held.addAll(runs);
        if (!runs.isEmpty() && idle.isDone()) {
            idle = new CompletableFuture<>();
        }
        open += runs.size();
        for (Run run : runs) {
            byQueue.merge(run.job().spec().queue(), 1, Integer::sum);
        }
    }

    /**
     * The time of some may have come.
     *
     * @return those that have a slot and are to begin now, in order
     */
    List<Run> due(Instant now) {
        lock.lock();
        try {
            for (Run run = armed.peek(); run != null && !run.job().due().isAfter(now); run = armed.peek()) {
                waiting.addLast(run);
                run.place = Run.Place.WAITING;
                armed.remove();
            }
            return next();
        } finally {
            lock.unlock();
        }
    }

    /** When the first of those that wait for their time is due; null when none does. */
    @Nullable Instant firstDue() {
        lock.lock();
        try {
            Run first = armed.peek();
            return first == null ? null : first.job().due();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The outcomes of these runs are durable, or never will be.
     *
     * @return those that waited for a slot and are to begin now
     */
    List<Run> settled(Collection<Run> runs) {
        CompletableFuture<Void> nowIdle = null;
        lock.lock();
        try {
            for (Run run : runs) {
                open -= run.closeOutcome() ? 1 : 0;
                releaseIfGone(run);
            }
            if (open == 0) {
                nowIdle = idle;
            }
            return next();
        } finally {
            lock.unlock();
            if (nowIdle != null) {
                nowIdle.complete(null);
            }
        }
    }

    /**
     * The run has ended, or its thread has left it after it had.
     *
     * @return those that waited for a slot and are to begin now
     */
    List<Run> left(Run run) {
        lock.lock();
        try {
            free(run);
            releaseIfGone(run);
            return next();
        } finally {
            lock.unlock();
        }
    }

    /** Of a run that has ended: a thread that is not at it now never will be. */
    private void free(Run run) {
        if (run.place == Run.Place.NONE || run.isOnThread()) {
            return;
        }
        switch (run.place) {
            case SLOT -> taken--;
            case WAITING -> waiting.remove(run);
            case ARMED -> armed.remove(run);
            case NONE -> {}
        }
        run.place = Run.Place.NONE;
    }

    private void releaseIfGone(Run run) {
        if (!run.isGone() || !held.remove(run)) {
            return;
        }
        free(run);
        if (exclusive == run) {
            exclusive = null;
        }
        byQueue.computeIfPresent(run.job().spec().queue(), (queue, n) -> n == 1 ? null : n - 1);
    }

    private List<Run> next() {
        // All the memory this takes comes first: a run that was given a slot and is then forgotten would keep it.
        List<Run> next = new ArrayList<>(Math.min(max - taken, waiting.size()));
        while (taken < max && !waiting.isEmpty()) {
            Run run = waiting.removeFirst();
            run.place = Run.Place.SLOT;
            taken++;
            next.add(run);
        }
        return next;
    }

    /** Runs that were claimed ahead and have no slot yet. */
    List<Run> waiting() {
        lock.lock();
        try {
            return List.copyOf(waiting);
        } finally {
            lock.unlock();
        }
    }

    /** Runs that wait for their time, in no order. */
    List<Run> waitingForTheirTime() {
        lock.lock();
        try {
            return List.copyOf(armed);
        } finally {
            lock.unlock();
        }
    }

    /** Makes {@code run} the one exclusive run of this node; false when there is one. */
    boolean makeExclusive(Run run) {
        lock.lock();
        try {
            if (exclusive != null) {
                return false;
            }
            exclusive = run;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The exclusive run of this node; null when there is none. */
    @Nullable Run exclusive() {
        lock.lock();
        try {
            return exclusive;
        } finally {
            lock.unlock();
        }
    }

    /** Done when no outcome is open any more; handlers that ignore their interrupt may still be there. */
    CompletableFuture<Void> idle() {
        lock.lock();
        try {
            return idle;
        } finally {
            lock.unlock();
        }
    }
}
