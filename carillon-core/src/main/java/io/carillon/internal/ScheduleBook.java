package io.carillon.internal;

import io.carillon.Fire;
import io.carillon.InvalidValueException;
import io.carillon.Page;
import io.carillon.ScheduleDefinition;
import io.carillon.ScheduleInfo;
import io.carillon.Task;
import io.carillon.internal.Definitions.Plan;
import io.carillon.spi.ScheduleStore.Entry;
import io.carillon.spi.Store;
import io.carillon.spi.StoreException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What users do to schedules. A put reads what is there, decides, and writes only if nothing has changed meanwhile, so
 * that concurrent puts and fires never lose each other. Thread-safe.
 */
final class ScheduleBook {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleBook.class);

    /** Each round is lost only to somebody else's success. */
    private static final int MOST_ROUNDS = 50;

    private static final int PAGE = 1_000;

    private final Supplier<Store> store;
    private final Definitions definitions;
    private final JobSpecs specs;

    ScheduleBook(Supplier<Store> store, Definitions definitions, JobSpecs specs) {
        this.store = store;
        this.definitions = definitions;
        this.specs = specs;
    }

    /**
     * Name of a schedule that was given none: the class of its task and a hash of class and parameters, the same after
     * every restart.
     */
    static String nameFor(Task task, String params) {
        String simple = task.getClass().getSimpleName();
        String hash = Hashes.hex(task.getClass().getName() + '\n' + Json.canonical(params), 10);
        return (simple.length() > 180 ? simple.substring(0, 180) : simple) + "-" + hash;
    }

    /** Creates or replaces. */
    ScheduleInfo put(ScheduleDefinition definition, Instant now) {
        String task = specs.taskOf(definition.job());
        String params = specs.write(definition.job());
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Entry old = entry(definition.name());
            ScheduleDefinition decided = definition.enabled(definition.enabledOr(old == null || old.enabled()));
            Entry stored = store.get()
                    .schedules()
                    .put(entry(decided, task, params, old, now), old == null ? 0 : old.version());
            if (stored != null) {
                if (definition.enabled() && !stored.enabled()) {
                    LOG.info("schedule '{}' was disabled and stays so until somebody enables it", stored.name());
                }
                return info(stored, now);
            }
        }
        throw lost(definition.name());
    }

    /** Creates; empty when the name is taken. */
    Optional<ScheduleInfo> create(ScheduleDefinition definition, Instant now) {
        String task = specs.taskOf(definition.job());
        String params = specs.write(definition.job());
        return Optional.ofNullable(store.get().schedules().put(entry(definition, task, params, null, now), 0L))
                .map(stored -> info(stored, now));
    }

    private Entry entry(ScheduleDefinition definition, String task, String params, @Nullable Entry old, Instant now) {
        String rule = definitions.rule(definition);
        Instant anchor = now.truncatedTo(ChronoUnit.MILLIS);
        if (old != null && old.rule().equals(rule)) {
            anchor = anchorOf(old, anchor);
        }
        Plan plan = definitions.plan(definition, anchor, task, params);
        return entry(plan, rule, old == null ? 0 : old.runs(), now);
    }

    /** The grid of an unchanged rule stays where it is; of one that cannot be read any more it begins anew. */
    private Instant anchorOf(Entry old, Instant otherwise) {
        try {
            return definitions.read(old).anchoredAt();
        } catch (IllegalStateException e) {
            return otherwise;
        }
    }

    private Entry entry(Plan plan, String rule, long runs, Instant now) {
        boolean done = runs >= plan.schedule().maxRuns().orElse(Integer.MAX_VALUE);
        Instant next = done ? null : plan.schedule().next(now);
        Instant due = next == null ? null : plan.schedule().jittered(next, plan.name());
        String text = definitions.write(plan);
        boolean enabled = plan.definition().enabled();
        return new Entry(plan.name(), text, rule, enabled, next, due, null, null, 0, now, 0);
    }

    Optional<ScheduleInfo> get(String name, Instant now) {
        return Optional.ofNullable(entry(name)).map(found -> info(found, now));
    }

    /** In order of name; what this program cannot read is left out and logged. */
    Page<ScheduleInfo> list(@Nullable String cursor, int limit, Instant now) {
        requireLimit(limit, 1_000);
        List<Entry> found = store.get().schedules().list(List.of(), cursor, limit + 1);
        List<Entry> entries = found.subList(0, Math.min(limit, found.size()));
        List<ScheduleInfo> items = new ArrayList<>();
        for (Entry entry : entries) {
            try {
                items.add(info(entry, now));
            } catch (IllegalStateException e) {
                LOG.warn("left out of the list: {}", e.getMessage());
            }
        }
        return new Page<>(
                items, found.size() <= limit ? null : entries.getLast().name());
    }

    /** Switches on or off; one that is switched on goes on with its next instant from now. False when it is unknown. */
    boolean enable(String name, boolean enabled, Instant now) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Entry old = entry(name);
            if (old == null || old.enabled() == enabled) {
                return old != null;
            }
            Plan plan = definitions.read(old);
            ScheduleDefinition changed = plan.definition().enabled(enabled);
            Plan changedPlan = definitions.plan(changed, plan.anchoredAt(), plan.task(), plan.params());
            if (store.get().schedules().put(entry(changedPlan, old.rule(), old.runs(), now), old.version()) != null) {
                return true;
            }
        }
        throw lost(name);
    }

    boolean delete(String name) {
        return store.get().schedules().delete(name);
    }

    /** The schedule ready to be run; null when it is unknown. */
    @Nullable Plan plan(String name) {
        Entry entry = entry(name);
        return entry == null ? null : definitions.read(entry);
    }

    /** The tasks that schedules name, enabled or not. */
    Set<String> tasks() {
        Set<String> tasks = new TreeSet<>();
        String after = null;
        List<Entry> entries;
        do {
            entries = store.get().schedules().list(List.of(), after, PAGE);
            for (Entry entry : entries) {
                after = entry.name();
                try {
                    tasks.add(definitions.read(entry).task());
                } catch (IllegalStateException e) {
                    LOG.debug("no task to learn from it: {}", e.getMessage());
                }
            }
        } while (entries.size() == PAGE);
        return tasks;
    }

    private @Nullable Entry entry(String name) {
        List<Entry> found = store.get().schedules().list(List.of(name), null, 1);
        return found.isEmpty() ? null : found.getFirst();
    }

    private ScheduleInfo info(Entry entry, Instant now) {
        UUID last = entry.lastJob();
        ScheduleInfo info = new ScheduleInfo(
                definitions.read(entry).definition(),
                entry.enabled() ? entry.next() : null,
                entry.lastFire(),
                last == null ? null : last.toString(),
                entry.runs(),
                entry.createdAt(),
                entry.version());
        return Coming.isComing(info, now)
                ? Coming.before(info, store.get().schedules().fires(entry.name(), info.lastRun(), Coming.EARLIER))
                : info;
    }

    /** What became of instants that have come. */
    List<Fire> fires(String schedule, @Nullable Instant before, int limit, Instant now) {
        Instant come = now.plus(1, ChronoUnit.MICROS);
        return store.get().schedules().fires(schedule, before == null || before.isAfter(come) ? come : before, limit);
    }

    static void requireLimit(int limit, int most) {
        if (limit < 1 || limit > most) {
            throw new InvalidValueException("limit", "1-" + most, limit);
        }
    }

    private static StoreException lost(String name) {
        return new StoreException(
                "schedule '" + name + "' changed " + MOST_ROUNDS + " times while it was being put; try again",
                true,
                null);
    }
}
