package io.carillon.internal;

import io.carillon.Queue;
import io.carillon.QueueConfig;
import io.carillon.spi.Store;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Options of queues as they were at most a second ago: what a job inherits does not have to be newer than that, and an
 * enqueue should not cost a read. Thread-safe.
 */
final class QueueConfigs {
    private final Recent<Map<String, QueueConfig>> configs;

    /** @param nanos a monotonic clock */
    QueueConfigs(Supplier<Store> store, LongSupplier nanos) {
        configs = Recent.second(
                nanos,
                () -> store.get().queues().list().stream()
                        .collect(Collectors.toUnmodifiableMap(Queue::name, Queue::config)));
    }

    /** The options of a queue; the defaults for one that nobody configured. */
    QueueConfig of(String queue) {
        return configs.get().getOrDefault(queue, QueueConfig.DEFAULT);
    }

    /** Forgets what was read: somebody said that it changed. */
    void invalidate() {
        configs.invalidate();
    }
}
