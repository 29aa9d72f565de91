package io.carillon.internal;

import io.carillon.spi.JobStore.Enqueued;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.Store;
import io.carillon.spi.Store.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells those who should look at what has changed: the engine of this process at once, the others by the store's
 * signals. Only hints, sent after the change is durable. Thread-safe.
 */
final class Herald {
    private final Supplier<Store> store;
    private final Consumer<Signal> engine;

    /** @param engine takes hints at once and briefly, started or not */
    Herald(Supplier<Store> store, Consumer<Signal> engine) {
        this.store = store;
        this.engine = engine;
    }

    void tell(Signal.Kind kind, String name) {
        Signal signal = new Signal(kind, name);
        engine.accept(signal);
        store.get().signals().publish(signal);
    }

    /** Jobs were stored: one hint a queue that has new ready jobs, one for the earliest future job. */
    void enqueued(List<NewJob> jobs, List<Enqueued> answers) {
        Set<String> ready = new TreeSet<>();
        Instant future = null;
        for (int i = 0; i < jobs.size(); i++) {
            NewJob job = jobs.get(i);
            if (answers.get(i).outcome() != Enqueued.Outcome.CREATED) {
                continue;
            }
            if (job.due().isAfter(job.spec().createdAt())) {
                future = earlier(future, job.due());
            } else {
                ready.add(job.spec().queue());
            }
        }
        ready.forEach(queue -> tell(Signal.Kind.READY, queue));
        if (future != null) {
            tell(Signal.Kind.FUTURE, future.toString());
        }
    }

    private static Instant earlier(@Nullable Instant one, Instant other) {
        return one == null || other.isBefore(one) ? other : one;
    }
}
