package io.carillon.jdbc;

import io.carillon.spi.JobStore.Promotion;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes future jobs ready when they are due; those with a serial key by way of its line. */
final class PromoteJobs {
    private static final Sql NEXT =
            Sql.of("promote.next", "select due from carillon_future where priority >= 0 order by due limit 1");

    private static final Sql DUE = Sql.of("promote.due", """
            select id, queue, serial_key,
                f.id = (select k.job_id from carillon_serial_key k where k.key = f.serial_key)
            from carillon_future f where due <= ? and priority >= 0 order by due, id limit ? {lock f skip}
            """);

    private static final Sql QUEUES = Sql.of(
            "promote.queues",
            "select distinct j.queue from {e: id uuid} cross join carillon_ready j where {j.id is e.id}");

    private static final Move TO_READY =
            Move.of("promote.ready", "future", "ready", "id uuid").build();

    private static final Move TO_LINE =
            Move.of("promote.blocked", "future", "blocked", "id uuid").build();

    private record Due(UUID id, String queue, @Nullable String serialKey, boolean holdsKey) {
        static Due read(Row row) throws SQLException {
            return new Due(row.id(), row.text(), row.optionalText(), row.flag());
        }

        boolean mustLineUp() {
            return serialKey != null && !holdsKey;
        }
    }

    private PromoteJobs() {}

    static Promotion promote(Database database, Instant now, int limit) {
        Instant next = database.steered(PromoteJobs::nextDue);
        return next == null || next.isAfter(now)
                ? new Promotion(0, Set.of(), next)
                : database.write(session -> promote(session, now, limit));
    }

    private static Promotion promote(Session session, Instant now, int limit) throws SQLException {
        List<UUID> ready = new ArrayList<>();
        List<UUID> line = new ArrayList<>();
        Set<String> queues = new TreeSet<>();
        Set<String> keys = new TreeSet<>();
        for (Due job : session.list(DUE, Due::read, now, limit)) {
            if (job.mustLineUp()) {
                line.add(job.id());
                keys.add(job.serialKey());
            } else {
                ready.add(job.id());
                queues.add(job.queue());
            }
        }
        TO_READY.run(session, Rows.of(ready));
        TO_LINE.run(session, Rows.of(line));
        List<UUID> admitted = Keys.admit(session, keys);
        if (!admitted.isEmpty()) {
            queues.addAll(session.list(QUEUES, Row::text, Rows.of(admitted)));
        }
        return new Promotion(ready.size() + line.size(), queues, nextDue(session));
    }

    private static @Nullable Instant nextDue(Session session) throws SQLException {
        return session.first(NEXT, Row::instant);
    }
}
