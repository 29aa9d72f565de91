package io.carillon.jdbc;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement that moves jobs to another phase by inserting rows that nobody else should have, in its two forms: one that
 * fails if somebody has them all the same, and one that leaves those out and costs a fifth more. An enqueue that is
 * repeated at the very moment may store a job again; it must not stop the others. For PostgreSQL, outside transactions.
 */
final class Sole {
    private final Sql strict;
    private final Sql tolerant;

    private Sole(Sql strict, Sql tolerant) {
        this.strict = strict;
        this.tolerant = tolerant;
    }

    /** @param text has {@code %s} where a conflict clause may stand */
    static Sole of(String name, String text) {
        return new Sole(
                Sql.of(name, text.formatted("")),
                Sql.of(name + ".again", text.formatted("on conflict (id) do nothing")));
    }

    /** Both forms, for those who look at their plans. */
    List<Sql> forms() {
        return List.of(strict, tolerant);
    }

    <T extends @Nullable Object> List<T> list(Session session, Row.Reader<T> reader, @Nullable Object... arguments)
            throws SQLException {
        try {
            return session.list(strict, reader, arguments);
        } catch (SQLException e) {
            if (Faults.isKeyTaken(e)) {
                return session.list(tolerant, reader, arguments);
            }
            throw e;
        }
    }
}
