package io.carillon.jdbc;

import io.carillon.spi.Store.Signal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals on their way to one consumer, on a thread of its own that starts with the first. Equal ones that wait are
 * merged, those past a bound are dropped, and after each batch the consumer may be given a pause in which the next
 * ones collect.
 */
final class SignalQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignalQueue.class);
    private static final int MOST_PENDING = 10_000;

    private final String name;
    private final long pauseMillis;
    private final Consumer<List<Signal>> consumer;
    private final Set<Signal> pending = new LinkedHashSet<>();
    private @Nullable Thread thread;
    private boolean closed;

    SignalQueue(String name, long pauseMillis, Consumer<List<Signal>> consumer) {
        this.name = name;
        this.pauseMillis = pauseMillis;
        this.consumer = consumer;
    }

    synchronized void add(Signal signal) {
        if (closed || pending.size() >= MOST_PENDING || !pending.add(signal)) {
            return;
        }
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name(name).start(this::serve);
        }
        notifyAll();
    }

    private void serve() {
        try {
            for (List<Signal> batch = take(); !batch.isEmpty(); batch = take()) {
                hand(batch);
                TimeUnit.MILLISECONDS.sleep(pauseMillis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for signals; empty when there will be no more. */
    private synchronized List<Signal> take() throws InterruptedException {
        while (pending.isEmpty() && !closed) {
            wait();
        }
        List<Signal> batch = new ArrayList<>(pending);
        pending.clear();
        return batch;
    }

    private void hand(List<Signal> batch) {
        try {
            consumer.accept(batch);
        } catch (RuntimeException e) {
            LOG.debug("{} hints were lost; who waits for them finds out by itself", batch.size(), e);
        }
    }

    /** Hands on what waits, and ends. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            running = thread;
            notifyAll();
        }
        if (running != null && !running.equals(Thread.currentThread())) {
            try {
                running.join(TimeUnit.SECONDS.toMillis(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
