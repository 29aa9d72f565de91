package io.carillon.jdbc;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteFailpointTest extends FailpointCases {
    @TempDir
    static Path folder;

    @Override
    JdbcStore open() {
        return JdbcStore.sqlite(TestSqlite.file(folder));
    }
}
