package io.carillon.internal;

import io.carillon.Job;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.Settlement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One claimed job on this node.
 *
 * <pre>
 *   claimed --begin--> running --end--> ended
 *      '-------------------end------------^
 * </pre>
 *
 * Whoever gets true from {@link #end} decides what is settled: the handler's thread when the handler returns; whoever
 * stops it when it never began; the watch when the handler ignores its interrupt; nobody's settlement when the lease is
 * lost. Its slot is free again when it has ended and its thread is gone; the node holds it until its outcome is durable, or
 * will never be settled.
 *
 * <p>A run is adrift when its thread died under it, or its outcome was decided and could not be handed on: only lack of
 * memory, stack or threads brings that about. The watch then brings it to its end.
 *
 * <p>Thread-safe.
 */
final class Run {
    /** Why an attempt is asked to end. The first one counts, but the loss of the lease overrides it. */
    enum Stop {
        TIMEOUT,
        CANCEL,
        SHUTDOWN,
        LEASE_LOST
    }

    static final long NEVER = Long.MAX_VALUE;

    private final ClaimedJob job;
    private final Lease lease;
    private final Instant claimedAt;
    private final long claimedNanos;

    private volatile Instant startedAt;
    private volatile long startedNanos;
    private volatile long timeoutNanos = NEVER;
    private volatile @Nullable Stop stop;
    private volatile long stopNanos;
    private volatile boolean noticed;
    private volatile boolean stuck;
    private volatile @Nullable Throwable adrift;
    private volatile Job.@Nullable Progress progress;
    private volatile @Nullable String checkpoint;
    private @Nullable Thread thread;
    private boolean begun;
    private boolean ended;
    private @Nullable Settlement outcome;
    private boolean outcomeClosed;

    /** Where it stands on this node. */
    enum Place {
        /** Claimed before it is due. */
        ARMED,
        /** Claimed ahead, without a slot. */
        WAITING,
        /** It has a slot, and a thread soon if not yet. */
        SLOT,
        /** It needs no slot any more. */
        NONE
    }

    /** Guarded by the lock of {@link Slots}. */
    Place place = Place.WAITING;

    Run(ClaimedJob job, Lease lease, Instant claimedAt, long claimedNanos) {
        this.job = job;
        this.lease = lease;
        this.claimedAt = claimedAt;
        this.claimedNanos = claimedNanos;
        this.startedAt = claimedAt;
        this.startedNanos = claimedNanos;
        this.checkpoint = job.checkpoint();
    }

    ClaimedJob job() {
        return job;
    }

    Lease lease() {
        return lease;
    }

    Instant claimedAt() {
        return claimedAt;
    }

    long claimedNanos() {
        return claimedNanos;
    }

    /** When the handler began; before that, when the job was claimed. */
    Instant startedAt() {
        return startedAt;
    }

    long startedNanos() {
        return startedNanos;
    }

    /**
     * The calling thread is the handler's from here on.
     *
     * @param timeout how long it may run, in nanoseconds; {@link #NEVER} for no limit
     * @return false when it must not begin because it has ended already
     */
    synchronized boolean begin(Instant at, long nanos, long timeout) {
        if (ended) {
            return false;
        }
        startedAt = at;
        startedNanos = nanos;
        timeoutNanos = timeout == NEVER ? NEVER : nanos + timeout;
        begun = true;
        thread = Thread.currentThread();
        return true;
    }

    /** Whether a handler's thread ever took it. */
    synchronized boolean isBegun() {
        return begun;
    }

    /** Reading of the monotonic clock at which the attempt has run too long; {@link #NEVER} for none. */
    long timeoutNanos() {
        return timeoutNanos;
    }

    /** Asks the attempt to end. False when that changed nothing. */
    synchronized boolean stop(Stop why, long nanos) {
        if (stop != null && (why != Stop.LEASE_LOST || stop == Stop.LEASE_LOST)) {
            return false;
        }
        stop = why;
        stopNanos = nanos;
        if (thread != null) {
            thread.interrupt();
        }
        return true;
    }

    @Nullable Stop stop() {
        return stop;
    }

    long stopNanos() {
        return stopNanos;
    }

    /** The handler has seen that it is to end. */
    void notice() {
        noticed = true;
    }

    /**
     * Whether the handler knows that it was asked to end: it looked, or it took the interrupt. Asked by its own thread,
     * after it returned.
     */
    synchronized boolean noticed() {
        return stop != null && (noticed || !Thread.currentThread().isInterrupted());
    }

    /**
     * Ends the run; true for the one caller that decides what follows.
     *
     * @param how what is to be settled; null for nothing
     */
    synchronized boolean end(@Nullable Settlement how) {
        boolean first = !ended;
        ended = true;
        outcome = first ? how : outcome;
        return first;
    }

    /** As {@link #end}, but only while no thread is at it; afterwards none will be. */
    synchronized boolean endUnbegun(Settlement how) {
        return thread == null && end(how);
    }

    /** What was decided; null before the end, and when nothing is to be settled. */
    synchronized @Nullable Settlement outcome() {
        return outcome;
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /** Whether a handler's thread is at work. */
    synchronized boolean isOnThread() {
        return thread != null;
    }

    /** The stack of the handler's thread; empty when there is none. */
    synchronized StackTraceElement[] stack() {
        return thread == null ? new StackTraceElement[0] : thread.getStackTrace();
    }

    /** The handler's thread leaves, called by itself; it takes its interrupt along. */
    synchronized void leaveThread() {
        thread = null;
        Thread.interrupted();
    }

    /** The outcome is durable, or never will be; true the first time. */
    synchronized boolean closeOutcome() {
        boolean first = !outcomeClosed;
        outcomeClosed = true;
        return first;
    }

    /** Nothing is left of it on this node: no thread, no outcome on its way. */
    synchronized boolean isGone() {
        return outcomeClosed && thread == null;
    }

    /** Whoever had it in hand could not bring it to its end, because of {@code error}; null when somebody has taken over. */
    void setAdrift(@Nullable Throwable error) {
        adrift = error;
    }

    /** What set it adrift; null when it is not. */
    @Nullable Throwable adrift() {
        return adrift;
    }

    /** Its handler ignores the interrupt; true the first time. */
    synchronized boolean stick() {
        boolean first = !stuck;
        stuck = true;
        return first;
    }

    boolean isStuck() {
        return stuck;
    }

    Job.@Nullable Progress progress() {
        return progress;
    }

    void progress(Job.Progress progress) {
        this.progress = progress;
    }

    /** What this or an earlier attempt left, JSON text. */
    @Nullable String checkpoint() {
        return checkpoint;
    }

    void checkpoint(String json) {
        checkpoint = json;
    }
}
