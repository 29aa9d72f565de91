package io.carillon.jdbc;

import io.carillon.jdbc.Sql.Column;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What differs between the databases in how a statement reads and how values travel. */
enum Dialect {
    /** One writer at a time, so that no row needs a lock; rows travel as one JSON array, ids as 16 bytes. */
    SQLITE("SQLite") {
        @Override
        String idType() {
            return "blob";
        }

        @Override
        String lock(@Nullable String table, boolean skip) {
            return "";
        }

        @Override
        String rows(String name, List<Column> columns) {
            String values = IntStream.range(0, columns.size())
                    .mapToObj(at -> jsonValue(columns.get(at), at))
                    .collect(Collectors.joining(", "));
            return "(select " + values + " from jsonb_each(?)) as " + name;
        }

        private static String jsonValue(Column column, int at) {
            String value = "value ->> " + at;
            return (column.type().equals("uuid") ? "unhex(" + value + ")" : value) + " as " + column.name();
        }

        @Override
        int bindRows(PreparedStatement statement, int at, Rows rows, List<Column> columns) throws SQLException {
            statement.setString(at, JsonRows.text(rows));
            return at + 1;
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
        String lock(@Nullable String table, boolean skip) {
            return "for update" + (table == null ? "" : " of " + table) + (skip ? " skip locked" : "");
        }

        @Override
        String rows(String name, List<Column> columns) {
            String arrays =
                    columns.stream().map(column -> "?::" + column.type() + "[]").collect(Collectors.joining(", "));
            String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
            return "unnest(" + arrays + ") as " + name + "(" + names + ")";
        }

        @Override
        int bindRows(PreparedStatement statement, int at, Rows rows, List<Column> columns) throws SQLException {
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
            return at + columns.size();
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

        /** PostgreSQL has no character 0 in texts; a line of output with one is better kept changed than lost. */
        private static String withoutNul(String text) {
            return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
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

    /** The type of a column with ids. */
    abstract String idType();

    /** The clause that holds the rows a select reads until the commit. */
    abstract String lock(@Nullable String table, boolean skip);

    /** A table expression for {@link Rows}. */
    abstract String rows(String name, List<Column> columns);

    /** Hands rows over; answers the index after their parameters. */
    abstract int bindRows(PreparedStatement statement, int at, Rows rows, List<Column> columns) throws SQLException;

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

    /** Rows as JSON: an array of arrays, ids in hexadecimal, nulls at the end of a row left out. */
    private static final class JsonRows {
        private static final HexFormat HEX = HexFormat.of();

        static String text(Rows rows) {
            StringBuilder json = new StringBuilder(rows.size() * 64).append('[');
            for (int row = 0; row < rows.size(); row++) {
                json.append(row == 0 ? "[" : ",[");
                int width = rows.width(row);
                for (int column = 0; column < width; column++) {
                    if (column > 0) {
                        json.append(',');
                    }
                    append(json, rows.get(row, column));
                }
                json.append(']');
            }
            return json.append(']').toString();
        }

        private static void append(StringBuilder json, @Nullable Object value) {
            switch (value) {
                case UUID id ->
                    json.append('"')
                            .append(HEX.toHexDigits(id.getMostSignificantBits()))
                            .append(HEX.toHexDigits(id.getLeastSignificantBits()))
                            .append('"');
                case String text -> Json.quote(json, text);
                case null, default -> json.append(value);
            }
        }
    }
}
