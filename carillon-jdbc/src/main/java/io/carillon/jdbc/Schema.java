package io.carillon.jdbc;

import io.carillon.spi.StoreException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The tables and their versions. A migration only adds, so that programs of two generations can work side by side while
 * one replaces the other; {@code carillon_meta} says from which generation on.
 */
final class Schema {
    /** Generation of this program. Grows when an older one could not work with what this one writes. */
    static final long PROGRAM = 1;

    /** The migration step this program needs; later ones do no harm. */
    static final long STEP = 1;

    static final String HISTORY = "carillon_schema_history";

    private static final Sql EXISTS_ON_SQLITE =
            Sql.of("schema.exists", "select count(*) from sqlite_master where name = 'carillon_meta'");

    private static final Sql EXISTS_ON_POSTGRESQL = Sql.of(
            "schema.exists",
            "select count(*) from (select to_regclass('carillon_meta') as found) t where found is not null");

    private static final Sql META = Sql.of("schema.meta", "select key, value from carillon_meta");

    private Schema() {}

    /**
     * Whether there is nothing to migrate: two statements, so that a current store opens quickly.
     *
     * @throws StoreException when the schema refuses this program
     */
    static boolean isCurrent(Session session, String store) throws SQLException {
        Sql exists = session.dialect() == Dialect.SQLITE ? EXISTS_ON_SQLITE : EXISTS_ON_POSTGRESQL;
        if (session.list(exists, Row::number).equals(List.of(0L))) {
            return false;
        }
        Map<String, Long> meta = new HashMap<>();
        session.list(META, row -> meta.put(row.text(), row.number()));
        long oldest = meta.getOrDefault("oldest_program", 0L);
        if (oldest > PROGRAM) {
            throw new StoreException(
                    "%s: its schema needs a program of generation %d or later, this one is of generation %d; upgrade this program"
                            .formatted(store, oldest, PROGRAM),
                    false,
                    null);
        }
        return meta.getOrDefault("schema", 0L) >= STEP;
    }

    /** Applies what is missing. The caller keeps other processes out. */
    static void migrate(Dialect dialect, DataSource source, String store) {
        String folder = dialect.name().toLowerCase(Locale.ROOT);
        FlywaySetup setup = new FlywaySetup(Schema.class.getClassLoader());
        setup.setDataSource(source);
        setup.setTable(HISTORY);
        setup.setLocationsAsStrings("classpath:io/carillon/jdbc/migration/" + folder);
        setup.setBaselineOnMigrate(true);
        setup.setBaselineVersionAsString("0");
        setup.setIgnoreMigrationPatterns("*:future");
        setup.setPlaceholderReplacement(false);
        setup.setLoggers("slf4j");
        try {
            new Flyway(setup).migrate();
        } catch (FlywayException e) {
            if (e.getCause() instanceof SQLException fault) {
                throw Faults.of(dialect, store, fault);
            }
            throw new StoreException(
                    store + ": the schema could not be brought up to date: " + e.getMessage(), false, e);
        }
    }
}
