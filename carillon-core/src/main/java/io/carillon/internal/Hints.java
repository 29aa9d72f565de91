package io.carillon.internal;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * What the loops were told and have not looked at yet. For claims: queues whose last claim was full or that somebody
 * said have ready jobs. A hint is taken before the store is asked, so that one that comes meanwhile is not lost.
 * Thread-safe.
 */
final class Hints {
    private static final int MOST_TASKS = 1_000;

    private final Set<String> ready = ConcurrentHashMap.newKeySet();
    private final Set<String> parkedTasks = ConcurrentHashMap.newKeySet();
    private volatile boolean everywhere = true;
    private volatile boolean parked = true;
    private volatile boolean schedules = true;

    /** A queue has ready jobs; an empty name says that any may. */
    void ready(String queue) {
        if (queue.isEmpty()) {
            everywhere = true;
        } else {
            ready.add(queue);
        }
    }

    /** Every queue may have ready jobs. */
    void everywhere() {
        everywhere = true;
    }

    /** Jobs may be parked for a handler this node has. */
    void parked() {
        parked = true;
    }

    /** A job was parked for this task. */
    void parked(String task) {
        if (parkedTasks.size() < MOST_TASKS) {
            parkedTasks.add(task);
        }
    }

    /** Schedules were put or removed. */
    void schedules() {
        schedules = true;
    }

    /** Whether schedules were put or removed since this was last asked. */
    boolean takeSchedules() {
        boolean take = schedules;
        schedules = false;
        return take;
    }

    /** Whether there is a queue to ask. */
    boolean isEmpty() {
        return !everywhere && ready.isEmpty();
    }

    /** Of these queues the ones to ask, now that {@code everywhere} is spread over them. */
    List<String> readyOf(List<String> queues) {
        if (everywhere) {
            everywhere = false;
            ready.addAll(queues);
        }
        return queues.stream().filter(ready::contains).toList();
    }

    /** The queue is about to be asked. */
    void asked(String queue) {
        ready.remove(queue);
    }

    /** Whether parked jobs are to be asked for; they count as asked for with that. */
    boolean takeParked(Predicate<String> canRun) {
        boolean take = parked;
        parked = false;
        for (String task : parkedTasks) {
            parkedTasks.remove(task);
            take |= canRun.test(task);
        }
        return take;
    }
}
