package io.carillon.jdbc;

import io.carillon.jdbc.Sql.Column;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What differs between the databases in how a statement reads and how values travel. */
enum Dialect {
    /** One writer at a time, so that no row needs a lock; rows travel packed, ids as 16 bytes. */
    SQLITE("SQLite") {
        @Override
        String idType() {
            return "blob";
        }

        @Override
        String place() {
            return "rowid";
        }

        @Override
        String lock(@Nullable String table, boolean skip) {
            return "";
        }

        @Override
        String rows(String name, List<Column> columns, int first) {
            return PackedRows.table(name, columns, first);
        }

        @Override
        String is(String column, String other) {
            return column + " = " + other;
        }

        @Override
        String among(String column, Column type, int first) {
            return "%s in (select e.%s from %s)".formatted(column, type.name(), rows("e", List.of(type), first));
        }

        @Override
        int parameters(List<Column> columns) {
            return PackedRows.parameters(columns);
        }

        @Override
        void bindRows(PreparedStatement statement, int at, Rows rows, List<Column> columns) throws SQLException {
            PackedRows packed = new PackedRows(rows, columns);
            statement.setBytes(at, packed.fields());
            if (PackedRows.parameters(columns) > 1) {
                statement.setBytes(at + 1, packed.texts());
            }
        }

        @Override
        void bindId(PreparedStatement statement, int at, UUID id) throws SQLException {
            statement.setBytes(at, bytes(id));
        }

        @Override
        @Nullable UUID optionalId(ResultSet result, int column) throws SQLException {
            byte[] bytes = result.getBytes(column);
            if (bytes == null) {
                return null;
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new UUID(buffer.getLong(), buffer.getLong());
        }
    },

    /** Rows travel as one array a column. */
    POSTGRESQL("PostgreSQL") {
        @Override
        String idType() {
            return "uuid";
        }

        @Override
        String place() {
            return "ctid";
        }

        @Override
        String lock(@Nullable String table, boolean skip) {
            return "for update" + (table == null ? "" : " of " + table) + (skip ? " skip locked" : "");
        }

        @Override
        String rows(String name, List<Column> columns, int first) {
            String arrays =
                    columns.stream().map(column -> "?::" + column.type() + "[]").collect(Collectors.joining(", "));
            String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
            return "unnest(" + arrays + ") as " + name + "(" + names + ")";
        }

        /**
         * Of two columns that are equal the planner may take either as the one to look up, and where statistics make a
         * table small it reads all of its index, each time. It cannot turn an array round.
         */
        @Override
        String is(String column, String other) {
            return column + " = any (array[" + other + "])";
        }

        @Override
        String among(String column, Column type, int first) {
            return column + " = any (?::" + type.type() + "[])";
        }

        /** As values, not as arrays: opening one of those for each column costs as much as the rest of a small insert. */
        @Override
        String row(String name, List<Column> columns, int first) {
            return columns.stream()
                    .map(column -> "?::" + column.type() + " as " + column.name())
                    .collect(Collectors.joining(", ", "(select ", ") as " + name));
        }

        @Override
        void bindRow(PreparedStatement statement, int at, Rows rows, List<Column> columns) throws SQLException {
            for (int column = 0; column < columns.size(); column++) {
                bind(statement, at + column, rows.get(0, column));
            }
        }

        @Override
        int parameters(List<Column> columns) {
            return columns.size();
        }

        @Override
        void bindRows(PreparedStatement statement, int at, Rows rows, List<Column> columns) throws SQLException {
            for (int column = 0; column < columns.size(); column++) {
                String type = columns.get(column).type();
                @Nullable Object[] values = type.equals("bigint")
                        ? new Long[rows.size()]
                        : type.equals("uuid") ? new UUID[rows.size()] : new String[rows.size()];
                for (int row = 0; row < values.length; row++) {
                    Object value = rows.get(row, column);
                    values[row] = value instanceof String text ? withoutNul(text) : value;
                }
                statement.setArray(at + column, statement.getConnection().createArrayOf(type, values));
            }
        }

        @Override
        void bindId(PreparedStatement statement, int at, UUID id) throws SQLException {
            statement.setObject(at, id);
        }

        @Override
        void bindText(PreparedStatement statement, int at, String text) throws SQLException {
            statement.setString(at, withoutNul(text));
        }

        @Override
        @Nullable UUID optionalId(ResultSet result, int column) throws SQLException {
            return result.getObject(column, UUID.class);
        }
    };

    private final String product;

    Dialect(String product) {
        this.product = product;
    }

    /** Its name, also as drivers report it. */
    String product() {
        return product;
    }

    /** PostgreSQL has no character 0 in texts; a line of output with one is better kept changed than lost. */
    static String withoutNul(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }

    /** The type of a column with ids. */
    abstract String idType();

    /** The name of the pseudo-column that says where a row is. */
    abstract String place();

    /** The clause that holds the rows a select reads until the commit. */
    abstract String lock(@Nullable String table, boolean skip);

    /** A table expression for {@link Rows} whose parameters begin with number {@code first}, counted from 1. */
    abstract String rows(String name, List<Column> columns, int first);

    /** Likewise, for {@link Rows} that are exactly one. */
    String row(String name, List<Column> columns, int first) {
        return rows(name, columns, first);
    }

    /** A condition that finds rows by the index of {@code column}, whose value is that of another table's column. */
    abstract String is(String column, String other);

    /** A condition: the column is among {@link Rows} of one column, whose parameters begin with number {@code first}. */
    abstract String among(String column, Column type, int first);

    /** How many parameters rows of these columns take. */
    abstract int parameters(List<Column> columns);

    /** Hands rows over, in the parameters from {@code at} on. */
    abstract void bindRows(PreparedStatement statement, int at, Rows rows, List<Column> columns) throws SQLException;

    /** Hands over rows that are exactly one, as {@link #row} wants it. */
    void bindRow(PreparedStatement statement, int at, Rows rows, List<Column> columns) throws SQLException {
        bindRows(statement, at, rows, columns);
    }

    abstract void bindId(PreparedStatement statement, int at, UUID id) throws SQLException;

    abstract @Nullable UUID optionalId(ResultSet result, int column) throws SQLException;

    UUID id(ResultSet result, int column) throws SQLException {
        UUID id = optionalId(result, column);
        if (id == null) {
            throw new SQLException("expected an id in column " + column + ", got null");
        }
        return id;
    }

    void bindText(PreparedStatement statement, int at, String text) throws SQLException {
        statement.setString(at, text);
    }

    /** Binds a single value. */
    final void bind(PreparedStatement statement, int at, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setNull(at, Types.NULL);
            case String text -> bindText(statement, at, text);
            case UUID id -> bindId(statement, at, id);
            case Instant instant -> statement.setLong(at, Micros.of(instant));
            case Long number -> statement.setLong(at, number);
            case Integer number -> statement.setInt(at, number);
            case Boolean flag -> statement.setBoolean(at, flag);
            default ->
                throw new IllegalArgumentException(
                        "cannot bind " + value.getClass().getName());
        }
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
