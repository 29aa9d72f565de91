package io.carillon.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of a database while it is used. */
class ShapesTest {
    private static final int LOOKS = 1_000;

    private static List<Value> looksWhileRowsComeAndGo(Server server) throws Exception {
        try (Place place = server.place()) {
            // On PostgreSQL a vacuum in between, once a minute has passed, would give room to the rows to come.
            String kept = place.kind() == Kind.SQLITE ? "" : " with (autovacuum_enabled = off)";
            place.execute(List.of("create table churn (id integer primary key, text text)" + kept));
            Shapes shapes = new Shapes(place);
            for (int i = 0; i <= LOOKS; i++) {
                if (i % (LOOKS / 4) == LOOKS / 8) {
                    place.execute(List.of(insert(place.kind(), i * 1_000), "delete from churn where id % 2 = 0"));
                }
                shapes.look((double) i / LOOKS);
            }
            return shapes.values(4_000);
        }
    }

    private static String insert(Kind kind, int first) {
        String rows = kind == Kind.SQLITE
                ? "with recursive n (id) as (select %d union all select id + 1 from n where id < %d)"
                        + " insert into churn select id, '%s' from n"
                : "insert into churn select id, '%3$s' from generate_series(%1$d, %2$d) id";
        return String.format(Locale.ROOT, rows, first, first + 999, "x".repeat(500));
    }

    private static double[] of(List<Value> values, String metric) {
        return values.stream()
                .filter(value -> value.metric().startsWith(metric))
                .mapToDouble(Value::value)
                .toArray();
    }

    @Test
    void growth_is_seen_quarter_by_quarter_however_often_somebody_looks(@TempDir Path folder) throws Exception {
        try (SqliteServer sqlite = new SqliteServer(folder);
                PostgresServer postgres = PostgresServer.start()) {
            List<Value> file = looksWhileRowsComeAndGo(sqlite);
            List<Value> tables = looksWhileRowsComeAndGo(postgres);

            assertThat(file)
                    .extracting(Value::metric)
                    .containsExactly("file_at_25%", "file_at_50%", "file_at_75%", "file_at_100%", "left");
            assertThat(of(file, "file")).isSorted().doesNotHaveDuplicates();
            assertThat(tables)
                    .extracting(Value::metric)
                    .startsWith("tables_at_25%", "tables_at_50%", "tables_at_75%", "tables_at_100%", "dead_at_25%")
                    .hasSize(9);
            assertThat(of(tables, "tables")).isSorted().doesNotHaveDuplicates();
            assertThat(of(tables, "left")[0]).isBetween(200.0, 2_000.0);
        }
    }
}
