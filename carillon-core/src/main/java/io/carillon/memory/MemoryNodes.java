package io.carillon.memory;

import io.carillon.Node;
import io.carillon.spi.Store.Beat;
import io.carillon.spi.Store.Nodes;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Nodes and their leases. */
final class MemoryNodes implements Nodes {
    private final Object lock;
    private final JobTable jobs;
    private final Rules rules;
    private final NavigableMap<String, Node> nodes = new TreeMap<>();

    MemoryNodes(Object lock, JobTable jobs, Rules rules) {
        this.lock = lock;
        this.jobs = jobs;
        this.rules = rules;
    }

    /** For the other parts, which hold the lock. */
    @Nullable Node get(String node) {
        return nodes.get(node);
    }

    @Override
    public void register(Node node) {
        synchronized (lock) {
            nodes.put(node.id(), node);
        }
    }

    @Override
    public Beat keepAlive(String id, Instant now, Instant until, int running) {
        synchronized (lock) {
            Node node = nodes.get(id);
            if (node == null || !rules.mayRenew(node, now)) {
                return new Beat(false, node == null ? Node.State.DRAINING : node.state(), List.of());
            }
            nodes.put(id, node.renewed(until, running));
            List<UUID> cancel = jobs.runningByNode().getOrDefault(id, JobTable.NONE).stream()
                    .filter(job -> job.cancelReason != null)
                    .map(job -> job.spec.id())
                    .toList();
            return new Beat(true, node.state(), cancel);
        }
    }

    @Override
    public List<Node> list() {
        synchronized (lock) {
            return List.copyOf(nodes.values());
        }
    }

    @Override
    public boolean change(String node, Node.State state) {
        synchronized (lock) {
            return nodes.computeIfPresent(node, (id, old) -> old.withState(state)) != null;
        }
    }

    @Override
    public void remove(String node) {
        synchronized (lock) {
            nodes.remove(node);
        }
    }
}
