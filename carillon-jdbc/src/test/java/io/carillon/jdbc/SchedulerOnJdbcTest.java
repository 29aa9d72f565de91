package io.carillon.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.Carillon;
import io.carillon.JobQuery;
import io.carillon.JobRequest;
import io.carillon.JobRequest.Accepted;
import io.carillon.JobStatus;
import io.carillon.RetryPolicy;
import io.carillon.ScheduleDefinition;
import io.carillon.ScheduleInfo;
import io.carillon.Scheduler;
import io.carillon.TaskName;
import io.carillon.schedule.Calendar;
import io.carillon.schedule.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The public API on real databases: the user's own transactions, and what is stored comes back to the letter. */
class SchedulerOnJdbcTest {
    private static final TaskName<Void> PING = TaskName.of("ping");

    @TempDir
    static Path folder;

    /** A database of the user's, with tables of their own beside Carillon's. */
    enum Kind {
        SQLITE {
            @Override
            Place place() throws IOException {
                Path file = Files.createTempDirectory(folder, "db").resolve("carillon.db");
                return new Place(JdbcStore.sqlite(file), () -> DriverManager.getConnection("jdbc:sqlite:" + file));
            }
        },
        POSTGRES {
            @Override
            Place place() {
                DataSource source = TestPostgres.database();
                return new Place(JdbcStore.postgres(source), source::getConnection);
            }
        };

        abstract Place place() throws IOException;
    }

    private interface Connections {
        Connection open() throws SQLException;
    }

    private record Place(JdbcStore store, Connections connections) {
        Connection transaction() throws SQLException {
            Connection connection = connections.open();
            connection.setAutoCommit(false);
            return connection;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @ParameterizedTest
    @EnumSource
    void jobs_of_a_users_transaction_exist_when_it_commits_and_run_at_once(Kind kind) throws Exception {
        Place place = kind.place();
        // Nothing but the word of the commit may wake the node: its own poll comes once an hour.
        try (Scheduler scheduler = Carillon.builder()
                .store(place.store())
                .scanInterval(Duration.ofHours(1))
                .build()
                .register(PING, (payload, context) -> "pong")
                .start()) {
            List<Accepted> answers;
            try (Connection transaction = place.transaction()) {
                execute(transaction, "create table orders (id int)");
                execute(transaction, "insert into orders values (1)");
                answers = scheduler.enqueueAll(
                        List.of(
                                JobRequest.of(PING, null),
                                JobRequest.of(PING, null).uniqueKey("k")),
                        transaction);
                assertThat(scheduler.getTasks(JobQuery.ALL).items()).isEmpty();
                transaction.commit();
            }

            assertThat(answers).allMatch(Accepted::created);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(scheduler.getTasks(JobQuery.ALL).items())
                                    .hasSize(2)
                                    .allMatch(job -> job.status() == JobStatus.COMPLETED));
        }
    }

    @Test
    void a_job_of_a_users_transaction_on_postgresql_costs_it_one_statement() throws Exception {
        Place place = Kind.POSTGRES.place();
        try (Scheduler scheduler = Carillon.builder().store(place.store()).build()) {
            scheduler.enqueue(JobRequest.of(PING, null));
            try (Connection transaction = place.transaction()) {
                List<String> statements = new CopyOnWriteArrayList<>();
                place.store().probe().failAt(statements::add);
                scheduler.enqueueAll(List.of(JobRequest.of(PING, null)), transaction);
                place.store().probe().failNowhere();
                transaction.commit();
                assertThat(statements).contains("enqueue.ready.told").doesNotContain("signals.notify");
            }
            assertThat(scheduler.getTasks(JobQuery.ALL).items()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void jobs_of_a_transaction_that_is_rolled_back_never_were(Kind kind) throws Exception {
        Place place = kind.place();
        try (Scheduler scheduler = Carillon.builder().store(place.store()).build()) {
            String kept = scheduler.enqueue(JobRequest.of(PING, null));
            try (Connection transaction = place.transaction()) {
                scheduler.enqueueAll(List.of(JobRequest.of(PING, null).uniqueKey("k")), transaction);
                transaction.rollback();
            }
            try (Connection transaction = place.connections().open()) {
                assertThatThrownBy(() -> scheduler.enqueueAll(List.of(JobRequest.of(PING, null)), transaction))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("setAutoCommit(false)");
            }

            assertThat(scheduler.getTasks(JobQuery.ALL).items())
                    .extracting(job -> job.id())
                    .containsExactly(kept);
            assertThat(scheduler.getTask("k")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_users_say_comes_back_to_the_letter(Kind kind) throws Exception {
        Map<String, Object> params = Map.of("text", "„Grüße“ 定时任务 \"\\ 🔔", "rate", 0.10, "list", List.of(1, true));
        JobRequest request = JobRequest.named("备份:运行", params)
                .queue("快")
                .priority(9)
                .timeout(Duration.ofMillis(1_500))
                .retry(RetryPolicy.linear(Duration.ofSeconds(2)).maxRetries(7).jitter(0.25))
                .tags(Map.of("équipe", "été"));
        ScheduleDefinition definition = ScheduleDefinition.of(
                        "夜间", Schedule.cron("*/5 8-18 * * MON-FRI").jitter(Duration.ofSeconds(3)), request)
                .schedule(Schedule.cron("*/5 8-18 * * MON-FRI").except(Calendar.parse("12-25,01-01")))
                .description("line\nline\t„x“")
                .tags(Set.of("a", "é"))
                .source("crontab");
        Place place = kind.place();
        try (Scheduler scheduler = Carillon.builder().store(place.store()).build()) {
            Instant runAt = scheduler.now().plusSeconds(3_600);
            String id = scheduler.enqueue(request.uniqueKey("clé").runAt(runAt));
            ScheduleInfo put = scheduler.putSchedule(definition);

            var job = scheduler.getTask("clé").orElseThrow();
            assertThat(job.id()).isEqualTo(id);
            assertThat(job.task()).isEqualTo("备份:运行");
            assertThat(job.params()).contains("„Grüße“ 定时任务 \\\"\\\\ 🔔");
            assertThat(job.runAt()).isEqualTo(runAt);
            assertThat(job.spec().retry()).isEqualTo(request.retry());
            assertThat(job.spec().meta()).isEqualTo("{\"tags\":{\"équipe\":\"été\"}}");
            assertThat(scheduler.getSchedule("夜间")).contains(put);
            ScheduleDefinition read = put.definition();
            assertThat(read.schedule()).isEqualTo(definition.schedule());
            assertThat(read.description()).isEqualTo(definition.description());
            assertThat(read.job().retry()).isEqualTo(request.retry());
            assertThat(read.job().tags()).isEqualTo(request.tags());
            assertThat(read.job().params().toString()).contains("0.1", "🔔");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_schedule_keeps_its_next_fire_over_restarts_of_the_process(Kind kind) throws Exception {
        Place place = kind.place();
        ScheduleDefinition every =
                ScheduleDefinition.of("every", Schedule.every(Duration.ofHours(1)), JobRequest.of(PING, null));
        Scheduler first = Carillon.builder().store(place.store()).build();
        ScheduleInfo put = first.putSchedule(every);

        Scheduler second = Carillon.builder().store(place.store()).build();
        ScheduleInfo again = second.putSchedule(every.description("again"));
        ScheduleInfo other = second.putSchedule(every.schedule(Schedule.every(Duration.ofMinutes(1))));
        second.close();

        assertThat(again.nextRun())
                .isEqualTo(put.nextRun())
                .isEqualTo(put.createdAt().truncatedTo(ChronoUnit.MILLIS).plusSeconds(3_600));
        assertThat(other.nextRun()).isBefore(put.nextRun());
        assertThat(other.createdAt()).isEqualTo(put.createdAt());
    }
}
