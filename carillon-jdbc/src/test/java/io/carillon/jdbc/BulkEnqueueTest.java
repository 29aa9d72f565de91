package io.carillon.jdbc;

import static io.carillon.jdbc.Work.START;
import static io.carillon.jdbc.Work.due;
import static io.carillon.jdbc.Work.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.JobQuery;
import io.carillon.JobSpec;
import io.carillon.JobStatus;
import io.carillon.QueueConfig;
import io.carillon.RetryPolicy;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Enqueued;
import io.carillon.spi.JobStore.Enqueued.Outcome;
import io.carillon.spi.JobStore.NewJob;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many jobs at once on PostgreSQL, which are copied in. */
class BulkEnqueueTest {
    private static final DataSource DATABASE = TestPostgres.migrated();
    private static final int MANY = 100;

    private final List<String> statements = new CopyOnWriteArrayList<>();
    private JdbcStore store;

    @BeforeEach
    void openAStore() {
        TestPostgres.empty(DATABASE);
        store = JdbcStore.postgres(DATABASE);
        Work.node(store, "a");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<Enqueued> enqueue(List<NewJob> jobs) {
        store.probe().failAt(statements::add);
        List<Enqueued> answers = store.jobs().enqueue(jobs, START, null);
        store.probe().failNowhere();
        assertThat(answers)
                .extracting(Enqueued::id)
                .containsExactlyElementsOf(
                        jobs.stream().map(job -> job.spec().id()).toList());
        Soundness.check(store);
        return answers;
    }

    private void assertAllCreated(List<NewJob> jobs) {
        assertThat(enqueue(jobs)).extracting(Enqueued::outcome).containsOnly(Outcome.CREATED);
    }

    private JobStatus status(int n) {
        return store.jobs().find(JobQuery.ALL.id(Work.id(n))).items().getFirst().status();
    }

    private int stored() {
        return store.jobs().find(JobQuery.ALL.limit(1_000)).items().size();
    }

    @Test
    void every_column_arrives_as_it_was_sent_whatever_is_in_it() {
        List<NewJob> jobs = new ArrayList<>(Work.jobs(1, MANY));
        JobSpec full = spec(500)
                .command("echo \t\\N \\. 'x' \"y\" \n\r")
                .params("{\"text\":\"\u00fc \u4e16 \ud83d\ude00 \\\\N\"}")
                .timeout(Duration.ofMillis(1_500))
                .maxRetries(7)
                .priority(9)
                .retry(RetryPolicy.fixed(Duration.ofSeconds(3)).maxRetries(7))
                .fire("nightly", START.plusNanos(1_000))
                .meta("{\"a\":\"b\"}")
                .build();
        jobs.add(new NewJob(full, START));
        JobSpec large = spec(501).params("\"" + "x".repeat(200_000) + "\"").build();
        jobs.add(new NewJob(large, START));
        assertAllCreated(jobs);
        assertThat(statements).contains("enqueue.ready.copied");
        assertThat(Work.claim(store, "a", 1_000))
                .extracting(ClaimedJob::spec)
                .containsExactlyInAnyOrderElementsOf(
                        jobs.stream().map(NewJob::spec).toList());
    }

    @Test
    void jobs_of_the_future_are_copied_and_mixed_ones_are_stored_another_way() {
        List<NewJob> later = Work.jobs(1, MANY).stream()
                .map(job -> new NewJob(job.spec(), START.plusSeconds(60)))
                .toList();
        assertAllCreated(later);
        assertThat(statements).contains("enqueue.future.copied");
        List<NewJob> mixed = new ArrayList<>(Work.jobs(201, MANY));
        mixed.add(new NewJob(spec(400).build(), START.plusSeconds(60)));
        statements.clear();
        assertAllCreated(mixed);
        assertThat(statements).doesNotContain("enqueue.ready.copied", "enqueue.future.copied");
        assertThat(stored()).isEqualTo(2 * MANY + 1);
        assertThat(Work.claim(store, "a", 1_000)).hasSize(MANY);
    }

    @Test
    void what_is_somewhere_else_already_is_stored_once() {
        Work.enqueue(store, due(spec(10)), due(spec(20)));
        ClaimedJob finished = Work.claim(store, "a", 1).getFirst();
        store.jobs().settle(List.of(Work.completed(finished)), START, null);
        Work.claim(store, "a", 1);
        assertAllCreated(Work.jobs(1, MANY));
        assertThat(List.of(status(10), status(20), status(30)))
                .containsExactly(JobStatus.COMPLETED, JobStatus.RUNNING, JobStatus.PENDING);
        assertThat(Work.claim(store, "a", 1_000)).hasSize(MANY - 2);
    }

    @Test
    void what_is_waiting_already_or_comes_twice_is_stored_once() {
        Work.enqueue(store, due(spec(10)));
        List<NewJob> jobs = new ArrayList<>(Work.jobs(1, MANY));
        jobs.add(jobs.getLast());
        assertAllCreated(jobs);
        assertAllCreated(jobs);
        assertThat(Work.claim(store, "a", 1_000)).hasSize(MANY);
    }

    @Test
    void other_jobs_with_ids_in_between_take_nothing_back() {
        Work.enqueue(store, due(spec(50)));
        Work.claim(store, "a", 1);
        List<NewJob> jobs = Work.jobs(1, MANY);
        jobs.remove(49);
        assertAllCreated(jobs);
        assertThat(statements).contains("enqueue.ready.take-back").doesNotContain("enqueue.ready.quickly");
        assertThat(stored()).isEqualTo(MANY);
    }

    /** While the server waits it does not read what is copied, so that no time a statement may take would end the call. */
    @Test
    void an_id_that_somebody_is_storing_does_not_hold_a_copy_up() throws SQLException {
        try (Connection other = DATABASE.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("""
                    insert into carillon_ready (id, due, created_at, max_retries, priority, queue, task, params)
                    values ('%s', 0, 0, 0, 0, 'default', 'work', '{}')
                    """.formatted(Work.id(5)));
            store.probe().failAt(new Probe.Failpoint() {
                @Override
                public void reached(String point) {}

                @Override
                public void sending(String name) {
                    if (name.equals("enqueue.ready.quickly")) {
                        commit(other);
                    }
                }
            });
            assertThat(store.jobs().enqueue(Work.jobs(1, MANY), START, null))
                    .extracting(Enqueued::outcome)
                    .containsOnly(Outcome.CREATED);
            assertThat(stored()).isEqualTo(MANY);
        }
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_bound_holds() {
        store.queues().put("small", QueueConfig.DEFAULT.maxSize(60));
        List<NewJob> jobs = new ArrayList<>();
        for (int n = 1; n <= MANY; n++) {
            jobs.add(due(spec(n).queue("small")));
        }
        List<Enqueued> answers = enqueue(jobs);
        assertThat(answers.subList(0, 60)).extracting(Enqueued::outcome).containsOnly(Outcome.CREATED);
        assertThat(answers.subList(60, MANY)).extracting(Enqueued::outcome).containsOnly(Outcome.QUEUE_FULL);
        assertThat(stored()).isEqualTo(60);
    }
}
