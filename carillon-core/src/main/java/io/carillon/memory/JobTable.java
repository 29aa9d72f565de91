package io.carillon.memory;

import io.carillon.JobQuery;
import io.carillon.JobStatus;
import io.carillon.spi.JobStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The jobs, in one sorted set a phase and queue, and the two kinds of keys they hold. Guarded by the store's lock.
 */
final class JobTable {
    static final NavigableSet<StoredJob> NONE = Collections.emptyNavigableSet();
    private static final Comparator<StoredJob> BY_END = Comparator.<StoredJob, Instant>comparing(
                    job -> job.completedAt == null ? Instant.MIN : job.completedAt)
            .thenComparing(StoredJob.BY_DUE);

    private record Tally(String queue, JobStatus status) {}

    private final Rules rules;
    private final NavigableMap<UUID, StoredJob> newestFirst = new TreeMap<>(StoredJob.BY_ID.reversed());
    private final Map<String, NavigableSet<StoredJob>> ready = new HashMap<>();
    private final Map<String, NavigableSet<StoredJob>> parked = new HashMap<>();
    private final Map<String, NavigableSet<StoredJob>> blockedByKey = new HashMap<>();
    private final NavigableSet<StoredJob> future = new TreeSet<>(StoredJob.BY_DUE);
    private final NavigableMap<String, NavigableSet<StoredJob>> runningByNode = new TreeMap<>();
    private final NavigableSet<StoredJob> finished = new TreeSet<>(BY_END);

    private final Map<String, UUID> uniqueKeys = new HashMap<>();
    private final Map<String, UUID> serialKeys = new HashMap<>();
    private final Set<String> unsettledKeys = new TreeSet<>();
    private final Map<String, Integer> waiting = new HashMap<>();
    private final Map<String, Integer> running = new HashMap<>();
    private final Map<Tally, Long> tallies = new HashMap<>();

    JobTable(Rules rules) {
        this.rules = rules;
    }

    @Nullable StoredJob get(UUID id) {
        return newestFirst.get(id);
    }

    /** A copy of the whole, newest first, to change jobs while walking. */
    List<StoredJob> all() {
        return List.copyOf(newestFirst.values());
    }

    /** Stores a new job in the phase it starts in. */
    void add(StoredJob job, Phase phase) {
        newestFirst.put(job.spec.id(), job);
        job.phase = phase;
        index(job);
    }

    /** Changes a job. All that an index is ordered by changes inside {@code change}. */
    void move(StoredJob job, Consumer<StoredJob> change) {
        unindex(job);
        change.accept(job);
        index(job);
    }

    /** Forgets a finished job. */
    void remove(StoredJob job) {
        unindex(job);
        newestFirst.remove(job.spec.id());
    }

    private void index(StoredJob job) {
        count(job, 1);
        switch (job.phase) {
            case READY -> set(ready, job.spec.queue(), rules.claimOrder()).add(job);
            case PARKED -> set(parked, job.spec.queue(), rules.claimOrder()).add(job);
            case BLOCKED -> set(blockedByKey, serialKey(job), StoredJob.BY_DUE).add(job);
            case RUNNING -> set(runningByNode, nodeOf(job), StoredJob.BY_DUE).add(job);
            case FUTURE -> future.add(job);
            case FINISHED -> finished.add(job);
        }
    }

    private void unindex(StoredJob job) {
        count(job, -1);
        switch (job.phase) {
            case READY -> drop(ready, job.spec.queue(), job);
            case PARKED -> drop(parked, job.spec.queue(), job);
            case BLOCKED -> drop(blockedByKey, serialKey(job), job);
            case RUNNING -> drop(runningByNode, nodeOf(job), job);
            case FUTURE -> future.remove(job);
            case FINISHED -> finished.remove(job);
        }
    }

    private void count(StoredJob job, int by) {
        String queue = job.spec.queue();
        tallies.merge(new Tally(queue, job.status()), (long) by, JobTable::sumOrNull);
        if (job.phase == Phase.RUNNING) {
            running.merge(queue, by, Integer::sum);
        }
        if (rules.isWaiting(job.phase)) {
            waiting.merge(queue, by, Integer::sum);
        }
    }

    private static @Nullable Long sumOrNull(Long a, Long b) {
        return a + b == 0 ? null : a + b;
    }

    int waiting(String queue) {
        return waiting.getOrDefault(queue, 0);
    }

    int running(String queue) {
        return running.getOrDefault(queue, 0);
    }

    /** Ready jobs of a queue, in the order they are claimed. */
    NavigableSet<StoredJob> ready(String queue) {
        return ready.getOrDefault(queue, NONE);
    }

    /** Parked jobs of a queue, in the order they are claimed. */
    NavigableSet<StoredJob> parked(String queue) {
        return parked.getOrDefault(queue, NONE);
    }

    /** Future jobs, the next due first. */
    NavigableSet<StoredJob> future() {
        return future;
    }

    /** Running jobs by the node that holds them. */
    NavigableMap<String, NavigableSet<StoredJob>> runningByNode() {
        return runningByNode;
    }

    /** Finished jobs, the first to end first. */
    NavigableSet<StoredJob> finished() {
        return finished;
    }

    /** The live job that holds a unique key. */
    @Nullable UUID uniqueHolder(@Nullable String key) {
        return key == null ? null : uniqueKeys.get(key);
    }

    /** The job that a serial key is admitted to. */
    @Nullable UUID serialHolder(String key) {
        return serialKeys.get(key);
    }

    void holdUniqueKey(StoredJob job) {
        if (job.spec.uniqueKey() != null) {
            uniqueKeys.put(job.spec.uniqueKey(), job.spec.id());
        }
    }

    void freeUniqueKey(StoredJob job) {
        if (job.spec.uniqueKey() != null) {
            uniqueKeys.remove(job.spec.uniqueKey(), job.spec.id());
        }
    }

    /** Whether the job needs no serial key or has it. Otherwise it gets in line for it, see {@link #admitFirstInLine}. */
    boolean isAdmitted(StoredJob job) {
        String key = job.spec.serialKey();
        if (key == null || job.spec.id().equals(serialKeys.get(key))) {
            return true;
        }
        unsettledKeys.add(key);
        return false;
    }

    void freeSerialKey(StoredJob job) {
        String key = job.spec.serialKey();
        if (key != null && serialKeys.remove(key, job.spec.id())) {
            unsettledKeys.add(key);
        }
    }

    /** Ends a call: gives each serial key that came free, or that somebody asked for, to the first in line. */
    void admitFirstInLine() {
        for (String key : unsettledKeys) {
            NavigableSet<StoredJob> line = blockedByKey.getOrDefault(key, NONE);
            while (!line.isEmpty() && rules.admits(serialKeys.get(key))) {
                StoredJob first = line.first();
                serialKeys.put(key, first.spec.id());
                move(first, admitted -> admitted.phase = Phase.READY);
            }
        }
        unsettledKeys.clear();
    }

    /** Jobs that a query selects, newest first, its limit left aside. */
    Stream<StoredJob> select(JobQuery query) {
        NavigableMap<UUID, StoredJob> rest =
                query.after() == null ? newestFirst : newestFirst.tailMap(query.after(), false);
        return rest.values().stream()
                .filter(job -> query.ids().isEmpty() || query.ids().contains(job.spec.id()))
                .filter(job -> query.statuses().isEmpty() || query.statuses().contains(job.status()))
                .filter(job -> query.queue() == null || query.queue().equals(job.spec.queue()))
                .filter(job -> query.task() == null || query.task().equals(job.spec.task()))
                .filter(job -> query.schedule() == null || query.schedule().equals(job.spec.schedule()))
                .filter(job -> query.uniqueKey() == null || query.uniqueKey().equals(job.spec.uniqueKey()));
    }

    Collection<JobStore.Count> counts() {
        List<JobStore.Count> counts = new ArrayList<>();
        tallies.forEach((tally, count) ->
                counts.add(new JobStore.Count(tally.queue(), tally.status(), count, oldestDue(tally))));
        return counts;
    }

    JobStore.Backlog backlog(@Nullable Instant nextFire) {
        return new JobStore.Backlog(
                Set.copyOf(ready.keySet()),
                Set.copyOf(parked.keySet()),
                future.isEmpty() ? null : future.first().due,
                nextFire);
    }

    private @Nullable Instant oldestDue(Tally tally) {
        if (tally.status() != JobStatus.PENDING) {
            return null;
        }
        Stream<StoredJob> blocked = blockedByKey.values().stream().flatMap(Collection::stream);
        Stream<StoredJob> due = Stream.of(ready(tally.queue()).stream(), parked(tally.queue()).stream(), blocked)
                .flatMap(jobs -> jobs);
        return due.filter(job -> job.spec.queue().equals(tally.queue()) && job.status() == JobStatus.PENDING)
                .map(job -> job.due)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static NavigableSet<StoredJob> set(
            Map<String, NavigableSet<StoredJob>> sets, String name, Comparator<StoredJob> order) {
        return sets.computeIfAbsent(name, unused -> new TreeSet<>(order));
    }

    private static void drop(Map<String, NavigableSet<StoredJob>> sets, String name, StoredJob job) {
        NavigableSet<StoredJob> set = sets.get(name);
        if (set != null && set.remove(job) && set.isEmpty()) {
            sets.remove(name);
        }
    }

    private static String serialKey(StoredJob job) {
        String key = job.spec.serialKey();
        return key == null ? "" : key;
    }

    private static String nodeOf(StoredJob job) {
        return job.node == null ? "" : job.node;
    }
}
