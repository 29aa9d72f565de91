package io.carillon.jdbc;

import io.carillon.jdbc.ClaimSteps.Taken;
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

    /** The first ready jobs of each demand. */
    private static final String FROM_THE_BEGINNING = """
            select j.ctid as place, j.id from carillon_ready j
            where j.queue = d.queue and j.priority >= 0
            order by j.priority desc, j.due, j.id
            limit d.most
            for update skip locked
            """;

    /** Likewise from where earlier claims have come to; the join goes through the priorities in the order handed over. */
    private static final String FROM_CURSORS = """
            select f.place, f.id
            from {k: queue text, priority bigint, due bigint, id uuid} cross join lateral (
                select j.ctid as place, j.id from carillon_ready j
                where j.queue = k.queue and j.priority = k.priority and (j.due, j.id) >= (k.due, k.id) and j.priority >= 0
                order by j.due, j.id
                for update skip locked
            ) f
            where k.queue = d.queue
            limit d.most
            """;

    /** Entries of the claim's index that this connection has come across, those of rows that are gone included. */
    private static final String READ = "pg_stat_get_xact_tuples_returned('carillon_ready_claim'::regclass)";

    private static final String READ_SINCE = "(select " + READ + " - min(read) from demand)";

    private static final Sole UNLIMITED = unlimited("claim.unlimited", FROM_THE_BEGINNING);
    private static final Sole UNLIMITED_ON = unlimited("claim.unlimited-on", FROM_CURSORS);

    private static Sole unlimited(String name, String picked) {
        return Sole.of(name, """
                with demand as materialized (
                    select d.queue, d.most, q.max_running is not null as limited, %s as read
                    from {d: queue text, most bigint}
                    left join carillon_queue q on {q.name is d.queue}
                    where exists (
                            select from carillon_node n where n.id = ? and n.lease_until > ? and n.state = 'active')
                        and (q.paused_since is null or q.paused_until <= ?)
                ), picked as materialized (
                    select r.place
                    from demand d cross join lateral (
                %s) r
                    where not d.limited
                ), taken as (
                    delete from carillon_ready j where j.ctid = any (array(select place from picked))
                    returning {j.carried; attempt = j.attempt + 1; fence = j.fence + 1; node = ?::text; started_at = ?::bigint}
                ), claimed as (
                    insert into carillon_running ({carried}) select * from taken
                    %%s
                    returning %s
                )
                select d.queue, d.limited, %s, c.*
                from demand d left join claimed c on c.queue = d.queue
                """.formatted(READ, picked, CLAIMED, READ_SINCE));
    }

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

    private static final Sql READY = ready("claim.ready", FROM_THE_BEGINNING);
    private static final Sql READY_ON = ready("claim.ready-on", FROM_CURSORS);

    private static Sql ready(String name, String picked) {
        return Sql.of(name, """
                with demand as materialized (select d.queue, d.most, %s as read from {d: queue text, most bigint})
                select %s, r.id from demand d cross join lateral (
                %s) r
                """.formatted(READ, READ_SINCE, picked));
    }

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

    static final Comparator<ClaimedJob> ORDER = Comparator.<ClaimedJob>comparingInt(
                    job -> -job.spec().priority())
            .thenComparing(ClaimedJob::due)
            .thenComparing(job -> job.spec().id(), Ids.ORDER);

    private static final Comparator<ClaimedJob> BY_DUE = Comparator.comparing(ClaimedJob::due)
            .thenComparing(job -> job.spec().id(), Ids.ORDER);

    /** Who claims, and when; and where the store's claims have come to. */
    record Claim(String node, Instant now, ClaimCursors cursors) {}

    private ClaimJobs() {}

    static List<ClaimedJob> claim(Database database, Claim claim, List<Demand> demands) {
        Map<Demand, List<ClaimedJob>> claimed = new HashMap<>();
        List<Demand> merged = merge(demands);
        List<Demand> careful = merged;
        if (database.dialect() == Dialect.POSTGRESQL) {
            claimed.putAll(quickly(database, claim, merged));
            careful = new ArrayList<>(merged);
            careful.removeAll(claimed.keySet());
        }
        if (!careful.isEmpty()) {
            List<Demand> rest = careful;
            Map<Demand, Taken> taken = database.write(session -> carefully(session, claim, rest));
            claimed.putAll(ClaimSteps.see(database, claim, taken));
        }
        List<ClaimedJob> jobs = new ArrayList<>();
        merged.forEach(demand -> jobs.addAll(claimed.getOrDefault(demand, List.of())));
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

    /** Serves the demands of queues without a limit by one statement, and a second one for those that have a cursor. */
    private static Map<Demand, List<ClaimedJob>> quickly(Database database, Claim claim, List<Demand> demands) {
        List<Demand> anew = new ArrayList<>();
        List<Demand> on = new ArrayList<>();
        for (Demand demand : demands) {
            if (demand.tasks().isEmpty()) {
                (claim.cursors().has(demand.queue(), claim.now()) ? on : anew).add(demand);
            }
        }
        Map<Demand, List<ClaimedJob>> decided = new LinkedHashMap<>();
        // Each is a transaction by itself: were the first repeated with the second, nobody would be told what it had
        // claimed.
        if (!anew.isEmpty()) {
            decided.putAll(database.each(session -> atOnce(session, claim, anew, false)));
        }
        if (!on.isEmpty()) {
            decided.putAll(database.each(session -> atOnce(session, claim, on, true)));
        }
        return decided;
    }

    /** @param on whether to go on from the cursors */
    private static Map<Demand, List<ClaimedJob>> atOnce(Session session, Claim claim, List<Demand> demands, boolean on)
            throws SQLException {
        Rows rows = new Rows(demands.size());
        demands.forEach(demand -> rows.add(demand.queue(), (long) demand.max()));
        Picked picked = new Picked(demands);
        if (on) {
            Rows places = claim.cursors().places(demands, claim.now());
            UNLIMITED_ON.list(
                    session,
                    picked::read,
                    rows,
                    claim.node(),
                    claim.now(),
                    claim.now(),
                    places,
                    claim.node(),
                    claim.now());
        } else {
            UNLIMITED.list(
                    session, picked::read, rows, claim.node(), claim.now(), claim.now(), claim.node(), claim.now());
        }
        return picked.claimed(claim);
    }

    /** Collects what a statement answers: queue, whether it is limited, entries read, and a job or nothing. */
    private static final class Picked {
        private final Map<String, Demand> demands = new LinkedHashMap<>();
        private final Map<String, List<ClaimedJob>> byQueue = new HashMap<>();
        private int jobs;
        private long entries;

        Picked(List<Demand> demands) {
            demands.forEach(demand -> this.demands.put(demand.queue(), demand));
        }

        boolean read(Row row) throws SQLException {
            String queue = row.text();
            if (row.flag()) {
                return demands.remove(queue) != null;
            }
            entries = row.number();
            List<ClaimedJob> claimed = byQueue.computeIfAbsent(queue, unused -> new ArrayList<>());
            if (row.isNull()) {
                return false;
            }
            jobs++;
            return claimed.add(JobRow.claimed(row));
        }

        /** What each demand has got, but for those with a limit. One whose queue is paused has not been looked at. */
        Map<Demand, List<ClaimedJob>> claimed(Claim claim) {
            Map<Demand, List<ClaimedJob>> claimed = new LinkedHashMap<>();
            demands.forEach((queue, demand) -> {
                List<ClaimedJob> got = byQueue.get(queue);
                claimed.put(demand, got == null ? List.of() : got);
                if (got != null) {
                    got.sort(ORDER);
                    claim.cursors().claimed(demand, entries - jobs, got, claim.now());
                }
            });
            return claimed;
        }
    }

    private static Map<Demand, Taken> carefully(Session session, Claim claim, List<Demand> demands)
            throws SQLException {
        Map<Demand, Taken> claimed = new HashMap<>();
        if (!mayClaim(session, claim)) {
            return claimed;
        }
        Map<String, Integer> room = room(session, claim, demands);
        for (Demand demand : demands) {
            int left = room.getOrDefault(demand.queue(), Integer.MAX_VALUE);
            int most = Math.min(demand.max(), left);
            if (most > 0) {
                Taken taken = take(session, claim, new Demand(demand.queue(), most, demand.tasks()));
                claimed.put(demand, taken);
                room.computeIfPresent(demand.queue(), (queue, before) -> before - taken.count());
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

    private static Taken take(Session session, Claim claim, Demand demand) throws SQLException {
        if (!demand.tasks().isEmpty()) {
            List<UUID> ids = session.list(PARKED, Row::id, demand.queue(), Rows.of(demand.tasks()), demand.max());
            return Taken.read(take(session, claim, ids, TAKE_PARKED, ORDER));
        }
        return session.dialect() == Dialect.POSTGRESQL
                ? Taken.read(takeReady(session, claim, demand))
                : ClaimSteps.take(session, claim, demand);
    }

    private static List<ClaimedJob> takeReady(Session session, Claim claim, Demand demand) throws SQLException {
        ClaimCursors cursors = claim.cursors();
        Rows rows = new Rows(1);
        rows.add(demand.queue(), (long) demand.max());
        List<Long> read = new ArrayList<>();
        Row.Reader<UUID> reader = row -> {
            read.add(row.number());
            return row.id();
        };
        List<UUID> ids = cursors.has(demand.queue(), claim.now())
                ? session.list(READY_ON, reader, rows, cursors.places(List.of(demand), claim.now()))
                : session.list(READY, reader, rows);
        List<ClaimedJob> jobs = take(session, claim, ids, TAKE_READY, ORDER);
        if (!read.isEmpty()) {
            cursors.claimed(demand, read.getFirst() - 1, jobs, claim.now());
        }
        return jobs;
    }

    private static List<ClaimedJob> take(
            Session session, Claim claim, List<UUID> ids, Move way, Comparator<ClaimedJob> order) throws SQLException {
        Rows rows = new Rows(ids.size());
        ids.forEach(id -> rows.add(id, claim.node(), Micros.of(claim.now())));
        List<ClaimedJob> jobs = new ArrayList<>(way.list(session, JobRow::claimed, rows));
        jobs.sort(order);
        return jobs;
    }

    /** Takes future jobs by id, inside a transaction. */
    static List<ClaimedJob> future(Session session, Claim claim, List<UUID> ids) throws SQLException {
        if (!mayClaim(session, claim)) {
            return List.of();
        }
        List<UUID> sorted = ids.stream().distinct().sorted(Ids.ORDER).toList();
        List<UUID> free = session.list(FUTURE, Row::id, Rows.of(sorted), claim.now());
        return take(session, claim, free, TAKE_FUTURE, BY_DUE);
    }

    private static boolean mayClaim(Session session, Claim claim) throws SQLException {
        return !session.list(MAY_CLAIM, Row::text, claim.node(), claim.now()).isEmpty();
    }
}
