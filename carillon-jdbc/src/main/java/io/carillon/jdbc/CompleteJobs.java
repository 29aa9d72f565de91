package io.carillon.jdbc;

import io.carillon.Job;
import io.carillon.spi.Settlement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The quick way to settle, for jobs that completed without follow-ups, nearly all: ends them where the fence holds. What
 * it leaves (stale ones, serial keys) is {@link SettleJobs}'s to decide.
 */
final class CompleteJobs {
    /** What changes in a job that moves on from running: {@code j} is the job, {@code e} its settlement. */
    static final String PROGRESS = """
            percent = coalesce(e.percent, j.percent); \
            message = case when e.percent is null then j.message else e.message end""";

    private static final String CHANGED =
            "{j.carried; started_at = e.started_at; %s; error = cast(null as text)}, e.ended_at, 'completed', e.result"
                    .formatted(PROGRESS);

    private static final String ENDS = """
            {e: id uuid, fence bigint, started_at bigint, ended_at bigint, percent bigint, message text, result text}""";

    /** On PostgreSQL: complete in itself, and therefore without a transaction around it. */
    private static final Sole COMPLETE = Sole.of("settle.complete", """
            with ended as (
                delete from carillon_running j using %s
                where {j.id is e.id} and j.fence = e.fence and j.serial_key is null
                returning %s
            ), finished as (
                insert into carillon_finished ({carried}, completed_at, status, result) select * from ended
                %s
                returning id, fence, queue, unique_key
            ), counted as (
                insert into carillon_tally (queue, status, n) select queue, 'completed', count(*) from finished group by queue
            ), freed as (
                delete from carillon_unique_key k using finished f where {k.key is f.unique_key}
            )
            select id, fence from finished
            """.formatted(ENDS, CHANGED, "%s"));

    /**
     * A table of the writer's own connection, empty between transactions: where the jobs are that this settle ends. Found
     * once by id and afterwards by place, they cost half as much.
     */
    static final String SQLITE_ENDED = """
            create temp table if not exists carillon_ended (
                place integer primary key, started_at, ended_at, percent, message, result)""";

    /** SQLite has no statement that deletes and inserts at once; its writer takes these, one after the other. */
    private static final class Steps {
        private static final String EACH_ENDED =
                "temp.carillon_ended e cross join carillon_running j where j.rowid = e.place";

        /** Of two settlements of one claim the first counts. */
        private static final Sql SEIZE = Sql.of("settle.complete.seize", """
                insert or ignore into temp.carillon_ended
                select j.rowid, e.started_at, e.ended_at, e.percent, e.message, e.result
                from %s cross join carillon_running j
                where {j.id is e.id} and j.fence = e.fence and j.serial_key is null
                """.formatted(ENDS));

        private static final Sql SEIZED = Sql.of("settle.complete.seized", "select j.id, j.fence from " + EACH_ENDED);

        private static final List<Sql> END = List.of(
                Sql.of("settle.complete.finish", """
                        insert into carillon_finished ({carried}, completed_at, status, result) select %s from %s
                        """.formatted(CHANGED, EACH_ENDED)),
                Sql.of("settle.complete.count", """
                        insert into carillon_tally (queue, status, n) select j.queue, 'completed', count(*) from %s group by 1
                        """.formatted(EACH_ENDED)),
                Sql.of("settle.complete.free", """
                        delete from carillon_unique_key where key in (
                            select j.unique_key from %s and j.unique_key is not null)
                        """.formatted(EACH_ENDED)),
                Sql.of("settle.complete.gone", """
                        delete from carillon_running where rowid in (select place from temp.carillon_ended)
                        """),
                Sql.of("settle.complete.done", "delete from temp.carillon_ended"));
    }

    private CompleteJobs() {}

    /** Whether the quick way may be tried. */
    static boolean isPlain(Settlement end) {
        return end.outcome() instanceof Settlement.Completed && end.followUps().isEmpty();
    }

    /** Ends plain settlements: on SQLite within a transaction, on PostgreSQL by itself. Answers the claims it ended. */
    static Set<Hold> complete(Session session, List<Settlement> ends) throws SQLException {
        Rows rows = new Rows(ends.size());
        for (Settlement end : ends) {
            rows.add(
                    end.id(),
                    end.fence(),
                    Micros.of(end.startedAt()),
                    Micros.of(end.endedAt()),
                    percent(end),
                    message(end),
                    end.outcome() instanceof Settlement.Completed completed ? completed.result() : null);
        }
        return session.dialect() == Dialect.POSTGRESQL
                ? new HashSet<>(COMPLETE.list(session, Hold::read, rows))
                : inSteps(session, ends, rows);
    }

    private static Set<Hold> inSteps(Session session, List<Settlement> ends, Rows rows) throws SQLException {
        int seized = session.update(Steps.SEIZE, rows);
        // Each answered row is dear on SQLite, and usually all of them are had.
        Set<Hold> ended = seized == ends.size()
                ? ends.stream().map(Hold::of).collect(Collectors.toSet())
                : new HashSet<>(session.list(Steps.SEIZED, Hold::read));
        if (seized > 0) {
            for (Sql step : Steps.END) {
                session.update(step);
            }
        }
        return ended;
    }

    static @Nullable Long percent(Settlement end) {
        Job.Progress progress = end.progress();
        return progress == null ? null : (Long) (long) progress.percent();
    }

    static @Nullable String message(Settlement end) {
        Job.Progress progress = end.progress();
        return progress == null ? null : progress.message();
    }
}
