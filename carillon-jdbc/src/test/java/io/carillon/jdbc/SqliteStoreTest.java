package io.carillon.jdbc;

import io.carillon.spi.Store;
import io.carillon.test.StoreConformance;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreConformance {
    @TempDir
    static Path folder;

    private Path file = Path.of("");

    @Override
    protected Store open() {
        file = TestSqlite.file(folder);
        return JdbcStore.sqlite(file);
    }

    @Override
    protected Store reopen(Store first) {
        return JdbcStore.sqlite(file);
    }

    @Override
    protected int operations() {
        return 1_000;
    }
}
