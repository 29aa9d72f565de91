package io.carillon.internal;

import io.carillon.Event;
import io.carillon.Event.NodeChange;
import io.carillon.Fire;
import io.carillon.Node;
import io.carillon.internal.Definitions.Plan;
import io.carillon.internal.Runtime.Duty;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.ScheduleStore.Entry;
import io.carillon.spi.ScheduleStore.Fired;
import io.carillon.spi.ScheduleStore.Step;
import io.carillon.spi.Store.Signal;
import io.carillon.spi.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fires schedules. The next ones are kept in memory and fired without being read again: the version in the step makes sure
 * that what was kept is still true. They are fired somewhat before they are due (see {@link FirePlan#opens}), so that the
 * jobs of a thousand schedules are stored, and claimed by this node as far as it has room, when their time comes.
 *
 * <p>All nodes wake at the same moment and one wins each step. A node that lost everything comes a little later the next
 * time and reads before it fires, so that in a calm cluster one node fires and the others only look.
 */
final class FireLoop implements Duty {
    private static final int BATCH = 1_000;
    private static final Duration LOSERS_WAIT = Duration.ofMillis(3);

    private final Env env;
    private final Membership membership;
    private final Hints hints;
    private final Definitions definitions;
    private final FirePlan plans;
    private final Bells bells;
    private final Map<String, Long> unreadable = new HashMap<>();
    private final Map<String, Long> tooEarly = new HashMap<>();
    private List<Entry> armed = List.of();
    private long armedUntil;
    private boolean loser;

    FireLoop(Env env, Membership membership, Hints hints, Bells bells, Definitions definitions, FirePlan plans) {
        this.env = env;
        this.membership = membership;
        this.hints = hints;
        this.bells = bells;
        this.definitions = definitions;
        this.plans = plans;
        this.armedUntil = env.nanos();
    }

    @Override
    public Duration once() {
        Lease lease = membership.check();
        if (lease == null || !lease.isActive()) {
            armedUntil = env.nanos();
            return Runtime.UNTIL_WOKEN;
        }
        if (hints.takeSchedules() || loser || env.nanos() - armedUntil >= 0) {
            arm();
        }
        List<Step> steps = steps();
        if (!steps.isEmpty()) {
            armedUntil = env.nanos();
            fire(steps);
            arm();
        }
        return sleep();
    }

    private void arm() {
        long from = env.nanos();
        armed = env.store().schedules().due(BATCH);
        hints.armed(armed.stream()
                .filter(entry -> !isUnreadable(entry))
                .map(Entry::due)
                .findFirst()
                .orElse(null));
        tooEarly.keySet().retainAll(armed.stream().map(Entry::name).toList());
        armedUntil = from + env.lookout().toNanos();
    }

    private List<Step> steps() {
        Instant now = env.now();
        List<Step> steps = new ArrayList<>();
        @Nullable List<Node> nodes = null;
        for (Entry entry : armed) {
            Plan plan = read(entry);
            if (plan == null || now.isBefore(opens(entry, plan))) {
                continue;
            }
            if (nodes == null && !plan.definition().unique() && isDue(entry, now)) {
                nodes = env.store().nodes().list();
            }
            Step step = step(entry, plan, now, nodes == null ? List.of() : nodes);
            if (step != null) {
                steps.add(step);
            }
        }
        return steps;
    }

    private static boolean isDue(Entry entry, Instant now) {
        return entry.due() != null && !entry.due().isAfter(now);
    }

    /** From when on a step may be tried. One that was too early waits until it is due. */
    private Instant opens(Entry entry, Plan plan) {
        Instant due = entry.due();
        if (due == null) {
            return Instant.MAX;
        }
        return isNoted(entry, tooEarly) ? due : plans.opens(entry, plan, due);
    }

    private static boolean isNoted(Entry entry, Map<String, Long> versions) {
        return Long.valueOf(entry.version()).equals(versions.get(entry.name()));
    }

    private boolean isUnreadable(Entry entry) {
        return isNoted(entry, unreadable);
    }

    private @Nullable Step step(Entry entry, Plan plan, Instant now, List<Node> nodes) {
        try {
            return plans.step(entry, plan, now, broadcast(plan, nodes, now));
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            trouble(entry, e);
            return null;
        }
    }

    /** Live nodes that take jobs; of these the ones known to have the task's handler, if any is. */
    private static List<String> broadcast(Plan plan, List<Node> nodes, Instant now) {
        List<Node> able = nodes.stream()
                .filter(node -> node.isAlive(now) && node.state() == Node.State.ACTIVE && node.slots() > 0)
                .toList();
        List<Node> knowing =
                able.stream().filter(node -> node.tasks().contains(plan.task())).toList();
        return (knowing.isEmpty() ? able : knowing).stream().map(Node::id).toList();
    }

    private @Nullable Plan read(Entry entry) {
        if (isUnreadable(entry)) {
            return null;
        }
        try {
            Plan plan = definitions.read(entry);
            unreadable.remove(entry.name());
            return plan;
        } catch (RuntimeException e) {
            trouble(entry, e);
            return null;
        }
    }

    /** Said once; the others go on. A newer version of the schedule gets another chance. */
    private void trouble(Entry entry, RuntimeException why) {
        unreadable.put(entry.name(), entry.version());
        String message =
                "schedule '" + entry.name() + "' cannot be fired and is left alone until it is put again: " + why;
        env.events().publish(new Event.OfNode(NodeChange.TROUBLE, membership.nodeName(), message, env.now()));
    }

    private void fire(List<Step> steps) {
        Instant now = env.now();
        List<Fired> answers = env.store().schedules().fire(steps, now);
        List<Event> events = new ArrayList<>();
        Set<Signal> signals = new LinkedHashSet<>();
        boolean won = false;
        for (int i = 0; i < steps.size(); i++) {
            Fired answer = answers.get(i);
            if (answer.outcome() == Fired.Outcome.LOST) {
                continue;
            }
            won = true;
            Step step = steps.get(i);
            if (answer.outcome() == Fired.Outcome.EARLY) {
                tooEarly.put(step.name(), step.version());
                continue;
            }
            step.records().forEach(record -> events.add(new Event.OfFire(asDecided(record, answer))));
            if (!answer.created().isEmpty()) {
                for (NewJob job : step.jobs()) {
                    stored(job, now, signals);
                }
            }
            answer.cancelled().forEach(job -> signals.add(new Signal(Signal.Kind.CANCEL, job.toString())));
        }
        loser = !won;
        signals.forEach(env.herald()::tell);
        env.events().publish(events);
    }

    private void stored(NewJob job, Instant now, Set<Signal> signals) {
        if (!job.due().isAfter(now)) {
            signals.add(new Signal(Signal.Kind.READY, job.spec().queue()));
            return;
        }
        if (job.spec().serialKey() == null) {
            hints.fired(new Hints.FiredAhead(
                    job.spec().id(), job.spec().task(), job.spec().queue(), job.due()));
            bells.claim().ring();
        }
        bells.promote().ringBefore(env.nanos() + env.until(job.due()).toNanos());
    }

    private static Fire asDecided(Fire record, Fired answer) {
        if (record.outcome() != Fire.Outcome.FIRED) {
            return record;
        }
        if (answer.outcome() == Fired.Outcome.SKIPPED) {
            return record.skipped("its last job was still live, or its queue was full", null);
        }
        return answer.created().isEmpty()
                ? record
                : Fire.fired(
                        record.schedule(), record.instant(), answer.created().getFirst(), record.decidedAt());
    }

    private Duration sleep() {
        Instant next = null;
        for (Entry entry : armed) {
            if (next != null
                    && entry.due() != null
                    && entry.due().minus(FirePlan.AHEAD).isAfter(next)) {
                break;
            }
            Plan plan = read(entry);
            Instant opens = plan == null ? Instant.MAX : opens(entry, plan);
            next = next == null || opens.isBefore(next) ? opens : next;
        }
        Duration poll = env.until(armedUntil);
        if (next == null || next.equals(Instant.MAX)) {
            return poll;
        }
        Duration until = env.until(next);
        Duration fair = loser ? until.plus(LOSERS_WAIT) : until;
        return fair.compareTo(poll) < 0 ? fair : poll;
    }
}
