package io.carillon.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carillon.spi.StoreException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema: made by many at once, left alone when it is current, and refused when it is too new. */
class MigrationTest {
    private static final Sql SET = Sql.of("test.set", "update carillon_meta set value = ? where key = ?");
    private static final Sql APPLIED =
            Sql.of("test.applied", "select count(*) from " + Schema.HISTORY + " where version = '1'");

    abstract static class Cases {
        Supplier<JdbcStore> opener;

        @Test
        void nodes_that_start_together_migrate_once() throws Exception {
            try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
                List<Callable<Boolean>> nodes = IntStream.range(0, 4)
                        .<Callable<Boolean>>mapToObj(n -> this::migrateOne)
                        .toList();
                for (Future<Boolean> node : threads.invokeAll(nodes)) {
                    assertThat(node.get()).isTrue();
                }
            }
            try (JdbcStore store = opener.get()) {
                Long applied = store.database().read(session -> session.first(APPLIED, Row::number));
                assertThat(applied).isEqualTo(1);
            }
        }

        private boolean migrateOne() {
            try (JdbcStore store = opener.get()) {
                store.migrate();
                return store.jobs().counts().isEmpty();
            }
        }

        @Test
        void a_flyway_with_other_options_finds_nothing_to_complain_of() {
            migrateOne();
            Flyway flyway = Flyway.configure()
                    .dataSource(connections())
                    .table(Schema.HISTORY)
                    .locations("classpath:io/carillon/jdbc/migration/" + dialect())
                    .placeholderReplacement(false)
                    .load();
            assertThat(flyway.validateWithResult().validationSuccessful).isTrue();
            assertThat(flyway.info().applied()).hasSize(1);
            assertThat(flyway.info().pending()).isEmpty();
        }

        abstract DataSource connections();

        abstract String dialect();

        @Test
        void a_current_schema_costs_two_statements() {
            migrateOne();
            try (JdbcStore store = opener.get()) {
                store.migrate();
                store.migrate();
                assertThat(store.statements()).isEqualTo(4);
            }
        }

        @Test
        void a_schema_that_needs_a_newer_program_is_refused() {
            migrateOne();
            try (JdbcStore store = opener.get()) {
                set(store, "oldest_program", Schema.PROGRAM + 1);
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(store::migrate)
                        .withMessageContaining(
                                "its schema needs a program of generation 2 or later, this one is of generation 1")
                        .withMessageContaining("upgrade this program")
                        .matches(e -> !e.isTransient());
            }
        }

        @Test
        void a_newer_schema_that_old_programs_may_use_is_left_as_it_is() {
            migrateOne();
            try (JdbcStore store = opener.get()) {
                set(store, "schema", Schema.STEP + 1);
                store.migrate();
                Work.enqueue(store, Work.due(Work.spec(1)));
                assertThat(store.jobs().counts()).hasSize(1);
            }
        }

        private static void set(JdbcStore store, String key, long value) {
            store.database().write(session -> session.update(SET, value, key));
        }
    }

    @Test
    void flyway_works_with_the_plugins_of_its_options_and_copies_none() {
        FlywaySetup setup = new FlywaySetup(MigrationTest.class.getClassLoader());
        assertThat(new Flyway(setup).getConfiguration().getPluginRegister()).isSameAs(setup.getPluginRegister());
    }

    @Nested
    class OnSqlite extends Cases {
        @TempDir
        Path folder;

        @BeforeEach
        void nameAFile() {
            opener = () -> JdbcStore.sqlite(folder.resolve("store.db"));
        }

        @Override
        DataSource connections() {
            return new OpenedConnections(
                    () -> DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("store.db")));
        }

        @Override
        String dialect() {
            return "sqlite";
        }

        @Test
        void tables_of_an_application_in_the_same_file_are_left_alone() {
            Path file = folder.resolve("application.db");
            Sql create = Sql.of("test.create", "create table orders (id integer)");
            try (JdbcStore store = JdbcStore.sqlite(file)) {
                store.database().write(session -> session.update(create));
                store.migrate();
                assertThat(store.jobs().counts()).isEmpty();
            }
        }
    }

    @Nested
    class OnPostgres extends Cases {
        private DataSource source;

        @BeforeEach
        void makeADatabase() {
            source = TestPostgres.database();
            opener = () -> JdbcStore.postgres(source);
        }

        @Override
        DataSource connections() {
            return source;
        }

        @Override
        String dialect() {
            return "postgresql";
        }

        @Test
        void tables_of_an_application_in_the_same_schema_are_left_alone() {
            TestPostgres.execute(source, "create table orders (id integer)");
            try (JdbcStore store = opener.get()) {
                store.migrate();
                assertThat(store.jobs().counts()).isEmpty();
            }
        }

        @Test
        void a_store_that_was_not_migrated_says_so() {
            try (JdbcStore store = opener.get()) {
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> store.jobs().counts())
                        .withMessageContaining("Carillon's tables are missing; migrate the store first");
            }
        }
    }
}
