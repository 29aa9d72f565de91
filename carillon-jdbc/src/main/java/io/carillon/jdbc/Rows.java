package io.carillon.jdbc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A small table handed to a statement as one argument. Values are {@code UUID}, {@code Long}, {@code String} or null, in
 * the order of the columns that the statement names. Not thread-safe.
 */
final class Rows {
    private final List<@Nullable Object[]> rows;

    Rows() {
        this(10);
    }

    Rows(int expected) {
        rows = new ArrayList<>(expected);
    }

    /** Rows of one column. */
    static Rows of(Iterable<?> values) {
        Rows rows = new Rows();
        values.forEach(rows::add);
        return rows;
    }

    /** The first column of other rows. */
    static Rows ofFirst(Rows other) {
        Rows rows = new Rows(other.size());
        other.rows.forEach(row -> rows.add(row[0]));
        return rows;
    }

    void add(@Nullable Object... values) {
        rows.add(values);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    int size() {
        return rows.size();
    }

    /** Columns of a row up to its last value that is not null. */
    int width(int row) {
        @Nullable Object[] values = rows.get(row);
        int width = values.length;
        while (width > 1 && values[width - 1] == null) {
            width--;
        }
        return width;
    }

    @Nullable Object get(int row, int column) {
        return rows.get(row)[column];
    }
}
