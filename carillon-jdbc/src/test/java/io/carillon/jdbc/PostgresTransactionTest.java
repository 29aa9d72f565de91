package io.carillon.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import javax.sql.DataSource;

class PostgresTransactionTest extends TransactionCases {
    private static final DataSource DATABASE = TestPostgres.migrated();

    @Override
    JdbcStore open() {
        TestPostgres.empty(DATABASE);
        return JdbcStore.postgres(DATABASE);
    }

    @Override
    JdbcStore reopen() {
        return JdbcStore.postgres(DATABASE);
    }

    @Override
    Connection connect() throws SQLException {
        return DATABASE.getConnection();
    }

    @Override
    Connection elsewhere() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite::memory:");
    }
}
