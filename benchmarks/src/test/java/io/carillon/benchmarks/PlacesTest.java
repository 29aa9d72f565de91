package io.carillon.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where measurements take place, and what they store there. */
class PlacesTest {
    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db:5433/app?user=a&password=b, jdbc:postgresql://db:5433/x?user=a&password=b",
        "jdbc:postgresql://db/app, jdbc:postgresql://db/x",
        "jdbc:postgresql://db/, jdbc:postgresql://db/x",
        "jdbc:postgresql:app, jdbc:postgresql:x",
    })
    void another_database_of_the_same_server(String url, String expected) {
        assertThat(PostgresServer.inDatabase(url, "x")).isEqualTo(expected);
    }

    @Test
    void only_databases_that_were_made_here_are_dropped(@TempDir Path folder) throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            assertThatThrownBy(() -> server.remove(new Place("jdbc:postgresql://localhost/app", server)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("/app");
            Place place = server.place();
            place.execute(List.of("create table t (n int)", "insert into t select generate_series(1, 1000)"));
            assertThat(place.number("select count(*) from t")).isEqualTo(1_000);
            assertThat(server.usage(place).statements()).isPositive();
            assertThat(server.usage(place).cpuNanos()).isPositive();
            place.close();
            assertThatThrownBy(place::connect).hasMessageContaining("does not exist");
        }
    }

    @Test
    void a_role_that_may_only_create_databases_is_enough_and_one_that_may_not_is_told_so() throws Exception {
        try (PostgresServer somebodys = PostgresServer.start()) {
            Place theirs = somebodys.place();
            theirs.execute(List.of("create role maker login createdb", "create role reader login"));

            try (PostgresServer server = PostgresServer.at(as("maker", theirs))) {
                try (Place place = server.place()) {
                    place.execute(List.of("create table t (n int)"));
                    server.calm(place);
                    assertThat(server.usage(place).walBytes()).isPositive();
                    assertThat(server.description()).startsWith("PostgreSQL ");
                    assertThat(new Verdict(List.of(), 2).of(server)).hasSize(2);
                }
            }
            assertThatThrownBy(() -> PostgresServer.at(as("reader", theirs)))
                    .isInstanceOf(BadUsage.class)
                    .hasMessageContaining("may create databases");
            assertThat(theirs.number("select count(*) from pg_database where datname like 'carillon_bench%'"))
                    .as("only theirs and what counts for it")
                    .isEqualTo(2);
            assertThat(theirs.number("select count(*) from pg_extension where extname = 'pg_stat_statements'"))
                    .as("extensions in a database of somebody's")
                    .isZero();
        }
    }

    private static String as(String role, Place place) {
        return place.url().replaceAll("user=[^&]*", "user=" + role);
    }

    @Test
    void what_a_broken_run_left_on_somebodys_server_goes_with_it() throws Exception {
        try (PostgresServer somebodys = PostgresServer.start()) {
            Place theirs = somebodys.place();
            PostgresServer server = PostgresServer.at(theirs.url());
            Place left = server.place();
            left.execute(List.of("create table t (n int)"));

            server.close();

            assertThatThrownBy(left::connect).hasMessageContaining("does not exist");
            assertThat(theirs.number("select 1")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 92", "999999, 92", "1700000000000000, 92", "12, 1000"})
    void work_has_the_size_it_is_said_to_have(long number, int bytes) {
        assertThat(Work.plain(number, bytes).json().getBytes(StandardCharsets.UTF_8))
                .hasSize(bytes);
    }

    @Test
    void mixed_work_has_three_priorities_ten_queues_and_a_key_on_each_tenth() {
        var works = LongStream.range(0, 300)
                .mapToObj(number -> Work.mixed(number, 92))
                .toList();

        assertThat(works.stream().map(Work::priority).distinct()).hasSize(3);
        assertThat(works.stream().map(Work::queue).distinct()).hasSize(10);
        assertThat(works.stream().filter(work -> work.uniqueKey() != null)).hasSize(30);
    }
}
