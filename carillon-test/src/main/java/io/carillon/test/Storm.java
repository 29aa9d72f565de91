package io.carillon.test;

import io.carillon.Attempt;
import io.carillon.Fire;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.Node;
import io.carillon.Page;
import io.carillon.Queue;
import io.carillon.QueueConfig;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Demand;
import io.carillon.spi.JobStore.Orphan;
import io.carillon.spi.ScheduleStore.Entry;
import io.carillon.spi.Settlement;
import io.carillon.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Several nodes on one store at once, on a clock that they push on together, and then calm: what is left is rescued,
 * run and read. Everything that happened is in the {@link History}.
 */
final class Storm {
    static final String PLAIN = "plain";
    static final String LIMITED = "limited";
    static final String BOUNDED = "bounded";
    static final String PAUSABLE = "pausable";
    static final int LIMIT = 2;
    static final int MAX_SIZE = 6;

    /** Schedules: the second skips an instant while its last job lives, the third cancels that job. */
    static final String FIRES = "fires";

    static final String SKIPS = "skips";
    static final String CANCELS = "cancels";

    static final Duration LEASE = Duration.ofMillis(150);
    static final Duration PERIOD = Duration.ofMillis(40);
    /** How long before its time a schedule may be fired. */
    static final Duration AHEAD = PERIOD.dividedBy(2);

    static final String REASON = "the storm says so";

    private static final List<String> QUEUES = List.of(PLAIN, LIMITED, BOUNDED, PAUSABLE);
    private static final long BOUND_SECONDS = 120;
    private static final int MOST_ROUNDS = 2_000;
    private static final int CALM_BATCH = 1_000;

    /** What is there after the calm. */
    record Remains(Map<UUID, Job> jobs, Map<UUID, List<Attempt>> attempts, Map<String, List<Fire>> fires) {}

    private final History history = new History();
    private final AtomicLong millis = new AtomicLong();
    private final AtomicLong ids = new AtomicLong();
    private final List<UUID> known = new CopyOnWriteArrayList<>();
    private final List<Store> views;
    private final long seed;
    private final int steps;

    /** @param views stores that show the same; threads take turns in choosing one */
    Storm(List<Store> views, long seed, int steps) {
        this.views = views;
        this.seed = seed;
        this.steps = steps;
    }

    History history() {
        return history;
    }

    int steps() {
        return steps;
    }

    Instant now() {
        return StorePart.START.plusMillis(millis.get());
    }

    void pass(long time) {
        millis.addAndGet(time);
    }

    UUID nextId() {
        long n = ids.incrementAndGet();
        UUID id = new UUID((StorePart.START.toEpochMilli() + n) << 16 | 0x7000, 0x8000_0000_0000_0000L | n);
        if (n % 3 == 0) {
            known.add(id);
        }
        return id;
    }

    /** Some id that was made, most likely a recent one; null before the first. */
    @Nullable UUID anyId(Random random) {
        int size = known.size();
        return size == 0 ? null : known.get(Math.max(0, size - 1 - random.nextInt(20)));
    }

    String anyQueue(Random random) {
        return QUEUES.get(random.nextInt(QUEUES.size()));
    }

    List<ClaimedJob> claim(Store store, String node, Instant leaseUntil, List<Demand> demands) {
        Instant now = now();
        return history.call(
                () -> store.jobs().claim(node, now, demands),
                (span, jobs) -> List.of(new History.Claimed(span, node, now, leaseUntil, demands, jobs)));
    }

    List<ClaimedJob> claimFuture(Store store, String node, Instant leaseUntil, List<UUID> jobs) {
        Instant now = now();
        return history.call(
                () -> store.jobs().claimFuture(node, now, jobs),
                (span, claimed) -> List.of(new History.Claimed(span, node, now, leaseUntil, List.of(), claimed)));
    }

    void settle(Store store, List<Settlement> ends) {
        if (ends.isEmpty()) {
            return;
        }
        history.call(() -> store.jobs().settle(ends, now(), null), (span, answers) -> {
            List<History.Settled> settled = new ArrayList<>();
            for (int n = 0; n < ends.size(); n++) {
                settled.add(new History.Settled(span, ends.get(n), answers.get(n)));
            }
            return settled;
        });
    }

    List<Orphan> orphans(Store store, int limit) {
        Instant now = now();
        return history.call(
                () -> store.jobs().orphans(now, limit),
                (span, orphans) -> List.of(new History.Rescued(span, now, orphans)));
    }

    void pause(Store store, Queue.@Nullable Pause pause) {
        history.call(
                () -> {
                    store.queues().pause(PAUSABLE, pause);
                    return true;
                },
                (span, done) -> List.of(new History.Paused(span, PAUSABLE, pause != null)));
    }

    /** Prepares queues and schedules, runs the threads to their end, and then the calm. */
    Remains run(int threads) {
        Store store = views.getFirst();
        store.queues().put(LIMITED, QueueConfig.DEFAULT.limit(LIMIT));
        store.queues().put(BOUNDED, QueueConfig.DEFAULT.maxSize(MAX_SIZE));
        for (String name : List.of(FIRES, SKIPS, CANCELS)) {
            store.schedules().put(new Entry(name, "{}", "r", true, now(), now(), null, null, 0, now(), 0), null);
        }
        rage(threads);
        calm(store);
        return remains(store);
    }

    private void rage(int threads) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int n = 0; n < threads; n++) {
                running.add(executor.submit(new StormNode(this, views.get(n % views.size()), n, seed)));
            }
            for (Future<?> thread : running) {
                thread.get(BOUND_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException e) {
            throw new AssertionError("a node of the storm failed (seed " + seed + ")", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("the storm did not end in " + BOUND_SECONDS + " s (seed " + seed + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            executor.shutdownNow();
        }
    }

    /** Rescues what the dead left and completes what waits, until nothing does. */
    private void calm(Store store) {
        pause(store, null);
        pass(LEASE.toMillis() * 2);
        List<Demand> demands = new ArrayList<>();
        for (String queue : QUEUES) {
            demands.add(new Demand(queue, 100));
            demands.add(new Demand(queue, 100, Set.of("work")));
        }
        for (int round = 0; round < MOST_ROUNDS; round++) {
            pass(TimeUnit.HOURS.toMillis(1));
            int rescued = rescueAll(store);
            int moved = store.jobs().promote(now(), CALM_BATCH).moved();
            List<ClaimedJob> jobs = claim(store, "calm", registerCalm(store), demands);
            settle(
                    store,
                    jobs.stream()
                            .map(job -> Settlement.of(job, now(), now(), new Settlement.Completed("calm")))
                            .toList());
            if (rescued + moved + jobs.size() == 0) {
                return;
            }
        }
        throw new AssertionError("jobs go round for ever (seed " + seed + ")");
    }

    private int rescueAll(Store store) {
        List<Orphan> orphans = orphans(store, CALM_BATCH);
        settle(
                store,
                orphans.stream()
                        .map(orphan -> Settlement.of(
                                orphan.job(),
                                now(),
                                now(),
                                new Settlement.Released(now(), "calm", Settlement.Crash.SUSPECT)))
                        .toList());
        return orphans.size();
    }

    private Instant registerCalm(Store store) {
        Instant until = now().plus(LEASE);
        store.nodes()
                .register(new Node("calm", "host", 0, "0", now(), until, Node.State.ACTIVE, 9, 0, Set.of(), Set.of()));
        return until;
    }

    private Remains remains(Store store) {
        Map<UUID, Job> jobs = new LinkedHashMap<>();
        Map<UUID, List<Attempt>> attempts = new LinkedHashMap<>();
        String cursor = null;
        do {
            Page<Job> page = store.jobs().find(JobQuery.ALL.limit(1_000).after(cursor));
            for (Job job : page.items()) {
                jobs.put(job.spec().id(), job);
                attempts.put(job.spec().id(), store.jobs().attempts(job.spec().id()));
            }
            cursor = page.next();
        } while (cursor != null);
        Map<String, List<Fire>> fires = new LinkedHashMap<>();
        for (String name : List.of(FIRES, SKIPS, CANCELS)) {
            fires.put(name, store.schedules().fires(name, null, 1_000_000).reversed());
        }
        return new Remains(jobs, attempts, fires);
    }
}
