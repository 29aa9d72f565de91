package io.carillon.internal;

import io.carillon.Node;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * This node's membership from one join to its end. A node that lost its lease joins again under another id with another
 * lease; what runs under the old one never settles. Thread-safe.
 */
final class Lease {
    private final String node;
    private final Runtime runtime;
    private final AtomicBoolean lost = new AtomicBoolean();
    private volatile long deadline;
    private volatile Node.State state = Node.State.ACTIVE;

    /** @param deadline reading of the monotonic clock at which this node must no longer believe in its lease */
    Lease(String node, Runtime runtime, long deadline) {
        this.node = node;
        this.runtime = runtime;
        this.deadline = deadline;
    }

    /** The node's id, new with each join. */
    String node() {
        return node;
    }

    /** Whether what this node holds is still its own, as far as its own monotonic clock can tell. */
    boolean holds() {
        return !lost.get() && runtime.nanoTime() - deadline < 0;
    }

    /** Whether the loss was noticed; for good. */
    boolean isLost() {
        return lost.get();
    }

    /** Notes the loss; true the first time. */
    boolean lose() {
        return lost.compareAndSet(false, true);
    }

    long deadline() {
        return deadline;
    }

    /** Whether this node may take new jobs and fire schedules. */
    boolean isActive() {
        return holds() && state == Node.State.ACTIVE;
    }

    Node.State state() {
        return state;
    }

    void renewed(long deadline, Node.State state) {
        this.deadline = deadline;
        this.state = state;
    }
}
