package io.carillon;

import java.time.Instant;
import java.util.Set;

/**
 * One running scheduler process, member of the cluster.
 *
 * @param id unique to this start of the process
 * @param host name of its machine
 * @param pid its process id
 * @param version Carillon's version there
 * @param startedAt when it joined
 * @param leaseUntil it counts as alive until then; it renews every few seconds
 * @param state whether it takes jobs
 * @param slots most jobs it runs at once; 0 for a node without workers
 * @param running jobs it ran at its last beat
 * @param tasks names it has handlers for
 * @param queues queues it works on; empty for all
 */
public record Node(
        String id,
        String host,
        long pid,
        String version,
        Instant startedAt,
        Instant leaseUntil,
        State state,
        int slots,
        int running,
        Set<String> tasks,
        Set<String> queues) {
    /** Whether a node takes jobs. */
    public enum State {
        /** Claims and fires. */
        ACTIVE,
        /** Takes no new job, runs what it has. */
        DRAINING
    }

    public Node {
        tasks = Set.copyOf(tasks);
        queues = Set.copyOf(queues);
    }

    /** Whether its lease holds at {@code now}. */
    public boolean isAlive(Instant now) {
        return leaseUntil.isAfter(now);
    }

    /** The same node with another lease and count of running jobs, as a beat leaves it. */
    public Node renewed(Instant until, int running) {
        return new Node(id, host, pid, version, startedAt, until, state, slots, running, tasks, queues);
    }

    /** The same node, taking jobs or not. */
    public Node withState(State state) {
        return new Node(id, host, pid, version, startedAt, leaseUntil, state, slots, running, tasks, queues);
    }
}
