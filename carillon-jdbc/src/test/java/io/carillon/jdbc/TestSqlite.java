package io.carillon.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Migrated database files for tests, copied from one that was migrated for all. */
final class TestSqlite {
    private TestSqlite() {}

    private static final class Template {
        static final Path FILE = create();

        private static Path create() {
            try {
                Path folder = Files.createTempDirectory("carillon-template");
                Path copy = folder.resolve("copy.db");
                try (JdbcStore store = JdbcStore.sqlite(folder.resolve("template.db"))) {
                    store.migrate();
                    store.backup(copy);
                }
                folder.toFile().deleteOnExit();
                copy.toFile().deleteOnExit();
                return copy;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A new migrated file in a folder. */
    static Path file(Path folder) {
        try {
            Path file = Files.createTempFile(folder, "store", ".db");
            Files.delete(file);
            return Files.copy(Template.FILE, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
