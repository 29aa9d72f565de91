package io.carillon.internal;

import io.carillon.Event;
import io.carillon.Event.JobChange;
import io.carillon.Failure;
import io.carillon.JobQuery;
import io.carillon.Node;
import io.carillon.internal.Inquest.Finding;
import io.carillon.internal.Runtime.Duty;
import io.carillon.spi.JobStore.Action;
import io.carillon.spi.JobStore.Orphan;
import io.carillon.spi.Settlement;
import io.carillon.spi.Settlement.Failed;
import io.carillon.spi.Store.Lock;
import io.carillon.spi.Store.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Brings back the jobs of nodes that died. Sleeps until the first lease that could end. One node at a time rescues,
 * because the {@link Inquest} needs all orphans of a dead node together.
 */
final class RescueLoop implements Duty {
    private static final String LOCK = "@rescue";
    private static final int BATCH = 1_000;
    private static final Duration SLACK = Duration.ofMillis(20);
    private static final Duration WHILE_ANOTHER_RESCUES = Duration.ofSeconds(1);
    private static final int LEASES_KEPT = 10;

    private final Env env;
    private final Membership membership;
    private final Outage outage;
    private final Set<String> cleared = new HashSet<>();

    RescueLoop(Env env, Membership membership, Outage outage) {
        this.env = env;
        this.membership = membership;
        this.outage = outage;
    }

    @Override
    public Duration once() {
        Lease lease = membership.check();
        if (lease == null) {
            return Runtime.UNTIL_WOKEN;
        }
        Instant now = env.now();
        List<Node> nodes = env.store().nodes().list();
        if (!env.store().jobs().orphans(now, 1).isEmpty() && !rescue(lease, crashed(nodes))) {
            return WHILE_ANOTHER_RESCUES;
        }
        for (Node node : nodes) {
            if (!node.isAlive(now)) {
                bury(node, now);
            }
        }
        cleared.retainAll(nodes.stream().map(Node::id).toList());
        return sleep(nodes, lease, now);
    }

    /**
     * The nodes whose lease ended with nothing to explain it. One that left took itself off the list, and when no node
     * could reach the store it says nothing that a lease was not renewed.
     */
    private Set<String> crashed(List<Node> nodes) {
        return nodes.stream()
                .filter(node -> !outage.explains(node.leaseUntil()))
                .map(Node::id)
                .collect(Collectors.toSet());
    }

    /** Until the first lease of another node that could end. */
    private Duration sleep(List<Node> nodes, Lease lease, Instant now) {
        Duration sleep = env.timing().lease();
        for (Node node : nodes) {
            if (node.isAlive(now) && !node.id().equals(lease.node())) {
                Duration left = env.until(node.leaseUntil()).plus(SLACK);
                sleep = left.compareTo(sleep) < 0 ? left : sleep;
            }
        }
        return sleep;
    }

    /** False when another node is at it. */
    private boolean rescue(Lease lease, Set<String> crashed) {
        boolean more = true;
        while (more && membership.check() == lease) {
            Instant now = env.now();
            Lock lock = env.store()
                    .locks()
                    .acquire(LOCK, lease.node(), now, now.plus(env.timing().beat()));
            if (lock == null) {
                return false;
            }
            List<Orphan> orphans = env.store().jobs().orphans(now, BATCH);
            more = orphans.size() == BATCH;
            if (!orphans.isEmpty()) {
                settle(Inquest.judge(orphans, !more, crashed, now), now);
            }
            env.store().locks().release(LOCK, lock.token());
        }
        return true;
    }

    private void settle(List<Finding> findings, Instant now) {
        List<Settlement> ends = findings.stream()
                .map(one -> Settlement.of(one.orphan().job(), one.orphan().startedAt(), now, one.outcome()))
                .toList();
        List<Boolean> accepted = env.store().jobs().settle(ends, now, null);
        List<Event> events = new ArrayList<>();
        Set<String> queues = new HashSet<>();
        for (int i = 0; i < ends.size(); i++) {
            if (accepted.get(i)) {
                events.add(event(findings.get(i), ends.get(i)));
                queues.add(findings.get(i).orphan().job().spec().queue());
            }
        }
        queues.forEach(queue -> env.herald().tell(Signal.Kind.READY, queue));
        env.events().publish(events);
    }

    private static Event event(Finding finding, Settlement end) {
        Orphan orphan = finding.orphan();
        boolean failed = finding.outcome() instanceof Failed;
        Failure why = finding.outcome() instanceof Failed lost
                ? lost.error()
                : Failure.of("crash", "node " + orphan.node() + " died under it, or could not be reached");
        return new Event.OfJob(
                failed ? JobChange.FAILED : JobChange.RELEASED,
                orphan.job().spec(),
                orphan.job().attempt(),
                end.endedAt(),
                null,
                Duration.between(end.startedAt(), end.endedAt()),
                why);
    }

    /** Jobs meant for a dead node alone are cancelled, and after a while the node is forgotten. */
    private void bury(Node node, Instant now) {
        if (cleared.add(node.id())) {
            clearPrivateQueue(env, node.id());
        }
        Instant kept = node.leaseUntil().plus(env.timing().lease().multipliedBy(LEASES_KEPT));
        if (kept.isBefore(now) && env.store().jobs().held(node.id(), 1).isEmpty()) {
            env.store().nodes().remove(node.id());
        }
    }

    /** Cancels what waits for a node that will not come back under this id. */
    static void clearPrivateQueue(Env env, String node) {
        JobQuery waiting = JobQuery.ALL.queue(QueueDirectory.PRIVATE + node).limit(BATCH);
        int cancelled;
        do {
            cancelled = env.store()
                    .jobs()
                    .change(waiting, Action.CANCEL, "node " + node + ", which alone was to run it, has left", env.now())
                    .size();
        } while (cancelled == BATCH);
    }
}
