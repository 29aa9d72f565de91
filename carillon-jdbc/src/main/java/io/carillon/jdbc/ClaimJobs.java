package io.carillon.jdbc;

import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Demand;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hands ready jobs to a node: rows move from ready to running.
 *
 * <p>On PostgreSQL one statement serves all queues without a limit (docs/design/hot-path.md says why it reads as it
 * does). A queue with a limit, and jobs parked for a task, take the careful way: the queue's row is locked by a statement
 * of its own, then counted, then claimed from; a statement that waits for the lock itself would count what it saw before.
 * SQLite has one writer at a time and takes the careful way for all.
 */
final class ClaimJobs {
    private static final String CLAIMED = JobRow.claimed("", true);
    private static final String TAKEN =
            "attempt = j.attempt + 1; fence = j.fence + 1; node = e.node; started_at = e.at";

    private static final Sole UNLIMITED = Sole.of("claim.unlimited", """
            with demand as materialized (
                select d.queue, d.most, q.max_running is not null as limited
                from {d: queue text, most bigint}
                left join carillon_queue q on {q.name is d.queue}
                where exists (
                        select from carillon_node n where n.id = ? and n.lease_until > ? and n.state = 'active')
                    and (q.paused_since is null or q.paused_until <= ?)
            ), picked as materialized (
                select r.place
                from demand d cross join lateral (
                    select j.ctid as place from carillon_ready j
                    where j.queue = d.queue
                    order by j.priority desc, j.due, j.id
                    limit d.most
                    for update skip locked
                ) r
                where not d.limited
            ), taken as (
                delete from carillon_ready j where j.ctid = any (array(select place from picked))
                returning {j.carried; attempt = j.attempt + 1; fence = j.fence + 1; node = ?::text; started_at = ?::bigint}
            ), claimed as (
                insert into carillon_running ({carried}) select * from taken
                %s
                returning %s
            )
            select d.queue, d.limited, c.*
            from demand d left join claimed c on c.queue = d.queue
            """.formatted("%s", CLAIMED));

    private static final Sql MAY_CLAIM =
            Sql.of("claim.lease", "select id from carillon_node where id = ? and lease_until > ? and state = 'active'");

    private static final Sql LOCK_LIMITED = Sql.of("claim.lock", """
            select q.name from carillon_queue q join {e: name text} on {q.name is e.name}
            where q.max_running is not null {lock q}
            """);

    private static final Sql GATES = Sql.of("claim.gates", """
            select q.name, q.paused_since is not null and (q.paused_until is null or q.paused_until > ?),
                q.max_running - (select count(*) from carillon_running j where j.queue = q.name)
            from carillon_queue q join {e: name text} on {q.name is e.name}
            where q.max_running is not null or q.paused_since is not null
            """);

    private static final Sql READY = Sql.of("claim.ready", """
            select id from carillon_ready where queue = ? order by priority desc, due, id limit ? {lock skip}
            """);

    private static final Sql PARKED = Sql.of("claim.parked", """
            select id from carillon_blocked
            where queue = ? and parked_for is not null and task in (select e.task from {e: task text})
            order by priority desc, due, id limit ? {lock skip}
            """);

    private static final Move TAKE_READY = Move.of("claim.take", "ready", "running", "id uuid, node text, at bigint")
            .changing(TAKEN)
            .returning(CLAIMED)
            .build();

    private static final Move TAKE_PARKED = Move.of(
                    "claim.take-parked", "blocked", "running", "id uuid, node text, at bigint")
            .changing(TAKEN)
            .returning(CLAIMED)
            .build();

    private static final Sql FUTURE = Sql.of("claim.future", """
            select j.id from {e: id uuid} cross join carillon_future j
            where {j.id is e.id} and j.serial_key is null
                and (select 1 from carillon_queue q where q.name = j.queue and (q.max_running is not null
                    or q.paused_since is not null and (q.paused_until is null or q.paused_until > ?))) is null
            {lock j skip}
            """);

    private static final Move TAKE_FUTURE = Move.of(
                    "claim.take-future", "future", "running", "id uuid, node text, at bigint")
            .changing(TAKEN)
            .returning(CLAIMED)
            .build();

    private static final String FIRST = "where j.queue = ? order by j.priority desc, j.due, j.id limit ?";

    /** On SQLite nobody comes between two statements, and each of them sees the same first jobs. */
    private static final Sql SEE_FIRST = Sql.of("claim.see-first", """
            select %s from carillon_ready j %s
            """.formatted(JobRow.claimed("j.", false), FIRST));

    private static final Sql TAKE_FIRST = Sql.of("claim.take-first", """
            insert into carillon_running ({carried})
            select {j.carried; attempt = j.attempt + 1; fence = j.fence + 1; node = ?; started_at = ?} from carillon_ready j
            %s
            """.formatted(FIRST));

    private static final Sql FIRST_GONE = Sql.of("claim.take-first.gone", """
            delete from carillon_ready where {place} in (select j.{place} from carillon_ready j %s)
            """.formatted(FIRST));

    private static final Comparator<ClaimedJob> ORDER = Comparator.<ClaimedJob>comparingInt(
                    job -> -job.spec().priority())
            .thenComparing(ClaimedJob::due)
            .thenComparing(job -> job.spec().id(), Ids.ORDER);

    private static final Comparator<ClaimedJob> BY_DUE = Comparator.comparing(ClaimedJob::due)
            .thenComparing(job -> job.spec().id(), Ids.ORDER);

    /** Who claims, and when. */
    record Claim(String node, Instant now) {}

    private ClaimJobs() {}

    static List<ClaimedJob> claim(Database database, Claim claim, List<Demand> demands) {
        Map<Demand, List<ClaimedJob>> claimed = new LinkedHashMap<>();
        List<Demand> merged = merge(demands);
        merged.forEach(demand -> claimed.put(demand, List.of()));
        List<Demand> careful = merged;
        if (database.dialect() == Dialect.POSTGRESQL) {
            careful = new ArrayList<>(merged);
            careful.removeAll(database.each(session -> quickly(session, claim, merged, claimed)));
        }
        if (!careful.isEmpty()) {
            List<Demand> rest = careful;
            claimed.putAll(database.write(session -> carefully(session, claim, rest)));
        }
        List<ClaimedJob> jobs = new ArrayList<>();
        claimed.values().forEach(jobs::addAll);
        return jobs;
    }

    /** One demand a queue and set of tasks, so that no statement meets a queue twice. */
    private static List<Demand> merge(List<Demand> demands) {
        Map<Demand, Integer> most = new LinkedHashMap<>();
        demands.forEach(
                demand -> most.merge(new Demand(demand.queue(), 0, demand.tasks()), demand.max(), Integer::sum));
        List<Demand> merged = new ArrayList<>();
        most.forEach((demand, max) -> merged.add(new Demand(demand.queue(), max, demand.tasks())));
        return merged;
    }

    /** Serves what the one statement can; answers the demands it has decided. */
    private static List<Demand> quickly(
            Session session, Claim claim, List<Demand> demands, Map<Demand, List<ClaimedJob>> claimed)
            throws SQLException {
        Map<String, Demand> plain = new HashMap<>();
        Rows rows = new Rows();
        for (Demand demand : demands) {
            if (demand.tasks().isEmpty()) {
                plain.put(demand.queue(), demand);
                rows.add(demand.queue(), (long) demand.max());
            }
        }
        if (plain.isEmpty()) {
            return List.of();
        }
        Map<String, List<ClaimedJob>> byQueue = new HashMap<>();
        UNLIMITED.list(
                session,
                row -> read(row, plain, byQueue),
                rows,
                claim.node(),
                claim.now(),
                claim.now(),
                claim.node(),
                claim.now());
        byQueue.forEach((queue, jobs) -> {
            jobs.sort(ORDER);
            Demand demand = plain.get(queue);
            if (demand != null) {
                claimed.put(demand, jobs);
            }
        });
        return List.copyOf(plain.values());
    }

    private static boolean read(Row row, Map<String, Demand> plain, Map<String, List<ClaimedJob>> byQueue)
            throws SQLException {
        String queue = row.text();
        if (row.flag()) {
            return plain.remove(queue) != null;
        }
        return row.isNull()
                || byQueue.computeIfAbsent(queue, unused -> new ArrayList<>()).add(JobRow.claimed(row));
    }

    private static Map<Demand, List<ClaimedJob>> carefully(Session session, Claim claim, List<Demand> demands)
            throws SQLException {
        Map<Demand, List<ClaimedJob>> claimed = new HashMap<>();
        if (!mayClaim(session, claim)) {
            return claimed;
        }
        Map<String, Integer> room = room(session, claim, demands);
        for (Demand demand : demands) {
            int left = room.getOrDefault(demand.queue(), Integer.MAX_VALUE);
            int most = Math.min(demand.max(), left);
            if (most > 0) {
                List<ClaimedJob> jobs = take(session, claim, demand, most);
                claimed.put(demand, jobs);
                room.computeIfPresent(demand.queue(), (queue, before) -> before - jobs.size());
            }
        }
        return claimed;
    }

    /** How many more each queue may run that has a limit; 0 for a paused one. */
    private static Map<String, Integer> room(Session session, Claim claim, List<Demand> demands) throws SQLException {
        TreeSet<String> queues = new TreeSet<>();
        demands.forEach(demand -> queues.add(demand.queue()));
        if (session.dialect() == Dialect.POSTGRESQL) {
            session.list(LOCK_LIMITED, Row::text, Rows.of(queues));
        }
        Map<String, Integer> room = new HashMap<>();
        session.list(GATES, row -> gate(row, room), claim.now(), Rows.of(queues));
        return room;
    }

    private static @Nullable Integer gate(Row row, Map<String, Integer> room) throws SQLException {
        String queue = row.text();
        boolean paused = row.flag();
        Integer left = row.optionalInteger();
        return paused ? room.put(queue, 0) : left == null ? null : room.put(queue, left);
    }

    private static List<ClaimedJob> take(Session session, Claim claim, Demand demand, int most) throws SQLException {
        boolean ready = demand.tasks().isEmpty();
        List<ClaimedJob> jobs;
        if (ready && session.dialect() == Dialect.SQLITE) {
            jobs = session.list(SEE_FIRST, JobRow::claimed, demand.queue(), most);
            session.update(TAKE_FIRST, claim.node(), claim.now(), demand.queue(), most);
            session.update(FIRST_GONE, demand.queue(), most);
        } else {
            List<UUID> ids = ready
                    ? session.list(READY, Row::id, demand.queue(), most)
                    : session.list(PARKED, Row::id, demand.queue(), Rows.of(demand.tasks()), most);
            jobs = take(session, claim, ids, ready ? TAKE_READY : TAKE_PARKED);
        }
        jobs.sort(ORDER);
        return jobs;
    }

    private static List<ClaimedJob> take(Session session, Claim claim, List<UUID> ids, Move way) throws SQLException {
        Rows rows = new Rows(ids.size());
        ids.forEach(id -> rows.add(id, claim.node(), Micros.of(claim.now())));
        return new ArrayList<>(way.list(session, JobRow::claimed, rows));
    }

    /** Takes future jobs by id, inside a transaction. */
    static List<ClaimedJob> future(Session session, Claim claim, List<UUID> ids) throws SQLException {
        if (!mayClaim(session, claim)) {
            return List.of();
        }
        List<UUID> sorted = ids.stream().distinct().sorted(Ids.ORDER).toList();
        List<UUID> free = session.list(FUTURE, Row::id, Rows.of(sorted), claim.now());
        List<ClaimedJob> jobs = take(session, claim, free, TAKE_FUTURE);
        jobs.sort(BY_DUE);
        return jobs;
    }

    private static boolean mayClaim(Session session, Claim claim) throws SQLException {
        return !session.list(MAY_CLAIM, Row::text, claim.node(), claim.now()).isEmpty();
    }
}
