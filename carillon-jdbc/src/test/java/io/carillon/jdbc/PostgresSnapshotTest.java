package io.carillon.jdbc;

import static io.carillon.jdbc.Work.START;
import static io.carillon.jdbc.Work.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Queue;
import io.carillon.QueueConfig;
import io.carillon.spi.JobStore.Demand;
import io.carillon.spi.JobStore.NewJob;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Claims while another session holds an old snapshot, so that the entries of all jobs that are gone stay at the beginning
 * of the claim's index.
 */
class PostgresSnapshotTest {
    private static final DataSource DATABASE = TestPostgres.migrated();
    private static final int GONE = 20_000;

    /** What passing those entries buys. */
    private static final Duration REST = Duration.ofMillis(50);

    private JdbcStore store;
    private Connection reader;

    @BeforeEach
    void openAStoreBehindAnOldSnapshot() throws SQLException {
        TestPostgres.empty(DATABASE);
        TestPostgres.execute(DATABASE, "vacuum carillon_ready");
        store = JdbcStore.postgres(DATABASE);
        Work.node(store, "a");
        reader = DATABASE.getConnection();
        reader.setAutoCommit(false);
        reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = reader.createStatement()) {
            statement.execute("select count(*) from carillon_ready");
        }
    }

    @AfterEach
    void close() throws SQLException {
        reader.close();
        store.close();
    }

    /** Jobs that were there since the snapshot and are gone, due before all others. */
    private void leave(int dead) {
        TestPostgres.execute(DATABASE, """
                insert into carillon_ready (id, due, created_at, max_retries, priority, queue, task, params)
                select lpad(to_hex(g), 32, '0')::uuid, g, 0, 0, 5, 'default', 'work', '{}' from generate_series(1, %d) g;
                delete from carillon_ready where due <= %d
                """.formatted(dead, dead));
    }

    /** Stores a job that became ready {@code seconds} before the start. */
    private void enqueue(int n, int priority, int seconds) {
        Work.enqueue(store, new NewJob(spec(n).priority(priority).build(), START.minusSeconds(seconds)));
    }

    private void enqueueInOrder(int... numbers) {
        for (int n : numbers) {
            enqueue(n, 5, 1_000 - n);
        }
    }

    private List<UUID> claim(int most, Instant now) {
        return store.jobs().claim("a", now, List.of(new Demand("default", most))).stream()
                .map(job -> job.spec().id())
                .toList();
    }

    private static UUID[] ids(int... numbers) {
        return IntStream.of(numbers).mapToObj(Work::id).toArray(UUID[]::new);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_claim_goes_on_where_the_last_one_ended_and_soon_begins_at_the_beginning_again(boolean limited) {
        if (limited) {
            store.queues().put("default", QueueConfig.DEFAULT.limit(100));
        }
        leave(GONE);
        enqueueInOrder(10, 11, 12, 13, 14);
        assertThat(claim(2, START)).containsExactly(ids(10, 11));
        enqueueInOrder(1);
        assertThat(claim(1, START.plus(REST.dividedBy(2)))).as("passes over 1").containsExactly(ids(12));
        assertThat(claim(5, START.plus(REST))).containsExactly(ids(1, 13, 14));
    }

    @Test
    void a_higher_priority_goes_first_at_once_and_a_lower_one_last() {
        leave(GONE);
        enqueueInOrder(10, 11, 12);
        assertThat(claim(1, START)).containsExactly(ids(10));
        enqueue(1, 9, 1);
        enqueue(2, 7, 0);
        enqueue(3, 0, 2_000);
        enqueue(4, 6, 1);
        assertThat(claim(9, START.plusMillis(1))).containsExactly(ids(1, 2, 4, 11, 12, 3));
    }

    @Test
    void what_became_due_lately_is_not_passed_over() {
        leave(GONE);
        enqueue(10, 5, 0);
        assertThat(claim(9, START)).containsExactly(ids(10));
        enqueue(11, 5, 1);
        assertThat(claim(9, START.plusMillis(1))).containsExactly(ids(11));
    }

    @Test
    void what_comes_in_order_after_the_last_one_is_found_however_late_it_is() {
        leave(GONE);
        enqueue(10, 5, 500);
        assertThat(claim(9, START)).containsExactly(ids(10));
        enqueue(11, 5, 500);
        assertThat(claim(9, START.plusMillis(1))).as("one call's next thousand").containsExactly(ids(11));
    }

    @Test
    void while_slots_are_idle_claims_begin_at_the_beginning_sooner() {
        leave(GONE);
        enqueueInOrder(10);
        assertThat(claim(9, START)).containsExactly(ids(10));
        enqueueInOrder(1);
        Instant soon = START.plus(REST.dividedBy(5));
        assertThat(claim(9, START.plusMillis(3))).isEmpty();
        assertThat(claim(9, soon.minusMillis(1)))
                .as("not sooner for being asked often")
                .isEmpty();
        assertThat(claim(9, soon)).containsExactly(ids(1));
    }

    @Test
    void few_dead_entries_change_nothing_of_the_order() {
        leave(1_000);
        enqueueInOrder(10, 11, 12);
        assertThat(claim(1, START)).containsExactly(ids(10));
        enqueueInOrder(1);
        assertThat(claim(9, START.plusMillis(1))).containsExactly(ids(1, 11, 12));
    }

    @Test
    void a_clock_that_is_set_back_begins_at_the_beginning() {
        leave(GONE);
        enqueueInOrder(10, 11, 12);
        assertThat(claim(1, START)).containsExactly(ids(10));
        enqueueInOrder(1);
        assertThat(claim(9, START.minusMillis(1))).containsExactly(ids(1, 11, 12));
    }

    @Test
    void a_queue_that_was_paused_meanwhile_has_not_been_looked_at() {
        leave(GONE);
        enqueueInOrder(10, 11);
        assertThat(claim(1, START)).containsExactly(ids(10));
        store.queues().pause("default", new Queue.Pause("for a moment", START, null));
        assertThat(claim(9, START.plusMillis(1))).isEmpty();
        store.queues().pause("default", null);
        assertThat(claim(9, START.plusMillis(2))).containsExactly(ids(11));
    }
}
