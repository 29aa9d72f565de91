package io.carillon.internal;

import io.carillon.Event;
import io.carillon.Event.NodeChange;
import io.carillon.Node;
import io.carillon.spi.JobStore.Orphan;
import io.carillon.spi.Settlement;
import io.carillon.spi.Store.Beat;
import io.carillon.spi.Store.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * This node's place in the cluster: joins, renews its lease, notices its loss, joins again. See docs/design/fencing.md.
 *
 * <p>{@link #join}, {@link #beat} and {@link #leave} are for one thread at a time; the rest is thread-safe.
 */
final class Membership {
    /** A tenth of the lease, a second at most: what clocks may differ by before two nodes believe in one job. */
    private static final Duration MOST_MARGIN = Duration.ofSeconds(1);

    private static final int BATCH = 1_000;

    private final Env env;
    private final Ids ids = new Ids();
    private final AtomicLong beats = new AtomicLong();
    private volatile IntSupplier running = () -> 0;
    private volatile Consumer<Lease> onLost = lost -> {};
    private volatile @Nullable Lease lease;
    private volatile String name = "-";
    private Set<String> announced = Set.of();
    private Instant joinedAt = Instant.EPOCH;

    Membership(Env env) {
        this.env = env;
    }

    /**
     * Says what hangs on the lease; before the first join.
     *
     * @param running counts the jobs held
     * @param onLost lets go of all that runs under a lease
     */
    void onLost(IntSupplier running, Consumer<Lease> onLost) {
        this.running = running;
        this.onLost = onLost;
    }

    /** The lease as last known; null before the first join and after leaving. */
    @Nullable Lease lease() {
        return lease;
    }

    /** The node's id for messages; a dash before it ever joined. */
    String nodeName() {
        return name;
    }

    /** Beats that reached the store. */
    long beats() {
        return beats.get();
    }

    /**
     * Registers under a new id. What it held under the last one goes back to the queues first: the cluster would take it
     * for the work of a dead node, but this one knows that nothing crashed.
     */
    Lease join() {
        Lease last = lease;
        if (last != null) {
            handBack(last.node());
        }
        long before = env.nanos();
        Instant now = env.now();
        String id = ids.next(now).toString();
        joinedAt = now;
        Instant until = now.plus(env.timing().lease());
        Set<String> tasks = env.handlers().names();
        env.store().nodes().register(node(id, until, Node.State.ACTIVE, tasks));
        announced = tasks;
        Lease joined = new Lease(id, env.runtime(), deadline(before));
        name = id;
        lease = joined;
        return joined;
    }

    private void handBack(String node) {
        Set<String> queues = new HashSet<>();
        List<Orphan> held = env.store().jobs().held(node, BATCH);
        while (!held.isEmpty()) {
            Instant now = env.now();
            env.store().jobs().settle(held.stream().map(job -> lost(job, now)).toList(), now, null);
            held.forEach(orphan -> queues.add(orphan.job().spec().queue()));
            held = env.store().jobs().held(node, BATCH);
        }
        queues.forEach(queue -> env.herald().tell(Signal.Kind.READY, queue));
    }

    private static Settlement lost(Orphan held, Instant now) {
        return Settlement.of(held.job(), held.startedAt(), now, Inquest.handedBack(held, now));
    }

    /** Renews the lease; null when it was lost. */
    @Nullable Beat beat(Lease held) {
        if (!held.holds()) {
            lose(held, "its lease ended before it could be renewed");
            return null;
        }
        long before = env.nanos();
        Instant now = env.now();
        Instant until = now.plus(env.timing().lease());
        Beat beat = env.store().nodes().keepAlive(held.node(), now, until, running.getAsInt());
        if (!beat.held() || !held.holds()) {
            lose(
                    held,
                    beat.held() ? "renewing its lease took longer than the lease" : "the store has let its lease go");
            return null;
        }
        held.renewed(deadline(before), beat.state());
        beats.incrementAndGet();
        announce(held, until);
        return beat;
    }

    /** Tells the cluster of handlers that came since. Only right after a beat: it must not revive a lease. */
    private void announce(Lease held, Instant until) {
        Set<String> tasks = env.handlers().names();
        if (!tasks.equals(announced)) {
            env.store().nodes().register(node(held.node(), until, held.state(), tasks));
            announced = tasks;
        }
    }

    private Node node(String id, Instant until, Node.State state, Set<String> tasks) {
        Settings settings = env.settings();
        return new Node(
                id,
                settings.host(),
                ProcessHandle.current().pid(),
                Version.NUMBER,
                joinedAt,
                until,
                state,
                settings.workers() ? settings.limits().maxWorkers() : 0,
                running.getAsInt(),
                tasks,
                settings.queues());
    }

    private long deadline(long before) {
        Duration term = env.timing().lease();
        Duration tenth = term.dividedBy(10);
        Duration margin = tenth.compareTo(MOST_MARGIN) < 0 ? tenth : MOST_MARGIN;
        return before + term.minus(margin).toNanos();
    }

    /** The lease if it still holds; otherwise notes its loss and answers null. For before each call to the store. */
    @Nullable Lease check() {
        Lease held = lease;
        if (held == null || held.holds()) {
            return held;
        }
        lose(held, "its lease ended before it was renewed");
        return null;
    }

    private void lose(Lease held, String why) {
        if (held.lose()) {
            onLost.accept(held);
            String message = why + "; its jobs are interrupted and settle nothing, it joins again under another id";
            env.events().publish(new Event.OfNode(NodeChange.LEASE_LOST, held.node(), message, env.now()));
        }
    }

    /** Leaves the cluster for good. */
    void leave() {
        Lease held = lease;
        lease = null;
        if (held != null && !held.isLost()) {
            env.store().nodes().remove(held.node());
        }
    }
}
