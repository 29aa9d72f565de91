package io.carillon.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the loops were told and have not looked at yet. Thread-safe. */
final class Hints {
    private static final int MOST_TASKS = 1_000;
    private static final int MOST_FIRED = 1_000;

    private final Places ready = new Places();
    private final Places parked = new Places();
    private final Set<String> parkedTasks = ConcurrentHashMap.newKeySet();
    private final Queue<FiredAhead> fired = new LinkedBlockingQueue<>(MOST_FIRED);
    private volatile boolean everywhere = true;
    private volatile boolean schedules = true;
    private volatile @Nullable Instant armed;

    /**
     * Queues in which a claim may find something: those whose last claim was full, and those that a signal or a scan
     * named. A queue is taken off before the store is asked, so that a hint that comes meanwhile is not lost.
     */
    static final class Places {
        private final Set<String> names = ConcurrentHashMap.newKeySet();

        void at(String queue) {
            names.add(queue);
        }

        void asked(String queue) {
            names.remove(queue);
        }

        /** The queues to ask, in order; those that are not {@code ours} are forgotten. */
        List<String> names(Predicate<String> ours) {
            names.removeIf(ours.negate());
            return names.stream().sorted().toList();
        }

        boolean isEmpty() {
            return names.isEmpty();
        }
    }

    /** A future job that this node's own firing has just stored. */
    record FiredAhead(UUID job, String task, String queue, Instant due) {}

    /** What this node has fired ahead of its time and may claim before it is due. More than it can hold is left out. */
    void fired(FiredAhead job) {
        fired.offer(job);
    }

    /** Takes what was fired since this was last asked. */
    List<FiredAhead> takeFired() {
        List<FiredAhead> taken = new ArrayList<>();
        for (FiredAhead next = fired.poll(); next != null; next = fired.poll()) {
            taken.add(next);
        }
        return taken;
    }

    /** Something may be anywhere: a scan is due. */
    void everywhere() {
        everywhere = true;
    }

    /** Whether a scan was asked for since this was last asked. */
    boolean takeEverywhere() {
        boolean take = everywhere;
        everywhere = false;
        return take;
    }

    /** Where ready jobs may be. */
    Places ready() {
        return ready;
    }

    /** Where jobs may be parked for a handler this node has. */
    Places parked() {
        return parked;
    }

    /** A job was parked for this task. */
    void parked(String task) {
        if (parkedTasks.size() < MOST_TASKS) {
            parkedTasks.add(task);
        }
    }

    /** Looks for parked jobs everywhere if one was parked for a task that {@code canRun}. */
    void resolveParked(Predicate<String> canRun) {
        for (String task : parkedTasks) {
            parkedTasks.remove(task);
            if (canRun.test(task)) {
                everywhere();
            }
        }
    }

    /** Schedules were put or removed. */
    void schedules() {
        schedules = true;
    }

    /** The earliest due instant of a schedule that this node knows of; null when it knows of none. */
    void armed(@Nullable Instant first) {
        armed = first;
    }

    /** The store has a schedule that is due at {@code next}. True when that is earlier than this node knew. */
    boolean schedules(Instant next) {
        Instant first = armed;
        if (first != null && !next.isBefore(first)) {
            return false;
        }
        schedules = true;
        return true;
    }

    /** Whether schedules were put or removed since this was last asked. */
    boolean takeSchedules() {
        boolean take = schedules;
        schedules = false;
        return take;
    }
}
