package io.carillon.jdbc;

import io.carillon.spi.Store.Signal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hints by NOTIFY. They go out in transactions of their own, because a NOTIFY takes a lock of the whole server at the
 * commit, and these do not wait for the disk, because nobody waits for a hint after a crash. Only what a caller's
 * transaction does is notified in it. One connection listens, and comes back by itself.
 */
final class PostgresWire implements SignalHub.Wire {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresWire.class);
    static final String CHANNEL = "carillon";
    private static final String EVERYBODY = "-";
    private static final int SILENCE_MILLIS = 30_000;
    private static final int ANSWER_SECONDS = 5;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private static final Sql NOTIFY =
            Sql.of("signals.notify", "select pg_notify('" + CHANNEL + "', e.message) from {e: message text}");

    /** For a statement that is a transaction by itself. */
    private static final Sql NOTIFY_ALONE = Sql.of("signals.notify-alone", """
            select pg_notify('%s', e.message), set_config('synchronous_commit', 'off', true) from {e: message text}
            """.formatted(CHANNEL));

    private final Database database;
    private final DataSource source;
    private final String origin = UUID.randomUUID().toString();
    private @Nullable Connection listening;
    private boolean closed;

    PostgresWire(Database database, DataSource source) {
        this.database = database;
        this.source = source;
    }

    @Override
    public void send(List<Signal> signals) {
        database.each(session -> notify(session, NOTIFY_ALONE, origin, signals));
    }

    @Override
    public void send(Session transaction, List<Signal> signals) throws SQLException {
        if (!signals.isEmpty()) {
            notify(transaction, NOTIFY, EVERYBODY, signals);
        }
    }

    private static int notify(Session session, Sql how, String origin, List<Signal> signals) throws SQLException {
        Rows messages =
                Rows.of(signals.stream().map(signal -> message(origin, signal)).toList());
        return session.list(how, row -> signals, messages).size();
    }

    @Override
    public String message(Signal signal) {
        return message(EVERYBODY, signal);
    }

    private static String message(String origin, Signal signal) {
        return origin + " " + signal.kind() + " " + signal.name();
    }

    @Override
    public void open(Consumer<Signal> receiver) {
        Thread.ofPlatform().daemon().name("carillon-listen").start(() -> listen(receiver));
    }

    /** Listens until it is closed. After a break it says once that anything may have happened meanwhile. */
    private void listen(Consumer<Signal> receiver) {
        long pause = FIRST_PAUSE_MILLIS;
        boolean broken = false;
        while (!isClosed()) {
            try (Connection connection = connect()) {
                if (broken) {
                    LOG.info("{}: listening again", database.description());
                    Arrays.stream(Signal.Kind.values())
                            .filter(kind -> kind != Signal.Kind.FUTURE)
                            .forEach(kind -> receiver.accept(new Signal(kind, "")));
                }
                pause = FIRST_PAUSE_MILLIS;
                receive(connection, receiver);
            } catch (SQLException e) {
                if (!isClosed() && !broken) {
                    LOG.warn(
                            "{}: no hints for now, so work may start later: {}",
                            database.description(),
                            e.getMessage());
                }
            }
            broken = true;
            if (!isClosed() && !rest(pause)) {
                return;
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
    }

    private Connection connect() throws SQLException {
        Connection connection = source.getConnection();
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            statement.execute("listen " + CHANNEL);
            keep(connection);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private void receive(Connection connection, Consumer<Signal> receiver) throws SQLException {
        PGConnection notifications = connection.unwrap(PGConnection.class);
        while (!isClosed()) {
            PGNotification[] batch = notifications.getNotifications(SILENCE_MILLIS);
            for (PGNotification notification : batch == null ? new PGNotification[0] : batch) {
                read(notification.getParameter(), receiver);
            }
            if ((batch == null || batch.length == 0) && !isClosed() && !connection.isValid(ANSWER_SECONDS)) {
                throw new SQLException("the server does not answer any more", "08006");
            }
        }
    }

    private void read(String message, Consumer<Signal> receiver) {
        String[] parts = message.split(" ", 3);
        if (parts.length == 3 && !parts[0].equals(origin)) {
            try {
                receiver.accept(new Signal(Signal.Kind.valueOf(parts[1]), parts[2]));
            } catch (IllegalArgumentException e) {
                LOG.debug("a hint of a kind that another version knows: {}", message, e);
            }
        }
    }

    private static boolean rest(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized void keep(Connection connection) throws SQLException {
        listening = connection;
        if (closed) {
            throw new SQLException("closed");
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (listening != null) {
            try {
                listening.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("the listening connection was gone already", e);
            }
        }
    }
}
