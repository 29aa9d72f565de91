package io.carillon.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.Carillon;
import io.carillon.JobRequest;
import io.carillon.RetryPolicy;
import io.carillon.Scheduler;
import io.carillon.TaskName;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guards without a clock: what a job costs from enqueue to its settled end, in statements, rows and bytes of log, and
 * how many threads that takes. Each guard is shown a load that must not pass it.
 */
class CostTest {
    private static final TaskName<Text> NOOP = TaskName.of("noop", Text.class);
    private static final int JOBS = 4_000;
    /** A step taken job by job costs one each; in batches it is a fraction, and how large they get is the machine's affair. */
    private static final double MOST_STATEMENTS = 0.5;

    /** Five, and what batches and beats write; a sixth row of each job is noticed. */
    private static final double MOST_ROWS = 5.5;

    /** Half as much again as was seen. */
    private static final double MOST_WAL = 2_400;

    /** Nothing but the jobs is to write to the log: neither a vacuum's pages nor those that follow a checkpoint. */
    private static final Map<String, String> QUIET =
            Map.of("autovacuum", "off", "checkpoint_timeout", "1d", "max_wal_size", "4GB");

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String PAYLOAD = "x".repeat(90);

    @TempDir
    Path folder;

    record Text(String text) {}

    /**
     * Costs of one job.
     *
     * @param statements sent by the store
     * @param rows inserted, changed and removed in all its tables
     * @param wal bytes of write-ahead log
     */
    record Cost(double statements, double rows, double wal) {
        void assertWithin(double mostStatements, double mostRows, double mostWal) {
            assertThat(statements).as("statements a job").isLessThan(mostStatements);
            assertThat(rows).as("rows written a job").isLessThan(mostRows);
            assertThat(wal).as("bytes of log a job").isLessThan(mostWal);
        }
    }

    /** How the jobs of a run are put in and what they do. */
    private record Load(String payload, boolean together, boolean failOnce) {
        static final Load USUAL = new Load(PAYLOAD, true, false);
    }

    private static Scheduler scheduler(JdbcStore store, Load load, CountDownLatch left, int slots) {
        return Carillon.builder().store(store).maxWorkers(slots).build().register(NOOP, (payload, context) -> {
            if (load.failOnce() && context.attempt() == 1) {
                throw new IllegalStateException("the first time");
            }
            left.countDown();
            return null;
        });
    }

    private static void enqueue(Scheduler scheduler, Load load) {
        JobRequest request = JobRequest.of(NOOP, new Text(load.payload()))
                .retry(RetryPolicy.fixed(Duration.ofMillis(1)).maxRetries(1));
        if (load.together()) {
            for (int i = 0; i < JOBS / 1_000; i++) {
                scheduler.enqueueAll(Collections.nCopies(1_000, request));
            }
        } else {
            for (int i = 0; i < JOBS; i++) {
                scheduler.enqueue(request);
            }
        }
    }

    /** Runs all jobs to their settled ends; answers the statements a job. */
    private static double run(JdbcStore store, Load load) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(JOBS);
        try (Scheduler scheduler = scheduler(store, load, left, 500)) {
            store.migrate();
            long before = store.statements();
            enqueue(scheduler, load);
            scheduler.start();
            assertThat(left.await(LONG.toSeconds(), TimeUnit.SECONDS))
                    .as("all ran")
                    .isTrue();
            scheduler.stop();
            return (store.statements() - before) / (double) JOBS;
        }
    }

    private static EmbeddedPostgres server;

    @BeforeAll
    static void startAServerOfItsOwn() {
        server = TestPostgres.start(QUIET);
    }

    @AfterAll
    static void stopIt() throws IOException {
        server.close();
    }

    private static Cost onPostgres(Load load) throws Exception {
        DataSource source = server.getPostgresDatabase();
        TestPostgres.execute(source, "drop schema public cascade; create schema public");
        try (JdbcStore store = JdbcStore.postgres(source)) {
            store.migrate();
        }
        long rows = rows(source);
        long wal = wal(source);
        double statements = run(JdbcStore.postgres(source), load);
        await().atMost(LONG).until(() -> rows(source) - rows >= 5L * JOBS);
        return new Cost(statements, (rows(source) - rows) / (double) JOBS, (wal(source) - wal) / (double) JOBS);
    }

    private static long rows(DataSource source) throws SQLException {
        return number(source, "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) from pg_stat_user_tables");
    }

    private static long wal(DataSource source) throws SQLException {
        return number(source, "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint");
    }

    private static long number(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    @Test
    void a_job_on_postgresql_costs_few_statements_five_rows_and_little_log() throws Exception {
        Cost cost = onPostgres(Load.USUAL);
        assertThatCode(() -> cost.assertWithin(MOST_STATEMENTS, MOST_ROWS, MOST_WAL))
                .as("%s", cost)
                .doesNotThrowAnyException();
    }

    @Test
    void the_guards_notice_single_inserts_second_attempts_and_payloads_that_are_written_again() throws Exception {
        Cost single = onPostgres(new Load(PAYLOAD, false, false));
        assertThatThrownBy(() -> single.assertWithin(MOST_STATEMENTS, 1e9, 1e9))
                .hasMessageContaining("statements a job");
        Cost twice = onPostgres(new Load(PAYLOAD, true, true));
        assertThatThrownBy(() -> twice.assertWithin(1e9, MOST_ROWS, 1e9)).hasMessageContaining("rows written a job");
        Cost large = onPostgres(new Load("y".repeat(1_500), true, false));
        assertThatThrownBy(() -> large.assertWithin(1e9, 1e9, MOST_WAL)).hasMessageContaining("bytes of log a job");
    }

    @Test
    void a_job_on_sqlite_costs_few_statements() throws Exception {
        assertThat(run(JdbcStore.sqlite(folder.resolve("few.db")), Load.USUAL)).isLessThan(MOST_STATEMENTS);
        assertThat(run(JdbcStore.sqlite(folder.resolve("many.db")), new Load(PAYLOAD, false, false)))
                .as("the guard notices single inserts")
                .isGreaterThan(MOST_STATEMENTS);
    }

    @Test
    void a_thousand_running_jobs_take_a_dozen_platform_threads() throws Exception {
        Set<String> before = platformThreads();
        CountDownLatch running = new CountDownLatch(1_000);
        CountDownLatch go = new CountDownLatch(1);
        JdbcStore store = JdbcStore.sqlite(folder.resolve("threads.db"));
        try (Scheduler scheduler = Carillon.builder()
                .store(store)
                .maxWorkers(1_000)
                .build()
                .register(NOOP, (p, c) -> {
                    running.countDown();
                    go.await();
                    return null;
                })) {
            scheduler.start();
            scheduler.enqueueAll(Collections.nCopies(1_000, JobRequest.of(NOOP, new Text("x"))));
            assertThat(running.await(LONG.toSeconds(), TimeUnit.SECONDS))
                    .as("all run")
                    .isTrue();
            Set<String> more = platformThreads();
            more.removeAll(before);
            assertThat(more).hasSizeLessThan(40).anyMatch(name -> name.startsWith("carillon-"));
            go.countDown();
        }
    }

    @Test
    void the_guard_of_threads_notices_platform_threads() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Set<String> before = platformThreads();
        List<Thread> threads = IntStream.range(0, 40)
                .mapToObj(i -> Thread.ofPlatform().name("one of many " + i).start(() -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
        Set<String> more = platformThreads();
        more.removeAll(before);
        assertThat(more).hasSizeGreaterThanOrEqualTo(40);
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Names with their ids; neither virtual threads nor those that carry them, of which each processor has one. */
    private static Set<String> platformThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !isCarrier(thread))
                .map(thread -> thread.getName() + " #" + thread.threadId())
                .collect(Collectors.toSet());
    }

    private static boolean isCarrier(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group != null && group.getName().equals("CarrierThreads");
    }
}
