package io.carillon.test;

import io.carillon.Failure;
import io.carillon.Fire;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobSpec;
import io.carillon.JobStatus;
import io.carillon.Node;
import io.carillon.Queue;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore;
import io.carillon.spi.JobStore.Action;
import io.carillon.spi.JobStore.Checkpoint;
import io.carillon.spi.JobStore.Demand;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.ScheduleStore;
import io.carillon.spi.Settlement;
import io.carillon.spi.Settlement.Crash;
import io.carillon.spi.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * One thread of a {@link Storm}: a node that does whatever its dice say, keeps its own idea of its lease, and every now
 * and then dies without a word, to come back under another name and settle what is no longer its own.
 */
final class StormNode implements Runnable {
    private final Storm storm;
    private final Store store;
    private final int number;
    private final Random random;
    private final List<ClaimedJob> mine = new ArrayList<>();
    private final List<ClaimedJob> lost = new ArrayList<>();
    private int lives;
    private int marks;
    /** Schedules as this node saw them last, which may be long ago. */
    private List<ScheduleStore.Entry> seen = List.of();

    private String node = "";
    private Instant leaseUntil = Instant.MIN;

    StormNode(Storm storm, Store store, int number, long seed) {
        this.storm = storm;
        this.store = store;
        this.number = number;
        this.random = new Random(seed * 31 + number);
    }

    @Override
    public void run() {
        register();
        for (int step = 0; step < storm.steps(); step++) {
            storm.pass(random.nextInt(4));
            step(random.nextInt(100));
        }
    }

    private void step(int dice) {
        if (dice < 22) {
            enqueue();
        } else if (dice < 44) {
            claim();
        } else if (dice < 62) {
            settle(mine);
        } else if (dice < 64) {
            settle(lost);
        } else if (dice < 74) {
            beat();
        } else if (dice < 79) {
            store.jobs().promote(storm.now(), 1 + random.nextInt(5));
        } else if (dice < 83) {
            rescue();
        } else if (dice < 89) {
            fire();
        } else if (dice < 92) {
            cancel();
        } else if (dice < 94) {
            retry();
        } else if (dice < 97) {
            checkpoint();
        } else if (dice < 98) {
            die();
        } else {
            pause();
        }
    }

    /** Text that no other call writes. */
    private String mark() {
        marks++;
        return "mark " + number + "-" + marks;
    }

    private void register() {
        lives++;
        node = "n" + number + "." + lives;
        Instant now = storm.now();
        leaseUntil = now.plus(Storm.LEASE);
        Node row =
                new Node(node, "host", number, "0", now, leaseUntil, Node.State.ACTIVE, 9, 0, Set.of("work"), Set.of());
        storm.history()
                .call(
                        () -> {
                            store.nodes().register(row);
                            return true;
                        },
                        (span, held) -> List.of(new History.Leased(span, node, now, leaseUntil, leaseUntil, true)));
    }

    private void beat() {
        Instant now = storm.now();
        Instant before = leaseUntil;
        Instant until = now.plus(Storm.LEASE);
        boolean held = storm.history()
                .call(
                        () -> store.nodes()
                                .keepAlive(node, now, until, mine.size())
                                .held(),
                        (span, answer) -> List.of(new History.Leased(span, node, now, before, until, answer)));
        if (held) {
            leaseUntil = until;
        } else {
            loseAll();
            register();
        }
    }

    private void loseAll() {
        lost.addAll(mine);
        mine.clear();
    }

    /** Leaves without settling, in an orderly way or not. */
    private void die() {
        if (random.nextBoolean()) {
            storm.history()
                    .call(
                            () -> {
                                store.nodes().remove(node);
                                return true;
                            },
                            (span, gone) -> List.of(new History.Removed(span, node)));
        }
        loseAll();
        register();
    }

    private JobSpec.Builder spec(String queue) {
        return JobSpec.of(storm.nextId(), "work", StorePart.START)
                .queue(queue)
                .priority(random.nextInt(3))
                .serialKey(random.nextInt(4) == 0 ? "serial-" + random.nextInt(3) : null)
                .uniqueKey(random.nextInt(4) == 0 ? "unique-" + random.nextInt(5) : null);
    }

    private NewJob newJob(String queue, Instant now) {
        Instant due = now.plusMillis(random.nextInt(3) == 0 ? random.nextInt(400) : -random.nextInt(3));
        return new NewJob(spec(queue).build(), due);
    }

    private void enqueue() {
        Instant now = storm.now();
        List<NewJob> jobs = new ArrayList<>();
        for (int n = random.nextInt(4); n >= 0; n--) {
            jobs.add(newJob(storm.anyQueue(random), now));
        }
        storm.history().call(() -> store.jobs().enqueue(jobs, now, null), (span, answers) -> {
            List<History.Added> added = new ArrayList<>();
            for (int n = 0; n < jobs.size(); n++) {
                added.add(new History.Added(span, jobs.get(n), now, answers.get(n)));
            }
            return added;
        });
        if (random.nextInt(4) == 0) {
            claimFuture(jobs);
        }
    }

    /** Those of some jobs that are due later. */
    private void claimFuture(List<NewJob> jobs) {
        List<UUID> ids = jobs.stream().map(job -> job.spec().id()).toList();
        mine.addAll(storm.claimFuture(store, node, leaseUntil, ids));
    }

    private void claim() {
        List<Demand> demands = new ArrayList<>();
        for (int n = random.nextInt(2); n >= 0; n--) {
            Set<String> tasks = random.nextInt(5) == 0 ? Set.of("work") : Set.of();
            demands.add(new Demand(storm.anyQueue(random), 1 + random.nextInt(3), tasks));
        }
        mine.addAll(storm.claim(store, node, leaseUntil, demands));
    }

    private void settle(List<ClaimedJob> held) {
        List<Settlement> ends = new ArrayList<>();
        for (int n = random.nextInt(4); n > 0 && !held.isEmpty(); n--) {
            ClaimedJob job = held.remove(random.nextInt(held.size()));
            ends.add(end(job, job.fence()));
            if (random.nextInt(8) == 0) {
                ends.add(end(job, job.fence() + (random.nextBoolean() ? 1 : -1)));
            }
        }
        storm.settle(store, ends);
    }

    private Settlement end(ClaimedJob job, long fence) {
        Instant now = storm.now();
        List<NewJob> followUps =
                random.nextInt(10) == 0 ? List.of(new NewJob(spec(Storm.PLAIN).build(), now)) : List.of();
        Job.Progress progress = new Job.Progress(random.nextInt(101), mark());
        return new Settlement(job.spec().id(), fence, now, now, outcome(now), progress, followUps);
    }

    private Settlement.Outcome outcome(Instant now) {
        Instant due = now.plusMillis(random.nextInt(3) * 20L);
        int dice = random.nextInt(20);
        if (dice < 10) {
            return new Settlement.Completed(mark());
        } else if (dice < 14) {
            return new Settlement.Retry(due, Failure.of("retry", mark()));
        } else if (dice < 16) {
            return new Settlement.Failed(Failure.of("failed", mark()));
        } else if (dice < 18) {
            return new Settlement.Released(due, mark(), Crash.NONE);
        } else if (dice < 19) {
            return new Settlement.Cancelled(Failure.of("cancelled", mark()));
        }
        return new Settlement.Parked(mark());
    }

    private void rescue() {
        Instant now = storm.now();
        List<Settlement> ends = new ArrayList<>();
        for (JobStore.Orphan orphan : storm.orphans(store, 1 + random.nextInt(5))) {
            ends.add(Settlement.of(
                    orphan.job(), orphan.startedAt(), now, new Settlement.Released(now, mark(), Crash.SUSPECT)));
        }
        storm.settle(store, ends);
    }

    private void fire() {
        Instant now = storm.now();
        List<ScheduleStore.Step> steps = new ArrayList<>();
        if (seen.isEmpty() || random.nextInt(4) > 0) {
            seen = store.schedules().due(3);
        }
        for (ScheduleStore.Entry entry : seen) {
            Instant instant = entry.next();
            if (instant != null && !instant.isAfter(now.plus(Storm.AHEAD))) {
                steps.add(stepOf(entry, instant, now));
            }
        }
        storm.history().call(() -> store.schedules().fire(steps, now), (span, answers) -> {
            List<History.Fired> fired = new ArrayList<>();
            for (int n = 0; n < steps.size(); n++) {
                fired.add(new History.Fired(span, steps.get(n), answers.get(n)));
            }
            return fired;
        });
        claimFuture(steps.stream().flatMap(step -> step.jobs().stream()).toList());
    }

    /** A job at the instant; the schedules that overlap with themselves have a unique key, or cancel what lives. */
    private ScheduleStore.Step stepOf(ScheduleStore.Entry entry, Instant instant, Instant now) {
        String name = entry.name();
        JobSpec spec = JobSpec.of(storm.nextId(), "work", StorePart.START)
                .queue(Storm.PLAIN)
                .uniqueKey(name.equals(Storm.SKIPS) ? name : null)
                .fire(name, instant)
                .build();
        Instant next = instant.plus(Storm.PERIOD);
        return new ScheduleStore.Step(
                name,
                entry.version(),
                next,
                next,
                List.of(Fire.fired(name, instant, spec.id(), now)),
                List.of(new NewJob(spec, instant.isAfter(now) ? instant : now)),
                name.equals(Storm.CANCELS));
    }

    /** A job that runs here, or any other. */
    private void cancel() {
        boolean here = !mine.isEmpty() && random.nextBoolean();
        UUID any = here ? mine.get(random.nextInt(mine.size())).spec().id() : storm.anyId(random);
        if (any != null) {
            change(Action.CANCEL, JobQuery.ALL.id(any));
        }
    }

    /** Only of what has ended, so that a job it names is known to live again from there. */
    private void retry() {
        JobQuery ended = JobQuery.ALL.status(JobStatus.FAILED, JobStatus.CANCELLED);
        change(Action.RETRY, ended.limit(1 + random.nextInt(3)));
    }

    private void change(Action action, JobQuery which) {
        storm.history()
                .call(
                        () -> store.jobs().change(which, action, Storm.REASON, storm.now()),
                        (span, ids) -> List.of(new History.Changed(span, action, ids)));
    }

    private void checkpoint() {
        if (mine.isEmpty()) {
            return;
        }
        ClaimedJob job = mine.get(random.nextInt(mine.size()));
        Checkpoint checkpoint =
                new Checkpoint(job.spec().id(), job.fence() - random.nextInt(2), mark(), new Job.Progress(50, mark()));
        storm.history()
                .call(
                        () -> store.jobs().checkpoint(List.of(checkpoint)).getFirst(),
                        (span, accepted) -> List.of(new History.Checkpointed(span, checkpoint, accepted)));
    }

    /** One node alone switches the queue, so that what it did last is what holds. */
    private void pause() {
        if (number != 0) {
            return;
        }
        Queue.Pause pause = random.nextBoolean() ? new Queue.Pause("", storm.now(), null) : null;
        storm.pause(store, pause);
    }
}
