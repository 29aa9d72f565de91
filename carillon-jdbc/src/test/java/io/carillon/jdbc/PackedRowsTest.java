package io.carillon.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Rows go to a real SQLite and come back to the letter. */
class PackedRowsTest {
    private static final Sql ECHO = Sql.of(
            "echo", "select e.id, e.number, e.text, e.more from {e: id uuid, number bigint, text text, more text}");

    /** What an echo answers. */
    private record Line(Object id, Object number, Object text, Object more) {}

    private static List<Line> echo(Rows rows) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            return Session.passing(connection, Dialect.SQLITE, new Probe())
                    .list(
                            ECHO,
                            row -> new Line(row.optionalId(), number(row), row.optionalText(), row.optionalText()),
                            rows);
        }
    }

    private static Object number(Row row) throws SQLException {
        return row.isNull() ? nothing(row.skip(1)) : (Object) row.number();
    }

    @SuppressWarnings("NullAway") // an absent number is what is looked for
    private static Object nothing(Row row) {
        assertThat(row).isNotNull();
        return null;
    }

    @Test
    void every_kind_of_value_comes_back() throws SQLException {
        List<Object[]> given = new ArrayList<>();
        given.add(new Object[] {new UUID(-1, -1), Long.MIN_VALUE, "", "x"});
        given.add(new Object[] {new UUID(0, 1), Long.MAX_VALUE, "\u4e2d\ud83d\ude00 'quoted\" \\", null});
        given.add(new Object[] {new UUID(1, 0), 0L, null, ""});
        given.add(new Object[] {null, -1L, "a".repeat(100_000), "after the long one"});
        given.add(new Object[] {new UUID(5, 5), null, null, null});
        Rows rows = new Rows();
        given.forEach(rows::add);
        assertThat(echo(rows))
                .isEqualTo(given.stream()
                        .map(values -> new Line(values[0], values[1], values[2], values[3]))
                        .toList());
    }

    @Test
    void no_rows_are_no_rows() throws SQLException {
        assertThat(echo(new Rows())).isEmpty();
    }
}
