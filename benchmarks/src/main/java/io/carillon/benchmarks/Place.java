package io.carillon.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A database of its own, empty when it is handed out; closing removes it.
 *
 * @param url has everything that is needed to connect
 * @param server where it is
 */
record Place(String url, Server server) implements AutoCloseable {
    Kind kind() {
        return server.kind();
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    void execute(List<String> statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of the only row. */
    long number(String sql) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Lets the database finish what a large load left to it, as it has where the rows have been there for long. */
    void calm() throws SQLException {
        server.calm(this);
    }

    @Override
    public void close() throws Exception {
        server.remove(this);
    }
}
