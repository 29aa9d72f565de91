package io.carillon.jdbc;

import static io.carillon.jdbc.Work.START;
import static io.carillon.jdbc.Work.due;
import static io.carillon.jdbc.Work.later;
import static io.carillon.jdbc.Work.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobStatus;
import io.carillon.QueueConfig;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Enqueued;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.Store.Signal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that are enqueued and completed inside a transaction of the caller. */
abstract class TransactionCases {
    private JdbcStore store;

    abstract JdbcStore open();

    /** A connection of the caller's own to the same database. */
    abstract Connection connect() throws SQLException;

    @BeforeEach
    void openTheStore() throws SQLException {
        store = open();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists orders");
            statement.execute("create table orders (id integer)");
        }
    }

    @AfterEach
    void closeTheStore() {
        store.close();
    }

    private Connection begin() throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        return connection;
    }

    private static void order(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into orders (id) values (1)");
        }
    }

    private int live() {
        return store.jobs().find(JobQuery.ALL).items().size();
    }

    @Test
    void a_job_appears_with_the_commit() throws SQLException {
        try (Connection mine = begin()) {
            order(mine);
            List<Enqueued> answers = store.jobs()
                    .enqueue(
                            List.of(due(spec(1)), due(spec(2).uniqueKey("u")), due(spec(3).serialKey("s"))),
                            START,
                            mine);
            assertThat(answers).extracting(Enqueued::outcome).containsOnly(Enqueued.Outcome.CREATED);
            assertThat(live()).isZero();
            mine.commit();
        }
        assertThat(live()).isEqualTo(3);
        Soundness.check(store);
    }

    @Test
    void a_fresh_job_comes_and_goes_with_the_transaction_and_finds_its_queue_full() throws SQLException {
        store.queues().put("small", QueueConfig.DEFAULT.maxSize(1));
        try (Connection mine = begin()) {
            store.jobs().enqueue(List.of(due(spec(1)).asFresh()), START, mine);
            mine.rollback();
            assertThat(store.jobs().enqueue(List.of(due(spec(2)).asFresh()), START, mine))
                    .containsExactly(new Enqueued(Enqueued.Outcome.CREATED, Work.id(2)));
            assertThat(store.jobs().enqueue(List.of(later(spec(3)).asFresh()), START, mine))
                    .containsExactly(new Enqueued(Enqueued.Outcome.CREATED, Work.id(3)));
            for (Enqueued.Outcome expected : List.of(Enqueued.Outcome.CREATED, Enqueued.Outcome.QUEUE_FULL)) {
                int number = 4 + expected.ordinal();
                assertThat(store.jobs()
                                .enqueue(
                                        List.of(due(spec(number).queue("small")).asFresh()), START, mine))
                        .containsExactly(new Enqueued(expected, Work.id(number)));
            }
            assertThat(live()).isZero();
            mine.commit();
        }
        assertThat(store.jobs().find(JobQuery.ALL).items())
                .extracting(Job::id)
                .containsExactlyInAnyOrder(
                        Work.id(2).toString(), Work.id(3).toString(), Work.id(4).toString());
        Soundness.check(store);
    }

    @Test
    void a_job_goes_with_the_rollback_and_its_key_with_it() throws SQLException {
        try (Connection mine = begin()) {
            order(mine);
            store.jobs().enqueue(List.of(due(spec(1).uniqueKey("u"))), START, mine);
            mine.rollback();
        }
        assertThat(live()).isZero();
        assertThat(store.jobs().enqueue(List.of(due(spec(2).uniqueKey("u"))), START, null))
                .containsExactly(new Enqueued(Enqueued.Outcome.CREATED, Work.id(2)));
        Soundness.check(store);
    }

    @Test
    void a_job_completes_with_the_commit_or_not_at_all() throws SQLException {
        Work.node(store, "a");
        Work.enqueue(store, due(spec(1)));
        ClaimedJob job = Work.claim(store, "a", 1).getFirst();
        try (Connection mine = begin()) {
            order(mine);
            assertThat(store.jobs().settle(List.of(Work.completed(job)), START, mine))
                    .containsExactly(true);
            mine.rollback();
        }
        assertThat(statusOf(job)).isEqualTo(JobStatus.RUNNING);
        try (Connection mine = begin()) {
            order(mine);
            assertThat(store.jobs().settle(List.of(Work.completed(job)), START, mine))
                    .containsExactly(true);
            mine.commit();
        }
        assertThat(statusOf(job)).isEqualTo(JobStatus.COMPLETED);
        Soundness.check(store);
    }

    private JobStatus statusOf(ClaimedJob job) {
        return store.jobs()
                .find(JobQuery.ALL.id(job.spec().id()))
                .items()
                .getFirst()
                .status();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everybody_hears_of_it_after_the_commit(boolean fresh) throws Exception {
        BlockingQueue<Signal> heard = new LinkedBlockingQueue<>();
        try (AutoCloseable subscription = store.signals().subscribe(heard::add)) {
            awaitListening(heard);
            try (Connection mine = begin()) {
                order(mine);
                NewJob job = due(spec(1).queue("mail"));
                store.jobs().enqueue(List.of(fresh ? job.asFresh() : job), START, mine);
                mine.commit();
            }
            assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo(new Signal(Signal.Kind.READY, "mail"));
            assertThat(subscription).isNotNull();
        }
    }

    /** Until a hint of another store arrives: listening begins a moment after the subscription. */
    private void awaitListening(BlockingQueue<Signal> heard) throws InterruptedException {
        try (JdbcStore other = reopen()) {
            Signal test = new Signal(Signal.Kind.QUEUE, "test");
            for (int tries = 0; tries < 600 && heard.isEmpty(); tries++) {
                other.signals().publish(test);
                Signal arrived = heard.poll(100, TimeUnit.MILLISECONDS);
                if (arrived != null) {
                    heard.clear();
                    break;
                }
            }
            // Whatever was published twice has arrived by then: the last hint of a store comes last.
            Signal last = new Signal(Signal.Kind.QUEUE, "last");
            other.signals().publish(last);
            for (Signal signal = heard.take(); !signal.equals(last); signal = heard.take()) {
                assertThat(signal).isEqualTo(test);
            }
        }
    }

    abstract JdbcStore reopen();

    @Test
    void what_is_no_transaction_is_refused() throws SQLException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.jobs().enqueue(List.of(due(spec(1))), START, "a transaction"))
                .withMessageContaining("expected a java.sql.Connection, got java.lang.String");
        try (Connection mine = connect()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.jobs().enqueue(List.of(due(spec(1))), START, mine))
                    .withMessageContaining("setAutoCommit(false)");
        }
        try (Connection foreign = elsewhere()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.jobs().enqueue(List.of(due(spec(1))), START, foreign))
                    .withMessageContaining("expected a connection to this store's database");
        }
    }

    /** A connection to another kind of database. */
    abstract Connection elsewhere() throws SQLException;
}
