package io.carillon.jdbc;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/**
 * A COPY into a table in the server's binary format: rows arrive without a plan and are written a page at a time, at half
 * the cost of an insert from arrays. It knows no conflict clause, and fails when a key is taken.
 */
final class PostgresCopy {
    /** Types as the binary format has them; a number is sent in the width of its column. */
    enum Type {
        UUID,
        BIGINT,
        INTEGER,
        SMALLINT,
        TEXT
    }

    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int NO_FLAGS = 0;
    private static final int NO_EXTENSION = 0;
    private static final int NULL = -1;
    private static final int END = -1;
    private static final int PACKET = 64 * 1024;

    private final Sql sql;
    private final List<Type> types;

    /**
     * @param text names the columns and says {@code (format binary)}
     * @param types of those columns
     */
    PostgresCopy(String name, String text, List<Type> types) {
        sql = Sql.of(name, text);
        this.types = List.copyOf(types);
    }

    /** Sends the rows over a connection of PostgreSQL's driver. */
    void send(Session session, Rows rows) throws SQLException {
        session.copy(sql, copy -> {
            try {
                write(copy, rows);
            } catch (IOException e) {
                throw new SQLException("could not encode rows", e);
            }
        });
    }

    private void write(CopyIn copy, Rows rows) throws IOException, SQLException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2 * PACKET);
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(SIGNATURE);
        out.writeInt(NO_FLAGS);
        out.writeInt(NO_EXTENSION);
        for (int row = 0; row < rows.size(); row++) {
            out.writeShort(types.size());
            for (int column = 0; column < types.size(); column++) {
                write(out, types.get(column), rows.get(row, column));
            }
            if (bytes.size() >= PACKET) {
                flush(copy, bytes);
            }
        }
        out.writeShort(END);
        flush(copy, bytes);
    }

    private static void flush(CopyIn copy, ByteArrayOutputStream bytes) throws SQLException {
        copy.writeToCopy(bytes.toByteArray(), 0, bytes.size());
        bytes.reset();
    }

    private static void write(DataOutputStream out, Type type, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeInt(NULL);
            return;
        }
        switch (type) {
            case UUID -> {
                UUID id = (UUID) value;
                out.writeInt(2 * Long.BYTES);
                out.writeLong(id.getMostSignificantBits());
                out.writeLong(id.getLeastSignificantBits());
            }
            case BIGINT -> {
                out.writeInt(Long.BYTES);
                out.writeLong((Long) value);
            }
            case INTEGER -> {
                out.writeInt(Integer.BYTES);
                out.writeInt(Math.toIntExact((Long) value));
            }
            case SMALLINT -> {
                out.writeInt(Short.BYTES);
                out.writeShort(Math.toIntExact((Long) value));
            }
            case TEXT -> {
                byte[] text = Dialect.withoutNul((String) value).getBytes(StandardCharsets.UTF_8);
                out.writeInt(text.length);
                out.write(text);
            }
        }
    }
}
