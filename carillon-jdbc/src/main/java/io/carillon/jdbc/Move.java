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
    /** The statement of PostgreSQL, and the first of SQLite. */
    private record Ways(Sql atOnce, Sql insert) {
        Sql in(Dialect dialect) {
            return dialect == Dialect.POSTGRESQL ? atOnce : insert;
        }
    }

    /** For a job that was stored twice after all: it does not arrive, is not answered, and does not hold up the others. */
    private static final String ONLY_NEW = "on conflict (id) do nothing ";

    private final Ways silent;
    private final Ways answering;
    private final Sql delete;

    private Move(Ways silent, Ways answering, Sql delete) {
        this.silent = silent;
        this.answering = answering;
        this.delete = delete;
    }

    /** The statement of PostgreSQL, for those who look at its plan. */
    Sql atOnce() {
        return silent.atOnce();
    }

    /** Moves the rows named by {@code rows}, whose first column is the id. */
    static Builder of(String name, String from, String to, String rows) {
        return new Builder(name, from, to, rows);
    }

    /** Moves rows whose fate the caller knows, having locked them. SQLite pays dearly for each row it answers. */
    void run(Session session, Rows rows) throws SQLException {
        if (!rows.isEmpty()) {
            session.update(silent.in(session.dialect()), rows);
            removeIfLeft(session, rows);
        }
    }

    /** Moves rows; answers the ids of those that moved, in no order. */
    List<UUID> ids(Session session, Rows rows) throws SQLException {
        return list(session, Row::id, rows);
    }

    /** Moves rows; answers what {@link Builder#returning} says of each, the id first. */
    <T extends @Nullable Object> List<T> list(Session session, Row.Reader<T> reader, Rows rows) throws SQLException {
        if (rows.isEmpty()) {
            return List.of();
        }
        List<T> moved = session.list(answering.in(session.dialect()), reader, rows);
        removeIfLeft(session, rows);
        return moved;
    }

    private void removeIfLeft(Session session, Rows rows) throws SQLException {
        if (session.dialect() == Dialect.SQLITE) {
            session.update(delete, rows);
        }
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
            String move = """
                    with gone as (
                        delete from carillon_%s j using {e: %s} where {j.id is e.id} returning %s
                    )
                    insert into %s select * from gone
                    """.formatted(from, rows, carried, into);
            String insert = """
                    insert into %s select %s from {e: %s} cross join carillon_%s j where {j.id is e.id}
                    """.formatted(into, carried, rows, from);
            String delete = """
                    delete from carillon_%1$s where {place} in (
                        select j.{place} from {e: %2$s} cross join carillon_%1$s j where {j.id is e.id})
                    """.formatted(from, rows);
            String answer = "returning " + returning;
            return new Move(
                    new Ways(Sql.of(name, move), Sql.of(name, insert)),
                    new Ways(Sql.of(name, move + ONLY_NEW + answer), Sql.of(name, insert + answer)),
                    Sql.of(name + ".gone", delete));
        }
    }
}
