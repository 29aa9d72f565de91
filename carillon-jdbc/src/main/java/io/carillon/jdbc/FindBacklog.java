package io.carillon.jdbc;

import io.carillon.spi.JobStore.Backlog;
import java.util.HashSet;
import java.util.Set;

/** Says which queues have something to claim, by going from the first queue in an index to the next. */
final class FindBacklog {
    private static final Sql BACKLOG = Sql.of("backlog", """
            with recursive readied (queue) as (
                select min(queue) from carillon_ready
                union all
                select (select min(j.queue) from carillon_ready j where j.queue > r.queue)
                from readied r where r.queue is not null
            ), parked (queue) as (
                select min(queue) from carillon_blocked where parked_for is not null
                union all
                select (select min(j.queue) from carillon_blocked j where j.parked_for is not null and j.queue > p.queue)
                from parked p where p.queue is not null
            )
            select 0, queue from readied where queue is not null
            union all
            select 1, queue from parked where queue is not null
            """);

    private FindBacklog() {}

    static Backlog backlog(Database database) {
        return database.steered(session -> {
            Set<String> ready = new HashSet<>();
            Set<String> parked = new HashSet<>();
            session.list(BACKLOG, row -> (row.integer() == 0 ? ready : parked).add(row.text()));
            return new Backlog(ready, parked);
        });
    }
}
