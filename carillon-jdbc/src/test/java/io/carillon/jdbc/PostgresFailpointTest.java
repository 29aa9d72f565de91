package io.carillon.jdbc;

import javax.sql.DataSource;

class PostgresFailpointTest extends FailpointCases {
    private static final DataSource DATABASE = TestPostgres.migrated();

    @Override
    JdbcStore open() {
        TestPostgres.empty(DATABASE);
        return JdbcStore.postgres(DATABASE);
    }
}
