package io.carillon.jdbc;

import io.carillon.spi.StoreException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a database's error means: a sentence for a person, and whether trying again makes sense. */
final class Faults {
    private static final int SQLITE_BUSY = 5;
    private static final int SQLITE_LOCKED = 6;
    private static final int SQLITE_READONLY = 8;
    private static final int SQLITE_FULL = 13;
    private static final int SQLITE_CANTOPEN = 14;
    private static final int SQLITE_NOTADB = 26;

    private static final String RESOURCES = "53";

    /** SQLState classes of PostgreSQL that pass: connection, rollback, resources, shutdown; and single states. */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "40", RESOURCES, "57");

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String UNIQUE_VIOLATION = "23505";
    private static final Set<String> PASSING_STATES = Set.of(LOCK_NOT_AVAILABLE, "25006");
    private static final String DISK_FULL = "53100";
    private static final String CANCELLED_BY_DEADLOCK = "40P01";
    private static final String NOT_SERIALIZABLE = "40001";
    private static final String NO_SUCH_TABLE = "42P01";

    private Faults() {}

    /** Whether the same transaction is likely to succeed when it is repeated at once. */
    static boolean asksToRepeat(SQLException fault) {
        return CANCELLED_BY_DEADLOCK.equals(fault.getSQLState()) || NOT_SERIALIZABLE.equals(fault.getSQLState());
    }

    /** Whether the server answers, but has nothing to spare now: no more connections, no memory. */
    static boolean saysBusy(SQLException fault) {
        String state = stateOf(fault);
        return state != null && state.startsWith(RESOURCES);
    }

    /** Whether a statement failed for what another transaction does or has just done: a lock not given, a key taken. */
    static boolean isSomebodyElses(RuntimeException fault) {
        return fault.getCause() instanceof SQLException cause
                && (LOCK_NOT_AVAILABLE.equals(cause.getSQLState()) || isKeyTaken(cause));
    }

    /** Whether a row with this primary key is there already. */
    static boolean isKeyTaken(SQLException fault) {
        return UNIQUE_VIOLATION.equals(fault.getSQLState());
    }

    static StoreException of(Dialect dialect, String store, SQLException fault) {
        return switch (dialect) {
            case SQLITE -> sqlite(store, fault);
            case POSTGRESQL -> postgresql(store, fault);
        };
    }

    private static StoreException sqlite(String store, SQLException fault) {
        return switch (fault.getErrorCode()) {
            case SQLITE_BUSY, SQLITE_LOCKED ->
                new StoreException(store + ": another process holds the database; try again", true, fault);
            case SQLITE_READONLY ->
                lasting(
                        store + ": cannot be written; give this user write permission to the file and its folder",
                        fault);
            case SQLITE_FULL ->
                lasting(
                        store + ": the disk is full; nothing of this call was stored. Free some space and try again",
                        fault);
            case SQLITE_CANTOPEN ->
                lasting(store + ": cannot be opened; look at the folder and its permissions", fault);
            case SQLITE_NOTADB ->
                lasting(store + ": expected an SQLite database, got another kind of file; name another file", fault);
            default -> lasting(store + ": " + fault.getMessage(), fault);
        };
    }

    private static StoreException postgresql(String store, SQLException fault) {
        String state = stateOf(fault);
        if (DISK_FULL.equals(state)) {
            return lasting(
                    store + ": the server's disk is full; nothing of this call was stored. Free some space", fault);
        }
        if (NO_SUCH_TABLE.equals(state) && message(fault).contains("carillon_")) {
            return lasting(
                    store + ": Carillon's tables are missing; migrate the store first (" + message(fault) + ")", fault);
        }
        return new StoreException(store + ": " + message(fault), passes(fault, state), fault);
    }

    /** The server's own word counts for more than what a pool makes of it. */
    private static boolean passes(SQLException fault, @Nullable String state) {
        return state == null
                ? fault instanceof SQLTransientException || fault instanceof SQLRecoverableException
                : PASSING_STATES.contains(state) || PASSING_CLASSES.stream().anyMatch(state::startsWith);
    }

    private static StoreException lasting(String message, SQLException fault) {
        return new StoreException(message, false, fault);
    }

    /** A pool's own exception says little; what the driver said is its cause. */
    private static @Nullable String stateOf(SQLException fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return null;
    }

    private static String message(SQLException fault) {
        Throwable cause = fault.getCause();
        return cause instanceof SQLException && cause.getMessage() != null
                ? fault.getMessage() + ": " + cause.getMessage()
                : String.valueOf(fault.getMessage());
    }
}
