package io.carillon.internal;

import io.carillon.Event;
import io.carillon.Event.JobChange;
import io.carillon.Failure;
import io.carillon.JobQuery;
import io.carillon.Node;
import io.carillon.internal.Runtime.Duty;
import io.carillon.spi.JobStore.Action;
import io.carillon.spi.JobStore.Orphan;
import io.carillon.spi.Settlement;
import io.carillon.spi.Settlement.Crash;
import io.carillon.spi.Settlement.Failed;
import io.carillon.spi.Settlement.Outcome;
import io.carillon.spi.Settlement.Released;
import io.carillon.spi.Store.Lock;
import io.carillon.spi.Store.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings back the jobs of nodes that died. Sleeps until the first lease that could end. One node at a time rescues,
 * because a judgement needs all orphans of a dead node together:
 *
 * <ul>
 *   <li>a job that was never under a dead node before becomes a suspect and runs again at once, like any other;
 *   <li>a suspect that was the only suspect on the node is proven to have killed it: a strike;
 *   <li>several suspects are not told apart; from the second crash on they run one at a time on a node
 *       ({@link ClaimLoop}), so that the next crash tells;
 *   <li>the third strike ends the job as failed, with type {@code quarantine}. Nothing of this costs a retry.
 * </ul>
 */
final class RescueLoop implements Duty {
    static final int STRIKES = 3;

    private static final String LOCK = "@rescue";
    private static final int BATCH = 1_000;
    private static final Duration SLACK = Duration.ofMillis(20);
    private static final Duration WHILE_ANOTHER_RESCUES = Duration.ofSeconds(1);
    private static final int LEASES_KEPT = 10;

    private final Env env;
    private final Membership membership;
    private final Set<String> cleared = new HashSet<>();

    RescueLoop(Env env, Membership membership) {
        this.env = env;
        this.membership = membership;
    }

    @Override
    public Duration once() {
        Lease lease = membership.check();
        if (lease == null) {
            return Runtime.UNTIL_WOKEN;
        }
        Instant now = env.now();
        if (!env.store().jobs().orphans(now, 1).isEmpty() && !rescue(lease)) {
            return WHILE_ANOTHER_RESCUES;
        }
        List<Node> nodes = env.store().nodes().list();
        for (Node node : nodes) {
            if (!node.isAlive(now)) {
                bury(node, now);
            }
        }
        cleared.retainAll(nodes.stream().map(Node::id).toList());
        return sleep(nodes, lease, now);
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
    private boolean rescue(Lease lease) {
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
                settle(orphans, !more, now);
            }
            env.store().locks().release(LOCK, lock.token());
        }
        return true;
    }

    private void settle(List<Orphan> orphans, boolean complete, Instant now) {
        Map<String, List<Orphan>> byNode = new LinkedHashMap<>();
        orphans.forEach(orphan ->
                byNode.computeIfAbsent(orphan.node(), node -> new ArrayList<>()).add(orphan));
        boolean whole = complete;
        if (!complete && byNode.size() > 1) {
            // The last node may have more; they come with the next batch, together.
            byNode.remove(orphans.getLast().node());
            whole = true;
        }
        List<Orphan> judged = new ArrayList<>();
        List<Settlement> ends = new ArrayList<>();
        for (List<Orphan> group : byNode.values()) {
            boolean tellable =
                    whole && group.stream().filter(RescueLoop::isSuspect).count() == 1;
            for (Orphan orphan : group) {
                judged.add(orphan);
                ends.add(Settlement.of(orphan.job(), orphan.startedAt(), now, judge(orphan, tellable, now)));
            }
        }
        List<Boolean> accepted = env.store().jobs().settle(ends, now, null);
        report(judged, ends, accepted);
    }

    private static boolean isSuspect(Orphan orphan) {
        return orphan.job().crashes() > 0;
    }

    /** @param tellable whether a single suspect ran on the node */
    private static Outcome judge(Orphan orphan, boolean tellable, Instant now) {
        if (orphan.job().spec().queue().startsWith(QueueDirectory.PRIVATE)) {
            return new Failed(
                    Failure.of("crash", "node " + orphan.node() + ", which alone was to run it, died under it"));
        }
        if (!tellable || !isSuspect(orphan)) {
            return new Released(now, "crashed", Crash.SUSPECT);
        }
        int strikes = orphan.job().strikes() + 1;
        if (strikes < STRIKES) {
            return new Released(now, "crashed", Crash.PROVEN);
        }
        return new Failed(Failure.of(
                "quarantine",
                "%d nodes died while they ran this job and no other suspect (%d deaths in all); it is not run again by itself"
                        .formatted(strikes, orphan.job().crashes() + 1)));
    }

    private void report(List<Orphan> orphans, List<Settlement> ends, List<Boolean> accepted) {
        List<Event> events = new ArrayList<>();
        Set<String> queues = new HashSet<>();
        for (int i = 0; i < ends.size(); i++) {
            if (!accepted.get(i)) {
                continue;
            }
            Orphan orphan = orphans.get(i);
            Settlement end = ends.get(i);
            boolean failed = end.outcome() instanceof Failed;
            Failure why = end.outcome() instanceof Failed lost
                    ? lost.error()
                    : Failure.of("crash", "node " + orphan.node() + " died under it");
            events.add(new Event.OfJob(
                    failed ? JobChange.FAILED : JobChange.RELEASED,
                    orphan.job().spec(),
                    orphan.job().attempt(),
                    end.endedAt(),
                    null,
                    Duration.between(end.startedAt(), end.endedAt()),
                    why));
            if (!failed) {
                queues.add(orphan.job().spec().queue());
            }
        }
        queues.forEach(queue -> env.herald().tell(Signal.Kind.READY, queue));
        env.events().publish(events);
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
