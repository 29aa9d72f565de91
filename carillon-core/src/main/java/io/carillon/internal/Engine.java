package io.carillon.internal;

import io.carillon.Scheduler;
import io.carillon.spi.Store.Signal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs and fires schedules, from each start to the next stop. Thread-safe.
 *
 * <p>To read on: {@link ClaimLoop} takes jobs, {@link Dispatcher} sees them through, {@link Attempts} runs them,
 * {@link Verdict} judges, {@link Settler} stores. {@link Membership} holds the lease all that stands on.
 */
final class Engine {
    private final Env env;
    private final Scheduler scheduler;
    private final Definitions definitions;
    private final JobSpecs specs;
    private volatile @Nullable Session session;

    /** @param scheduler handed to handlers in their context */
    Engine(Settings settings, Handlers handlers, Scheduler scheduler, Definitions definitions, JobSpecs specs) {
        Events events = new Events(settings.runtime(), settings.listeners());
        Herald herald = new Herald(settings.store(), this::hint, events);
        this.env = new Env(settings, handlers, new ClusterClock(settings.runtime()), events, herald);
        this.scheduler = scheduler;
        this.definitions = definitions;
        this.specs = specs;
    }

    /**
     * Joins the cluster and begins; harmless when it runs.
     *
     * @throws IllegalStateException when this machine's clock is further off than a lease is long
     * @throws io.carillon.spi.StoreException when the store does not answer
     */
    synchronized void start() {
        if (session == null) {
            requireClock();
            Session started = new Session(env, scheduler, definitions, specs);
            started.start();
            session = started;
        }
    }

    private void requireClock() {
        Duration ahead = env.clock().measure(env.store());
        if (ahead.abs().compareTo(env.timing().lease()) > 0) {
            throw new IllegalStateException(
                    ("clock: expected this machine's to differ from the store's by at most %s s, the"
                                    + " lease, got %s s %s; set the clock of %s (or of the store, %s) right and start again")
                            .formatted(
                                    env.timing().lease().toSeconds(),
                                    ahead.abs().toMillis() / 1_000.0,
                                    ahead.isNegative() ? "behind" : "ahead",
                                    env.settings().host(),
                                    env.store().description()));
        }
    }

    /** Leaves the cluster as {@link Scheduler#stop} says; harmless when it does not run. */
    synchronized void stop() {
        Session running = session;
        if (running != null) {
            running.stop();
            session = null;
        }
    }

    /** Stops, and delivers the last events. */
    void close() {
        stop();
        env.events().close();
    }

    boolean isRunning() {
        return session != null;
    }

    /** This process's id in the cluster; null when it does not run. */
    @Nullable String nodeId() {
        Session running = session;
        return running == null ? null : running.nodeId();
    }

    /** Slots held by handlers that ignore their interrupt. */
    int stuck() {
        Session running = session;
        return running == null ? 0 : running.stuck();
    }

    /** There are handlers that were not there before. */
    void handlersChanged() {
        Session running = session;
        if (running != null) {
            running.handlersChanged();
        }
    }

    private void hint(Signal signal) {
        Session running = session;
        if (running != null) {
            running.hint(signal);
        }
    }

    /** What tells this engine and the other processes of changes. */
    Herald herald() {
        return env.herald();
    }

    /** Time as the cluster sees it; asks the store when the answer is more than a minute old and nothing else does. */
    Instant now() {
        if (session == null && env.clock().isDue()) {
            env.clock().measure(env.store());
        }
        return env.now();
    }
}
