package io.carillon.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A small pool of connections to a PostgreSQL server. Who finds all of them in use waits for one with patience; who waits
 * while the server cannot be reached is told so soon, with what the driver said. Thread-safe.
 */
final class PostgresPool implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Long enough for a server that is restarted, and short enough for a person who waits for an answer. */
    private static final Duration PATIENCE_WITHOUT_SERVER = Duration.ofSeconds(2);

    /** For so long after somebody waited in vain nobody else does. */
    private static final Duration NO_NEWS = Duration.ofSeconds(1);

    private final HikariDataSource pool;
    private final News news;

    /**
     * What the pools of one server know of it: the first that reaches it again tells the others, so that who is told that the
     * store is back finds it so. Thread-safe.
     */
    static final class News {
        private volatile @Nullable SQLException unreachable;
        private volatile long gaveUpAt = System.nanoTime() - NO_NEWS.toNanos();
    }

    /** @param settings statement to run on each new connection */
    PostgresPool(String name, int most, String settings, DataSource source, News news) {
        this.news = news;
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(new OpenedConnections(() -> connect(source)));
        config.setMaximumPoolSize(most);
        config.setMinimumIdle(0);
        config.setIdleTimeout(Duration.ofMinutes(1).toMillis());
        config.setConnectionTimeout(PATIENCE_WITHOUT_SERVER.toMillis());
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql(settings);
        pool = new HikariDataSource(config);
    }

    /** As long as somebody waits and the pool is not full it tries again, so the last try says how things are. */
    private Connection connect(DataSource source) throws SQLException {
        try {
            Connection connection = source.getConnection();
            news.unreachable = null;
            return connection;
        } catch (SQLException e) {
            news.unreachable = Faults.saysBusy(e) ? null : e;
            throw e;
        }
    }

    /** @throws SQLException when there is none for longer than it should take; what the driver said if it cannot connect */
    Connection get() throws SQLException {
        long began = System.nanoTime();
        SQLException before = news.unreachable;
        if (before != null && hasNone() && began - news.gaveUpAt < NO_NEWS.toNanos()) {
            throw before;
        }
        while (true) {
            try {
                Connection connection = pool.getConnection();
                news.unreachable = null;
                return connection;
            } catch (SQLTransientConnectionException e) {
                SQLException now = news.unreachable;
                if (now != null && hasNone()) {
                    news.gaveUpAt = System.nanoTime();
                    throw now;
                }
                if (System.nanoTime() - began >= PATIENCE.toNanos()) {
                    throw e;
                }
            }
        }
    }

    /** As long as there is a connection the server is there, even if it lets nobody else in. */
    private boolean hasNone() {
        return pool.getHikariPoolMXBean().getTotalConnections() == 0;
    }

    @Override
    public void close() {
        pool.close();
    }
}
