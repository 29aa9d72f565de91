package io.carillon.memory;

import io.carillon.Queue;
import io.carillon.QueueConfig;
import io.carillon.spi.Store.Queues;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Options and pauses of queues. */
final class MemoryQueues implements Queues {
    private final Object lock;
    private final InstantSource clock;
    private final NavigableMap<String, Queue> queues = new TreeMap<>();

    MemoryQueues(Object lock, InstantSource clock) {
        this.lock = lock;
        this.clock = clock;
    }

    /** For the other parts, which hold the lock. */
    @Nullable Queue get(String name) {
        return queues.get(name);
    }

    /** For the other parts, which hold the lock. */
    QueueConfig config(String name) {
        Queue queue = queues.get(name);
        return queue == null ? QueueConfig.DEFAULT : queue.config();
    }

    /** What a ready job of the queue waits for; null when it is not paused. */
    @Nullable String pauseText(String name) {
        Queue queue = queues.get(name);
        if (queue == null || queue.pause() == null || !queue.isPaused(clock.instant())) {
            return null;
        }
        String reason = queue.pause().reason();
        return "queue '" + name + "' is paused" + (reason.isBlank() ? "" : ": " + reason);
    }

    @Override
    public void put(String name, QueueConfig config) {
        synchronized (lock) {
            Queue old = queues.get(name);
            queues.put(name, new Queue(name, config, old == null ? null : old.pause()));
        }
    }

    @Override
    public void pause(String name, Queue.@Nullable Pause pause) {
        synchronized (lock) {
            queues.put(name, new Queue(name, config(name), pause));
        }
    }

    @Override
    public List<Queue> list() {
        synchronized (lock) {
            return List.copyOf(queues.values());
        }
    }

    @Override
    public boolean delete(String name) {
        synchronized (lock) {
            return queues.remove(name) != null;
        }
    }
}
