package io.carillon.internal;

import io.carillon.JobSpec;
import io.carillon.Queue;
import io.carillon.QueueConfig;
import io.carillon.spi.Store;
import io.carillon.spi.StoreException;
import java.util.function.Supplier;

/**
 * The store of a scheduler, made ready on first use: its schema up to date, the default queue bounded. A scheduler
 * that is never started works, too, and building one asks nothing of a store that may not be up yet. Thread-safe.
 */
final class OpenStore implements Supplier<Store> {
    private final Settings settings;
    private volatile boolean ready;
    private volatile boolean closed;

    OpenStore(Settings settings) {
        this.settings = settings;
    }

    /**
     * @throws StoreException when it cannot be made ready; the next call tries again
     * @throws IllegalStateException when it was closed
     */
    @Override
    public Store get() {
        if (closed) {
            throw new IllegalStateException("this scheduler is closed; build another one");
        }
        if (!ready) {
            prepare();
        }
        return settings.store();
    }

    private synchronized void prepare() {
        if (!ready) {
            // The migration of a new store takes about as long, on another thread and the disk.
            settings.runtime().meanwhile("load-json", Json::load);
            settings.store().migrate();
            boundDefaultQueue();
            ready = true;
        }
    }

    private void boundDefaultQueue() {
        Integer size = settings.limits().queueSize();
        if (size == null) {
            return;
        }
        Store.Queues queues = settings.store().queues();
        QueueConfig config = queues.list().stream()
                .filter(queue -> queue.name().equals(JobSpec.DEFAULT_QUEUE))
                .findFirst()
                .map(Queue::config)
                .orElse(QueueConfig.DEFAULT);
        if (!size.equals(config.maxSize())) {
            queues.put(JobSpec.DEFAULT_QUEUE, config.maxSize(size));
        }
    }

    /** Closes the store. Repeating it is harmless. */
    synchronized void close() {
        closed = true;
        settings.store().close();
    }
}
