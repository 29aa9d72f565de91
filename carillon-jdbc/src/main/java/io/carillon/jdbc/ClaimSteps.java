package io.carillon.jdbc;

import io.carillon.jdbc.ClaimJobs.Claim;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Demand;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How SQLite's writer claims: one statement copies the first jobs and one removes them; nobody comes between, so both see
 * the same. Reading many of them would be a sixth of the writer's time, for which everybody waits. They are read after
 * the commit, by another thread, from the places where the copies were put.
 */
final class ClaimSteps {
    /** More are not worth handing over to another thread. */
    private static final int FEW = 50;

    private static final String FIRST = "where j.queue = ? order by j.priority desc, j.due, j.id limit ?";

    private static final Sql TAKE = Sql.of("claim.take-first", """
            insert into carillon_running ({carried})
            select {j.carried; attempt = j.attempt + 1; fence = j.fence + 1; node = ?; started_at = ?} from carillon_ready j
            %s
            """.formatted(FIRST));

    private static final Sql GONE = Sql.of("claim.take-first.gone", """
            delete from carillon_ready where {place} in (select j.{place} from carillon_ready j %s)
            """.formatted(FIRST));

    /** SQLite puts each new row after the last one. */
    private static final Sql LAST = Sql.of("claim.take-first.last", "select max({place}) from carillon_running");

    /** What has been taken away since, because the node's lease was lost, is not there, or is another node's. */
    private static final Sql SEE = Sql.of("claim.see", """
            select %s from carillon_running j where j.{place} > ? and j.{place} <= ? and j.node = ?
            """.formatted(JobRow.claimed("j.", true)));

    /**
     * What a demand has got.
     *
     * @param jobs those that have been read
     * @param count how many there are
     * @param last the place of the last one, unless they have been read
     */
    record Taken(List<ClaimedJob> jobs, int count, long last) {
        static Taken read(List<ClaimedJob> jobs) {
            return new Taken(jobs, jobs.size(), 0);
        }

        private boolean isRead() {
            return jobs.size() == count;
        }

        private List<ClaimedJob> see(Session session, Claim claim) throws SQLException {
            List<ClaimedJob> seen = session.list(SEE, JobRow::claimed, last - count, last, claim.node());
            seen.sort(ClaimJobs.ORDER);
            return seen;
        }
    }

    private ClaimSteps() {}

    /** Takes what is ready, in a transaction of the writer. */
    static Taken take(Session session, Claim claim, Demand demand) throws SQLException {
        int count = session.update(TAKE, claim.node(), claim.now(), demand.queue(), demand.max());
        if (count == 0) {
            return Taken.read(List.of());
        }
        session.update(GONE, demand.queue(), demand.max());
        Long last = session.first(LAST, Row::number);
        if (last == null) {
            throw new IllegalStateException("expected " + count + " running jobs, got none");
        }
        Taken taken = new Taken(List.of(), count, last);
        return count > FEW ? taken : Taken.read(taken.see(session, claim));
    }

    /** Reads what has not been read, once it is committed. */
    static Map<Demand, List<ClaimedJob>> see(Database database, Claim claim, Map<Demand, Taken> taken) {
        Map<Demand, List<ClaimedJob>> seen = new HashMap<>();
        Map<Demand, Taken> unread = new HashMap<>();
        taken.forEach((demand, one) -> {
            if (one.isRead()) {
                seen.put(demand, one.jobs());
            } else {
                unread.put(demand, one);
            }
        });
        return unread.isEmpty()
                ? seen
                : database.readBack(session -> {
                    for (Map.Entry<Demand, Taken> one : unread.entrySet()) {
                        seen.put(one.getKey(), one.getValue().see(session, claim));
                    }
                    return seen;
                });
    }
}
