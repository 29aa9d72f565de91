package io.carillon.web;

import io.carillon.Node;
import io.carillon.Scheduler;
import io.carillon.spi.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Whether this process can do its work now: the store answers in time and the node's lease holds. At most one question to
 * the store is under way, however many ask, so that a store that hangs does not collect waiting threads. Thread-safe.
 */
final class Readiness implements AutoCloseable {
    private final Scheduler scheduler;
    private final boolean runsJobs;
    private final Duration patience;
    private final ExecutorService asker;
    private @Nullable Future<Optional<String>> underWay;

    /**
     * @param runsJobs whether it must be a started node
     * @param patience how long the store may take
     */
    Readiness(Scheduler scheduler, boolean runsJobs, Duration patience) {
        this.scheduler = scheduler;
        this.runsJobs = runsJobs;
        this.patience = patience;
        this.asker = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("carillon-readiness").factory());
    }

    /** Why it is not ready; empty when it is. */
    Optional<String> obstacle() throws InterruptedException {
        try {
            return ask().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.of("the store has not answered for " + patience.toMillis() + " ms");
        } catch (ExecutionException e) {
            return Optional.of(
                    e.getCause() instanceof StoreException lost
                            ? "the store does not answer: " + lost.getMessage()
                            : "the scheduler does not answer: " + e.getCause());
        }
    }

    private synchronized Future<Optional<String>> ask() {
        Future<Optional<String>> last = underWay;
        if (last == null || last.isDone()) {
            last = asker.submit(this::look);
            underWay = last;
        }
        return last;
    }

    private Optional<String> look() {
        String id = scheduler.nodeId();
        Optional<Node> node =
                scheduler.nodes().stream().filter(n -> n.id().equals(id)).findFirst();
        if (!runsJobs) {
            return Optional.empty();
        }
        if (id == null) {
            return Optional.of("the scheduler is not started");
        }
        boolean held = node.isPresent() && node.get().isAlive(scheduler.now());
        return held ? Optional.empty() : Optional.of("the lease of node " + id + " does not hold");
    }

    @Override
    public void close() {
        asker.shutdownNow();
    }
}
