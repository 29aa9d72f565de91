package io.carillon.web;

import io.carillon.Node;
import io.carillon.Scheduler;
import io.carillon.spi.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Whether this process can do its work now: the store answers in time and the node's lease holds. Thread-safe. */
final class Readiness implements AutoCloseable {
    private final Scheduler scheduler;
    private final boolean runsJobs;
    private final Duration patience;
    private final Inquiry<Optional<String>> look;

    /**
     * @param runsJobs whether it must be a started node
     * @param patience how long the store may take
     */
    Readiness(Scheduler scheduler, boolean runsJobs, Duration patience) {
        this.scheduler = scheduler;
        this.runsJobs = runsJobs;
        this.patience = patience;
        this.look = new Inquiry<>("carillon-readiness", patience, this::look);
    }

    /** Why it is not ready; empty when it is. */
    Optional<String> obstacle() throws InterruptedException {
        try {
            return look.answer();
        } catch (TimeoutException e) {
            return Optional.of("the store has not answered for " + patience.toMillis() + " ms");
        } catch (ExecutionException e) {
            return Optional.of(
                    e.getCause() instanceof StoreException lost
                            ? "the store does not answer: " + lost.getMessage()
                            : "the scheduler does not answer: " + e.getCause());
        }
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
        look.close();
    }
}
