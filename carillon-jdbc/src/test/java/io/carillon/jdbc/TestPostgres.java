package io.carillon.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** One real, durable PostgreSQL server for the tests of this process, started when the first test wants it. */
final class TestPostgres {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    private static final class Server {
        static final EmbeddedPostgres RUNNING = begin();

        private static EmbeddedPostgres begin() {
            EmbeddedPostgres server =
                    start(Map.of("fsync", "on", "synchronous_commit", "on", "max_connections", "200"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
            return server;
        }

        private static void stop(EmbeddedPostgres server) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Another server; a busy machine has more time to start it than the ten seconds it has by default. */
    static EmbeddedPostgres start(Map<String, String> settings) {
        EmbeddedPostgres.Builder server = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(2));
        settings.forEach(server::setServerConfig);
        try {
            return server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The database that is always there. */
    static DataSource server() {
        return Server.RUNNING.getPostgresDatabase();
    }

    /** A database of its own, without any table. */
    static DataSource database() {
        String name = "test_" + DATABASES.incrementAndGet();
        execute(Server.RUNNING.getPostgresDatabase(), "create database " + name);
        return Server.RUNNING.getDatabase("postgres", name);
    }

    /** A migrated database of its own. */
    static DataSource migrated() {
        DataSource source = database();
        try (JdbcStore store = JdbcStore.postgres(source)) {
            store.migrate();
        }
        return source;
    }

    static String url(DataSource source) {
        try (Connection connection = source.getConnection()) {
            return connection.getMetaData().getURL();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Empties the tables of a migrated database, which is a hundred times quicker than making another one. */
    static void empty(DataSource source) {
        execute(
                source,
                String.join(
                        ";",
                        List.of(
                                        "ready",
                                        "future",
                                        "blocked",
                                        "running",
                                        "finished",
                                        "unique_key",
                                        "serial_key",
                                        "attempt",
                                        "log",
                                        "tally",
                                        "queue",
                                        "bound",
                                        "node",
                                        "schedule",
                                        "fire",
                                        "lock",
                                        "record")
                                .stream()
                                .map(table -> "delete from carillon_" + table)
                                .toList()));
    }

    static void execute(DataSource source, String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
