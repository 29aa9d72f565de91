package io.carillon.internal;

import io.carillon.InvalidValueException;
import io.carillon.JobStatus;
import io.carillon.Queue;
import io.carillon.QueueConfig;
import io.carillon.Stats;
import io.carillon.TaskName;
import io.carillon.spi.JobStore.Count;
import io.carillon.spi.Store;
import io.carillon.spi.Store.Signal;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What users do to queues, and how many jobs lie where. Thread-safe. */
final class QueueBook {
    private static final int LONGEST_REASON = 1_000;

    private final Supplier<Store> store;
    private final QueueConfigs configs;
    private final Herald herald;
    private final Recent<Collection<Count>> counts;

    /** @param nanos a monotonic clock */
    QueueBook(Supplier<Store> store, QueueConfigs configs, Herald herald, LongSupplier nanos) {
        this.store = store;
        this.configs = configs;
        this.herald = herald;
        this.counts = Recent.whileCheap(nanos, () -> store.get().jobs().counts());
    }

    void put(String name, QueueConfig config) {
        store.get().queues().put(TaskName.requireName("name", name), config);
        changed(name);
    }

    void pause(String name, String reason, @Nullable Instant until, Instant now) {
        TaskName.requireName("name", name);
        if (reason.length() > LONGEST_REASON) {
            throw new InvalidValueException("reason", "at most " + LONGEST_REASON + " characters", reason);
        }
        if (until != null && !until.isAfter(now)) {
            throw new InvalidValueException("until", "an instant after now, " + now, until);
        }
        store.get().queues().pause(name, new Queue.Pause(reason, now, until));
        changed(name);
    }

    void resume(String name) {
        store.get().queues().pause(TaskName.requireName("name", name), null);
        changed(name);
        herald.tell(Signal.Kind.READY, name);
    }

    private void changed(String name) {
        configs.invalidate();
        herald.tell(Signal.Kind.QUEUE, name);
    }

    /** In order of name; those of single nodes are left out. */
    List<Queue> list() {
        Map<String, Queue> queues = new TreeMap<>();
        for (Count count : counts.get()) {
            if (!JobSpecs.isPrivate(count.queue())) {
                queues.put(count.queue(), new Queue(count.queue(), QueueConfig.DEFAULT, null));
            }
        }
        store.get().queues().list().forEach(queue -> queues.put(queue.name(), queue));
        return List.copyOf(queues.values());
    }

    Stats stats() {
        Map<String, Map<JobStatus, Long>> jobs = new TreeMap<>();
        Map<String, Instant> oldest = new TreeMap<>();
        store.get().queues().list().forEach(queue -> jobs.put(queue.name(), new EnumMap<>(JobStatus.class)));
        for (Count count : counts.get()) {
            jobs.computeIfAbsent(count.queue(), queue -> new EnumMap<>(JobStatus.class))
                    .put(count.status(), count.count());
            if (count.oldestDue() != null) {
                oldest.put(count.queue(), count.oldestDue());
            }
        }
        return new Stats(jobs.entrySet().stream()
                .map(queue -> new Stats.QueueStats(queue.getKey(), queue.getValue(), oldest.get(queue.getKey())))
                .toList());
    }
}
