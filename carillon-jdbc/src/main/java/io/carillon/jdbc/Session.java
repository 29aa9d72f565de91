package io.carillon.jdbc;

import io.carillon.jdbc.Sql.Translation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Sends statements over one connection. Arguments are bound in order: single values, and {@link Rows} where the
 * statement names rows. Used by one thread at a time.
 */
final class Session {
    private final Connection connection;
    private final Dialect dialect;
    private final Probe probe;
    private final @Nullable Prepared prepared;

    private Session(Connection connection, Dialect dialect, Probe probe, @Nullable Prepared prepared) {
        this.connection = connection;
        this.dialect = dialect;
        this.probe = probe;
        this.prepared = prepared;
    }

    /** For a connection whose driver or pool keeps prepared statements, or that is somebody else's. */
    static Session passing(Connection connection, Dialect dialect, Probe probe) {
        return new Session(connection, dialect, probe, null);
    }

    /** For a connection that stays: keeps its statements prepared. */
    static Session keeping(Connection connection, Dialect dialect, Probe probe) {
        return new Session(connection, dialect, probe, new Prepared());
    }

    /** The same connection, its statements seen by another probe. */
    Session seenBy(Probe other) {
        return new Session(connection, dialect, other, prepared);
    }

    Dialect dialect() {
        return dialect;
    }

    Connection connection() {
        return connection;
    }

    /** Sends a statement that changes rows; answers how many. */
    int update(Sql sql, @Nullable Object... arguments) throws SQLException {
        return send(sql, PreparedStatement::executeUpdate, arguments);
    }

    /** Sends a statement that changes what some rows say, unless there are none. */
    void updateIfAny(Sql sql, Rows rows) throws SQLException {
        if (!rows.isEmpty()) {
            update(sql, rows);
        }
    }

    /** Sends a statement that answers rows, with {@code returning} or by selecting. */
    <T extends @Nullable Object> List<T> list(Sql sql, Row.Reader<T> reader, @Nullable Object... arguments)
            throws SQLException {
        return send(
                sql,
                statement -> {
                    List<T> list = new ArrayList<>();
                    try (ResultSet result = statement.executeQuery()) {
                        Row row = new Row(result, dialect);
                        while (row.next()) {
                            list.add(reader.read(row));
                        }
                    }
                    return list;
                },
                arguments);
    }

    /** How a statement is executed. */
    @FunctionalInterface
    private interface Execution<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private <T> T send(Sql sql, Execution<T> execution, @Nullable Object[] arguments) throws SQLException {
        Translation translation = sql.in(dialect);
        probe.sending(sql.name());
        PreparedStatement statement = prepare(translation.text());
        T answer;
        try {
            bind(statement, translation, arguments);
            answer = execution.of(statement);
        } catch (SQLException | RuntimeException | Error e) {
            discard(translation.text(), statement, e);
            throw e;
        }
        done(statement);
        probe.sent(sql.name());
        return answer;
    }

    /** What is sent by a COPY. */
    @FunctionalInterface
    interface Copy {
        void to(CopyIn server) throws SQLException;
    }

    /** Whether the connection can be asked for a COPY; what wraps one may not let it through. */
    boolean canCopy() throws SQLException {
        return connection.isWrapperFor(PGConnection.class);
    }

    /** Stores rows by a COPY, over a connection that can. */
    void copy(Sql sql, Copy rows) throws SQLException {
        probe.sending(sql.name());
        CopyIn server = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(sql.in(dialect).text());
        try {
            rows.to(server);
            server.endCopy();
        } finally {
            if (server.isActive()) {
                server.cancelCopy();
            }
        }
        probe.sent(sql.name());
    }

    /** The first row of an answer; null when there is none. */
    <T> @Nullable T first(Sql sql, Row.Reader<T> reader, @Nullable Object... arguments) throws SQLException {
        List<T> list = list(sql, reader, arguments);
        return list.isEmpty() ? null : list.getFirst();
    }

    /** Sends a statement about transactions, which no probe sees. */
    void control(String text) throws SQLException {
        PreparedStatement statement = prepare(text);
        try {
            statement.execute();
        } catch (SQLException e) {
            discard(text, statement, e);
            throw e;
        }
        done(statement);
    }

    private PreparedStatement prepare(String text) throws SQLException {
        return prepared == null ? connection.prepareStatement(text) : prepared.get(connection, text);
    }

    private void done(PreparedStatement statement) throws SQLException {
        if (prepared == null) {
            statement.close();
        } else {
            statement.clearParameters();
        }
    }

    /** SQLite's driver closes a statement that fails; it must not be found prepared again. */
    private void discard(String text, PreparedStatement statement, Throwable cause) {
        if (prepared != null) {
            prepared.forget(text);
        }
        try {
            statement.close();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private void bind(PreparedStatement statement, Translation translation, @Nullable Object[] arguments)
            throws SQLException {
        int at = 1;
        int shape = 0;
        for (Object argument : arguments) {
            if (argument instanceof Rows rows) {
                Sql.Shape expected = translation.rows().get(shape++);
                if (!expected.one()) {
                    dialect.bindRows(statement, at, rows, expected.columns());
                } else if (rows.size() == 1) {
                    dialect.bindRow(statement, at, rows, expected.columns());
                } else {
                    throw new IllegalArgumentException("expected one row, got " + rows.size());
                }
                at += dialect.parameters(expected.columns());
            } else {
                dialect.bind(statement, at++, argument);
            }
        }
    }

    /** The statements prepared on a connection, the ones used longest ago closed when they become too many. */
    private static final class Prepared {
        private static final int MOST = 160;

        private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(MOST, 0.75f, true);

        PreparedStatement get(Connection connection, String text) throws SQLException {
            PreparedStatement statement = statements.get(text);
            if (statement == null) {
                makeRoom();
                statement = connection.prepareStatement(text);
                statements.put(text, statement);
            }
            return statement;
        }

        void forget(String text) {
            statements.remove(text);
        }

        private void makeRoom() throws SQLException {
            if (statements.size() >= MOST) {
                Iterator<PreparedStatement> oldest = statements.values().iterator();
                oldest.next().close();
                oldest.remove();
            }
        }
    }
}
