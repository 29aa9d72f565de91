package io.carillon.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The yardsticks: loops of plain SQL whose plans must not depend on what the tables hold when they are made. */
class RawDesignTest {
    private static final String GROWING = "Seq Scan|Sort|Bitmap|Hash Cond|Merge Cond";

    private static List<String> plans(RawDesign design, Place place, String settings) throws SQLException {
        try (Connection connection = place.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(settings);
            return Stream.concat(design.claim(Kind.POSTGRES, 1_000).stream(), design.complete(Kind.POSTGRES).stream())
                    .map(sql -> plan(statement, sql))
                    .toList();
        }
    }

    private static String plan(Statement statement, String sql) {
        int parameters = 0;
        StringBuilder numbered = new StringBuilder();
        for (char c : sql.toCharArray()) {
            numbered.append(c == '?' ? "$" + ++parameters : c);
        }
        StringBuilder plan = new StringBuilder(sql);
        try {
            statement.execute("prepare one as " + numbered);
            String nulls =
                    parameters == 0 ? "" : "(" + String.join(", ", Collections.nCopies(parameters, "null")) + ")";
            try (ResultSet line = statement.executeQuery("explain (costs off) execute one" + nulls)) {
                while (line.next()) {
                    plan.append('\n').append(line.getString(1));
                }
            }
            statement.execute("deallocate one");
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
        return plan.toString();
    }

    @ParameterizedTest
    @EnumSource
    void plans_made_on_empty_tables_go_by_their_indexes(RawDesign design) throws Exception {
        try (PostgresServer server = PostgresServer.start();
                Place place = server.place()) {
            place.execute(design.tables(Kind.POSTGRES));

            assertThat(plans(design, place, RawEngine.STEERED))
                    .allSatisfy(plan -> assertThat(plan).contains("Index").doesNotContainPattern(GROWING));
            // The canary: a server's own settings choose otherwise.
            assertThat(String.join("\n", plans(design, place, "set plan_cache_mode = force_generic_plan")))
                    .containsPattern(GROWING);
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_job_runs_once_and_is_kept(RawDesign design) throws Exception {
        try (PostgresServer server = PostgresServer.start();
                Place place = server.place()) {
            List<Long> ran = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch left = new CountDownLatch(2_500);
            try (RawEngine engine = new RawEngine(design, place)) {
                engine.enqueueAll(LongStream.range(0, 2_500)
                        .mapToObj(number -> Work.plain(number, Work.USUAL_BYTES))
                        .toList());
                engine.start((number, due) -> {
                    ran.add(number);
                    left.countDown();
                });
                assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
            }

            assertThat(ran).doesNotHaveDuplicates().hasSize(2_500);
            assertThat(place.number("select count(*) from ready")).isZero();
            assertThat(place.number("select count(distinct id) from history where payload like '%customer%'"))
                    .isEqualTo(2_500);
        }
    }
}
