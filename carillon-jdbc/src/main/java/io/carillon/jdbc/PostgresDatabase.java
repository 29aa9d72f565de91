package io.carillon.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server, over a small pool of connections of the store's own. */
final class PostgresDatabase implements Database {
    /** A commit waits for the disk; more connections than these only queue there. */
    private static final int WRITING = 8;

    private static final int READING = 3;

    private static final Duration LONGEST_STATEMENT = Duration.ofSeconds(30);
    private static final int MOST_ATTEMPTS = 4;
    private static final long LONGEST_PAUSE_NANOS = 5_000_000;

    private static final String PLAIN = "set jit = off; set synchronous_commit = on";

    /**
     * What changes rows is small and must not change its plan when a table has just been filled or emptied: it goes by
     * the indexes made for it, and a plan once made is kept. None of it sorts: what must be sorted is handed over so.
     */
    private static final String STEERED = PLAIN + """
            ; set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set enable_bitmapscan = off; \
            set enable_sort = off; set enable_hashjoin = off; set enable_mergejoin = off; \
            set default_transaction_isolation = 'read committed'""";

    private static final Sql NOW = Sql.of("now", "select (extract(epoch from clock_timestamp()) * 1000000)::bigint");

    private final DataSource source;
    private final DataSource bounded;
    private final PostgresPool writers;
    private final PostgresPool readers;
    private final String description;
    private final Probe probe;

    PostgresDatabase(DataSource source, String description, Probe probe) {
        this.source = source;
        bounded = new OpenedConnections(() -> bounded(source.getConnection()));
        this.description = description;
        this.probe = probe;
        PostgresPool.News news = new PostgresPool.News();
        writers = new PostgresPool("carillon-write", WRITING, STEERED, bounded, news);
        readers = new PostgresPool("carillon-read", READING, PLAIN, bounded, news);
    }

    /** No statement of the store takes longer; a server that has vanished without a word is given up then. */
    private static Connection bounded(Connection connection) throws SQLException {
        if (connection.getNetworkTimeout() == 0) {
            connection.setNetworkTimeout(Runnable::run, (int) LONGEST_STATEMENT.toMillis());
        }
        return connection;
    }

    /** Connections for listening, which are not pooled. */
    DataSource connections() {
        return bounded;
    }

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    public <T extends @Nullable Object> T read(Work<T> work) {
        return run(readers, connection -> work.run(session(connection)));
    }

    @Override
    public <T extends @Nullable Object> T steered(Work<T> work) {
        return each(work);
    }

    @Override
    public <T extends @Nullable Object> T readBack(Work<T> work) {
        return read(work);
    }

    @Override
    public <T extends @Nullable Object> T each(Work<T> work) {
        return run(writers, connection -> work.run(session(connection)));
    }

    @Override
    public <T extends @Nullable Object> T write(Work<T> work) {
        return run(writers, connection -> inTransaction(connection, work));
    }

    /** What is done with a connection. */
    @FunctionalInterface
    private interface Use<T extends @Nullable Object> {
        T of(Connection connection) throws SQLException;
    }

    private <T extends @Nullable Object> T run(PostgresPool pool, Use<T> use) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = pool.get()) {
                return use.of(connection);
            } catch (SQLException e) {
                if (attempt == MOST_ATTEMPTS || !Faults.asksToRepeat(e)) {
                    throw Faults.of(Dialect.POSTGRESQL, description, e);
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
            }
        }
    }

    private <T extends @Nullable Object> T inTransaction(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        T value;
        try {
            value = work.run(session(connection));
            probe.reached("commit");
            connection.commit();
        } catch (SQLException | RuntimeException | Error e) {
            rollback(connection, e);
            throw e;
        }
        connection.setAutoCommit(true);
        probe.reached("committed");
        return value;
    }

    /** The pool throws a connection away that cannot even do this. */
    private static void rollback(Connection connection, Throwable cause) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private Session session(Connection connection) {
        return Session.passing(connection, Dialect.POSTGRESQL, probe);
    }

    @Override
    public <T extends @Nullable Object> T join(Connection transaction, Work<T> work) {
        try {
            return work.run(session(transaction));
        } catch (SQLException e) {
            throw Faults.of(Dialect.POSTGRESQL, description, e);
        }
    }

    @Override
    public Instant now() {
        return read(session -> {
            Instant now = session.first(NOW, Row::instant);
            if (now == null) {
                throw new SQLException("the server did not say what time it is");
            }
            return now;
        });
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void migrate() {
        if (isCurrent()) {
            return;
        }
        // Flyway makes its own history table before it takes its lock, so nodes that start together take ours first. It
        // belongs to the connection and ends with it, also when this process dies.
        try (Connection lock = bounded.getConnection()) {
            session(lock).control("select pg_advisory_lock(hashtext('carillon_schema'))");
            if (!isCurrent()) {
                Schema.migrate(Dialect.POSTGRESQL, source, description);
                isCurrent();
            }
        } catch (SQLException e) {
            throw Faults.of(Dialect.POSTGRESQL, description, e);
        }
    }

    /** Past the pool, which would try for long before it says why it cannot connect. */
    private boolean isCurrent() {
        try (Connection connection = bounded.getConnection()) {
            return Schema.isCurrent(session(connection), description);
        } catch (SQLException e) {
            throw Faults.of(Dialect.POSTGRESQL, description, e);
        }
    }

    @Override
    public void close() {
        writers.close();
        readers.close();
    }
}
