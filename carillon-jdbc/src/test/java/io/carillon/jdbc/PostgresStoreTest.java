package io.carillon.jdbc;

import io.carillon.spi.Store;
import io.carillon.test.StoreConformance;
import javax.sql.DataSource;

class PostgresStoreTest extends StoreConformance {
    private static final DataSource DATABASE = TestPostgres.migrated();

    @Override
    protected Store open() {
        TestPostgres.empty(DATABASE);
        return JdbcStore.postgres(DATABASE);
    }

    @Override
    protected Store reopen(Store first) {
        return JdbcStore.postgres(DATABASE);
    }

    @Override
    protected int operations() {
        return 600;
    }
}
