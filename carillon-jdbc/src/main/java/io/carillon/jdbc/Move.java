package io.carillon.jdbc;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Moves rows from the table of one phase to that of another. A row arrives exactly when this transaction is the one
 * that removed it, so that two who move the same job never both succeed: on PostgreSQL one statement deletes and inserts
 * what it deleted, on SQLite two statements under the one writer's lock do.
 */
final class Move {
    private final Sql atOnce;
    private final Sql insert;
    private final Sql delete;

    private Move(Sql atOnce, Sql insert, Sql delete) {
        this.atOnce = atOnce;
        this.insert = insert;
        this.delete = delete;
    }

    /** The statement of PostgreSQL, for those who look at its plan. */
    Sql atOnce() {
        return atOnce;
    }

    /** Moves the rows named by {@code rows}, whose first column is the id. */
    static Builder of(String name, String from, String to, String rows) {
        return new Builder(name, from, to, rows);
    }

    /** Moves rows; answers the ids of those that moved, in no order. */
    List<UUID> run(Session session, Rows rows) throws SQLException {
        return run(session, Row::id, rows);
    }

    /** Moves rows; answers what {@link Builder#returning} says of each, the id first. */
    <T extends @Nullable Object> List<T> run(Session session, Row.Reader<T> reader, Rows rows) throws SQLException {
        if (rows.isEmpty()) {
            return List.of();
        }
        if (session.dialect() == Dialect.POSTGRESQL) {
            return session.list(atOnce, reader, rows);
        }
        List<T> moved = session.list(insert, reader, rows);
        session.update(delete, Rows.ofFirst(rows));
        return moved;
    }

    /** Collects what changes on the way. In expressions {@code j} is the row that moves and {@code e} the one given. */
    static final class Builder {
        private final String name;
        private final String from;
        private final String to;
        private final String rows;
        private String changes = "";
        private String moreColumns = "";
        private String moreValues = "";
        private String returning = "id";

        private Builder(String name, String from, String to, String rows) {
            this.name = name;
            this.from = from;
            this.to = to;
            this.rows = rows;
        }

        /** Columns of {@code {carried}} that change, as {@link Sql} has it. */
        Builder changing(String changes) {
            this.changes = changes;
            return this;
        }

        /** A column that only the new phase has. */
        Builder adding(String column, String value) {
            moreColumns += ", " + column;
            moreValues += ", " + value;
            return this;
        }

        /** What is answered of a row that moved. */
        Builder returning(String columns) {
            this.returning = columns;
            return this;
        }

        Move build() {
            String carried = "{j.carried; %s}%s".formatted(changes, moreValues);
            String into = "carillon_%s ({carried}%s)".formatted(to, moreColumns);
            Sql atOnce = Sql.of(name, """
                    with gone as (
                        delete from carillon_%s j using {e: %s} where j.id = e.id returning %s
                    )
                    insert into %s select * from gone returning %s
                    """.formatted(from, rows, carried, into, returning));
            Sql insert = Sql.of(name, """
                    insert into %s select %s from {e: %s} cross join carillon_%s j where j.id = e.id returning %s
                    """.formatted(into, carried, rows, from, returning));
            Sql delete = Sql.of(
                    name + ".gone",
                    "delete from carillon_%s where id in (select e.id from {e: id uuid})".formatted(from));
            return new Move(atOnce, insert, delete);
        }
    }
}
