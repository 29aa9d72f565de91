package io.carillon.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Databases on a PostgreSQL server: one that is started here with everything durable, or any other by its URL. */
final class PostgresServer implements Server {
    private static final Pattern URL = Pattern.compile("(jdbc:postgresql:(?://[^/?]*/)?)([^/?]*)(\\?.*)?");
    private static final String NOT_ALLOWED = "42501";

    private final String url;
    private final @Nullable EmbeddedPostgres own;
    private final Connection connection;
    private final PostgresProcesses processes;
    private final @Nullable Connection counter;
    /** Others may measure on the same server at the same time. */
    private final String prefix =
            "carillon_bench_" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36) + "_";

    private final Set<String> made = ConcurrentHashMap.newKeySet();
    private int places;
    private boolean closed;

    private PostgresServer(String url, @Nullable EmbeddedPostgres own) throws SQLException {
        this.url = url;
        this.own = own;
        connection = connect(url);
        processes = PostgresProcesses.of(connection);
        mayCreateDatabases();
        counter = counter();
    }

    private static Connection connect(String url) throws SQLException {
        try {
            return DriverManager.getConnection(url);
        } catch (SQLException e) {
            throw new SQLException("--store: cannot connect: " + e.getMessage(), e.getSQLState(), e);
        }
    }

    /** Starts a server of its own. Its settings are PostgreSQL's defaults: fsync on, as the embedded default is not. */
    static PostgresServer start() throws IOException, SQLException {
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "300")
                .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
        try {
            return new PostgresServer(server.getJdbcUrl("postgres", "postgres"), server);
        } catch (SQLException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /**
     * Uses a server that runs. Its role must be allowed to create databases: each measurement takes a new one and drops
     * it, and touches no other.
     */
    static PostgresServer at(String url) throws SQLException {
        inDatabase(url, "any");
        return new PostgresServer(url, null);
    }

    private void mayCreateDatabases() throws SQLException {
        if (number("select count(*) from pg_roles where rolname = current_user and (rolsuper or rolcreatedb)") == 0) {
            connection.close();
            throw notAllowed();
        }
    }

    private static BadUsage notAllowed() {
        return new BadUsage("--store: expected a role that may create databases, got one that may not; "
                + "alter role … createdb, or name another");
    }

    /**
     * Where statements can be counted: wherever the extension is, for it sees all databases. Where it is not, it is
     * created in a database of ours, if this role may; null when statements cannot be counted.
     */
    private @Nullable Connection counter() throws SQLException {
        if (sees(connection)) {
            return connection;
        }
        String name = prefix + "statements";
        made.add(name);
        try (Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        Connection other = connect(inDatabase(url, name));
        try (Statement statement = other.createStatement()) {
            statement.execute("create extension pg_stat_statements");
        } catch (SQLException e) {
            // It is not installed, or only a superuser may; the next question says so, too.
        }
        if (sees(other)) {
            return other;
        }
        other.close();
        drop(connection, name);
        made.remove(name);
        return null;
    }

    private static boolean sees(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select count(*) from pg_stat_statements");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public Kind kind() {
        return Kind.POSTGRES;
    }

    @Override
    public String description() {
        try {
            return "PostgreSQL " + text("show server_version") + ", fsync=" + text("show fsync")
                    + ", synchronous_commit=" + text("show synchronous_commit")
                    + ", shared_buffers=" + text("show shared_buffers")
                    + ", max_wal_size=" + text("show max_wal_size")
                    + ", data_checksums=" + text("show data_checksums") + optimisation();
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL does not answer: " + e.getMessage(), e);
        }
    }

    /** How hard its compiler tried: a build for size is slower. Only a superuser may know. */
    private String optimisation() {
        try {
            return text("select coalesce((select ', built with ' || m[1] from pg_config,"
                    + " regexp_matches(setting, '.*(-O\\w+)') m where name = 'CFLAGS'), '')");
        } catch (SQLException e) {
            return "";
        }
    }

    @Override
    public synchronized Place place() throws SQLException {
        if (closed) {
            throw new IllegalStateException("its databases are being dropped");
        }
        String name = prefix + ++places;
        // Also what is only half made is to be dropped.
        made.add(name);
        try (Statement statement = connection.createStatement()) {
            if (own != null) {
                // No measurement pays for what the one before left in memory.
                statement.execute("checkpoint");
            }
            statement.execute("create database " + name);
        } catch (SQLException e) {
            if (NOT_ALLOWED.equals(e.getSQLState())) {
                throw notAllowed();
            }
            throw e;
        }
        return new Place(inDatabase(url, name), this);
    }

    /** The URL with another database in it. */
    static String inDatabase(String url, String name) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new BadUsage("--store: expected jdbc:postgresql://HOST/DATABASE, got '" + withoutSecrets(url) + "'");
        }
        return parts.group(1) + name + (parts.group(3) == null ? "" : parts.group(3));
    }

    /** A URL as it may be shown. */
    static String withoutSecrets(String url) {
        return url.replaceAll("(?i)((?:ssl)?password=)[^&]*", "$1…").replaceAll("//[^/@]*@", "//…@");
    }

    @Override
    public void remove(Place place) throws SQLException {
        String name = database(place);
        if (counter != null) {
            forgetStatements(counter, name);
        }
        drop(connection, name);
        made.remove(name);
    }

    /** There is room for some thousand statements; those of databases that are gone would push out the next one's. */
    private static void forgetStatements(Connection counter, String name) throws SQLException {
        try (Statement statement = counter.createStatement()) {
            statement.execute(
                    "select pg_stat_statements_reset(0, oid, 0) from pg_database where datname = '" + name + "'");
        } catch (SQLException e) {
            if (!NOT_ALLOWED.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    private static void drop(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists " + name + " with (force)");
        }
    }

    /** The name of a database that was made here: nothing else is ever dropped. */
    private String database(Place place) {
        Matcher parts = URL.matcher(place.url());
        if (!parts.matches() || !parts.group(2).startsWith(prefix)) {
            throw new IllegalArgumentException("expected a database made here, got " + withoutSecrets(place.url()));
        }
        return parts.group(2);
    }

    @Override
    public void calm(Place place) throws SQLException {
        place.execute(List.of("vacuum (analyze)"));
        try {
            place.execute(List.of("checkpoint"));
        } catch (SQLException e) {
            if (!NOT_ALLOWED.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    @Override
    public Usage usage(Place place) throws SQLException {
        double statements = counter != null
                ? number(
                        counter,
                        "select coalesce(sum(calls), 0) from pg_stat_statements s"
                                + " join pg_database d on d.oid = s.dbid where d.datname = '" + database(place) + "'")
                : Double.NaN;
        return new Usage(
                processes.cpuNanos(), statements, number("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn"));
    }

    private double number(String sql) throws SQLException {
        return number(connection, sql);
    }

    private static double number(Connection connection, String sql) throws SQLException {
        return Double.parseDouble(text(connection, sql));
    }

    private String text(String sql) throws SQLException {
        return text(connection, sql);
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Removes what a run that was broken off has left, over a connection that nobody else uses. */
    @Override
    public synchronized void close() throws SQLException, IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (own == null && !made.isEmpty()) {
            try (Connection last = DriverManager.getConnection(url)) {
                for (String name : made) {
                    drop(last, name);
                }
            }
        }
        if (counter != null) {
            counter.close();
        }
        connection.close();
        if (own != null) {
            own.close();
        }
    }
}
