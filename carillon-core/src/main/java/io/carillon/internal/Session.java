package io.carillon.internal;

import io.carillon.Event;
import io.carillon.Event.NodeChange;
import io.carillon.Node;
import io.carillon.Scheduler;
import io.carillon.internal.Run.Stop;
import io.carillon.internal.Runtime.Duty;
import io.carillon.internal.Runtime.Loop;
import io.carillon.spi.Store.Signal;
import io.carillon.spi.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine from one start to its stop: the parts, put together, and the loops that drive them. Built, started and
 * stopped by one thread at a time.
 */
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Env env;
    private final Bells bells = new Bells();
    private final Hints hints = new Hints();
    private final QueueDirectory queues;
    private final Membership membership;
    private final Outage outage;
    private final Dispatcher dispatcher;
    private final SignalRouter router;
    private final Definitions definitions;
    private final JobSpecs specs;
    private final FirePlan plans;
    private final List<Loop> takers = new ArrayList<>();
    private final List<Loop> keepers = new ArrayList<>();
    private AutoCloseable subscription = () -> {};

    Session(Env env, Scheduler scheduler, Definitions definitions, JobSpecs specs) {
        this.env = env;
        this.queues = new QueueDirectory(env);
        this.membership = new Membership(env);
        this.outage = new Outage(env, membership);
        this.dispatcher = new Dispatcher(env, scheduler, membership, queues, bells, hints);
        this.router = new SignalRouter(env, membership, queues, hints, dispatcher, bells);
        this.definitions = definitions;
        this.specs = specs;
        this.plans = new FirePlan(env.timing().misfireGrace(), specs);
        membership.onLost(dispatcher.slots()::size, dispatcher::lost);
    }

    /** Joins the cluster and begins. Nothing is left behind when it fails. */
    void start() {
        try {
            queues.refresh();
            membership.join();
            begin();
        } catch (RuntimeException | Error e) {
            takers.forEach(Loop::close);
            keepers.forEach(Loop::close);
            trySay("end the subscription", () -> subscription.close());
            trySay("leave the cluster", () -> membership.leave());
            throw e;
        }
        tell(NodeChange.STARTED, "joined the cluster on " + env.store().description());
    }

    private void begin() {
        subscription = env.store().signals().subscribe(this::heard);
        keepers.add(start("watch", bells.watch(), new WatchLoop(env, membership, dispatcher)));
        keepers.add(start("settle", bells.settle(), dispatcher.settler()));
        keepers.add(startKeepAlive());
        takers.add(start("rescue", bells.rescue(), new RescueLoop(env, membership, outage)));
        takers.add(start("promote", bells.promote(), new PromoteLoop(env, membership)));
        takers.add(start("fire", bells.fire(), new FireLoop(env, membership, hints, bells, definitions, plans)));
        takers.add(start("prune", bells.prune(), new PruneLoop(env)));
        if (env.settings().workers()) {
            takers.add(start("claim", bells.claim(), new ClaimLoop(env, membership, queues, hints, dispatcher, bells)));
        }
    }

    /** Word from other processes. */
    private void heard(Signal signal) {
        if (signal.kind() == Signal.Kind.QUEUE) {
            specs.queuesChanged();
        }
        router.accept(signal);
    }

    private Loop start(String name, Bell bell, Duty duty) {
        Loop loop = env.runtime().loop(name, new Guarded(name, duty, bell, env, membership, outage));
        bell.attach(loop);
        return loop;
    }

    /** The one loop that keeps the process alive: as long as a node is a member it is there. */
    private Loop startKeepAlive() {
        Bell bell = bells.keepAlive();
        Duty duty = new KeepAliveLoop(env, membership, dispatcher, bells);
        Loop loop =
                env.runtime().vitalLoop("keep-alive", new Guarded("keep-alive", duty, bell, env, membership, outage));
        bell.attach(loop);
        return loop;
    }

    private void tell(NodeChange change, String message) {
        env.events().publish(new Event.OfNode(change, membership.nodeName(), message, env.now()));
    }

    String nodeId() {
        return membership.nodeName();
    }

    /** This node has handlers it had not: announces them, and asks for what waits for them. */
    void handlersChanged() {
        hints.everywhere();
        bells.keepAlive().ring();
        bells.claim().ring();
    }

    void hint(Signal signal) {
        router.accept(signal);
    }

    int stuck() {
        return dispatcher.stuck();
    }

    /** Stop taking, let end, ask to end, hand back, leave. */
    void stop() {
        takers.forEach(Loop::close);
        trySay("drain", () -> drain());
        dispatcher.handBackWaiting(true, "shutdown");
        boolean done = await(dispatcher.idle(), env.timing().grace());
        if (!done) {
            dispatcher.stopAll(Stop.SHUTDOWN);
            done = await(dispatcher.idle(), Attempts.PATIENCE.plus(env.timing().lease()));
        }
        keepers.forEach(Loop::close);
        trySay("end the subscription", () -> subscription.close());
        trySay("leave the cluster", () -> leave());
        String left = done ? "" : "; some outcomes could not be stored, other nodes will run those jobs again";
        tell(NodeChange.STOPPED, "left the cluster" + left);
    }

    private void drain() {
        Lease lease = membership.check();
        if (lease != null) {
            env.store().nodes().change(lease.node(), Node.State.DRAINING);
        }
    }

    private void leave() {
        String node = membership.nodeName();
        membership.leave();
        RescueLoop.clearPrivateQueue(env, node);
    }

    private boolean await(CompletableFuture<Void> idle, Duration atMost) {
        try {
            return env.runtime().await(idle, atMost);
        } catch (InterruptedException e) {
            // Whoever stops is in a hurry: on with the next step, and the caller learns of its interrupt.
            Thread.currentThread().interrupt();
            return idle.isDone();
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    /** A stop goes on whatever the store says. */
    private static void trySay(String what, Step step) {
        try {
            step.run();
        } catch (StoreException e) {
            LOG.warn("Could not {} on the way out; the cluster finds out by itself: {}", what, e.getMessage());
        } catch (Exception e) {
            LOG.warn("Could not {} on the way out", what, e);
        }
    }
}
