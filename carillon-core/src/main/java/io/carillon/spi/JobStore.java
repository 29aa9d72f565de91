package io.carillon.spi;

import io.carillon.Attempt;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobSpec;
import io.carillon.JobStatus;
import io.carillon.Page;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Jobs in their phases:
 *
 * <pre>
 *             enqueue                claim               settle
 *   due now ----------> READY ----------------> RUNNING ----------> FINISHED
 *                        ^  ^                    | | |                 |
 *   due later            |  | promote            | | | parked          |
 *        '---> FUTURE ---+--'  <-----------------' | v                 |
 *                ^       |     retry, released     | BLOCKED <- serial key taken (enqueue)
 *                |       '---- key freed ----------+--'                |
 *                '--------------- change(RETRY) -----------------------'
 * </pre>
 *
 * Ready, future and blocked jobs read as {@code pending}, or as {@code retrying} once an attempt has counted. A
 * {@code uniqueKey} is held from enqueue to the end. A {@code serialKey} admits one job at a time: it is taken on the
 * first way into ready, kept through retries, hand-backs and parking, and given up at the end, whatever end that is. It
 * then goes, in the same commit, to the next in order of due and id among all that are in line when the call has made its
 * other moves (follow-ups get in line after that); so does a free key that several jobs of one call ask for. Ids are
 * ordered as unsigned numbers, that is as text.
 *
 * <p>All methods may be called by many threads and processes at once. Each is atomic per element and idempotent under
 * retry: repeating a call whose answer was lost does no harm ({@link #held} says what a lost claim took). The store never
 * reads a clock; {@code now} is the caller's.
 */
public interface JobStore {
    /**
     * A job to store.
     *
     * @param spec what is asked for
     * @param due when it may run; ready at once when not after {@code now}
     * @param fresh whether its id was made for this one call and nobody will send it again: a store need not look whether
     *     it has the job. So it is in a caller's transaction, whose repetition asks for new jobs; elsewhere a call whose
     *     answer is lost is repeated
     */
    record NewJob(JobSpec spec, Instant due, boolean fresh) {
        /** A job that may have been stored before. */
        public NewJob(JobSpec spec, Instant due) {
            this(spec, due, false);
        }

        /** The same job with an id that was made for this one call. */
        public NewJob asFresh() {
            return new NewJob(spec, due, true);
        }
    }

    /**
     * What became of one element of {@link #enqueue}.
     *
     * @param outcome created, or why not
     * @param id the job; with {@link Enqueued.Outcome#DUPLICATE} the live one that holds the unique key
     */
    record Enqueued(Outcome outcome, UUID id) {
        /** What became of it. */
        public enum Outcome {
            CREATED,
            DUPLICATE,
            QUEUE_FULL
        }
    }

    /**
     * Stores jobs, in order. An element whose unique key a live job holds (or an earlier element of the list took) is a
     * duplicate; one whose queue holds {@code maxSize} waiting jobs (live and not running: ready, future, blocked,
     * parked, retrying) is refused. The bound is exact, also among concurrent callers; what comes back from running or
     * finished is never refused, but counts. An id that is already stored answers {@code CREATED} again and changes
     * nothing; ids are looked at first, then keys, then the bound.
     *
     * @param transaction null to commit before returning; otherwise a handle of the caller's transaction that the store
     *     understands (a {@code java.sql.Connection} for JDBC), and nothing is visible before the caller commits
     * @return one answer an element, in order
     * @throws IllegalArgumentException when the store does not understand {@code transaction}
     */
    List<Enqueued> enqueue(List<NewJob> jobs, Instant now, @Nullable Object transaction);

    /**
     * What a node would take from a queue.
     *
     * @param queue name
     * @param max most jobs, at least 1
     * @param tasks empty: from the ready jobs. Otherwise: only jobs parked for want of a handler whose task is named
     *     here, so that a job goes straight to a node that can run it
     */
    record Demand(String queue, int max, Set<String> tasks) {
        public Demand(String queue, int max) {
            this(queue, max, Set.of());
        }
    }

    /**
     * Takes jobs for a node: higher priority first, then earlier due, then smaller id, exactly so within each queue
     * unless another claim holds a job at that moment. A store that would have to pass thousands of dead entries to find the
     * first job may go on where its last claim ended, for some seconds: what became ready after that claim and was due more
     * than two seconds before it may then have to wait that long. Attempt and fence each grow by one; a ready job is taken whatever its due
     * says, since who made it ready may have had a later clock. Takes nothing from a paused queue, no more than a queue's cluster-wide limit leaves (exact among concurrent claims), and nothing at all for a
     * node that is unknown, whose lease is not live at {@code now} or that drains. Limit and pause hold for parked jobs
     * as well; a job counts towards the limit until it is settled, an orphan too. Under contention it returns less than there is, never
     * waits long; an empty answer means that nothing could be had now.
     *
     * @return the jobs, in the order of the demands; the caller owns them as long as its lease lives
     */
    List<ClaimedJob> claim(String node, Instant now, List<Demand> demands);

    /**
     * Takes future jobs for a node before they are due, so that it can start them when they are. What the node that fires
     * a schedule is sure to run need not go through {@link #promote} and {@link #claim} once it is due. The same holds as
     * for a claim, but a queue that is paused or has a cluster-wide limit gives nothing, and neither does a job with a
     * serial key, which it would take only on its way into ready.
     *
     * @param jobs ids; what is not future any more is left out
     * @return the jobs, in order of due and id; they are not to be started before they are due
     */
    List<ClaimedJob> claimFuture(String node, Instant now, List<UUID> jobs);

    /**
     * Records ends. An element whose job is not running under its fence is stale and changes nothing, nor does its
     * rest (attempt record, follow-ups). The lease is not asked: until somebody rescues the job, a late end is an end.
     * Repeating an accepted element may answer either.
     *
     * <p>A job that was cancelled while it ran never waits again: with an outcome of retry, released or parked it ends
     * as with {@link Settlement.Cancelled}, its error of type {@code cancelled} with the reason that was given.
     *
     * @param transaction as with {@link #enqueue}
     * @return for each element, in order, whether it was accepted
     */
    List<Boolean> settle(List<Settlement> ends, Instant now, @Nullable Object transaction);

    /**
     * What {@link #promote} did.
     *
     * @param moved future jobs that were due: now ready, or blocked where their serial key is taken
     * @param queues names of the queues that have new ready jobs
     * @param nextDue when the earliest future job left is due, in the past after a full batch; null when none is left
     */
    record Promotion(
            int moved, Set<String> queues, @Nullable Instant nextDue) {}

    /** Makes future jobs that are due at {@code now} ready, in order of due and id, at most {@code limit}. */
    Promotion promote(Instant now, int limit);

    /** A running job as seen from outside its node, usually one without a live lease. */
    record Orphan(ClaimedJob job, String node, Instant startedAt) {}

    /**
     * Running jobs whose node has no live lease at {@code now}, all of one node before those of the next. Any node may
     * settle them; the fence lets one win. A removed node has no lease.
     */
    List<Orphan> orphans(Instant now, int limit);

    /**
     * Running jobs that a node holds, whether its lease lives or not. A node whose claim failed half-way asks this
     * before it claims again, and hands back those it knows nothing of: nobody else would while its lease lives.
     */
    List<Orphan> held(String node, int limit);

    /**
     * What a running attempt leaves behind.
     *
     * @param data JSON text for the next attempt; null leaves the last one
     * @param progress null leaves the last one
     */
    record Checkpoint(UUID id, long fence, @Nullable String data, Job.@Nullable Progress progress) {}

    /** Stores checkpoints and progress of running jobs; false for an element whose fence is stale. */
    List<Boolean> checkpoint(List<Checkpoint> checkpoints);

    /** What an administrator does to jobs. */
    enum Action {
        /**
         * A waiting job ends cancelled, its error of type {@code cancelled} with the reason and without a start, since
         * no attempt of it ended; a running one is flagged
         * and its node told by {@link Store.Nodes#keepAlive} (see also {@link #settle}). Finished ones stay, and so do
         * those flagged before.
         */
        CANCEL,
        /**
         * A failed or cancelled job becomes due now, with attempts, crashes and checkpoint as they are (one more is
         * allowed even when none is left); it takes its keys again, or waits for its serial key. A retrying one that is
         * due later becomes due now. Others stay, and one whose unique key a live job holds.
         */
        RETRY,
        /** A finished job is forgotten, its log with it. Others stay. */
        DELETE
    }

    /**
     * Applies an action to the jobs a query selects, newest first, until as many as its limit have changed.
     *
     * @return ids of those it changed, not of those that stay; calling again until the answer is empty reaches all
     */
    List<UUID> change(JobQuery which, Action action, String reason, Instant now);

    /** Forgets at most {@code limit} jobs that completed before {@code before}, with attempts and logs; says how many. */
    int prune(Instant before, int limit);

    /**
     * Reads jobs, newest first; may be a moment old. {@link Job#waitingFor()} is the reason of a parked job; "job ID
     * holds serial key 'KEY'" of a blocked one; "queue 'NAME' is paused: REASON" of a ready one whose queue is paused at
     * {@link Store#now()}.
     */
    Page<Job> find(JobQuery query);

    /** Past attempts of a job that did not complete it, oldest first; at most the last 100. */
    List<Attempt> attempts(UUID job);

    /**
     * How many jobs of a queue have a status.
     *
     * @param oldestDue with {@code PENDING}: the earliest due instant among those that are ready, blocked or parked;
     *     null when there is none, and with any other status
     */
    record Count(
            String queue,
            JobStatus status,
            long count,
            @Nullable Instant oldestDue) {}

    /**
     * Counts of the jobs stored now, finished ones included, without the zeros; may be some seconds old, and never walks
     * the history.
     */
    Collection<Count> counts();

    /**
     * Where there is something to do, and when there will be.
     *
     * @param ready queues that have ready jobs, paused ones and those at their limit too
     * @param parked queues that have jobs parked for want of a handler
     * @param nextJob when the earliest future job is due, in the past too; null when there is none
     * @param nextFire when the earliest enabled schedule is due, in the past too; null when there is none
     */
    record Backlog(
            Set<String> ready,
            Set<String> parked,
            @Nullable Instant nextJob,
            @Nullable Instant nextFire) {}

    /**
     * Says which queues have something to claim, and when there is something to promote or to fire: all that was
     * committed before the call. What it costs grows with the number of such queues and not with the jobs in them or
     * with the schedules, so that a node can ask each second; it is the one question of a node that has nothing to do.
     */
    Backlog backlog();
}
