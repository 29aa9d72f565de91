package io.carillon;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened on this node. Logs, metrics, alerts and live views are subscribers:
 * {@link Carillon.Builder#listener}. Delivered in order on a thread of its own; when a listener is too slow the oldest
 * undelivered events are dropped and counted.
 */
public sealed interface Event {
    /** When it happened. */
    Instant at();

    /** What a job went through. */
    enum JobChange {
        ENQUEUED,
        STARTED,
        COMPLETED,
        RETRYING,
        FAILED,
        CANCELLED,
        /** Handed back: shutdown, snooze, crash of its node. */
        RELEASED,
        /** Waits for a node with a handler. */
        PARKED
    }

    /**
     * A job changed, durably so except for {@link JobChange#STARTED}.
     *
     * @param waited for a start: time since it was due; for an end: null
     * @param ran for an end: length of the attempt; else null
     * @param error why, when it ended badly; else null
     */
    record OfJob(
            JobChange change,
            JobSpec job,
            int attempt,
            Instant at,
            @Nullable Duration waited,
            @Nullable Duration ran,
            @Nullable Failure error)
            implements Event {}

    /** A line was added to the log of a running job. */
    record OfLog(LogLine line) implements Event {
        @Override
        public Instant at() {
            return line.at();
        }
    }

    /** A running job reported progress. */
    record OfProgress(String jobId, Job.Progress progress, Instant at) implements Event {}

    /** An instant of a schedule was decided by this node. */
    record OfFire(Fire fire) implements Event {
        @Override
        public Instant at() {
            return fire.decidedAt();
        }
    }

    /** What a node went through. */
    enum NodeChange {
        STARTED,
        STOPPED,
        /** Its lease ended before it was renewed: its jobs are interrupted and settle nothing. */
        LEASE_LOST,
        STORE_LOST,
        STORE_BACK,
        /** A handler ignores its interrupt; the message has its task, job and stack. */
        STUCK_HANDLER,
        /** A loop failed and goes on; the message says which and why. */
        TROUBLE
    }

    /** The node itself changed. */
    record OfNode(NodeChange change, String node, String message, Instant at) implements Event {}
}
