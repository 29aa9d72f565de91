package io.carillon.internal;

import io.carillon.Event;
import io.carillon.spi.JobStore.Enqueued;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.Store;
import io.carillon.spi.Store.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells those who should look at what has changed: the engine of this process at once, the others by the store's
 * signals. Only hints, sent after the change is durable. Thread-safe.
 */
final class Herald {
    private final Store store;
    private final Consumer<Signal> engine;
    private final Events events;

    /** @param engine takes hints at once and briefly, started or not */
    Herald(Store store, Consumer<Signal> engine, Events events) {
        this.store = store;
        this.engine = engine;
        this.events = events;
    }

    void tell(Signal.Kind kind, String name) {
        tell(new Signal(kind, name));
    }

    void tell(Signal signal) {
        engine.accept(signal);
        store.signals().publish(signal);
    }

    /** Jobs were stored: an event each, one hint a queue that has new ready jobs, one for the earliest future job. */
    void enqueued(List<NewJob> jobs, List<Enqueued> answers) {
        Set<String> ready = new TreeSet<>();
        Instant future = null;
        List<Event> news = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            NewJob job = jobs.get(i);
            if (answers.get(i).outcome() != Enqueued.Outcome.CREATED) {
                continue;
            }
            if (events.isDetailed()) {
                Instant at = job.spec().createdAt();
                news.add(new Event.OfJob(Event.JobChange.ENQUEUED, job.spec(), 0, at, null, null, null));
            }
            if (job.due().isAfter(job.spec().createdAt())) {
                future = earlier(future, job.due());
            } else {
                ready.add(job.spec().queue());
            }
        }
        events.publish(news);
        ready.forEach(queue -> tell(Signal.Kind.READY, queue));
        if (future != null) {
            tell(Signal.Kind.FUTURE, future.toString());
        }
    }

    private static Instant earlier(@Nullable Instant one, Instant other) {
        return one == null || other.isBefore(one) ? other : one;
    }
}
