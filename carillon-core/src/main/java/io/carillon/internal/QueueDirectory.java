package io.carillon.internal;

import io.carillon.Queue;
import io.carillon.QueueConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Which queues a node works on, and with what options. Thread-safe; {@link #refresh} asks the store.
 */
final class QueueDirectory {
    /** Queues of single nodes, for schedules that run on every node; no other node works on them. */
    static final String PRIVATE = "@node/";

    private static final Duration REFRESH_EVERY = Duration.ofSeconds(10);

    private final Env env;
    private volatile Map<String, QueueConfig> configs = Map.of();
    private volatile boolean stale = true;
    private volatile long refreshedNanos;

    QueueDirectory(Env env) {
        this.env = env;
    }

    /** Options of a queue as last read. */
    QueueConfig config(String queue) {
        return configs.getOrDefault(queue, QueueConfig.DEFAULT);
    }

    /** Options changed, or may have. */
    void doubt() {
        stale = true;
    }

    /** Reads the options again when that is due. */
    void refresh() {
        if (!stale && env.nanos() - refreshedNanos < REFRESH_EVERY.toNanos()) {
            return;
        }
        stale = false;
        try {
            Map<String, QueueConfig> read = new HashMap<>();
            for (Queue queue : env.store().queues().list()) {
                read.put(queue.name(), queue.config());
            }
            configs = Map.copyOf(read);
            refreshedNanos = env.nanos();
        } catch (RuntimeException e) {
            stale = true;
            throw e;
        }
    }

    /** Whether a node works on a queue. */
    boolean worksOn(String node, String queue) {
        if (queue.startsWith(PRIVATE)) {
            return queue.equals(PRIVATE + node);
        }
        return env.settings().queues().isEmpty() || env.settings().queues().contains(queue);
    }
}
