package io.carillon.internal;

import io.carillon.QueueConfig;
import io.carillon.internal.Hints.FiredAhead;
import io.carillon.internal.Hints.Places;
import io.carillon.internal.Runtime.Duty;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Backlog;
import io.carillon.spi.JobStore.Demand;
import io.carillon.spi.JobStore.Orphan;
import io.carillon.spi.Settlement;
import io.carillon.spi.Settlement.Crash;
import io.carillon.spi.Settlement.Released;
import io.carillon.spi.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Fills free slots. Asks only queues that may have something: those that a signal named, whose last claim was full, or
 * in which the scan of each interval found work. Free slots are shared evenly among the queues asked; what a queue does not
 * use goes to the others at once, because the full ones are asked again.
 *
 * <p>When the answer to a claim is lost, jobs may run in this node's name that it has never seen, and no rescue would
 * come for them while the node lives. So after such a failure the node asks what it holds and hands back what it does
 * not know.
 */
final class ClaimLoop implements Duty {
    /**
     * Jobs that broke more than one node run one at a time; another one is looked at again after as long as the present
     * one has run so far, within these bounds: a long one does not make the others go to and fro all the while.
     */
    private static final Duration SHORTEST_TURN = Duration.ofSeconds(2);

    private static final Duration LONGEST_TURN = Duration.ofMinutes(1);

    private static final int CRASHES_OF_A_SUSPECT = 2;
    private static final int MOST_CLAIMED = 1_000;
    private static final int MOST_HELD = 100_000;
    private static final int PARKED_EVERY_SCANS = 30;

    /** A scan takes a tenth of the time at most: rows that are gone and that an old snapshot keeps can make it dear. */
    private static final int REST_OF_SCAN = 9;

    private static final Duration LONGEST_REST = Duration.ofSeconds(10);

    private final Env env;
    private final Membership membership;
    private final QueueDirectory queues;
    private final Hints hints;
    private final Dispatcher dispatcher;
    private final Bells bells;
    private long nextScan;
    private int scans;
    private int turn;
    private @Nullable Instant doubtfulUntil;

    ClaimLoop(Env env, Membership membership, QueueDirectory queues, Hints hints, Dispatcher dispatcher, Bells bells) {
        this.env = env;
        this.membership = membership;
        this.queues = queues;
        this.hints = hints;
        this.dispatcher = dispatcher;
        this.bells = bells;
        this.nextScan = env.nanos();
    }

    @Override
    public Duration once() {
        Lease lease = membership.check();
        if (lease == null || !lease.isActive()) {
            return Runtime.UNTIL_WOKEN;
        }
        resolveDoubt(lease);
        hints.resolveParked(task -> env.handlers().find(task) != null);
        queues.refresh();
        claimFired(lease);
        scan();
        Set<String> tasks = env.handlers().names();
        boolean more = !tasks.isEmpty() && claim(lease, hints.parked(), tasks);
        more |= claim(lease, hints.ready(), Set.of());
        return more && room() > 0 ? Duration.ZERO : env.until(nextScan);
    }

    private int room() {
        return dispatcher.slots().room(dispatcher.ahead());
    }

    /** The safety poll for what no signal told: one question for all loops, however many queues there are. */
    private void scan() {
        boolean everywhere = hints.takeEverywhere();
        boolean due = env.nanos() - nextScan >= 0;
        if (!everywhere && !due) {
            return;
        }
        if (due) {
            nextScan = env.nanos() + env.timing().scanInterval().toNanos();
            everywhere |= scans++ % PARKED_EVERY_SCANS == 0;
        }
        try {
            long asked = env.nanos();
            Backlog backlog = env.store().jobs().backlog();
            rest(env.nanos() - asked);
            backlog.ready().forEach(hints.ready()::at);
            if (everywhere) {
                backlog.parked().forEach(hints.parked()::at);
            }
            tell(backlog);
        } catch (StoreException e) {
            hints.everywhere();
            throw e;
        }
    }

    private void rest(long took) {
        long rest = Math.min(REST_OF_SCAN * took, LONGEST_REST.toNanos());
        nextScan = Math.max(nextScan, env.nanos() + rest);
    }

    /** Those who wait for due jobs and schedules rely on it that the scan sees what no signal told them. */
    private void tell(Backlog backlog) {
        Instant job = backlog.nextJob();
        if (job != null && env.until(job).compareTo(env.lookout()) < 0) {
            bells.promote().ringBefore(env.nanos() + env.until(job).toNanos());
        }
        Instant fire = backlog.nextFire();
        if (fire != null && hints.schedules(fire)) {
            bells.fire().ring();
        }
    }

    /** A call that was given up may take effect later still, so it is looked for again during a beat's time. */
    private void resolveDoubt(Lease lease) {
        if (doubtfulUntil != null) {
            handBackUnknown(lease);
            if (env.now().isAfter(doubtfulUntil)) {
                doubtfulUntil = null;
            }
        }
    }

    /** Spreads the room over queues, another one being first each time so that none starves when there are few slots. */
    private List<Demand> share(List<String> names, Set<String> tasks) {
        // Beside a bounded queue that could run more, nothing is claimed ahead of any: it would never find a slot free.
        int left = Math.min(
                MOST_CLAIMED,
                names.stream().anyMatch(this::waitsForSlot) ? dispatcher.slots().room(0) : room());
        int unreserved = dispatcher.slots().room(0);
        List<Demand> demands = new ArrayList<>();
        for (int i = 0; i < names.size() && left > 0; i++) {
            String queue = names.get(Math.floorMod(turn + i, names.size()));
            int max = Math.min(Math.ceilDiv(left, names.size() - i), allowance(queue, unreserved));
            if (max > 0) {
                demands.add(new Demand(queue, max, tasks));
                left -= max;
                unreserved -= max;
            }
        }
        return demands;
    }

    private boolean waitsForSlot(String queue) {
        QueueConfig config = queues.config(queue);
        Integer workers = config.workers();
        return workers == null
                ? config.limit() != null
                : workers > dispatcher.slots().of(queue);
    }

    /** How many more of a queue this node may hold. Nothing is claimed ahead of a bound: others could run it. */
    private int allowance(String queue, int unreserved) {
        QueueConfig config = queues.config(queue);
        Integer workers = config.workers();
        if (workers == null && config.limit() == null) {
            return Integer.MAX_VALUE;
        }
        int free = workers == null
                ? Integer.MAX_VALUE
                : workers - dispatcher.slots().of(queue);
        return Math.max(0, Math.min(free, unreserved));
    }

    /** Claims and takes in; true when there may be more to have at once. */
    private boolean claim(Lease lease, Places places, Set<String> tasks) {
        // A node that joined again leaves the private queue of its former id behind.
        Predicate<String> ours = queue -> queues.worksOn(lease.node(), queue);
        turn++;
        List<Demand> demands = share(places.names(ours), tasks);
        if (demands.isEmpty()) {
            return false;
        }
        demands.forEach(demand -> places.asked(demand.queue()));
        Instant now = env.now();
        List<ClaimedJob> jobs;
        try {
            jobs = env.store().jobs().claim(lease.node(), now, demands);
        } catch (StoreException e) {
            doubtfulUntil = now.plus(env.timing().beat());
            demands.forEach(demand -> places.at(demand.queue()));
            throw e;
        }
        if (membership.check() != lease) {
            // Too late: they are orphans already, or about to be.
            return false;
        }
        admit(lease, jobs);
        List<String> full = full(demands, jobs);
        full.forEach(places::at);
        return !full.isEmpty() || !share(places.names(ours), tasks).isEmpty();
    }

    /**
     * Claims what this node has fired ahead of its time, as far as it could run it at once: the rest is for whoever is free
     * when it is due. What is not claimed, or was claimed without an answer, loses nothing but time.
     */
    private void claimFired(Lease lease) {
        Instant now = env.now();
        List<UUID> ours = hints.takeFired().stream()
                .filter(fired -> fired.due().isAfter(now) && isOursAlone(lease, fired))
                .limit(Math.min(MOST_CLAIMED, dispatcher.burst()))
                .map(FiredAhead::job)
                .toList();
        if (ours.isEmpty()) {
            return;
        }
        List<ClaimedJob> jobs;
        try {
            jobs = env.store().jobs().claimFuture(lease.node(), now, ours);
        } catch (StoreException e) {
            doubtfulUntil = now.plus(env.timing().beat());
            throw e;
        }
        if (membership.check() == lease) {
            Instant at = env.now();
            long nanos = env.nanos();
            dispatcher.arm(
                    jobs.stream().map(job -> new Run(job, lease, at, nanos)).toList());
        }
    }

    /** Not what needs counting with others, nor what another node may be able to run and this one not. */
    private boolean isOursAlone(Lease lease, FiredAhead fired) {
        QueueConfig config = queues.config(fired.queue());
        return queues.worksOn(lease.node(), fired.queue())
                && config.workers() == null
                && config.limit() == null
                && env.handlers().find(fired.task()) != null;
    }

    /** Queues that gave all they were asked for and may have more. */
    private static List<String> full(List<Demand> demands, List<ClaimedJob> jobs) {
        Map<String, Integer> got = new HashMap<>();
        jobs.forEach(job -> got.merge(job.spec().queue(), 1, Integer::sum));
        return demands.stream()
                .filter(demand -> got.getOrDefault(demand.queue(), 0) >= demand.max())
                .map(Demand::queue)
                .toList();
    }

    private void admit(Lease lease, List<ClaimedJob> jobs) {
        if (jobs.isEmpty()) {
            return;
        }
        Instant at = env.now();
        long nanos = env.nanos();
        List<Run> runs = new ArrayList<>(jobs.size());
        List<Run> laterOn = new ArrayList<>();
        for (ClaimedJob job : jobs) {
            Run run = new Run(job, lease, at, nanos);
            runs.add(run);
            if (job.crashes() >= CRASHES_OF_A_SUSPECT && !dispatcher.slots().makeExclusive(run)) {
                laterOn.add(run);
            }
        }
        dispatcher.admit(runs, laterOn, at.plus(turn(nanos)));
    }

    private Duration turn(long nanos) {
        Run present = dispatcher.slots().exclusive();
        Duration soFar = Duration.ofNanos(present == null ? 0 : nanos - present.claimedNanos());
        Duration most = soFar.compareTo(LONGEST_TURN) < 0 ? soFar : LONGEST_TURN;
        return most.compareTo(SHORTEST_TURN) > 0 ? most : SHORTEST_TURN;
    }

    private void handBackUnknown(Lease lease) {
        Map<UUID, Long> known = new HashMap<>();
        dispatcher
                .slots()
                .held()
                .forEach(run -> known.put(run.job().spec().id(), run.job().fence()));
        Instant now = env.now();
        List<Settlement> back = env.store().jobs().held(lease.node(), MOST_HELD).stream()
                .map(Orphan::job)
                .filter(job -> !Objects.equals(known.get(job.spec().id()), job.fence()))
                .map(job -> Settlement.of(job, now, now, new Released(job.dueAgain(now), "unclaimed", Crash.NONE)))
                .toList();
        if (!back.isEmpty()) {
            env.store().jobs().settle(back, now, null);
            hints.everywhere();
        }
    }
}
