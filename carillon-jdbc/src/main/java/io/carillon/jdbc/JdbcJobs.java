package io.carillon.jdbc;

import io.carillon.Attempt;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.Page;
import io.carillon.jdbc.ClaimJobs.Claim;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore;
import io.carillon.spi.Settlement;
import io.carillon.spi.Store.Signal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The jobs of a database. Which way an operation takes is decided here; the ways are in the classes named after it. */
final class JdbcJobs implements JobStore {
    private static final Sql CHECKPOINT = Sql.of("checkpoint", """
            update carillon_running
            set checkpoint = coalesce(e.checkpoint, carillon_running.checkpoint),
                percent = coalesce(e.percent, carillon_running.percent),
                message = case when e.percent is null then carillon_running.message else e.message end
            from {e: id uuid, fence bigint, checkpoint text, percent bigint, message text}
            where {carillon_running.id is e.id} and carillon_running.fence = e.fence
            returning carillon_running.id, carillon_running.fence
            """);

    private final Database database;
    private final SignalHub.Wire wire;
    private final Costly<Collection<Count>> counts;
    private final @Nullable SharedEnqueue shared;
    private final ClaimCursors cursors = new ClaimCursors();

    JdbcJobs(Database database, SignalHub.Wire wire) {
        this.database = database;
        this.wire = wire;
        shared = database.dialect() == Dialect.SQLITE ? null : new SharedEnqueue(database);
        counts = new Costly<>(() -> ReadJobs.counts(database), ReadJobs::countedMany);
    }

    @Override
    public List<Enqueued> enqueue(List<NewJob> jobs, Instant now, @Nullable Object transaction) {
        if (jobs.isEmpty()) {
            return List.of();
        }
        if (transaction != null) {
            Connection connection = Transactions.connection(transaction, database.dialect());
            return database.join(connection, session -> enqueueIn(session, jobs, now));
        }
        boolean stored = jobs.stream().allMatch(EnqueueJobs::isPlain) && storeQuickly(jobs, now);
        return stored ? created(jobs) : database.write(session -> enqueue(session, jobs, now));
    }

    /** Whether all are stored now; if not, the careful way has to decide. */
    private boolean storeQuickly(List<NewJob> jobs, Instant now) {
        if (shared != null && jobs.size() == 1) {
            return shared.store(jobs.getFirst(), now);
        }
        return (shared != null && BulkEnqueue.isFor(jobs, now) && BulkEnqueue.store(database, jobs, now))
                || areAll(jobs, database.write(session -> EnqueueJobs.quickly(session, jobs, now)));
    }

    /** Threads that wait to store a job together with others. */
    int waitingToEnqueue() {
        return shared == null ? 0 : shared.size();
    }

    private static boolean areAll(List<NewJob> jobs, Set<UUID> stored) {
        return jobs.stream().allMatch(job -> stored.contains(job.spec().id()));
    }

    /** Stores jobs and their hints in the transaction of a caller. */
    private List<Enqueued> enqueueIn(Session session, List<NewJob> jobs, Instant now) throws SQLException {
        NewJob first = jobs.getFirst();
        String message = wire.message(hint(first, now));
        boolean plain = jobs.stream().allMatch(EnqueueJobs::isPlain);
        boolean alone = plain && jobs.size() == 1 && first.fresh();
        if (alone && message != null && EnqueueJobs.told(session, first, now, message)) {
            return created(jobs);
        }
        List<Enqueued> answers = plain && areAll(jobs, EnqueueJobs.quickly(session, jobs, now))
                ? created(jobs)
                : enqueue(session, jobs, now);
        wire.send(session, hints(jobs, answers, now));
        return answers;
    }

    private static List<Enqueued> enqueue(Session session, List<NewJob> jobs, Instant now) throws SQLException {
        return EnqueueJobs.carefully(session, jobs, now, true);
    }

    /** What the others should hear once the caller has committed, which only the database will know. */
    private static List<Signal> hints(List<NewJob> jobs, List<Enqueued> answers, Instant now) {
        Set<Signal> hints = new LinkedHashSet<>();
        for (int at = 0; at < jobs.size(); at++) {
            NewJob job = jobs.get(at);
            if (answers.get(at).outcome() == Enqueued.Outcome.CREATED) {
                hints.add(hint(job, now));
            }
        }
        return List.copyOf(hints);
    }

    private static Signal hint(NewJob job, Instant now) {
        return job.due().isAfter(now)
                ? new Signal(Signal.Kind.FUTURE, job.due().toString())
                : new Signal(Signal.Kind.READY, job.spec().queue());
    }

    private static List<Enqueued> created(List<NewJob> jobs) {
        return jobs.stream()
                .map(job -> new Enqueued(Enqueued.Outcome.CREATED, job.spec().id()))
                .toList();
    }

    @Override
    public List<ClaimedJob> claim(String node, Instant now, List<Demand> demands) {
        return demands.isEmpty() ? List.of() : ClaimJobs.claim(database, new Claim(node, now, cursors), demands);
    }

    @Override
    public List<ClaimedJob> claimFuture(String node, Instant now, List<UUID> jobs) {
        return jobs.isEmpty()
                ? List.of()
                : database.write(session -> ClaimJobs.future(session, new Claim(node, now, cursors), jobs));
    }

    @Override
    public List<Boolean> settle(List<Settlement> ends, Instant now, @Nullable Object transaction) {
        if (ends.isEmpty()) {
            return List.of();
        }
        if (transaction != null) {
            Connection connection = Transactions.connection(transaction, database.dialect());
            Set<Hold> ended = database.join(connection, session -> SettleJobs.carefully(session, ends, now));
            return ends.stream().map(end -> ended.contains(Hold.of(end))).toList();
        }
        Set<Hold> ended = new HashSet<>();
        List<Settlement> plain = ends.stream().filter(CompleteJobs::isPlain).toList();
        if (!plain.isEmpty()) {
            ended.addAll(database.each(session -> CompleteJobs.complete(session, plain)));
        }
        List<Settlement> rest =
                ends.stream().filter(end -> !ended.contains(Hold.of(end))).toList();
        if (!rest.isEmpty()) {
            ended.addAll(database.write(session -> SettleJobs.carefully(session, rest, now)));
        }
        return ends.stream().map(end -> ended.contains(Hold.of(end))).toList();
    }

    @Override
    public Promotion promote(Instant now, int limit) {
        return PromoteJobs.promote(database, now, limit);
    }

    @Override
    public List<Orphan> orphans(Instant now, int limit) {
        return ReadJobs.orphans(database, now, limit);
    }

    @Override
    public List<Orphan> held(String node, int limit) {
        return ReadJobs.held(database, node, limit);
    }

    @Override
    public List<Boolean> checkpoint(List<Checkpoint> checkpoints) {
        Map<Hold, Checkpoint> merged = new LinkedHashMap<>();
        checkpoints.forEach(left -> merged.merge(new Hold(left.id(), left.fence()), left, JdbcJobs::merge));
        Rows rows = new Rows(merged.size());
        for (Checkpoint left : merged.values()) {
            Job.Progress progress = left.progress();
            rows.add(
                    left.id(),
                    left.fence(),
                    left.data(),
                    progress == null ? null : (Long) (long) progress.percent(),
                    progress == null ? null : progress.message());
        }
        Set<Hold> stored = rows.isEmpty()
                ? Set.of()
                : Set.copyOf(database.each(session -> session.list(CHECKPOINT, Hold::read, rows)));
        return checkpoints.stream()
                .map(left -> stored.contains(new Hold(left.id(), left.fence())))
                .toList();
    }

    private static Checkpoint merge(Checkpoint earlier, Checkpoint later) {
        return new Checkpoint(
                later.id(),
                later.fence(),
                later.data() == null ? earlier.data() : later.data(),
                later.progress() == null ? earlier.progress() : later.progress());
    }

    @Override
    public List<UUID> change(JobQuery which, Action action, String reason, Instant now) {
        return ChangeJobs.change(database, which, action, reason, now);
    }

    @Override
    public int prune(Instant before, int limit) {
        return ForgetJobs.prune(database, before, limit);
    }

    @Override
    public Page<Job> find(JobQuery query) {
        return ReadJobs.find(database, query);
    }

    @Override
    public List<Attempt> attempts(UUID job) {
        return ReadJobs.attempts(database, job);
    }

    @Override
    public Collection<Count> counts() {
        return counts.get();
    }

    @Override
    public Backlog backlog() {
        return FindBacklog.backlog(database);
    }
}
