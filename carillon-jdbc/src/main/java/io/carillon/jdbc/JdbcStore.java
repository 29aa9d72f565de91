package io.carillon.jdbc;

import io.carillon.spi.JobStore;
import io.carillon.spi.ScheduleStore;
import io.carillon.spi.Store;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The store on a SQL database: a file of SQLite for the processes of one machine, a PostgreSQL server (14 or later) for
 * the nodes of a cluster. The application brings the driver.
 *
 * <p>Call {@link #migrate()} before anything else; it is quick when there is nothing to do. Handles of transactions, in
 * {@link JobStore#enqueue} and {@link JobStore#settle}, are {@link java.sql.Connection}s to the same database, of any
 * pool, that do not commit by themselves; they are used on the calling thread, and never committed or closed.
 *
 * <p>On SQLite nothing of the store's own work runs on the calling thread: the driver's calls are native and would hold
 * up the carrier of a virtual thread. Thread-safe.
 */
public final class JdbcStore implements Store {
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    private final Database database;
    private final Probe probe;
    private final SignalHub signals;
    private final JobStore jobs;
    private final ScheduleStore schedules;
    private final Nodes nodes;
    private final Queues queues;
    private final Locks locks;
    private final Logs logs;
    private final Records records;

    private JdbcStore(Database database, Probe probe, SignalHub.Wire wire) {
        this.database = database;
        this.probe = probe;
        signals = new SignalHub(wire);
        jobs = new JdbcJobs(database, wire);
        schedules = new JdbcSchedules(database);
        nodes = new JdbcNodes(database);
        queues = new JdbcQueues(database);
        locks = new JdbcLocks(database);
        logs = new JdbcLogs(database);
        records = new JdbcRecords(database);
    }

    /**
     * Opens a store on a file, which is made where it is missing, with its folder. Processes of this machine may share
     * it; beside it appear its log and two small files by which they take turns and tell each other.
     *
     * @throws io.carillon.spi.StoreException when the file lies on a network file system or may not be written, with
     *     the reason
     */
    public static JdbcStore sqlite(Path file) {
        return sqlite(file, InstantSource.system());
    }

    static JdbcStore sqlite(Path file, InstantSource clock) {
        Probe probe = new Probe();
        SqliteDatabase database = SqliteDatabase.open(file, probe, clock);
        return new JdbcStore(database, probe, new SqliteWire(database, database.file()));
    }

    /**
     * Opens a store on a PostgreSQL server. Nothing is connected yet.
     *
     * @param source gives connections, whose settings the store changes; at most 12 are held, one of them to listen.
     *     Best one without a pool, since the store has its own; of a HikariCP pool only the options are used
     */
    public static JdbcStore postgres(DataSource source) {
        return postgres(Unpooled.of(source), "postgresql");
    }

    private static JdbcStore postgres(DataSource source, String description) {
        Probe probe = new Probe();
        PostgresDatabase database = new PostgresDatabase(source, description, probe);
        return new JdbcStore(database, probe, new PostgresWire(database, database.connections()));
    }

    /**
     * Opens a store by the URL of its database.
     *
     * @param url {@code jdbc:sqlite:FILE} or {@code jdbc:postgresql:…}
     * @param user name at the server; null when the URL has it or none is needed
     * @param password likewise
     * @throws IllegalArgumentException when the URL is of neither kind
     */
    public static JdbcStore open(String url, @Nullable String user, @Nullable String password) {
        if (url.startsWith(SQLITE)) {
            return sqlite(Path.of(url.substring(SQLITE.length())));
        }
        if (!url.startsWith(POSTGRESQL)) {
            throw new IllegalArgumentException(
                    "url: expected jdbc:sqlite:FILE or jdbc:postgresql:…, got '" + url + "'");
        }
        Properties options = new Properties();
        if (user != null) {
            options.setProperty("user", user);
        }
        if (password != null) {
            options.setProperty("password", password);
        }
        options.setProperty("ApplicationName", "carillon");
        options.setProperty("connectTimeout", "10");
        options.setProperty("loginTimeout", "10");
        options.setProperty("tcpKeepAlive", "true");
        return postgres(new OpenedConnections(() -> connect(url, options)), "postgresql " + withoutSecrets(url));
    }

    private static Connection connect(String url, Properties options) throws SQLException {
        return DriverManager.getConnection(url, options);
    }

    /** What follows the question mark or stands before the host may be a password. */
    private static String withoutSecrets(String url) {
        String withoutUser = url.replaceFirst("//(?:[^?]*|[^/]*)@", "//");
        int options = withoutUser.indexOf('?');
        return withoutUser.substring("jdbc:".length(), options < 0 ? withoutUser.length() : options);
    }

    /**
     * Copies an SQLite file while it is in use, to be put back by starting with the copy.
     *
     * @param target a file that does not exist yet; it appears complete or not at all
     * @throws io.carillon.spi.StoreException when it exists or cannot be written
     * @throws UnsupportedOperationException on PostgreSQL, which brings {@code pg_dump}
     */
    public void backup(Path target) {
        if (!(database instanceof SqliteDatabase sqlite)) {
            throw new UnsupportedOperationException(
                    "backup: expected a store on SQLite; use pg_dump for " + description());
        }
        sqlite.backup(target);
    }

    /** Statements sent so far, for tests and measurements. */
    public long statements() {
        return probe.statements();
    }

    Probe probe() {
        return probe;
    }

    Database database() {
        return database;
    }

    @Override
    public void migrate() {
        database.migrate();
    }

    @Override
    public Instant now() {
        return database.now();
    }

    @Override
    public String description() {
        return database.description();
    }

    @Override
    public JobStore jobs() {
        return jobs;
    }

    @Override
    public ScheduleStore schedules() {
        return schedules;
    }

    @Override
    public Nodes nodes() {
        return nodes;
    }

    @Override
    public Queues queues() {
        return queues;
    }

    @Override
    public Locks locks() {
        return locks;
    }

    @Override
    public Logs logs() {
        return logs;
    }

    @Override
    public Records records() {
        return records;
    }

    @Override
    public Signals signals() {
        return signals;
    }

    @Override
    public void close() {
        signals.close();
        database.close();
    }
}
