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

    void add(@Nullable Object... values) {
        rows.add(values);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    int size() {
        return rows.size();
    }

    @Nullable Object get(int row, int column) {
        return rows.get(row)[column];
    }
}
