package io.carillon.jdbc;

import io.carillon.spi.JobStore.Backlog;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says which queues have something to claim, by going from the first queue in an index to the next, and when the next job
 * and the next schedule are due.
 */
final class FindBacklog {
    private static final int NEXT_JOB = 2;
    private static final int NEXT_FIRE = 3;

    private static final Sql BACKLOG = Sql.of("backlog", """
            with recursive readied (queue) as (
                select min(queue) from carillon_ready where priority >= 0
                union all
                select (select min(j.queue) from carillon_ready j where j.priority >= 0 and j.queue > r.queue)
                from readied r where r.queue is not null
            ), parked (queue) as (
                select min(queue) from carillon_blocked where parked_for is not null
                union all
                select (select min(j.queue) from carillon_blocked j where j.parked_for is not null and j.queue > p.queue)
                from parked p where p.queue is not null
            )
            select 0, queue, cast(null as bigint) from readied where queue is not null
            union all
            select 1, queue, cast(null as bigint) from parked where queue is not null
            union all
            select 2, null, (select due from carillon_future where priority >= 0 order by due, id limit 1)
            union all
            select 3, null, (select due from carillon_schedule where enabled and due is not null order by due, name limit 1)
            """);

    private FindBacklog() {}

    static Backlog backlog(Database database) {
        return database.steered(session -> {
            Set<String> ready = new HashSet<>();
            Set<String> parked = new HashSet<>();
            Map<Integer, @Nullable Instant> next = new HashMap<>();
            session.list(BACKLOG, row -> {
                int kind = row.integer();
                String queue = row.optionalText();
                Instant due = row.optionalInstant();
                if (queue != null) {
                    return (kind == 0 ? ready : parked).add(queue);
                }
                return next.put(kind, due) == null;
            });
            return new Backlog(ready, parked, next.get(NEXT_JOB), next.get(NEXT_FIRE));
        });
    }
}
