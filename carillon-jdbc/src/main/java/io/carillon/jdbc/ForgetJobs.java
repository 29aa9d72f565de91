package io.carillon.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Forgets finished jobs with their attempts and logs. */
final class ForgetJobs {
    private static final Sql OLD = Sql.of("forget.old", """
            select id from carillon_finished where completed_at < ? order by completed_at limit ? {lock skip}
            """);

    private static final Sql JOBS = Sql.of("forget.jobs", """
            delete from carillon_finished where {id among uuid} returning id, queue, status
            """);

    private static final Sql ATTEMPTS =
            Sql.of("forget.attempts", "delete from carillon_attempt where {job_id among uuid}");

    private static final Sql LOGS = Sql.of("forget.logs", "delete from carillon_log where {job_id among uuid}");

    private static final int MOST_TALLY_ROWS = 1_000;

    private ForgetJobs() {}

    static int prune(Database database, Instant before, int limit) {
        return database.write(session -> {
            Tally.fold(session, MOST_TALLY_ROWS);
            return forget(session, session.list(OLD, Row::id, before, limit)).size();
        });
    }

    /** Forgets those of the jobs that have finished; says which. */
    static List<UUID> forget(Session session, List<UUID> ids) throws SQLException {
        List<UUID> gone = new ArrayList<>();
        Tally tally = new Tally();
        if (!ids.isEmpty()) {
            session.list(
                    JOBS,
                    row -> {
                        gone.add(row.id());
                        tally.add(row.text(), row.text(), -1);
                        return true;
                    },
                    Rows.of(ids));
            tally.send(session);
            session.updateIfAny(ATTEMPTS, Rows.of(gone));
            session.updateIfAny(LOGS, Rows.of(gone));
        }
        return gone;
    }
}
