package io.carillon.internal;

import io.carillon.Event;
import io.carillon.Event.JobChange;
import io.carillon.Failure;
import io.carillon.JobSpec;
import io.carillon.Scheduler;
import io.carillon.internal.Run.Stop;
import io.carillon.internal.Settler.Ended;
import io.carillon.spi.Settlement;
import io.carillon.spi.Settlement.Cancelled;
import io.carillon.spi.Settlement.Completed;
import io.carillon.spi.Settlement.Failed;
import io.carillon.spi.Settlement.Parked;
import io.carillon.spi.Settlement.Released;
import io.carillon.spi.Settlement.Retry;
import io.carillon.spi.Store.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a job on this node between its claim and its outcome's being durable: takes in what was claimed,
 * launches what has a slot, hands a slot on when a run has ended, and tells whom it concerns when outcomes are durable.
 * Thread-safe.
 */
final class Dispatcher implements Attempts.Sink, Settler.Listener {
    /** How long a job that was claimed ahead may wait for a slot before another node may have it. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final Env env;
    private final Bells bells;
    private final Hints hints;
    private final QueueDirectory queues;
    private final Slots slots;
    private final Settler settler;
    private final Attempts attempts;
    private final Pace pace;

    Dispatcher(Env env, Scheduler scheduler, Membership membership, QueueDirectory queues, Bells bells, Hints hints) {
        this.env = env;
        this.bells = bells;
        this.hints = hints;
        this.queues = queues;
        this.pace = new Pace(env.nanos());
        this.slots = new Slots(env.settings().limits().maxWorkers());
        Journal journal = new Journal(env, bells.settle()::ring);
        this.settler = new Settler(env, journal, membership, this);
        this.attempts = new Attempts(env, scheduler, queues, journal, bells.watch(), this);
    }

    Settler settler() {
        return settler;
    }

    Attempts attempts() {
        return attempts;
    }

    Slots slots() {
        return slots;
    }

    /** Jobs worth claiming ahead of free slots. */
    int ahead() {
        return pace.ahead();
    }

    /** Jobs worth claiming that all become due at once, beside those that are held already. */
    int burst() {
        return Math.max(0, pace.burst(slots.room(0)) - slots.armed());
    }

    /**
     * Takes in what was claimed.
     *
     * @param laterOn those of {@code runs} that are not to run now, but from {@code due} on
     */
    void admit(List<Run> runs, List<Run> laterOn, Instant due) {
        List<Run> next = slots.admit(runs);
        laterOn.forEach(run -> attempts.handBack(run, due, "suspect"));
        attempts.launch(next);
        long tooLong = firstWaitedTooLong();
        if (tooLong != Run.NEVER) {
            bells.watch().ringBefore(tooLong);
        }
    }

    /** Takes in what was claimed before it is due. */
    void arm(List<Run> runs) {
        slots.arm(runs);
        Instant first = slots.firstDue();
        if (first != null) {
            bells.watch().ringBefore(env.nanos() + env.until(first).toNanos());
        }
    }

    /**
     * Starts what has become due.
     *
     * @return how soon the next one is; null when none is armed
     */
    @Nullable Duration startDue() {
        attempts.launch(slots.due(env.now()));
        Instant next = slots.firstDue();
        return next == null ? null : env.until(next);
    }

    @Override
    public void ended(Run run, Settlement settlement) {
        // First what may be done twice: if it fails, all of this is repeated, and an outcome is to be stored once.
        attempts.launch(slots.left(run));
        settler.add(new Ended(run, settlement));
        bells.settle().ring();
    }

    @Override
    public void left(Run run) {
        attempts.launch(slots.left(run));
        bells.claim().ring();
    }

    @Override
    public void settled(List<Run> done, List<Ended> accepted) {
        attempts.launch(slots.settled(done));
        List<Event> events = new ArrayList<>();
        Set<Signal> signals = new LinkedHashSet<>();
        Duration ran = Duration.ZERO;
        for (Ended ended : accepted) {
            Settlement end = ended.settlement();
            ran = ran.plus(Duration.between(end.startedAt(), end.endedAt()));
            follow(ended, signals);
            if (env.events().isDetailed() || !(end.outcome() instanceof Completed)) {
                events.add(event(ended));
            }
        }
        env.events().publish(events);
        signals.forEach(env.herald()::tell);
        if (!accepted.isEmpty()) {
            pace.settled(accepted.size(), ran, env.nanos());
        }
        if (!hints.ready().isEmpty() || !hints.parked().isEmpty()) {
            bells.claim().ring();
        }
    }

    /** What an outcome makes possible elsewhere. */
    private void follow(Ended ended, Set<Signal> signals) {
        JobSpec spec = ended.run().job().spec();
        switch (ended.settlement().outcome()) {
            case Retry retry -> promoteAt(retry.due());
            case Released released -> {
                if (released.due().isAfter(env.now())) {
                    promoteAt(released.due());
                } else {
                    signals.add(new Signal(Signal.Kind.READY, spec.queue()));
                }
            }
            case Parked parked -> signals.add(new Signal(Signal.Kind.PARKED, spec.task()));
            case Completed completed -> {}
            case Failed failed -> {}
            case Cancelled cancelled -> {}
        }
        if (spec.serialKey() != null || queues.config(spec.queue()).limit() != null) {
            hints.ready().at(spec.queue());
        }
    }

    private void promoteAt(Instant due) {
        bells.promote().ringBefore(env.nanos() + env.until(due).toNanos());
    }

    private static Event event(Ended ended) {
        Settlement end = ended.settlement();
        JobChange change;
        Failure error = null;
        switch (end.outcome()) {
            case Completed completed -> change = JobChange.COMPLETED;
            case Retry retry -> {
                change = JobChange.RETRYING;
                error = retry.error();
            }
            case Failed failed -> {
                change = JobChange.FAILED;
                error = failed.error();
            }
            case Cancelled cancelled -> {
                change = JobChange.CANCELLED;
                error = cancelled.error();
            }
            case Released released -> change = JobChange.RELEASED;
            case Parked parked -> change = JobChange.PARKED;
        }
        return of(ended.run(), change, end, error);
    }

    private static Event of(Run run, JobChange change, Settlement end, @Nullable Failure error) {
        Duration ran = Duration.between(end.startedAt(), end.endedAt());
        return new Event.OfJob(change, run.job().spec(), run.job().attempt(), end.endedAt(), null, ran, error);
    }

    /** The lease of these runs is lost: they are interrupted and nothing of theirs is settled. */
    void lost(Lease lease) {
        List<Run> closed = new ArrayList<>();
        for (Run run : slots.held()) {
            if (run.lease() == lease) {
                if (attempts.abandon(run)) {
                    closed.add(run);
                }
            }
        }
        attempts.launch(slots.settled(closed));
        bells.settle().ring();
        bells.keepAlive().ring();
    }

    /** Somebody asked to cancel these jobs; those that do not run here are left out. */
    void cancel(Set<UUID> jobs) {
        for (Run run : slots.held()) {
            if (jobs.contains(run.job().spec().id())) {
                attempts.stop(run, Stop.CANCEL);
            }
        }
    }

    boolean holds(UUID job) {
        return slots.held().stream().anyMatch(run -> run.job().spec().id().equals(job));
    }

    /** Asks everything that runs to end. */
    void stopAll(Stop why) {
        slots.held().forEach(run -> attempts.stop(run, why));
    }

    /** Hands back what was claimed ahead and waits for a slot or for its time; only what waits too long, unless {@code all}. */
    void handBackWaiting(boolean all, String why) {
        if (all) {
            // First, because those whose time comes meanwhile are waiting next.
            slots.waitingForTheirTime()
                    .forEach(run -> attempts.handBack(run, run.job().dueAgain(env.now()), why));
        }
        for (Run run : slots.waiting()) {
            boolean tooLong = env.nanos() - run.claimedNanos() >= LONGEST_WAIT.toNanos();
            if ((all || tooLong) && attempts.handBack(run, env.now(), why)) {
                // Without this it would be claimed ahead again at once.
                pace.tooFar();
            }
        }
    }

    /** When the first of those that wait for a slot has waited too long; {@link Run#NEVER} when none waits. */
    long firstWaitedTooLong() {
        List<Run> waiting = slots.waiting();
        return waiting.isEmpty() ? Run.NEVER : waiting.getFirst().claimedNanos() + LONGEST_WAIT.toNanos();
    }

    /** The handler of {@code run} ignores its interrupt. */
    void giveUpOn(Run run) {
        attempts.giveUpOn(run, (stuck() + 1) + " of " + slots.max() + " slots are held by such handlers");
    }

    /** Slots whose handlers ignore their interrupt. */
    int stuck() {
        return (int) slots.held().stream().filter(Run::isStuck).count();
    }

    /** Done when every outcome is durable. */
    CompletableFuture<Void> idle() {
        return slots.idle();
    }
}
