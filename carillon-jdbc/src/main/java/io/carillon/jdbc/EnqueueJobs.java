package io.carillon.jdbc;

import io.carillon.spi.JobStore.Enqueued;
import io.carillon.spi.JobStore.Enqueued.Outcome;
import io.carillon.spi.JobStore.NewJob;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Stores new jobs. A job without keys, for a queue without bound, takes the quick way: one statement that is right by
 * itself. What that leaves (an id stored before, a bounded queue) and every job with a key takes the careful way, in one
 * transaction: ids, then unique keys, then bounds, then the rows. Locks are taken in that order and sorted, by everybody.
 */
final class EnqueueJobs {
    /** Shape of the rows that {@link JobRow#add} fills. */
    static final String NEW = """
            {e: id uuid, due bigint, created_at bigint, max_retries bigint, priority bigint, queue text, task text,
                params text, command text, timeout bigint, retry text, unique_key text, serial_key text, schedule text,
                fire_time bigint, meta text}""";

    private static final Map<String, Sql> INSERT =
            Selection.WAITING.stream().collect(Collectors.toUnmodifiableMap(phase -> phase, EnqueueJobs::insertion));

    private static final String UNLESS_THERE = "on conflict (id) do nothing";

    private static final Sql READY_QUICKLY = insertIfPlain("ready", "quickly", UNLESS_THERE);
    private static final Sql FUTURE_QUICKLY = insertIfPlain("future", "quickly", UNLESS_THERE);
    private static final Sql READY_TOGETHER = insertIfPlain("ready", "together", "");
    private static final Sql FUTURE_TOGETHER = insertIfPlain("future", "together", "");

    private static final Sql STORED = Sql.of("enqueue.stored", """
            select e.id from {e: id uuid} where %s
            """.formatted(isStored("e.id")));

    /** Takes back what this transaction inserted and finds elsewhere, see {@link #insert(Session, String, Rows)}. */
    private static final Map<String, Sql> TAKE_BACK =
            Selection.WAITING.stream().collect(Collectors.toUnmodifiableMap(phase -> phase, EnqueueJobs::takeBack));

    private EnqueueJobs() {}

    private static Sql insertion(String phase) {
        return Sql.of("enqueue." + phase, """
                insert into carillon_%s ({asked}) select {e.asked} from %s where true on conflict (id) do nothing
                """.formatted(phase, NEW));
    }

    /**
     * Looks into the phase that it inserts into as well: a job that is being claimed this moment is seen there only. The
     * insert waits for the claim, finds the row gone, and would store the job a second time.
     */
    private static Sql insertIfPlain(String phase, String how, String conflict) {
        return Sql.of("enqueue." + phase + "." + how, """
                insert into carillon_%s ({asked})
                select {e.asked} from %s
                where coalesce((select 1 from carillon_queue q where q.name = e.queue and q.max_size is not null), %s) is null
                %s
                returning id
                """.formatted(
                        phase, NEW, lookedUp(Selection.PHASES, "e.id"), conflict));
    }

    private static Sql takeBack(String phase) {
        List<String> others =
                Selection.PHASES.stream().filter(other -> !other.equals(phase)).toList();
        return Sql.of(
                "enqueue." + phase + ".take-back", """
                delete from carillon_%s where {id among uuid} and coalesce(%s) = 1
                returning id, unique_key
                """.formatted(phase, lookedUp(others, "carillon_" + phase + ".id")));
    }

    /** A condition: a job of this id is in one of the tables. */
    static String isStored(String id) {
        return "coalesce(%s) = 1".formatted(lookedUp(Selection.PHASES, id));
    }

    /**
     * Expressions that are 1 where a table has this id, else null. Scalar subqueries, because PostgreSQL makes joins of
     * {@code exists}, and may then read a whole table, or a whole index, for each row.
     */
    private static String lookedUp(Collection<String> phases, String id) {
        return phases.stream()
                .map(phase -> "(select 1 from carillon_%s j where j.id = %s)".formatted(phase, id))
                .collect(Collectors.joining(", "));
    }

    /** Whether the quick way may be tried. */
    static boolean isPlain(NewJob job) {
        return job.spec().uniqueKey() == null && job.spec().serialKey() == null;
    }

    /**
     * The quick way; answers the ids it stored. Several jobs want a transaction: when some of them had been stored by an
     * earlier try that this one waited for, others may have been claimed since, and are taken back.
     */
    static Set<UUID> quickly(Session session, List<NewJob> jobs, Instant now) throws SQLException {
        Set<UUID> stored = insert(session, jobs, now, READY_QUICKLY, FUTURE_QUICKLY);
        if (stored.size() < jobs.size() && !stored.isEmpty()) {
            stored.removeAll(takeBack(session, "ready", stored));
            stored.removeAll(takeBack(session, "future", stored));
        }
        return stored;
    }

    /**
     * The quick way for jobs of several callers, without a transaction: fails, and stores none of a phase, when one of them
     * is being stored by somebody else at this moment. To wait for that and go on, as {@link #quickly} does, is what would
     * need the others looked at again. Answers the ids it stored.
     */
    static Set<UUID> together(Session session, List<NewJob> jobs, Instant now) throws SQLException {
        return insert(session, jobs, now, READY_TOGETHER, FUTURE_TOGETHER);
    }

    /** Inserts by one statement a phase; answers the ids it stored. */
    private static Set<UUID> insert(Session session, List<NewJob> jobs, Instant now, Sql intoReady, Sql intoFuture)
            throws SQLException {
        Rows ready = new Rows(jobs.size());
        Rows future = new Rows();
        for (NewJob job : jobs) {
            JobRow.add(job.due().isAfter(now) ? future : ready, job);
        }
        Set<UUID> stored = new HashSet<>();
        if (!ready.isEmpty()) {
            stored.addAll(session.list(intoReady, Row::id, ready));
        }
        if (!future.isEmpty()) {
            stored.addAll(session.list(intoFuture, Row::id, future));
        }
        return stored;
    }

    /**
     * The careful way, inside a transaction.
     *
     * @param bounded whether the bounds of queues hold
     */
    static List<Enqueued> carefully(Session session, List<NewJob> jobs, Instant now, boolean bounded)
            throws SQLException {
        Set<UUID> known = new HashSet<>(session.list(
                STORED,
                Row::id,
                Rows.of(jobs.stream().map(job -> job.spec().id()).toList())));
        List<NewJob> unknown =
                jobs.stream().filter(job -> !known.contains(job.spec().id())).toList();
        Map<String, UUID> wanted = firstToWant(unknown);
        Map<String, UUID> foreign = Keys.take(session, wanted);
        // One whose key is held by itself was stored by an earlier try that had not committed when this one began.
        unknown.stream()
                .filter(job -> job.spec().id().equals(foreign.get(job.spec().uniqueKey())))
                .forEach(job -> known.add(job.spec().id()));
        Map<String, Long> room = bounded ? Bounds.room(session, queues(unknown)) : new HashMap<>();
        Map<String, UUID> owners = new HashMap<>(foreign);
        List<NewJob> accepted = new ArrayList<>();
        List<Enqueued> answers = new ArrayList<>(jobs.size());
        for (NewJob job : jobs) {
            UUID id = job.spec().id();
            Enqueued answer = known.contains(id) ? new Enqueued(Outcome.CREATED, id) : decide(job, owners, room);
            if (answer.outcome() == Outcome.CREATED && known.add(id)) {
                accepted.add(job);
            }
            answers.add(answer);
        }
        wanted.keySet().removeAll(foreign.keySet());
        Keys.assign(session, wanted, owners);
        insert(session, accepted, now);
        return answers;
    }

    /** Looks at the key first and at the bound then; takes both for a job that passes. */
    private static Enqueued decide(NewJob job, Map<String, UUID> owners, Map<String, Long> room) {
        UUID id = job.spec().id();
        String key = job.spec().uniqueKey();
        String queue = job.spec().queue();
        UUID owner = key == null ? null : owners.get(key);
        if (owner != null) {
            return new Enqueued(Outcome.DUPLICATE, owner);
        }
        Long left = room.get(queue);
        if (left != null && left <= 0) {
            return new Enqueued(Outcome.QUEUE_FULL, id);
        }
        if (left != null) {
            room.put(queue, left - 1);
        }
        if (key != null) {
            owners.put(key, id);
        }
        return new Enqueued(Outcome.CREATED, id);
    }

    private static void insert(Session session, List<NewJob> jobs, Instant now) throws SQLException {
        Map<String, List<NewJob>> phases = jobs.stream().collect(Collectors.groupingBy(job -> phase(job, now)));
        for (String phase : Selection.WAITING) {
            insert(session, phase, phases.getOrDefault(phase, List.of()));
        }
        Set<String> serialKeys = phases.getOrDefault("blocked", List.of()).stream()
                .map(job -> String.valueOf(job.spec().serialKey()))
                .collect(Collectors.toCollection(TreeSet::new));
        Keys.admit(session, serialKeys);
    }

    private static String phase(NewJob job, Instant now) {
        return job.due().isAfter(now) ? "future" : job.spec().serialKey() == null ? "ready" : "blocked";
    }

    /**
     * Inserts jobs that were nowhere when this transaction looked. An earlier try to store the same job may have committed
     * since, and the job gone on to another phase while the insert waited for it; the statement after the wait sees it there.
     */
    private static void insert(Session session, String phase, List<NewJob> jobs) throws SQLException {
        if (jobs.isEmpty()) {
            return;
        }
        Rows rows = new Rows(jobs.size());
        jobs.forEach(job -> JobRow.add(rows, job));
        session.update(of(phase, INSERT), rows);
        takeBack(session, phase, jobs.stream().map(job -> job.spec().id()).toList());
    }

    /** Takes back, with its unique key, what this transaction inserted into a phase and is in another; answers the ids. */
    private static List<UUID> takeBack(Session session, String phase, Collection<UUID> jobs) throws SQLException {
        if (session.dialect() == Dialect.SQLITE) {
            return List.of();
        }
        Map<String, UUID> keys = new TreeMap<>();
        List<UUID> taken = session.list(of(phase, TAKE_BACK), row -> takenBack(row, keys), Rows.of(jobs));
        Keys.giveBack(session, keys);
        return taken;
    }

    private static UUID takenBack(Row row, Map<String, UUID> keys) throws SQLException {
        UUID id = row.id();
        String key = row.optionalText();
        if (key != null) {
            keys.put(key, id);
        }
        return id;
    }

    private static Sql of(String phase, Map<String, Sql> statements) {
        return Objects.requireNonNull(statements.get(phase), phase);
    }

    /** The first job of the list that wants each unique key, in order of key. */
    private static Map<String, UUID> firstToWant(List<NewJob> jobs) {
        Map<String, UUID> first = new TreeMap<>();
        for (NewJob job : jobs) {
            if (job.spec().uniqueKey() != null) {
                first.putIfAbsent(job.spec().uniqueKey(), job.spec().id());
            }
        }
        return first;
    }

    private static SortedSet<String> queues(List<NewJob> jobs) {
        SortedSet<String> queues = new TreeSet<>();
        jobs.forEach(job -> queues.add(job.spec().queue()));
        return queues;
    }
}
