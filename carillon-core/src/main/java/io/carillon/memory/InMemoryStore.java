package io.carillon.memory;

import io.carillon.spi.JobStore;
import io.carillon.spi.ScheduleStore;
import io.carillon.spi.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A store that forgets everything with its process: the readable specification of the SPI, and the double for tests.
 *
 * <p>One lock, plain sorted collections. {@link Rules} has every decision, {@code JobLife} the moves of one job,
 * {@code JobTable} where jobs lie, and one class a part of the SPI the rest. Closing ends the subscriptions and nothing
 * else, so that a test can start a second scheduler on what the first one left.
 *
 * <p>Thread-safe. It takes no transactions: a handle other than null is refused with {@link IllegalArgumentException}.
 */
public final class InMemoryStore implements Store {
    private final InstantSource clock;
    private final MemoryJobs jobs;
    private final MemorySchedules schedules;
    private final MemoryNodes nodes;
    private final MemoryQueues queues;
    private final MemoryLocks locks;
    private final MemoryLogs logs;
    private final MemoryRecords records;
    private final MemorySignals signals;

    /** An empty store on the system's clock; signals arrive on a thread of its own. */
    public InMemoryStore() {
        this(InstantSource.system());
    }

    /** @param clock what {@link #now()} answers; signals arrive on a thread of the store's own */
    public InMemoryStore(InstantSource clock) {
        this(clock, ownThread());
    }

    /**
     * @param clock what {@link #now()} answers
     * @param signals runs the delivery of signals, never under the store's lock; {@code Runnable::run} delivers before
     *     {@code publish} returns
     */
    public InMemoryStore(InstantSource clock, Executor signals) {
        this(clock, signals, new Rules());
    }

    InMemoryStore(InstantSource clock, Executor executor, Rules rules) {
        Object lock = new Object();
        this.clock = clock;
        JobTable table = new JobTable(rules);
        queues = new MemoryQueues(lock, clock);
        nodes = new MemoryNodes(lock, table, rules);
        JobLife life = new JobLife(table, queues, rules);
        schedules = new MemorySchedules(lock, table, life, rules);
        jobs = new MemoryJobs(lock, table, life, nodes, queues, schedules);
        locks = new MemoryLocks(lock, rules);
        logs = new MemoryLogs(lock, table);
        records = new MemoryRecords(lock, rules);
        signals = new MemorySignals(executor);
    }

    /** At most one daemon thread, which ends when nothing has happened for a while. */
    private static Executor ownThread() {
        return new ThreadPoolExecutor(0, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "carillon-memory-signals");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Does nothing: there is no schema. */
    @Override
    public void migrate() {}

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public String description() {
        return "memory";
    }

    @Override
    public JobStore jobs() {
        return jobs;
    }

    @Override
    public ScheduleStore schedules() {
        return schedules;
    }

    @Override
    public Nodes nodes() {
        return nodes;
    }

    @Override
    public Queues queues() {
        return queues;
    }

    @Override
    public Locks locks() {
        return locks;
    }

    @Override
    public Logs logs() {
        return logs;
    }

    @Override
    public Records records() {
        return records;
    }

    @Override
    public Signals signals() {
        return signals;
    }

    @Override
    public void close() {
        signals.close();
    }
}
