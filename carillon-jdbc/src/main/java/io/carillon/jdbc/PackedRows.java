package io.carillon.jdbc;

import io.carillon.jdbc.Sql.Column;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rows as SQLite gets them: two byte strings that a recursive query takes apart by position. JSON, the usual vehicle,
 * costs more there than the work on the tables: three to five times as much a row.
 *
 * <p>The first has for each row a field a column, all of fixed width: 16 bytes of an id; a number in decimal; of a text
 * its place in the second (from 1) and its length in bytes, in decimal. A field of zero bytes is null; so is, therefore, the nil UUID, which no job has.
 */
final class PackedRows {
    private static final int ID = 16;
    private static final int NUMBER = 20;
    private static final int HALF = 10;
    private static final int RADIX = 10;

    private final byte[] fields;
    private final List<byte[]> texts = new ArrayList<>();

    /** Begins with a byte that no text has: bytes of no length would be handed over as null. */
    private int textLength = 1;

    /** @throws ArithmeticException when they are larger than an array may be */
    PackedRows(Rows rows, List<Column> columns) {
        fields = new byte[Math.multiplyExact(width(columns), rows.size())];
        int at = 0;
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < columns.size(); column++) {
                at = put(at, width(columns.get(column)), rows.get(row, column));
            }
        }
    }

    byte[] fields() {
        return fields;
    }

    byte[] texts() {
        byte[] all = new byte[textLength];
        int at = 1;
        for (byte[] text : texts) {
            System.arraycopy(text, 0, all, at, text.length);
            at += text.length;
        }
        return all;
    }

    /** The second exists only where a column is a text: a parameter that no expression names is none. */
    static int parameters(List<Column> columns) {
        return columns.stream().anyMatch(column -> column.type().equals("text")) ? 2 : 1;
    }

    /** The table expression; {@code ?first} stands for the fields, the parameter after it for the texts. */
    static String table(String name, List<Column> columns, int first) {
        StringBuilder select = new StringBuilder();
        int at = 1;
        for (Column column : columns) {
            select.append(select.isEmpty() ? "" : ", ")
                    .append(value(column, at, first))
                    .append(" as ")
                    .append(column.name());
            at += width(column);
        }
        int width = width(columns);
        return """
                (with recursive r(i) as (select 0 where length(?%1$d) > 0 \
                union all select i + %2$d from r where i + %2$d < length(?%1$d)) select %3$s from r) as %4$s""".formatted(first, width, select, name);
    }

    private static String value(Column column, int at, int first) {
        return switch (column.type()) {
            case "uuid" -> "nullif(substr(?%1$d, i + %2$d, %3$d), zeroblob(%3$d))".formatted(first, at, ID);
            case "bigint" ->
                "cast(nullif(substr(?%1$d, i + %2$d, %3$d), zeroblob(%3$d)) as integer)".formatted(first, at, NUMBER);
            default ->
                "cast(substr(?%d, nullif(%s, 0), %s) as text)"
                        .formatted(first + 1, half(first, at), half(first, at + HALF));
        };
    }

    private static String half(int first, int at) {
        return "cast(substr(?%d, i + %d, %d) as integer)".formatted(first, at, HALF);
    }

    private static int width(List<Column> columns) {
        return columns.stream().mapToInt(PackedRows::width).sum();
    }

    private static int width(Column column) {
        return switch (column.type()) {
            case "uuid" -> ID;
            case "bigint" -> NUMBER;
            default -> HALF + HALF;
        };
    }

    private int put(int at, int width, @Nullable Object value) {
        switch (value) {
            case null -> {}
            case UUID id -> {
                putBytes(at, id.getMostSignificantBits());
                putBytes(at + Long.BYTES, id.getLeastSignificantBits());
            }
            case String text -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                putDecimal(at, HALF, textLength + 1L);
                putDecimal(at + HALF, HALF, bytes.length);
                texts.add(bytes);
                textLength = Math.addExact(textLength, bytes.length);
            }
            case Long number -> putDecimal(at, NUMBER, number);
            default ->
                throw new IllegalArgumentException(
                        "cannot pack " + value.getClass().getName());
        }
        return at + width;
    }

    private void putBytes(int at, long bits) {
        for (int i = 0; i < Long.BYTES; i++) {
            fields[at + i] = (byte) (bits >>> (Long.SIZE - Byte.SIZE * (i + 1)));
        }
    }

    /** Works on the negative side, where every long has its place. */
    private void putDecimal(int at, int width, long number) {
        long rest = number < 0 ? number : -number;
        for (int i = width - 1; i > 0; i--) {
            fields[at + i] = (byte) ('0' - rest % RADIX);
            rest /= RADIX;
        }
        fields[at] = (byte) (number < 0 ? '-' : '0' - rest);
    }
}
