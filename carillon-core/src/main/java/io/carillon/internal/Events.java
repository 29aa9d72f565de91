package io.carillon.internal;

import io.carillon.Event;
import io.carillon.internal.Runtime.Duty;
import io.carillon.internal.Runtime.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events on their way to the subscribers: a bounded buffer, emptied in order by one thread, so that no subscriber ever
 * holds up a job. When it is full the oldest event goes and is counted.
 *
 * <p>Thread-safe.
 */
final class Events implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final int MOST = 10_000;
    private static final int BATCH = 1_000;

    private final Runtime runtime;
    private final List<Consumer<Event>> subscribers;
    private final boolean detailed;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Event> buffer = new ArrayDeque<>();
    private @Nullable Loop loop;
    private long dropped;
    private long reported;

    Events(Runtime runtime, List<Consumer<Event>> listeners) {
        this.runtime = runtime;
        this.detailed = !listeners.isEmpty();
        List<Consumer<Event>> all = new ArrayList<>();
        all.add(new EventLog());
        all.addAll(listeners);
        this.subscribers = List.copyOf(all);
    }

    /** Whether anybody but the log listens: the log takes no interest in jobs that do well. */
    boolean isDetailed() {
        return detailed;
    }

    /** Events that no subscriber will see. */
    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    void publish(Event event) {
        publish(List.of(event));
    }

    void publish(List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        Loop awake;
        lock.lock();
        try {
            for (Event event : events) {
                if (buffer.size() == MOST) {
                    buffer.removeFirst();
                    dropped++;
                }
                buffer.addLast(event);
            }
            if (loop == null) {
                loop = runtime.loop("events", this);
            }
            awake = loop;
        } finally {
            lock.unlock();
        }
        awake.wake();
    }

    @Override
    public Duration once() {
        List<Event> batch = new ArrayList<>();
        long lost;
        lock.lock();
        try {
            while (batch.size() < BATCH && !buffer.isEmpty()) {
                batch.add(buffer.removeFirst());
            }
            lost = dropped - reported;
            reported = dropped;
        } finally {
            lock.unlock();
        }
        if (lost > 0) {
            LOG.warn("{} events were dropped because a listener is too slow", lost);
        }
        deliver(batch);
        return batch.size() == BATCH ? Duration.ZERO : Runtime.UNTIL_WOKEN;
    }

    /** Whatever a listener throws, the others hear of every event; of many failures in a batch the first is logged. */
    private void deliver(List<Event> batch) {
        int failures = 0;
        for (Event event : batch) {
            for (Consumer<Event> subscriber : subscribers) {
                try {
                    subscriber.accept(event);
                } catch (RuntimeException | Error e) {
                    if (failures++ == 0) {
                        LOG.warn("A listener failed on {}", event, e);
                    }
                }
            }
        }
        if (failures > 1) {
            LOG.warn("A listener failed on {} more of {} events", failures - 1, batch.size());
        }
    }

    /** Delivers what is left and ends; a later event begins anew. */
    void close() {
        Loop last;
        lock.lock();
        try {
            last = loop;
            loop = null;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.close();
            while (once().isZero()) {
                // Once more: the batch was full.
            }
        }
    }
}
