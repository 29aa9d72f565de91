package io.carillon.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;

class SqliteTransactionTest extends TransactionCases {
    @TempDir
    Path folder;

    private Path file;

    @Override
    JdbcStore open() {
        file = TestSqlite.file(folder);
        return JdbcStore.sqlite(file);
    }

    @Override
    JdbcStore reopen() {
        return JdbcStore.sqlite(file);
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    @Override
    Connection elsewhere() throws SQLException {
        return TestPostgres.server().getConnection();
    }
}
