package io.carillon.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.carillon.Failure;
import io.carillon.LogLine;
import io.carillon.spi.JobStore.NewJob;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values on their way to the database and back. */
class ValuesTest {
    @Test
    void instants_and_durations_are_kept_to_the_microsecond() {
        Instant instant = Instant.parse("1969-12-31T23:59:59.123456Z");
        assertThat(Micros.instant(Micros.of(instant))).isEqualTo(instant);
        assertThat(Micros.of(Instant.EPOCH.plusNanos(1_999))).isEqualTo(1);
        assertThat(Micros.of(Instant.MAX)).isEqualTo(Long.MAX_VALUE);
        assertThat(Micros.of(Instant.MIN)).isEqualTo(Long.MIN_VALUE);
        assertThat(Micros.duration(1_500_000)).isEqualTo(Duration.ofMillis(1_500));
    }

    @Test
    void failures_and_names_are_json_that_reads_back() {
        Failure failure = new Failure("a.B", "it said \"no\"\n\tand \\ went \u0001", "at C");
        assertThat(Json.failure(Json.failure(failure))).isEqualTo(failure);
        assertThat(Json.failure(Failure.of("timeout", "5 s"))).isEqualTo("{\"type\":\"timeout\",\"message\":\"5 s\"}");
        assertThat(Json.names(Json.names(List.of("a", "b\"c")))).containsExactly("a", "b\"c");
    }

    @Test
    void texts_of_all_kinds_survive_both_databases(@TempDir Path folder) {
        String text = "quote \" back \\ tab \t line \n umlaut ä han 汉 emoji 🎉 tick ' brace {x} question ?";
        try (JdbcStore sqlite = JdbcStore.sqlite(TestSqlite.file(folder));
                JdbcStore postgres = JdbcStore.postgres(TestPostgres.migrated())) {
            for (JdbcStore store : List.of(sqlite, postgres)) {
                NewJob job = Work.due(
                        Work.spec(1).params(text).command(text).uniqueKey(text).meta(text));
                Work.enqueue(store, job);
                Work.node(store, "a");
                assertThat(Work.claim(store, "a", 1))
                        .singleElement()
                        .satisfies(claimed -> assertThat(claimed.spec()).isEqualTo(job.spec()));
            }
        }
    }

    @Test
    void a_line_of_output_with_a_character_zero_is_kept() {
        try (JdbcStore store = JdbcStore.postgres(TestPostgres.migrated())) {
            Work.enqueue(store, Work.due(Work.spec(1)));
            UUID id = Work.id(1);
            store.logs()
                    .append(List.of(new LogLine(
                            id.toString(), 1, 1, Work.START, LogLine.Level.INFO, "stdout", "before\0after")));
            assertThat(store.logs().read(id, -1, 10))
                    .extracting(LogLine::message)
                    .containsExactly("before\uFFFDafter");
        }
    }

    @Test
    void an_application_s_pool_is_left_to_the_application() throws Exception {
        DataSource server = TestPostgres.database();
        HikariConfig options = new HikariConfig();
        options.setJdbcUrl(TestPostgres.url(server));
        options.setUsername("postgres");
        options.setMaximumPoolSize(1);
        try (HikariDataSource pool = new HikariDataSource(options);
                Connection theOnlyOne = pool.getConnection();
                JdbcStore store = JdbcStore.postgres(pool)) {
            store.migrate();
            assertThat(store.jobs().counts()).isEmpty();
            assertThat(theOnlyOne.isValid(5)).isTrue();
        }
    }
}
