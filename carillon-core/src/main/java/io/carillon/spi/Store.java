package io.carillon.spi;

import io.carillon.LogLine;
import io.carillon.Node;
import io.carillon.Queue;
import io.carillon.QueueConfig;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where everything durable lives. What returns without an exception is durable. A store is what passes the conformance
 * kit in {@code carillon-test}; {@code io.carillon.memory.InMemoryStore} is the readable specification.
 *
 * <p>Where later needs live, so that none of them changes what is here: a user's transaction is the handle of
 * {@link JobStore#enqueue} and {@link JobStore#settle}; results and batches travel with a {@link Settlement} (its
 * follow-ups commit with it); rates and calendars are decided by the engine and keep their state in {@link Records};
 * tags and trace context are in a job's meta; audit is a kind of record.
 *
 * <p>Names and keys are compared as they are, case and all, and ordered by code point. Instants are kept to the
 * microsecond at least.
 *
 * <p>Thread-safe throughout. Failures are {@link StoreException}s that say whether trying again makes sense.
 */
public interface Store extends AutoCloseable {
    /**
     * Brings the schema up to date; harmless when it is, and on many nodes at once.
     *
     * @throws StoreException when the schema belongs to a newer program that this one must not work with
     */
    void migrate();

    /** The store's own clock, by which nodes agree. */
    Instant now();

    /** What it is, for messages: kind and place, never a password. */
    String description();

    JobStore jobs();

    ScheduleStore schedules();

    Nodes nodes();

    Queues queues();

    Locks locks();

    Logs logs();

    Records records();

    Signals signals();

    /** Releases connections and threads. Repeating it is harmless. */
    @Override
    void close();

    /** The processes of the cluster: one row each, however many jobs they run. */
    interface Nodes {
        /**
         * Adds or replaces a node. An id serves for one lease: a process whose lease was lost registers again under a
         * new id, so that the jobs it left stay orphans.
         */
        void register(Node node);

        /**
         * Renews a lease that still holds at {@code now}.
         *
         * @param running jobs the node runs now
         * @return whether it held, and what to cancel, again with each beat until it is settled. When it did not hold
         *     (it ended, or the node is unknown, which reads as draining), nothing is renewed and the caller owns
         *     nothing any more: its jobs may already run elsewhere
         */
        Beat keepAlive(String node, Instant now, Instant until, int running);

        /** All nodes, also those whose lease has ended, in order of id. */
        List<Node> list();

        /** Lets a node take jobs or not. False when it is unknown. */
        boolean change(String node, Node.State state);

        /** Removes a node; jobs it still runs become orphans at once. */
        void remove(String node);
    }

    /**
     * Answer to a beat.
     *
     * @param held whether the lease held and is renewed
     * @param state whether the node should take jobs
     * @param cancel jobs running there that somebody asked to cancel
     */
    record Beat(boolean held, Node.State state, List<UUID> cancel) {}

    /** Options and pauses of queues. A queue that was never put has the defaults. */
    interface Queues {
        /** Creates a queue or replaces its options; a pause stays. */
        void put(String name, QueueConfig config);

        /** Pauses a queue, or resumes it with null. Creates it with the defaults when it is unknown. */
        void pause(String name, Queue.@Nullable Pause pause);

        /** All queues that were put or paused, in order of name. */
        List<Queue> list();

        /** Forgets options and pause; jobs stay. False when it is unknown. */
        boolean delete(String name);
    }

    /**
     * A held lock.
     *
     * @param token the fencing token: grows each time the lock is taken, also when the last owner takes it again after
     *     its lease has ended; stays when the lease is renewed
     */
    record Lock(String name, String owner, Instant until, long token) {}

    /** Named leases. */
    interface Locks {
        /**
         * Takes a lock that is free or whose lease has ended at {@code now}, or renews it for the owner that holds it.
         *
         * @return the lock; null when another owner holds it
         */
        @Nullable Lock acquire(String name, String owner, Instant now, Instant until);

        /**
         * Gives a lock back, also after its lease has ended; false when another token came after this one or it was
         * given back before. The next token is greater all the same.
         */
        boolean release(String name, long token);

        /** Locks whose lease holds at {@code now}, in order of name. */
        List<Lock> list(Instant now);
    }

    /** Logs of jobs. They go when their job goes. */
    interface Logs {
        /** Adds lines; one whose (job, seq) is stored already is left as it is. Those of an unknown job may be dropped. */
        void append(List<LogLine> lines);

        /**
         * Reads lines in order of seq.
         *
         * @param afterSeq only lines with a greater seq; negative for all
         */
        List<LogLine> read(UUID job, long afterSeq, int limit);
    }

    /**
     * A small versioned value.
     *
     * @param version from 1, grows with each put
     * @param expires when it counts as gone; null for never
     */
    record Record(
            String kind,
            String key,
            String value,
            long version,
            @Nullable Instant expires) {}

    /** The small things that need no operation of their own: tokens, cached logins, alert state, switches. */
    interface Records {
        /**
         * Writes a value.
         *
         * @param expectedVersion null: whatever is there; 0: only when none is there; otherwise only at this version
         * @return the new version; 0 when the expectation failed
         */
        long put(
                String kind,
                String key,
                String value,
                @Nullable Instant expires,
                @Nullable Long expectedVersion,
                Instant now);

        /** The value; null when there is none or it has expired at {@code now}. */
        @Nullable Record get(String kind, String key, Instant now);

        /** Values of a kind that have not expired at {@code now}, in order of key, after {@code afterKey} (null: all). */
        List<Record> list(String kind, @Nullable String afterKey, int limit, Instant now);

        /** Removes a value; false when there is none. */
        boolean delete(String kind, String key);
    }

    /**
     * A hint that something changed.
     *
     * @param kind what
     * @param name queue, task, job or schedule; empty for several
     */
    record Signal(Kind kind, String name) {
        /** What changed. */
        public enum Kind {
            /** A queue has ready jobs. */
            READY,
            /** A job was parked for its task. */
            PARKED,
            /** A running job was asked to cancel. */
            CANCEL,
            /** A future job was stored; the name is its due instant in ISO-8601. */
            FUTURE,
            /** A schedule was put or removed. */
            SCHEDULE,
            /** A queue's options or pause changed. */
            QUEUE
        }
    }

    /**
     * Hints between processes. May be lost, repeated, merged or late: losing every one costs latency, never correctness.
     * Whoever changes something publishes once it is durable; a store need not publish by itself, but may where it alone
     * knows (the commit of a caller's transaction).
     */
    interface Signals {
        /** Tells everybody, this process included; returns at once and never fails for want of a connection. */
        void publish(Signal signal);

        /**
         * Calls {@code listener} for each signal, on a thread of the store that it must not hold up.
         *
         * @return closes the subscription
         */
        AutoCloseable subscribe(Consumer<Signal> listener);
    }
}
