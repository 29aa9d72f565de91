package io.carillon.memory;

import io.carillon.spi.Store.Signal;
import io.carillon.spi.Store.Signals;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hints to whoever listens, on the executor, one at a time and in order. Equal signals that wait are merged, and those
 * past a bound are dropped, which the SPI allows.
 */
final class MemorySignals implements Signals {
    static final int MOST_PENDING = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(MemorySignals.class);

    private final Executor executor;
    private final List<Consumer<Signal>> listeners = new CopyOnWriteArrayList<>();
    private final Set<Signal> pending = new LinkedHashSet<>();
    private boolean delivering;

    MemorySignals(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void publish(Signal signal) {
        synchronized (pending) {
            if (listeners.isEmpty() || pending.size() >= MOST_PENDING) {
                return;
            }
            pending.add(signal);
            if (delivering) {
                return;
            }
            delivering = true;
        }
        executor.execute(this::deliver);
    }

    private void deliver() {
        for (List<Signal> batch = take(); !batch.isEmpty(); batch = take()) {
            for (Signal signal : batch) {
                listeners.forEach(listener -> tell(listener, signal));
            }
        }
    }

    private List<Signal> take() {
        synchronized (pending) {
            List<Signal> batch = new ArrayList<>(pending);
            pending.clear();
            delivering = !batch.isEmpty();
            return batch;
        }
    }

    private static void tell(Consumer<Signal> listener, Signal signal) {
        try {
            listener.accept(signal);
        } catch (RuntimeException e) {
            LOG.warn("a listener failed on {}; the others are told all the same", signal, e);
        }
    }

    @Override
    public AutoCloseable subscribe(Consumer<Signal> listener) {
        Consumer<Signal> own = listener::accept;
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    void close() {
        listeners.clear();
    }
}
