package io.carillon.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The keys that live jobs hold. All work inside the caller's transaction. Keys are handed
 * over sorted, so that everybody locks them in the same order.
 *
 * <p>A serial key's row is locked before anybody looks at who waits for it, each by a statement of its own. So a job
 * that comes while the holder ends either sees the key free or is seen by the holder, never neither.
 */
final class Keys {
    private static final Sql TAKE = Sql.of("keys.take", """
            insert into carillon_unique_key (key, job_id)
            select e.key, e.job_id from {e: key text, job_id uuid} where true
            on conflict (key) do nothing
            returning key
            """);

    private static final Sql HOLDERS = Sql.of("keys.holders", """
            select k.key, k.job_id from carillon_unique_key k join {e: key text} on {k.key is e.key}
            """);

    private static final Sql ASSIGN = Sql.of("keys.assign", """
            update carillon_unique_key set job_id = e.job_id from {e: key text, job_id uuid}
            where {carillon_unique_key.key is e.key}
            """);

    /** By key alone: the job that ends is the one that holds it, or it would not be live. */
    private static final Sql FREE = Sql.of("keys.free", "delete from carillon_unique_key where {key among text}");

    /** On PostgreSQL. */
    private static final Sql FREE_OF = Sql.of("keys.free-of", """
            delete from carillon_unique_key k using {e: key text, job_id uuid}
            where {k.key is e.key} and k.job_id = e.job_id
            """);

    private static final Sql LINE_UP = Sql.of("keys.line-up", """
            insert into carillon_serial_key (key) select e.key from {e: key text} where true
            on conflict (key) do update set key = excluded.key
            returning key, job_id
            """);

    private static final Sql HOLD = Sql.of("keys.hold", """
            select k.key from {e: key text, job_id uuid} cross join carillon_serial_key k
            where {k.key is e.key} and k.job_id = e.job_id {lock k}
            """);

    private static final Sql NEXT = Sql.of("keys.next", """
            select e.key, (
                select b.id from carillon_blocked b
                where b.serial_key = e.key and b.parked_for is null
                order by b.due, b.id limit 1)
            from {e: key text}
            """);

    private static final Sql HAND_OVER = Sql.of("keys.hand-over", """
            update carillon_serial_key set job_id = e.job_id from {e: key text, job_id uuid}
            where {carillon_serial_key.key is e.key}
            """);

    private static final Sql DROP = Sql.of("keys.drop", "delete from carillon_serial_key where {key among text}");

    private static final Move UNBLOCK =
            Move.of("keys.unblock", "blocked", "ready", "id uuid").build();

    private static final int MOST_ROUNDS = 20;

    private Keys() {}

    /**
     * Takes unique keys for jobs.
     *
     * @param wanted the job that wants each key
     * @return the holders of those that could not be had
     */
    static Map<String, UUID> take(Session session, Map<String, UUID> wanted) throws SQLException {
        Map<String, UUID> holders = new HashMap<>();
        Map<String, UUID> missing = new TreeMap<>(wanted);
        for (int round = 0; !missing.isEmpty() && round < MOST_ROUNDS; round++) {
            missing.keySet().removeAll(session.list(TAKE, Row::text, pairs(missing)));
            if (!missing.isEmpty()) {
                // A holder that ended since the first statement is not found here, and the key is to be had after all.
                session.list(HOLDERS, row -> holders.put(row.text(), row.id()), Rows.of(missing.keySet()));
                missing.keySet().removeAll(holders.keySet());
            }
        }
        if (!missing.isEmpty()) {
            throw new SQLException("unique keys came and went too fast: " + missing.keySet(), "40001");
        }
        return holders;
    }

    /** Gives back keys where these jobs hold them. */
    static void giveBack(Session session, Map<String, UUID> holders) throws SQLException {
        session.updateIfAny(FREE_OF, pairs(new TreeMap<>(holders)));
    }

    /** Leaves keys that were taken to their final owners, and gives back those that have none. */
    static void assign(Session session, Map<String, UUID> taken, Map<String, UUID> owners) throws SQLException {
        Map<String, UUID> changed = new TreeMap<>();
        Set<String> unused = new TreeSet<>();
        taken.forEach((key, first) -> {
            UUID owner = owners.get(key);
            if (owner == null) {
                unused.add(key);
            } else if (!owner.equals(first)) {
                changed.put(key, owner);
            }
        });
        session.updateIfAny(ASSIGN, pairs(changed));
        session.updateIfAny(FREE, Rows.of(unused));
    }

    /**
     * Makes the first of the jobs blocked by each key ready where nobody holds it.
     *
     * @return the jobs made ready
     */
    static List<UUID> admit(Session session, Set<String> keys) throws SQLException {
        if (keys.isEmpty()) {
            return List.of();
        }
        Set<String> free = new TreeSet<>();
        session.list(LINE_UP, row -> addIfFree(free, row.text(), row.optionalId()), Rows.of(new TreeSet<>(keys)));
        return handOver(session, free);
    }

    private static boolean addIfFree(Set<String> free, String key, @Nullable UUID holder) {
        return holder == null && free.add(key);
    }

    /** Keys of jobs that end. Unique keys are given back; serial keys go to the next in line, which becomes ready. */
    static final class Ended {
        private final Set<String> unique = new TreeSet<>();
        private final NavigableMap<String, List<UUID>> serial = new TreeMap<>();

        void add(UUID job, @Nullable String uniqueKey, @Nullable String serialKey) {
            if (uniqueKey != null) {
                unique.add(uniqueKey);
            }
            if (serialKey != null) {
                serial.computeIfAbsent(serialKey, unused -> new ArrayList<>()).add(job);
            }
        }

        /** A job that ends need not hold its serial key: it may have waited for it. */
        void send(Session session) throws SQLException {
            session.updateIfAny(FREE, Rows.of(unique));
            Rows rows = new Rows();
            serial.forEach((key, jobs) -> jobs.forEach(job -> rows.add(key, job)));
            if (!rows.isEmpty()) {
                handOver(session, new TreeSet<>(session.list(HOLD, Row::text, rows)));
            }
        }
    }

    /**
     * Hands keys that the transaction has locked to the first that waits for each, or forgets them. One that is
     * cancelled at the same moment does not move, and the next is looked for.
     */
    private static List<UUID> handOver(Session session, Set<String> keys) throws SQLException {
        Map<String, UUID> admitted = new TreeMap<>();
        Set<String> open = new TreeSet<>(keys);
        while (!open.isEmpty()) {
            Map<UUID, String> next = new HashMap<>();
            Set<String> unwanted = new TreeSet<>();
            session.list(NEXT, row -> sort(row.text(), row.optionalId(), next, unwanted), Rows.of(open));
            session.updateIfAny(DROP, Rows.of(unwanted));
            open.removeAll(unwanted);
            for (UUID moved : UNBLOCK.ids(session, Rows.of(next.keySet()))) {
                String key = next.get(moved);
                if (key != null) {
                    admitted.put(key, moved);
                    open.remove(key);
                }
            }
        }
        session.updateIfAny(HAND_OVER, pairs(admitted));
        return List.copyOf(admitted.values());
    }

    private static boolean sort(String key, @Nullable UUID waiting, Map<UUID, String> next, Set<String> unwanted) {
        return waiting == null ? unwanted.add(key) : next.put(waiting, key) == null;
    }

    private static Rows pairs(Map<String, UUID> map) {
        Rows rows = new Rows(map.size());
        map.forEach(rows::add);
        return rows;
    }
}
