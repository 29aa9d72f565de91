package io.carillon.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** Handles of callers' transactions: whether they are what this store understands. */
final class Transactions {
    private Transactions() {}

    /**
     * The connection a handle stands for.
     *
     * @throws IllegalArgumentException when it is none, is to another kind of database, or has no transaction
     */
    static Connection connection(Object handle, Dialect dialect) {
        if (!(handle instanceof Connection connection)) {
            throw refused("a java.sql.Connection", handle.getClass().getName());
        }
        try {
            String product = connection.getMetaData().getDatabaseProductName();
            if (!dialect.product().equals(product)) {
                throw refused("a connection to this store's database, " + dialect.product(), "one to " + product);
            }
            if (connection.getAutoCommit()) {
                throw refused(
                        "a connection with a transaction, setAutoCommit(false)", "one that commits each statement");
            }
            return connection;
        } catch (SQLException e) {
            throw new IllegalArgumentException("transaction: expected an open connection, got one that fails", e);
        }
    }

    private static IllegalArgumentException refused(String expected, String got) {
        return new IllegalArgumentException("transaction: expected " + expected + ", got " + got);
    }
}
