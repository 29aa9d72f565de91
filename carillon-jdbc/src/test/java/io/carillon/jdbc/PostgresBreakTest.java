package io.carillon.jdbc;

import static io.carillon.jdbc.Work.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.JobQuery;
import io.carillon.spi.Store.Signal;
import io.carillon.spi.StoreException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Connections that break, and a server that is not there. */
class PostgresBreakTest {
    /** Connections that the store keeps for writing. */
    private static final int POOLED = 8;

    private static final Duration PATIENCE_WITH_A_BUSY_SERVER = Duration.ofSeconds(10);
    private static final Duration PATIENCE_WITHOUT_SERVER = Duration.ofSeconds(2);

    private static final Signal HINT = new Signal(Signal.Kind.READY, "mail");

    @Test
    void after_all_connections_were_cut_the_store_goes_on_by_itself() throws Exception {
        DataSource source = TestPostgres.migrated();
        try (JdbcStore listener = JdbcStore.postgres(source);
                JdbcStore store = JdbcStore.postgres(source)) {
            BlockingQueue<Signal> heard = new LinkedBlockingQueue<>();
            listener.signals().subscribe(heard::add);
            awaitHint(store, heard);
            cut(source);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(store.jobs().enqueue(Work.jobs(1, 3), START, null))
                            .hasSize(3));
            heard.clear();
            awaitHint(store, heard);
        }
    }

    /** Publishes until it is heard. */
    private static void awaitHint(JdbcStore store, BlockingQueue<Signal> heard) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            store.signals().publish(HINT);
            return heard.contains(HINT);
        });
    }

    private static void cut(DataSource source) {
        TestPostgres.execute(source, """
                select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid()
                """);
    }

    @Test
    void a_connection_cut_inside_an_operation_is_a_passing_failure() {
        DataSource source = TestPostgres.migrated();
        try (JdbcStore store = JdbcStore.postgres(source)) {
            Work.node(store, "a");
            store.probe().failAt(point -> {
                if (point.equals("enqueue.stored")) {
                    cut(source);
                }
            });
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> Work.enqueue(store, Work.due(Work.spec(1).uniqueKey("u"))))
                    .matches(StoreException::isTransient);
            store.probe().failNowhere();
            Work.enqueue(store, Work.due(Work.spec(1).uniqueKey("u")));
            Soundness.check(store);
        }
    }

    @Test
    void a_server_that_is_not_there_is_a_passing_failure_that_names_it() {
        try (JdbcStore store =
                JdbcStore.open("jdbc:postgresql://localhost:1/nowhere?password=secret", "me", "secret")) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(store::migrate)
                    .withMessageContaining("postgresql://localhost:1/nowhere: ")
                    .withMessageNotContaining("secret")
                    .matches(StoreException::isTransient);
        }
    }

    @Test
    void while_the_server_is_away_a_call_fails_soon_and_the_next_at_once() throws Exception {
        EmbeddedPostgres server = TestPostgres.start(Map.of());
        try (JdbcStore store = JdbcStore.postgres(server.getPostgresDatabase())) {
            store.migrate();
            Work.enqueue(store, Work.due(Work.spec(1)));
            server.close();

            Failed first = fail(store);
            // Connections used a moment ago are not tried beforehand; one by one they turn out to be cut.
            for (int i = 0; i < POOLED && !first.isRefused(); i++) {
                first = fail(store);
            }
            assertThat(first).matches(Failed::isRefused);
            assertThat(first.after()).isLessThan(PATIENCE_WITH_A_BUSY_SERVER);
            Failed next = fail(store);
            assertThat(next).matches(Failed::isRefused);
            assertThat(next.after()).as("did not wait again").isLessThan(PATIENCE_WITHOUT_SERVER);
        } finally {
            server.close();
        }
    }

    private record Failed(StoreException cause, Duration after) {
        boolean isRefused() {
            return String.valueOf(cause.getMessage()).contains("refused");
        }
    }

    private static Failed fail(JdbcStore store) {
        long began = System.nanoTime();
        StoreException cause =
                catchThrowableOfType(StoreException.class, () -> Work.enqueue(store, Work.due(Work.spec(2))));
        assertThat(cause).matches(StoreException::isTransient);
        return new Failed(cause, Duration.ofNanos(System.nanoTime() - began));
    }

    @Test
    void a_server_that_is_busy_is_waited_for_with_patience() throws Exception {
        try (JdbcStore store = JdbcStore.postgres(TestPostgres.migrated());
                ExecutorService threads = Executors.newCachedThreadPool()) {
            CountDownLatch begun = new CountDownLatch(POOLED);
            for (int i = 0; i < POOLED; i++) {
                threads.execute(() -> store.database().write(session -> {
                    begun.countDown();
                    session.control("select pg_sleep(3)");
                    return "";
                }));
            }
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            Work.enqueue(store, Work.due(Work.spec(1)));
            assertThat(store.jobs().find(JobQuery.ALL).items()).hasSize(1);
        }
    }

    @Test
    void a_server_that_lets_nobody_else_in_is_not_away() throws Exception {
        DataSource source = TestPostgres.migrated();
        TestPostgres.execute(source, "create role guest login superuser");
        try (JdbcStore store =
                JdbcStore.open(TestPostgres.url(source).replaceAll("user=[^&]*", "user=guest"), "guest", "")) {
            CountDownLatch begun = new CountDownLatch(1);
            Thread busy = Thread.ofVirtual()
                    .start(() -> store.database().write(session -> {
                        begun.countDown();
                        session.control("select pg_sleep(3)");
                        return "";
                    }));
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            TestPostgres.execute(source, "alter role guest nologin");
            Work.enqueue(store, Work.due(Work.spec(1)));
            busy.join();
            Work.enqueue(store, Work.due(Work.spec(2)));
        } finally {
            TestPostgres.execute(source, "drop owned by guest; drop role guest");
        }
    }

    @Test
    void a_wrong_password_is_a_lasting_failure() {
        DataSource source = TestPostgres.database();
        String nobody = TestPostgres.url(source).replaceAll("user=[^&]*", "user=nobody");
        try (JdbcStore store = JdbcStore.open(nobody, "nobody", "wrong")) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(store::migrate)
                    .matches(e -> !e.isTransient());
        }
    }

    @Test
    void deadlocks_are_repeated_rather_than_reported() {
        DataSource source = TestPostgres.migrated();
        try (JdbcStore store = JdbcStore.postgres(source)) {
            int[] deadlocks = {2};
            List<Integer> done = store.database().write(session -> {
                if (deadlocks[0]-- > 0) {
                    throw new SQLException("deadlock detected", "40P01");
                }
                return List.of(deadlocks[0]);
            });
            assertThat(done).containsExactly(-1);
        }
    }
}
