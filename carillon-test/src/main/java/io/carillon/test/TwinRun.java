package io.carillon.test;

import io.carillon.Failure;
import io.carillon.Fire;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobSpec;
import io.carillon.JobStatus;
import io.carillon.Node;
import io.carillon.Page;
import io.carillon.Queue;
import io.carillon.QueueConfig;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Action;
import io.carillon.spi.JobStore.Checkpoint;
import io.carillon.spi.JobStore.Demand;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.JobStore.Orphan;
import io.carillon.spi.ScheduleStore.Entry;
import io.carillon.spi.ScheduleStore.Step;
import io.carillon.spi.Settlement;
import io.carillon.spi.Settlement.Crash;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A random walk over the operations of the SPI, on a store and on the specification. */
final class TwinRun {
    private static final List<String> QUEUES = List.of("plain", "limited", "bounded");
    private static final List<String> NODES = List.of("a", "b", "c");
    private static final List<String> SCHEDULES = List.of("s", "t");
    private static final List<String> TASKS = List.of("work", "rare");
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Twins twins;
    private final Random random;
    private final List<UUID> ids = new ArrayList<>();
    /** The last claim of each job, first of those that nobody tried to end, then of those too. */
    private final Map<UUID, ClaimedJob> open = new LinkedHashMap<>();

    private final Map<UUID, ClaimedJob> claims = new LinkedHashMap<>();

    private Instant now = StorePart.START;
    private int marks;

    TwinRun(Twins twins, long seed) {
        this.twins = twins;
        this.random = new Random(seed);
    }

    void run(int steps) {
        twins.tell("limit", store -> store.queues().put("limited", QueueConfig.DEFAULT.limit(3)));
        twins.tell("bound", store -> store.queues().put("bounded", QueueConfig.DEFAULT.maxSize(4)));
        NODES.forEach(this::register);
        for (int step = 0; step < steps; step++) {
            now = now.plusMillis(random.nextInt(500));
            step(random.nextInt(100));
        }
        readEverything();
    }

    private void step(int dice) {
        if (dice < 18) {
            enqueue();
        } else if (dice < 40) {
            claim();
        } else if (dice < 54) {
            settle();
        } else if (dice < 62) {
            promote();
        } else if (dice < 72) {
            nodes();
        } else if (dice < 77) {
            rescue();
        } else if (dice < 83) {
            change();
        } else if (dice < 89) {
            schedules();
        } else if (dice < 91) {
            checkpoint();
        } else if (dice < 93) {
            queues();
        } else if (dice < 94) {
            prune();
        } else {
            read();
        }
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private String mark() {
        marks++;
        return "mark " + marks;
    }

    private NewJob newJob(@Nullable String schedule) {
        UUID id = new UUID((now.toEpochMilli() << 16) | 0x7000, 0x8000_0000_0000_0000L | ids.size());
        ids.add(id);
        JobSpec spec = JobSpec.of(id, any(TASKS), now)
                .queue(any(QUEUES))
                .priority(random.nextInt(3))
                .params("[" + ids.size() + "]")
                .uniqueKey(oneIn(3) ? "unique-" + random.nextInt(4) : null)
                .serialKey(oneIn(3) ? "serial-" + random.nextInt(2) : null)
                .fire(schedule, schedule == null ? null : now)
                .build();
        return new NewJob(spec, due());
    }

    private Instant due() {
        return now.plusMillis(random.nextInt(5) * 500L - 500);
    }

    private void enqueue() {
        List<NewJob> jobs = new ArrayList<>();
        for (int n = random.nextInt(4); n >= 0; n--) {
            jobs.add(newJob(oneIn(5) ? any(SCHEDULES) : null));
        }
        if (oneIn(6)) {
            jobs.add(any(jobs));
        }
        twins.ask("enqueue " + jobs, store -> store.jobs().enqueue(jobs, now, null));
    }

    private void claim() {
        String node = oneIn(20) ? "nobody" : any(NODES);
        if (oneIn(5) && !ids.isEmpty()) {
            List<UUID> some = ids.subList(Math.max(0, ids.size() - 10), ids.size());
            claimed(twins.ask("claim of " + some, store -> store.jobs().claimFuture(node, now, some)));
            return;
        }
        List<Demand> demands = new ArrayList<>();
        for (int n = random.nextInt(2); n >= 0; n--) {
            Set<String> tasks = oneIn(4) ? Set.of(any(TASKS), "other") : Set.of();
            demands.add(new Demand(any(QUEUES), 1 + random.nextInt(4), tasks));
        }
        claimed(twins.ask("claim " + node + " " + demands, store -> store.jobs().claim(node, now, demands)));
    }

    private void claimed(List<ClaimedJob> jobs) {
        for (ClaimedJob job : jobs) {
            open.put(job.spec().id(), job);
            claims.put(job.spec().id(), job);
        }
    }

    private void settle() {
        Map<UUID, Settlement> ends = new LinkedHashMap<>();
        for (int n = random.nextInt(4); n >= 0 && !(open.isEmpty() || claims.isEmpty()); n--) {
            ClaimedJob job = anyClaim();
            open.remove(job.spec().id());
            long fence = oneIn(8) ? job.fence() + random.nextInt(3) - 1 : job.fence();
            ends.put(job.spec().id(), end(job.spec().id(), fence));
        }
        settle(List.copyOf(ends.values()));
    }

    /** Mostly one that should hold. */
    private ClaimedJob anyClaim() {
        return any(List.copyOf(open.isEmpty() || oneIn(6) ? claims.values() : open.values()));
    }

    private void settle(List<Settlement> ends) {
        twins.ask("settle " + ends, store -> store.jobs().settle(ends, now, null));
    }

    private Settlement end(UUID id, long fence) {
        List<NewJob> followUps = oneIn(8) ? List.of(newJob(null)) : List.of();
        Job.Progress progress = new Job.Progress(random.nextInt(101), mark());
        return new Settlement(id, fence, now.minusMillis(7), now, outcome(), progress, followUps);
    }

    private Settlement.Outcome outcome() {
        return switch (random.nextInt(12)) {
            case 0, 1 -> new Settlement.Retry(due(), Failure.of("retry", mark()));
            case 2, 3 -> new Settlement.Failed(Failure.of("failed", mark()));
            case 4 -> new Settlement.Cancelled(Failure.of("cancelled", mark()));
            case 5, 6 -> new Settlement.Released(due(), mark(), any(List.of(Crash.values())));
            case 7 -> new Settlement.Parked(mark());
            default -> new Settlement.Completed(oneIn(4) ? null : mark());
        };
    }

    private void promote() {
        int limit = 1 + random.nextInt(6);
        twins.ask("promote " + limit, store -> store.jobs().promote(now, limit));
    }

    private void register(String node) {
        Node row =
                new Node(node, "host", 1, "0", now, now.plus(LEASE), Node.State.ACTIVE, 9, 0, Set.of("work"), Set.of());
        twins.tell("register " + node, store -> store.nodes().register(row));
    }

    private void nodes() {
        String node = any(NODES);
        switch (random.nextInt(16)) {
            case 0 -> twins.tell("remove " + node, store -> store.nodes().remove(node));
            case 1, 2, 3, 4 -> register(node);
            case 5, 6, 7 -> {
                Node.State state = oneIn(3) ? Node.State.DRAINING : Node.State.ACTIVE;
                twins.ask(node + " " + state, store -> store.nodes().change(node, state));
            }
            default ->
                twins.ask("beat " + node, store -> {
                    var beat = store.nodes().keepAlive(node, now, now.plus(LEASE), 3);
                    return List.of(beat.held(), beat.state(), Set.copyOf(beat.cancel()));
                });
        }
    }

    private void rescue() {
        List<Orphan> orphans =
                twins.askUnordered("orphans", store -> store.jobs().orphans(now, 1_000));
        settle(orphans.stream()
                .limit(3)
                .map(orphan -> Settlement.of(
                        orphan.job(),
                        orphan.startedAt(),
                        now,
                        new Settlement.Released(now, mark(), any(List.of(Crash.SUSPECT, Crash.PROVEN)))))
                .toList());
    }

    private JobQuery query() {
        JobQuery query = JobQuery.ALL.limit(1 + random.nextInt(5));
        query = oneIn(3) ? query.queue(any(QUEUES)) : query;
        query = oneIn(4) ? query.task(any(TASKS)) : query;
        query = oneIn(6) ? query.schedule(any(SCHEDULES)) : query;
        query = oneIn(6) ? query.uniqueKey("unique-" + random.nextInt(4)) : query;
        query = oneIn(2) && !ids.isEmpty() ? query.ids(List.of(any(ids), any(ids), any(ids))) : query;
        query = oneIn(4) && !ids.isEmpty() ? query.after(any(ids).toString()) : query;
        return oneIn(3) ? query.status(any(List.of(JobStatus.values())), any(List.of(JobStatus.values()))) : query;
    }

    private void change() {
        JobQuery which = query();
        Action action = any(List.of(Action.CANCEL, Action.RETRY, Action.RETRY, Action.DELETE));
        String reason = mark();
        twins.ask(action + " " + which, store -> store.jobs().change(which, action, reason, now));
    }

    private void schedules() {
        String name = any(SCHEDULES);
        switch (random.nextInt(16)) {
            case 0 -> twins.ask("remove " + name, store -> store.schedules().delete(name));
            case 1, 2, 3, 4, 5 -> {
                Entry entry =
                        new Entry(name, mark(), "r" + random.nextInt(2), !oneIn(4), now, now, null, null, 0, now, 0);
                twins.ask("put " + entry, store -> {
                    Entry stored = store.schedules().put(entry, null);
                    return stored == null ? "refused" : Twins.withoutVersion(stored);
                });
            }
            default -> fire(name);
        }
    }

    private void fire(String name) {
        List<NewJob> jobs = new ArrayList<>();
        for (int n = random.nextInt(3); n > 0; n--) {
            jobs.add(newJob(name));
        }
        List<Fire> records = jobs.isEmpty()
                ? List.of(Fire.missed(name, now, now.plusMillis(1), 2, mark(), now))
                : List.of(Fire.fired(name, now, jobs.getFirst().spec().id(), now));
        Instant next = oneIn(9) ? null : now.plusMillis(random.nextInt(2_000));
        boolean cancels = oneIn(3);
        boolean late = oneIn(5);
        twins.ask("fire " + name + " " + jobs, store -> {
            long version = Twins.versionOf(store, name) - (late ? 1 : 0);
            Step step = new Step(name, version, next, next, records, jobs, cancels);
            return store.schedules().fire(List.of(step), now).stream()
                    .map(fired -> Twins.ordered(fired))
                    .toList();
        });
    }

    private void checkpoint() {
        if (!claims.isEmpty()) {
            ClaimedJob job = anyClaim();
            Checkpoint checkpoint = new Checkpoint(
                    job.spec().id(),
                    job.fence() - random.nextInt(2),
                    oneIn(3) ? null : mark(),
                    oneIn(3) ? null : new Job.Progress(1, mark()));
            twins.ask("checkpoint " + checkpoint, store -> store.jobs().checkpoint(List.of(checkpoint)));
        }
    }

    private void queues() {
        String queue = any(QUEUES);
        Queue.Pause pause = oneIn(3) ? new Queue.Pause(mark(), now, null) : null;
        twins.tell(queue + " " + pause, store -> store.queues().pause(queue, pause));
    }

    private void prune() {
        Instant before = now.minusSeconds(20);
        int limit = 1 + random.nextInt(9);
        twins.ask("prune", store -> store.jobs().prune(before, limit));
        twins.ask("prune fires", store -> store.schedules().pruneFires(before, limit));
    }

    private void read() {
        JobQuery query = query();
        twins.ask("find " + query, store -> store.jobs().find(query));
        twins.askUnordered("counts", store -> store.jobs().counts());
        twins.ask("backlog", store -> store.jobs().backlog());
        String node = any(NODES);
        twins.askUnordered("held by " + node, store -> store.jobs().held(node, 1_000));
        if (!ids.isEmpty()) {
            UUID id = any(ids);
            twins.ask("attempts of " + id, store -> store.jobs().attempts(id));
        }
        twins.ask(
                "due",
                store -> store.schedules().due(1).stream()
                        .map(Twins::withoutVersion)
                        .toList());
        String schedule = any(SCHEDULES);
        twins.ask("fires of " + schedule, store -> store.schedules().fires(schedule, now, 3));
    }

    private void readEverything() {
        String cursor = null;
        do {
            JobQuery query = JobQuery.ALL.limit(100).after(cursor);
            Page<Job> page = twins.ask("find " + query, store -> store.jobs().find(query));
            cursor = page.next();
        } while (cursor != null);
        ids.forEach(id -> twins.ask("attempts of " + id, store -> store.jobs().attempts(id)));
        twins.ask("nodes", store -> store.nodes().list());
        twins.ask("queues", store -> store.queues().list());
        twins.ask(
                "schedules",
                store -> store.schedules().list(List.of(), null, 10).stream()
                        .map(Twins::withoutVersion)
                        .toList());
        SCHEDULES.forEach(
                name -> twins.ask("fires of " + name, store -> store.schedules().fires(name, null, 1_000)));
    }
}
