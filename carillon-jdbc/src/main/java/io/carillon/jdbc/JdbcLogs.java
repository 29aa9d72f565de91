package io.carillon.jdbc;

import io.carillon.LogLine;
import io.carillon.spi.Store.Logs;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Logs of jobs. Lines of a job that is gone are dropped, or nobody would ever remove them. */
final class JdbcLogs implements Logs {
    private static final Sql APPEND = Sql.of("logs.append", """
            insert into carillon_log (job_id, seq, attempt, at, level, stream, message)
            select e.job_id, e.seq, e.attempt, e.at, e.level, e.stream, e.message
            from {e: job_id uuid, seq bigint, attempt bigint, at bigint, level text, message text, stream text}
            where %s
            on conflict (job_id, seq) do nothing
            """.formatted(EnqueueJobs.isStored("e.job_id")));

    private static final Sql READ = Sql.of("logs.read", """
            select job_id, seq, attempt, at, level, stream, message from carillon_log
            where job_id = ? and seq > ? order by seq limit ?
            """);

    private final Database database;

    JdbcLogs(Database database) {
        this.database = database;
    }

    @Override
    public void append(List<LogLine> lines) {
        Rows rows = new Rows(lines.size());
        for (LogLine line : lines) {
            rows.add(
                    UUID.fromString(line.jobId()),
                    line.seq(),
                    (long) line.attempt(),
                    Micros.of(line.at()),
                    line.level().label(),
                    line.message(),
                    line.stream());
        }
        if (!rows.isEmpty()) {
            database.each(session -> session.update(APPEND, rows));
        }
    }

    @Override
    public List<LogLine> read(UUID job, long afterSeq, int limit) {
        return database.read(session -> session.list(READ, JdbcLogs::line, job, afterSeq, limit));
    }

    private static LogLine line(Row row) throws SQLException {
        return new LogLine(
                row.id().toString(),
                row.number(),
                row.integer(),
                row.instant(),
                LogLine.Level.valueOf(row.text().toUpperCase(Locale.ROOT)),
                row.optionalText(),
                row.text());
    }
}
