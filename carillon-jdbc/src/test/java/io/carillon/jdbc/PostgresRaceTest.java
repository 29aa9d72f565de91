package io.carillon.jdbc;

import static io.carillon.jdbc.Work.START;
import static io.carillon.jdbc.Work.due;
import static io.carillon.jdbc.Work.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.JobQuery;
import io.carillon.JobStatus;
import io.carillon.QueueConfig;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Action;
import io.carillon.spi.JobStore.Enqueued;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two transactions that meet at the worst moment: one stands still between two statements, all its locks in its hands,
 * until the other waits for one of them or is done.
 */
class PostgresRaceTest {
    private static final DataSource DATABASE = TestPostgres.migrated();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private JdbcStore first;
    private JdbcStore second;

    @BeforeEach
    void openTwoStores() {
        TestPostgres.empty(DATABASE);
        first = JdbcStore.postgres(DATABASE);
        second = JdbcStore.postgres(DATABASE);
        Work.node(first, "a");
        Work.node(first, "b");
    }

    @AfterEach
    void closeThem() {
        first.close();
        second.close();
        threads.shutdown();
    }

    /** Runs {@code early} up to a point, then {@code late} until it waits for a lock or ends, then both to the end. */
    private <T> T meet(String point, Consumer<JdbcStore> early, Function<JdbcStore, T> late) throws Exception {
        return meet(point, early, late, () -> {});
    }

    /** @param meanwhile what happens while both stand still */
    private <T> T meet(String point, Consumer<JdbcStore> early, Function<JdbcStore, T> late, Runnable meanwhile)
            throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        first.probe().failAt(reached -> {
            if (reached.equals(point)) {
                arrived.countDown();
                awaitUninterruptibly(goOn);
            }
        });
        CompletableFuture<Void> one = CompletableFuture.runAsync(() -> early.accept(first), threads);
        arrived.await();
        CompletableFuture<T> other = CompletableFuture.supplyAsync(() -> late.apply(second), threads);
        awaitWaitingOrDone(other);
        meanwhile.run();
        first.probe().failNowhere();
        goOn.countDown();
        one.get();
        T answer = other.get();
        Soundness.check(first);
        return answer;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitWaitingOrDone(CompletableFuture<?> other) throws InterruptedException {
        Sql waiting = Sql.of(
                "test.waiting",
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
        for (Long locks = 0L; locks == 0 && !other.isDone(); Thread.onSpinWait()) {
            locks = second.database()
                    .read(session -> session.list(waiting, Row::number).getFirst());
        }
    }

    private JobStatus status(int n) {
        return first.jobs().find(JobQuery.ALL.id(Work.id(n))).items().getFirst().status();
    }

    @Test
    void a_job_that_lines_up_while_the_holder_of_its_key_ends_is_not_forgotten() throws Exception {
        Work.enqueue(first, due(spec(1).serialKey("s")));
        ClaimedJob holder = Work.claim(first, "a", 1).getFirst();
        meet(
                "commit",
                store -> Work.enqueue(store, due(spec(2).serialKey("s"))),
                store -> store.jobs().settle(List.of(Work.completed(holder)), START, null));
        assertThat(Work.claim(first, "a", 5)).extracting(job -> job.spec().id()).containsExactly(Work.id(2));
    }

    @Test
    void a_job_that_lines_up_while_its_key_is_being_given_up_finds_it_free() throws Exception {
        Work.enqueue(first, due(spec(1).serialKey("s")));
        ClaimedJob holder = Work.claim(first, "a", 1).getFirst();
        meet(
                "commit",
                store -> store.jobs().settle(List.of(Work.completed(holder)), START, null),
                store -> store.jobs().enqueue(List.of(due(spec(2).serialKey("s"))), START, null));
        assertThat(Work.claim(first, "a", 5)).extracting(job -> job.spec().id()).containsExactly(Work.id(2));
    }

    @Test
    void two_claims_together_keep_to_a_limit() throws Exception {
        first.queues().put("default", QueueConfig.DEFAULT.limit(5));
        first.jobs().enqueue(Work.jobs(1, 20), START, null);
        List<ClaimedJob> late = meet("commit", store -> Work.claim(store, "a", 4), store -> Work.claim(store, "b", 4));
        assertThat(late).hasSize(1);
        assertThat(first.jobs().held("a", 10)).hasSize(4);
    }

    @Test
    void two_enqueues_together_keep_to_a_bound() throws Exception {
        first.queues().put("default", QueueConfig.DEFAULT.maxSize(3));
        List<Enqueued> late = meet(
                "enqueue.ready",
                store -> store.jobs().enqueue(Work.jobs(1, 2), START, null),
                store -> store.jobs().enqueue(Work.jobs(10, 2), START, null));
        assertThat(late)
                .extracting(Enqueued::outcome)
                .containsExactly(Enqueued.Outcome.CREATED, Enqueued.Outcome.QUEUE_FULL);
    }

    @Test
    void two_claims_together_never_share_a_job() throws Exception {
        first.jobs().enqueue(Work.jobs(1, 6), START, null);
        first.queues().put("default", QueueConfig.DEFAULT.limit(100));
        List<ClaimedJob> late =
                meet("claim.take", store -> Work.claim(store, "a", 3), store -> Work.claim(store, "b", 3));
        assertThat(late).extracting(job -> job.spec().id()).containsExactly(Work.id(4), Work.id(5), Work.id(6));
    }

    @Test
    void of_two_who_settle_one_claim_one_wins() throws Exception {
        Work.enqueue(first, due(spec(1)));
        ClaimedJob job = Work.claim(first, "a", 1).getFirst();
        List<Boolean> late = meet(
                "settle.holds",
                store -> store.jobs().settle(List.of(Work.end(job, Work.retry(START))), START, null),
                store -> store.jobs().settle(List.of(Work.completed(job)), START, null));
        assertThat(late).containsExactly(false);
        assertThat(status(1)).isEqualTo(JobStatus.RETRYING);
    }

    @Test
    void a_job_that_is_cancelled_while_it_is_handed_its_key_ends_once() throws Exception {
        Work.enqueue(first, due(spec(1).serialKey("s")));
        ClaimedJob holder = Work.claim(first, "a", 1).getFirst();
        Work.enqueue(first, due(spec(2).serialKey("s")), due(spec(3).serialKey("s")));
        meet(
                "change.cancel-blocked",
                store -> store.jobs().change(JobQuery.ALL.id(Work.id(2)), Action.CANCEL, "why", START),
                store -> store.jobs().settle(List.of(Work.completed(holder)), START, null));
        assertThat(status(2)).isEqualTo(JobStatus.CANCELLED);
        assertThat(Work.claim(first, "a", 5)).extracting(job -> job.spec().id()).containsExactly(Work.id(3));
    }

    @Test
    void a_job_that_is_claimed_while_it_is_cancelled_is_cancelled_all_the_same() throws Exception {
        Work.enqueue(first, due(spec(1)));
        List<UUID> changed = meet(
                "claim.take",
                store -> {
                    store.queues().put("default", QueueConfig.DEFAULT.limit(100));
                    Work.claim(store, "a", 1);
                },
                store -> store.jobs().change(JobQuery.ALL.id(Work.id(1)), Action.CANCEL, "why", START));
        assertThat(changed).containsExactly(Work.id(1));
        assertThat(first.nodes().keepAlive("a", START, START.plusSeconds(30), 1).cancel())
                .containsExactly(Work.id(1));
    }

    @Test
    void an_enqueue_repeated_while_the_first_try_still_commits_is_one_job() throws Exception {
        List<Enqueued> late = meet(
                "commit",
                store -> Work.enqueue(store, due(spec(1).uniqueKey("u"))),
                store -> store.jobs().enqueue(List.of(due(spec(1).uniqueKey("u"))), START, null));
        assertThat(late).containsExactly(new Enqueued(Enqueued.Outcome.CREATED, Work.id(1)));
        assertThat(Work.claim(first, "a", 5)).hasSize(1);
    }

    @Test
    void an_enqueue_repeated_while_its_job_is_being_claimed_is_one_job() throws Exception {
        Work.enqueue(first, due(spec(1)));
        first.queues().put("default", QueueConfig.DEFAULT.limit(100));
        // It waits for the row that the claim removes.
        List<Enqueued> late = meet(
                "commit",
                store -> Work.claim(store, "a", 1),
                store -> store.jobs().enqueue(List.of(due(spec(1))), START, null));
        assertThat(late).containsExactly(new Enqueued(Enqueued.Outcome.CREATED, Work.id(1)));
        assertThat(status(1)).isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void an_enqueue_repeated_while_the_first_try_admits_the_job_to_its_serial_key_is_one_job() throws Exception {
        List<Enqueued> late = meet(
                "commit",
                store -> Work.enqueue(store, due(spec(1).serialKey("s"))),
                store -> store.jobs().enqueue(List.of(due(spec(1).serialKey("s"))), START, null));
        assertThat(late).containsExactly(new Enqueued(Enqueued.Outcome.CREATED, Work.id(1)));
        assertThat(Work.claim(first, "a", 5)).extracting(job -> job.spec().id()).containsExactly(Work.id(1));
    }

    @Test
    void a_bulk_repeated_while_its_first_try_commits_and_is_claimed_stores_each_job_once() throws Exception {
        try (JdbcStore third = JdbcStore.postgres(DATABASE)) {
            List<Enqueued> late = meet(
                    "commit",
                    store -> store.jobs().enqueue(Work.jobs(10, 2), START, null),
                    store -> store.jobs().enqueue(Work.jobs(10, 3), START, null),
                    () -> {
                        Work.enqueue(third, Work.jobs(12, 1).getFirst());
                        assertThat(Work.claim(third, "b", 1)).hasSize(1);
                    });
            assertThat(late).extracting(Enqueued::outcome).containsOnly(Enqueued.Outcome.CREATED);
            assertThat(status(12)).isEqualTo(JobStatus.RUNNING);
        }
    }

    @Test
    void a_large_bulk_repeated_while_one_of_its_jobs_is_being_claimed_stores_each_once() throws Exception {
        Work.enqueue(first, Work.jobs(30, 1).getFirst());
        first.queues().put("default", QueueConfig.DEFAULT.limit(100));
        // It waits for the row that the claim removes.
        List<Enqueued> late = meet(
                "commit",
                store -> Work.claim(store, "a", 1),
                store -> store.jobs().enqueue(Work.jobs(1, 100), START, null));
        assertThat(late).extracting(Enqueued::outcome).containsOnly(Enqueued.Outcome.CREATED);
        assertThat(status(30)).isEqualTo(JobStatus.RUNNING);
        assertThat(Work.claim(first, "b", 200)).hasSize(99);
    }

    @Test
    void of_two_large_bulks_together_with_jobs_in_common_each_job_is_stored_once() throws Exception {
        List<Enqueued> late = meet(
                "enqueue.ready.copied",
                store -> store.jobs().enqueue(Work.jobs(1, 100), START, null),
                store -> store.jobs().enqueue(Work.jobs(51, 100), START, null));
        assertThat(late).extracting(Enqueued::outcome).containsOnly(Enqueued.Outcome.CREATED);
        assertThat(Work.claim(first, "a", 200)).hasSize(150);
    }

    @Test
    void a_key_taken_for_a_job_that_has_come_and_gone_meanwhile_is_free() throws Exception {
        meet("enqueue.stored", store -> Work.enqueue(store, due(spec(1).uniqueKey("u"))), store -> {
            Work.enqueue(store, due(spec(1).uniqueKey("u")));
            ClaimedJob job = Work.claim(store, "a", 1).getFirst();
            return store.jobs().settle(List.of(Work.completed(job)), START, null);
        });
        assertThat(first.jobs().enqueue(List.of(due(spec(2).uniqueKey("u"))), START, null))
                .extracting(Enqueued::outcome)
                .containsExactly(Enqueued.Outcome.CREATED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_job_that_is_stored_twice_after_all_does_not_stop_the_others(boolean limited) {
        first.queues().put("default", limited ? QueueConfig.DEFAULT.limit(100) : QueueConfig.DEFAULT);
        Work.enqueue(first, due(spec(1)));
        ClaimedJob one = Work.claim(first, "a", 1).getFirst();
        TestPostgres.execute(DATABASE, again("carillon_ready", ""));
        Work.enqueue(first, due(spec(2)));
        List<ClaimedJob> next = Work.claim(first, "b", 5);
        assertThat(next).extracting(job -> job.spec().id()).containsExactly(Work.id(2));
        TestPostgres.execute(DATABASE, again("carillon_finished", ", completed_at, status"));
        assertThat(first.jobs().settle(List.of(Work.completed(one), Work.completed(next.getFirst())), START, null))
                .containsExactly(false, true);
        Work.enqueue(first, due(spec(3)));
        ClaimedJob last = Work.claim(first, "a", 1).getFirst();
        assertThat(first.jobs().settle(List.of(Work.end(last, Work.retry(START))), START, null))
                .containsExactly(true);
    }

    private static String again(String table, String more) {
        return "insert into " + table + " (id, due, created_at, max_retries, priority, queue, task, params" + more
                + ") select id, due, created_at, max_retries, priority, queue, task, params"
                + (more.isEmpty() ? "" : ", due, 'completed'") + " from carillon_running where id = '" + Work.id(1)
                + "'";
    }
}
