package io.carillon.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Runs work on a database: who holds connections, when a transaction begins and ends, and what a failure means. All
 * methods throw {@link io.carillon.spi.StoreException} for what the database refuses. Thread-safe.
 */
interface Database {
    /** Some statements. May run more than once, when the database asks to repeat a transaction. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T run(Session session) throws SQLException;
    }

    Dialect dialect();

    /** Reads what is committed, without a transaction around it. */
    <T extends @Nullable Object> T read(Work<T> work);

    /** Reads what is committed by statements whose plan must not change with the size of a table. */
    <T extends @Nullable Object> T steered(Work<T> work);

    /** Reads what the caller has just written; does not come after those who read for long. */
    <T extends @Nullable Object> T readBack(Work<T> work);

    /** Runs work that is one statement, or of which each statement may stand alone. */
    <T extends @Nullable Object> T each(Work<T> work);

    /** Runs work in one transaction. */
    <T extends @Nullable Object> T write(Work<T> work);

    /** Runs work in the caller's transaction, which stays open. */
    <T extends @Nullable Object> T join(Connection transaction, Work<T> work);

    /** The clock by which nodes agree. */
    Instant now();

    /** Kind and place, for messages. */
    String description();

    void migrate();

    void close();
}
