package io.carillon.internal;

import io.carillon.JobSpec;
import io.carillon.Queue;
import io.carillon.QueueConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The queues this node knows of: those with options in the store, and those that a signal or a scan named. Which of them
 * it works on, and with what options. Thread-safe; {@link #refresh} asks the store.
 */
final class QueueDirectory {
    /** Queues of single nodes, for schedules that run on every node; no other node works on them. */
    static final String PRIVATE = "@node/";

    private static final Duration REFRESH_EVERY = Duration.ofSeconds(10);
    private static final int MOST_SEEN = 10_000;

    private final Env env;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private volatile Map<String, QueueConfig> configs = Map.of();
    private volatile boolean stale = true;
    private volatile long refreshedNanos;

    QueueDirectory(Env env) {
        this.env = env;
        seen.add(JobSpec.DEFAULT_QUEUE);
    }

    /** Options of a queue as last read. */
    QueueConfig config(String queue) {
        return configs.getOrDefault(queue, QueueConfig.DEFAULT);
    }

    /** A queue was named by somebody. */
    void see(String queue) {
        if (seen.size() < MOST_SEEN && !queue.isEmpty()) {
            seen.add(queue);
        }
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

    /** Names of the queues a node works on, in order: those it was told to, or all known; and its private one. */
    List<String> workedOn(String node) {
        Set<String> names = new TreeSet<>(env.settings().queues());
        if (names.isEmpty()) {
            names.addAll(configs.keySet());
            names.addAll(seen);
            names.removeIf(name -> name.startsWith(PRIVATE));
        }
        names.add(PRIVATE + node);
        return List.copyOf(names);
    }

    /** Whether a node works on a queue. */
    boolean worksOn(String node, String queue) {
        if (queue.startsWith(PRIVATE)) {
            return queue.equals(PRIVATE + node);
        }
        return env.settings().queues().isEmpty() || env.settings().queues().contains(queue);
    }
}
