package io.carillon.jdbc;

import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Changes to the number of finished jobs. They are added as rows, never to rows, so that nobody waits for anybody; a
 * fold sums them up now and then.
 */
final class Tally {
    private static final Sql ADD = Sql.of("tally.add", """
            insert into carillon_tally (queue, status, n)
            select e.queue, e.status, e.n from {e: queue text, status text, n bigint}
            """);

    private static final Sql SIZE = Sql.of("tally.size", "select count(*) from carillon_tally");

    private static final Sql FOLD = Sql.of("tally.fold", "delete from carillon_tally returning queue, status, n");

    private record Kind(String queue, String status) {}

    private final Map<Kind, Long> changes =
            new TreeMap<>(java.util.Comparator.comparing(Kind::queue).thenComparing(Kind::status));

    void add(String queue, String status, long n) {
        changes.merge(new Kind(queue, status), n, Long::sum);
    }

    void send(Session session) throws SQLException {
        Rows rows = new Rows(changes.size());
        changes.forEach((kind, n) -> {
            if (n != 0) {
                rows.add(kind.queue(), kind.status(), n);
            }
        });
        session.updateIfAny(ADD, rows);
    }

    /** Sums the rows up when there are more than {@code most}; inside a transaction. */
    static void fold(Session session, int most) throws SQLException {
        Long size = session.first(SIZE, Row::number);
        if (size != null && size > most) {
            Tally sum = new Tally();
            session.list(FOLD, row -> {
                sum.add(row.text(), row.text(), row.number());
                return size;
            });
            sum.send(session);
        }
    }
}
