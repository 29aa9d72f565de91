package io.carillon.jdbc;

import io.carillon.Attempt;
import io.carillon.Failure;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobSpec;
import io.carillon.JobStatus;
import io.carillon.Page;
import io.carillon.spi.JobStore.Count;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.JobStore.Orphan;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads jobs: pages, attempts, what runs where, and counts. */
final class ReadJobs {
    private static final String COMMON =
            "{j.carried}, (select count(*) from carillon_log l where l.job_id = j.id) as log_count, ";

    private static final String LIVE =
            COMMON + "cast(null as bigint) as completed_at, '%s' as status, cast(null as text) as result, ";

    /** Columns of a phase. The last two say why a job waits although it is due: a text, and who holds its serial key. */
    private static final Map<String, String> COLUMNS = Map.of(
            "ready",
            LIVE.formatted("ready") + """
                    (select q.paused_reason from carillon_queue q
                     where q.name = j.queue and q.paused_since is not null
                         and (q.paused_until is null or q.paused_until > ?)) as waiting_for,
                    cast(null as {id}) as holder""",
            "future",
            LIVE.formatted("future") + "cast(null as text) as waiting_for, cast(null as {id}) as holder",
            "blocked",
            LIVE.formatted("blocked") + """
                    j.parked_for as waiting_for,
                    (select k.job_id from carillon_serial_key k where k.key = j.serial_key) as holder""",
            "running",
            LIVE.formatted("running") + "cast(null as text) as waiting_for, cast(null as {id}) as holder",
            "finished",
            COMMON
                    + "j.completed_at, j.status, j.result, cast(null as text) as waiting_for, cast(null as {id}) as holder");

    private static final Sql ATTEMPTS = Sql.of("read.attempts", """
            select attempt, fence, node, started_at, ended_at, outcome, error from carillon_attempt
            where job_id = ? order by fence desc limit 100
            """);

    private static final String HELD = JobRow.running("r.") + ", r.node, r.started_at";

    private static final Sql ORPHANS = Sql.of("read.orphans", """
            select %s from carillon_running r
            where not exists (select 1 from carillon_node n where n.id = r.node and n.lease_until > ?)
            order by r.node, r.due, r.id limit ?
            """.formatted(HELD));

    private static final Sql HELD_BY = Sql.of(
            "read.held",
            "select %s from carillon_running r where r.node = ? order by r.due, r.id limit ?".formatted(HELD));

    private static final Sql COUNTS = Sql.of("read.counts", """
            select queue, status, sum(n), min(due) from (
                select queue, case attempt when 0 then 'pending' else 'retrying' end as status, count(*) as n, min(due) as due
                from carillon_ready group by 1, 2
                union all
                select queue, case attempt when 0 then 'pending' else 'retrying' end, count(*), min(due) from carillon_blocked group by 1, 2
                union all
                select queue, case attempt when 0 then 'pending' else 'retrying' end, count(*), null from carillon_future group by 1, 2
                union all
                select queue, 'running', count(*), null from carillon_running group by 1
                union all
                select queue, status, sum(n), null from carillon_tally group by 1, 2
            ) as parts
            group by queue, status
            having sum(n) > 0
            """);

    private static final long MANY = 20_000;

    private ReadJobs() {}

    static Page<Job> find(Database database, JobQuery query) {
        Instant now = database.now();
        int limit = query.limit() + 1;
        Selection selection = Selection.of(query);
        for (String phase : Selection.PHASES) {
            selection.add(phase, String.valueOf(COLUMNS.get(phase)), "", limit, phase.equals("ready") ? now : null);
        }
        if (selection.isEmpty()) {
            return new Page<>(List.of(), null);
        }
        Sql sql = selection.sql("read.find", limit);
        List<Job> found = database.read(session -> session.list(sql, ReadJobs::job, selection.arguments()));
        boolean more = found.size() > query.limit();
        List<Job> items = more ? found.subList(0, query.limit()) : found;
        return new Page<>(items, more ? items.getLast().id() : null);
    }

    private static Job job(Row row) throws SQLException {
        NewJob asked = JobRow.asked(row);
        int attempt = row.integer();
        long fence = row.number();
        int crashes = row.integer();
        String node = row.skip(2).optionalText();
        Instant startedAt = row.optionalInstant();
        Integer percent = row.optionalInteger();
        String message = row.optionalText();
        Failure error = Json.failure(row.optionalText());
        long logCount = row.number();
        Instant completedAt = row.optionalInstant();
        String phase = row.text();
        String result = row.optionalText();
        return new Job(
                asked.spec(),
                status(phase, attempt),
                attempt,
                asked.due(),
                fence,
                node,
                startedAt,
                completedAt,
                percent == null ? null : new Job.Progress(percent, message == null ? "" : message),
                result,
                error,
                waitingFor(phase, asked.spec(), row.optionalText(), row.optionalId()),
                crashes,
                logCount);
    }

    private static JobStatus status(String phase, int attempt) {
        return Selection.WAITING.contains(phase)
                ? attempt == 0 ? JobStatus.PENDING : JobStatus.RETRYING
                : JobStatus.parse(phase);
    }

    private static @Nullable String waitingFor(
            String phase, JobSpec spec, @Nullable String why, @Nullable UUID holder) {
        if (phase.equals("ready") && why != null) {
            return "queue '" + spec.queue() + "' is paused" + (why.isBlank() ? "" : ": " + why);
        }
        boolean inLine = phase.equals("blocked") && why == null;
        return inLine ? "job " + holder + " holds serial key '" + spec.serialKey() + "'" : why;
    }

    static List<Attempt> attempts(Database database, UUID job) {
        return database.read(session -> session.list(ATTEMPTS, ReadJobs::attempt, job))
                .reversed();
    }

    private static Attempt attempt(Row row) throws SQLException {
        return new Attempt(
                row.integer(),
                row.number(),
                row.text(),
                row.instant(),
                row.instant(),
                row.text(),
                Json.failure(row.optionalText()));
    }

    static List<Orphan> orphans(Database database, Instant now, int limit) {
        return database.read(session -> session.list(ORPHANS, ReadJobs::orphan, now, limit));
    }

    static List<Orphan> held(Database database, String node, int limit) {
        return database.read(session -> session.list(HELD_BY, ReadJobs::orphan, node, limit));
    }

    private static Orphan orphan(Row row) throws SQLException {
        return new Orphan(JobRow.claimed(row), row.text(), row.instant());
    }

    static Collection<Count> counts(Database database) {
        return database.read(session -> session.list(COUNTS, ReadJobs::count));
    }

    /** Whether a count walked over many rows: those of live jobs, since finished ones are tallied. */
    static boolean countedMany(Collection<Count> counts) {
        long live = counts.stream()
                .filter(count -> !count.status().isFinished())
                .mapToLong(Count::count)
                .sum();
        return live > MANY;
    }

    private static Count count(Row row) throws SQLException {
        String queue = row.text();
        JobStatus status = JobStatus.parse(row.text());
        long count = row.number();
        Instant oldest = row.optionalInstant();
        return new Count(queue, status, count, status == JobStatus.PENDING ? oldest : null);
    }
}
