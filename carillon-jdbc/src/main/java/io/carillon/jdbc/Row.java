package io.carillon.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The current row of a result, read from left to right: each call takes the next column. Not thread-safe. */
final class Row {
    /** Makes a value of a row. */
    @FunctionalInterface
    interface Reader<T extends @Nullable Object> {
        T read(Row row) throws SQLException;
    }

    private final ResultSet result;
    private final Dialect dialect;
    private int column;

    Row(ResultSet result, Dialect dialect) {
        this.result = result;
        this.dialect = dialect;
    }

    boolean next() throws SQLException {
        column = 0;
        return result.next();
    }

    /** Leaves columns out. */
    Row skip(int columns) {
        column += columns;
        return this;
    }

    /** Whether the next column is null; stays before it. */
    boolean isNull() throws SQLException {
        return result.getObject(column + 1) == null;
    }

    String text() throws SQLException {
        return result.getString(++column);
    }

    @Nullable String optionalText() throws SQLException {
        return result.getString(++column);
    }

    int integer() throws SQLException {
        return result.getInt(++column);
    }

    @Nullable Integer optionalInteger() throws SQLException {
        int value = result.getInt(++column);
        return value == 0 && result.wasNull() ? null : (Integer) value;
    }

    long number() throws SQLException {
        return result.getLong(++column);
    }

    boolean flag() throws SQLException {
        return result.getBoolean(++column);
    }

    UUID id() throws SQLException {
        return dialect.id(result, ++column);
    }

    @Nullable UUID optionalId() throws SQLException {
        return dialect.optionalId(result, ++column);
    }

    Instant instant() throws SQLException {
        return Micros.instant(result.getLong(++column));
    }

    @Nullable Instant optionalInstant() throws SQLException {
        long value = result.getLong(++column);
        return value == 0 && result.wasNull() ? null : Micros.instant(value);
    }

    @Nullable Duration optionalDuration() throws SQLException {
        long value = result.getLong(++column);
        return value == 0 && result.wasNull() ? null : Micros.duration(value);
    }
}
