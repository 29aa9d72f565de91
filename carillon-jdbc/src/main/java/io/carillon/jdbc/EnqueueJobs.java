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
    private static final String COLUMNS = """
            id uuid, due bigint, created_at bigint, max_retries bigint, priority bigint, queue text, task text,
                params text, command text, timeout bigint, retry text, unique_key text, serial_key text, schedule text,
                fire_time bigint, meta text""";

    /** Shape of the rows that {@link JobRow#add} fills. */
    static final String NEW = "{e: " + COLUMNS + "}";

    private static final String NEW_ONE = "{one e: " + COLUMNS + "}";

    private static final Map<String, Sql> INSERT =
            Selection.WAITING.stream().collect(Collectors.toUnmodifiableMap(phase -> phase, EnqueueJobs::insertion));

    /** Is 1 when a job's queue has a bound. */
    private static final String BOUNDED =
            "(select 1 from carillon_queue q where q.name = e.queue and q.max_size is not null)";

    /** Is 1 when a job is stored. Also in the phase inserted into: one that is being claimed this moment is seen there only. */
    private static final String THERE = lookedUp(Selection.PHASES, "e.id");

    /** Is never 1; from then on a statement that is a transaction by itself fails rather than wait for somebody. */
    private static final String IMPATIENT = """
            (select case when set_config('lock_timeout', '%d', true) is null then 1 end)
            """.formatted(SharedEnqueue.PATIENCE.toMillis());

    private static final Phases QUICKLY =
            insertUnless("quickly", NEW, List.of(BOUNDED, THERE), "on conflict (id) do nothing returning id");

    private static final Phases TOGETHER =
            insertUnless("together", NEW, List.of(IMPATIENT, BOUNDED, THERE), "returning id");

    private static final Phases SINGLY =
            insertUnless("singly", NEW_ONE, List.of(IMPATIENT, BOUNDED, THERE), "returning id");

    /**
     * With its hint, and without a look at tables that grow: this is for connections of callers, where a plan that reads one
     * from end to end may be kept for long.
     */
    private static final Phases TOLD = insertUnless(
            "told",
            NEW_ONE,
            List.of(BOUNDED),
            "on conflict (id) do nothing returning id, pg_notify('%s', ?)".formatted(PostgresWire.CHANNEL));

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

    /** A statement for jobs that are due, and the same for those that are not. */
    record Phases(Sql ready, Sql future) {
        /** Both, for those who look at their plans. */
        List<Sql> forms() {
            return List.of(ready, future);
        }
    }

    /** @param unless expressions of which none may be 1 for a row that is to be stored */
    private static Phases insertUnless(String how, String from, List<String> unless, String end) {
        return new Phases(
                insertUnless("ready", how, from, unless, end), insertUnless("future", how, from, unless, end));
    }

    private static Sql insertUnless(String phase, String how, String from, List<String> unless, String end) {
        return Sql.of("enqueue." + phase + "." + how, """
                insert into carillon_%s ({asked}) select {e.asked} from %s where coalesce(%s, null) is null
                %s
                """.formatted(phase, from, String.join(", ", unless), end));
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
        Set<UUID> stored = insert(session, jobs, now, QUICKLY);
        if (stored.size() < jobs.size() && !stored.isEmpty()) {
            stored.removeAll(takeBack(session, "ready", stored));
            stored.removeAll(takeBack(session, "future", stored));
        }
        return stored;
    }

    /**
     * The quick way for jobs of several callers, without a transaction: fails, and stores none of a phase, when it has to
     * wait for long, or one of them has been stored by somebody else at this moment. To go on then, as {@link #quickly}
     * does, is what would need the others looked at again. Answers the ids it stored.
     */
    static Set<UUID> together(Session session, List<NewJob> jobs, Instant now) throws SQLException {
        return insert(session, jobs, now, jobs.size() == 1 ? SINGLY : TOGETHER);
    }

    /**
     * The quick way for one fresh job in a transaction of the caller's, with what everybody is to hear of it.
     *
     * @return whether it is stored; if not, nobody is told
     */
    static boolean told(Session session, NewJob job, Instant now, String message) throws SQLException {
        Rows row = new Rows(1);
        JobRow.add(row, job);
        return !session.list(job.due().isAfter(now) ? TOLD.future : TOLD.ready, Row::id, row, message)
                .isEmpty();
    }

    /** Inserts by one statement a phase; answers the ids it stored. */
    private static Set<UUID> insert(Session session, List<NewJob> jobs, Instant now, Phases into) throws SQLException {
        Rows ready = new Rows(jobs.size());
        Rows future = new Rows();
        for (NewJob job : jobs) {
            JobRow.add(job.due().isAfter(now) ? future : ready, job);
        }
        Set<UUID> stored = new HashSet<>();
        if (!ready.isEmpty()) {
            stored.addAll(session.list(into.ready, Row::id, ready));
        }
        if (!future.isEmpty()) {
            stored.addAll(session.list(into.future, Row::id, future));
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
    static List<UUID> takeBack(Session session, String phase, Collection<UUID> jobs) throws SQLException {
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
