package io.carillon.memory;

import io.carillon.Fire;
import io.carillon.spi.JobStore.Enqueued;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.ScheduleStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Schedules and their fire records. */
final class MemorySchedules implements ScheduleStore {
    private static final Comparator<Entry> BY_DUE = Comparator.<Entry, Instant>comparing(
                    entry -> entry.due() == null ? Instant.MAX : entry.due())
            .thenComparing(Entry::name);

    private final Object lock;
    private final JobTable jobs;
    private final JobLife life;
    private final Rules rules;
    private final NavigableMap<String, Entry> entries = new TreeMap<>();
    private final Map<String, NavigableMap<Instant, Fire>> fires = new HashMap<>();
    /** One count for all, so that a name that is removed and put again never repeats a version. */
    private long versions;

    MemorySchedules(Object lock, JobTable jobs, JobLife life, Rules rules) {
        this.lock = lock;
        this.jobs = jobs;
        this.life = life;
        this.rules = rules;
    }

    @Override
    public @Nullable Entry put(Entry put, @Nullable Long expectedVersion) {
        synchronized (lock) {
            Entry old = entries.get(put.name());
            if (!rules.isExpected(expectedVersion, old == null ? 0 : old.version())) {
                return null;
            }
            Entry stored = merge(old, put, ++versions);
            entries.put(put.name(), stored);
            return stored;
        }
    }

    private Entry merge(@Nullable Entry old, Entry put, long version) {
        if (old == null) {
            return new Entry(
                    put.name(),
                    put.definition(),
                    put.rule(),
                    put.enabled(),
                    put.next(),
                    put.due(),
                    put.lastFire(),
                    put.lastJob(),
                    put.runs(),
                    put.createdAt(),
                    version);
        }
        boolean keep = rules.keepsNext(old, put);
        return new Entry(
                put.name(),
                put.definition(),
                put.rule(),
                put.enabled(),
                keep ? old.next() : put.next(),
                keep ? old.due() : put.due(),
                old.lastFire(),
                old.lastJob(),
                old.runs(),
                old.createdAt(),
                version);
    }

    @Override
    public boolean delete(String name) {
        synchronized (lock) {
            return entries.remove(name) != null;
        }
    }

    @Override
    public List<Entry> list(List<String> names, @Nullable String after, int limit) {
        synchronized (lock) {
            NavigableMap<String, Entry> rest = after == null ? entries : entries.tailMap(after, false);
            return rest.values().stream()
                    .filter(entry -> names.isEmpty() || names.contains(entry.name()))
                    .limit(limit)
                    .toList();
        }
    }

    @Override
    public List<Entry> due(int limit) {
        synchronized (lock) {
            return entries.values().stream()
                    .filter(entry -> entry.enabled() && entry.due() != null)
                    .sorted(BY_DUE)
                    .limit(limit)
                    .toList();
        }
    }

    @Override
    public List<Fired> fire(List<Step> steps, Instant now) {
        synchronized (lock) {
            List<Fired> fired = steps.stream().map(step -> fire(step, now)).toList();
            jobs.admitFirstInLine();
            return fired;
        }
    }

    private Fired fire(Step step, Instant now) {
        Entry entry = entries.get(step.name());
        if (entry == null || !rules.mayFire(entry, step.version())) {
            return new Fired(Fired.Outcome.LOST, List.of(), List.of());
        }
        boolean ahead = step.isAhead(now);
        List<UUID> cancelled = step.cancelPrevious() ? cancelLive(step.name(), now) : List.of();
        List<UUID> created = new ArrayList<>();
        Enqueued refused = null;
        for (NewJob job : step.jobs()) {
            Enqueued answer = life.enqueue(job, now, true);
            if (answer.outcome() == Enqueued.Outcome.CREATED) {
                created.add(answer.id());
            } else if (refused == null) {
                refused = answer;
            }
        }
        boolean skipped = refused != null && created.isEmpty();
        if (skipped && ahead) {
            return new Fired(Fired.Outcome.EARLY, List.of(), List.of());
        }
        for (Fire record : step.records()) {
            record(refined(record, created, skipped ? refused : null));
        }
        entries.put(step.name(), moved(entry, step, created));
        return new Fired(skipped ? Fired.Outcome.SKIPPED : Fired.Outcome.FIRED, created, cancelled);
    }

    private List<UUID> cancelLive(String schedule, Instant now) {
        List<UUID> cancelled = new ArrayList<>();
        for (StoredJob job : jobs.all()) {
            if (schedule.equals(job.spec.schedule())
                    && life.cancel(job, "the next run of schedule '" + schedule + "' took its place", now)) {
                cancelled.add(job.spec.id());
            }
        }
        return cancelled;
    }

    /** The record of the instant that fires, with what the enqueue made of it. */
    private static Fire refined(Fire record, List<UUID> created, @Nullable Enqueued refused) {
        if (record.outcome() != Fire.Outcome.FIRED) {
            return record;
        }
        if (refused != null) {
            return refused.outcome() == Enqueued.Outcome.QUEUE_FULL
                    ? record.skipped("its queue was full", null)
                    : record.skipped("job " + refused.id() + " was still live", refused.id());
        }
        UUID first = created.isEmpty() ? record.jobId() : created.getFirst();
        return Fire.fired(record.schedule(), record.instant(), first, record.decidedAt());
    }

    private void record(Fire fire) {
        fires.computeIfAbsent(fire.schedule(), unused -> new TreeMap<>()).put(fire.instant(), fire);
    }

    private Entry moved(Entry entry, Step step, List<UUID> created) {
        Instant decided = step.records().stream()
                .map(Fire::last)
                .max(Comparator.naturalOrder())
                .orElse(entry.lastFire());
        return new Entry(
                entry.name(),
                entry.definition(),
                entry.rule(),
                entry.enabled(),
                step.next(),
                step.due(),
                decided,
                created.isEmpty() ? entry.lastJob() : created.getFirst(),
                created.isEmpty() ? entry.runs() : entry.runs() + 1,
                entry.createdAt(),
                ++versions);
    }

    @Override
    public List<Fire> fires(String schedule, @Nullable Instant before, int limit) {
        synchronized (lock) {
            NavigableMap<Instant, Fire> all = fires.getOrDefault(schedule, new TreeMap<>());
            NavigableMap<Instant, Fire> older = before == null ? all : all.headMap(before, false);
            return older.descendingMap().values().stream().limit(limit).toList();
        }
    }

    @Override
    public int pruneFires(Instant before, int limit) {
        synchronized (lock) {
            List<Fire> old = fires.values().stream()
                    .flatMap(records -> records.values().stream())
                    .filter(fire -> fire.decidedAt().isBefore(before))
                    .limit(limit)
                    .toList();
            for (Fire fire : old) {
                NavigableMap<Instant, Fire> records = fires.get(fire.schedule());
                if (records != null && records.remove(fire.instant()) != null && records.isEmpty()) {
                    fires.remove(fire.schedule());
                }
            }
            return old.size();
        }
    }
}
