package io.carillon.internal;

import io.carillon.Failure;
import io.carillon.internal.Runtime.Duty;
import io.carillon.spi.Settlement;
import io.carillon.spi.StoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes outcomes durable by natural batching: while one call to the store is under way the next outcomes collect, so a
 * batch is as large as the load asks for and a single outcome never waits for company.
 *
 * <p>An outcome is stored after the log lines of its attempt. It is tried again until it is stored or the lease it
 * belongs to is lost. When the store refuses a batch for good, halves of it are tried, so that one outcome it cannot
 * take (a result with a character it does not know) does not hold up the others; that one ends as a failure, once the
 * store has shown by two beats that it takes everything else.
 */
final class Settler implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);
    private static final int BATCH = 1_000;
    private static final int BEATS_OF_PROOF = 2;

    /** An outcome on its way. */
    record Ended(Run run, Settlement settlement) {}

    /** What hears of outcomes that left: the slots' bookkeeping. */
    interface Listener {
        /**
         * @param done runs whose outcome is durable, or never will be
         * @param accepted of those, what the store took over
         */
        void settled(List<Run> done, List<Ended> accepted);
    }

    private final Env env;
    private final Journal journal;
    private final Membership membership;
    private final Listener listener;
    private final Queue<Ended> arriving = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Ended> pending = new ArrayDeque<>();
    private final Set<Run> doubtful = new HashSet<>();
    private final Map<Run, Long> refusedAtBeat = new HashMap<>();
    private int limit = BATCH;

    Settler(Env env, Journal journal, Membership membership, Listener listener) {
        this.env = env;
        this.journal = journal;
        this.membership = membership;
        this.listener = listener;
    }

    /** Will store an outcome; whoever calls wakes the loop. From any thread. */
    void add(Ended ended) {
        arriving.add(ended);
    }

    @Override
    public Duration once() {
        for (Ended next = arriving.poll(); next != null; next = arriving.poll()) {
            pending.add(next);
        }
        membership.check();
        dropLost();
        Duration rest = journal.flush(!pending.isEmpty());
        if (pending.isEmpty()) {
            return rest;
        }
        List<Ended> batch = pending.stream().limit(limit).toList();
        List<Boolean> answers;
        try {
            answers = env.store()
                    .jobs()
                    .settle(batch.stream().map(Ended::settlement).toList(), env.now(), null);
        } catch (RuntimeException | Error e) {
            batch.forEach(ended -> doubtful.add(ended.run));
            boolean passes = e instanceof StoreException lost && lost.isTransient();
            // Also what no store should throw: an outcome that breaks it must not hold up all the others for ever.
            if (passes || !refused(batch, e)) {
                throw e;
            }
            return Duration.ZERO;
        }
        settled(batch, answers);
        return pending.isEmpty() && arriving.isEmpty() ? rest : Duration.ZERO;
    }

    private void settled(List<Ended> batch, List<Boolean> answers) {
        limit = Math.min(BATCH, limit * 2);
        List<Run> done = new ArrayList<>(batch.size());
        List<Ended> accepted = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Ended ended = batch.get(i);
            done.add(ended.run);
            if (answers.get(i)) {
                accepted.add(ended);
            } else {
                stale(ended);
            }
        }
        listener.settled(done, accepted);
        // Only now: should the listener fail for want of memory, all of this is done again, and nothing stays held.
        batch.forEach(ended -> pending.removeFirst());
        forget(done);
    }

    /** Expected after a call whose answer was lost; otherwise another node has taken the job over. */
    private void stale(Ended ended) {
        if (!doubtful.contains(ended.run)) {
            LOG.info(
                    "The outcome of job {} ({}) was not taken: its fence {} is stale, another node has the job",
                    ended.settlement.id(),
                    ended.run.job().spec().task(),
                    ended.settlement.fence());
        }
    }

    private void dropLost() {
        if (pending.stream().noneMatch(ended -> ended.run.lease().isLost())) {
            return;
        }
        Set<Run> lost = pending.stream()
                .map(Ended::run)
                .filter(run -> run.lease().isLost())
                .collect(Collectors.toSet());
        List<Run> done = List.copyOf(lost);
        listener.settled(done, List.of());
        pending.removeIf(ended -> lost.contains(ended.run));
        forget(done);
    }

    private void forget(List<Run> done) {
        if (!doubtful.isEmpty()) {
            done.forEach(doubtful::remove);
            done.forEach(refusedAtBeat::remove);
        }
    }

    /** The store will not take this batch however often it is asked. False when that is not proven yet. */
    private boolean refused(List<Ended> batch, Throwable why) {
        if (batch.size() > 1) {
            limit = batch.size() / 2;
            return true;
        }
        Ended one = pending.removeFirst();
        long since = refusedAtBeat.computeIfAbsent(one.run, run -> membership.beats());
        if (membership.beats() - since < BEATS_OF_PROOF) {
            pending.addLast(one);
            return false;
        }
        Settlement refused = one.settlement;
        LOG.error("The outcome of job {} was refused by the store; the job ends as failed", refused.id(), why);
        Failure failure = Failure.of("store", "its outcome could not be stored: " + why.getMessage());
        pending.addFirst(new Ended(
                one.run,
                new Settlement(
                        refused.id(),
                        refused.fence(),
                        refused.startedAt(),
                        refused.endedAt(),
                        new Settlement.Failed(failure),
                        null,
                        List.of())));
        return true;
    }
}
