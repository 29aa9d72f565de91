package io.carillon.jdbc;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;

/**
 * The room that a queue's {@code maxSize} leaves, exact among concurrent callers: the queue's row in
 * {@code carillon_bound} is held from the count to the commit. It is locked by a statement of its own, because a
 * statement that waits for a lock goes on with what it saw before.
 */
final class Bounds {
    /** An update rather than a lock: in a caller's transaction that keeps to one snapshot, the next one must fail. */
    private static final Sql HOLD =
            Sql.of("bounds.hold", "update carillon_bound set name = name where {name among text} returning name");

    private static final Sql ROOM = Sql.of("bounds.room", """
            select q.name, q.max_size
                - (select count(*) from carillon_ready j where j.queue = q.name and j.priority >= 0)
                - (select count(*) from carillon_future j where j.queue = q.name)
                - (select count(*) from carillon_blocked j where j.queue = q.name)
            from carillon_queue q join {e: name text} on {q.name is e.name}
            where q.max_size is not null
            """);

    private Bounds() {}

    /**
     * How many more jobs each of the queues takes; without those that have no bound.
     *
     * @param queues in the order in which everybody locks them
     */
    static Map<String, Long> room(Session session, SortedSet<String> queues) throws SQLException {
        Map<String, Long> room = new HashMap<>();
        if (!session.list(HOLD, Row::text, Rows.of(queues)).isEmpty()) {
            session.list(ROOM, row -> room.put(row.text(), row.number()), Rows.of(queues));
        }
        return room;
    }
}
