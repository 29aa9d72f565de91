package io.carillon.jdbc;

import io.carillon.Queue;
import io.carillon.QueueConfig;
import io.carillon.RetryPolicy;
import io.carillon.spi.Store.Queues;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options and pauses of queues. */
final class JdbcQueues implements Queues {
    private static final Sql PUT = Sql.of("queues.put", """
            insert into carillon_queue (name, max_size, workers, max_running, timeout, retry)
            values (?, ?, ?, ?, ?, ?)
            on conflict (name) do update set max_size = excluded.max_size, workers = excluded.workers,
                max_running = excluded.max_running, timeout = excluded.timeout, retry = excluded.retry
            """);

    private static final Sql BOUND =
            Sql.of("queues.bound", "insert into carillon_bound (name) values (?) on conflict (name) do nothing");

    private static final Sql PAUSE = Sql.of("queues.pause", """
            insert into carillon_queue (name, retry, paused_since, paused_until, paused_reason) values (?, ?, ?, ?, ?)
            on conflict (name) do update set paused_since = excluded.paused_since,
                paused_until = excluded.paused_until, paused_reason = excluded.paused_reason
            """);

    private static final Sql LIST = Sql.of("queues.list", """
            select name, max_size, workers, max_running, timeout, retry, paused_since, paused_until, paused_reason
            from carillon_queue order by name
            """);

    private static final Sql DELETE = Sql.of("queues.delete", "delete from carillon_queue where name = ?");

    private final Database database;

    JdbcQueues(Database database) {
        this.database = database;
    }

    @Override
    public void put(String name, QueueConfig config) {
        database.write(session -> {
            if (config.maxSize() != null) {
                session.update(BOUND, name);
            }
            return session.update(
                    PUT,
                    name,
                    config.maxSize(),
                    config.workers(),
                    config.limit(),
                    Micros.ofNullable(config.timeout()),
                    config.retry().text());
        });
    }

    @Override
    public void pause(String name, Queue.@Nullable Pause pause) {
        database.each(session -> session.update(
                PAUSE,
                name,
                QueueConfig.DEFAULT.retry().text(),
                pause == null ? null : pause.since(),
                pause == null ? null : pause.until(),
                pause == null ? null : pause.reason()));
    }

    @Override
    public List<Queue> list() {
        return database.read(session -> session.list(LIST, JdbcQueues::queue));
    }

    private static Queue queue(Row row) throws SQLException {
        String name = row.text();
        QueueConfig config = QueueConfig.DEFAULT
                .maxSize(row.optionalInteger())
                .workers(row.optionalInteger())
                .limit(row.optionalInteger())
                .timeout(row.optionalDuration())
                .retry(RetryPolicy.parse(row.text()));
        Instant since = row.optionalInstant();
        Instant until = row.optionalInstant();
        String reason = row.optionalText();
        return new Queue(
                name, config, since == null ? null : new Queue.Pause(reason == null ? "" : reason, since, until));
    }

    @Override
    public boolean delete(String name) {
        return database.each(session -> session.update(DELETE, name)) > 0;
    }
}
