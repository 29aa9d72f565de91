package io.carillon.jdbc;

import static io.carillon.jdbc.Work.START;
import static io.carillon.jdbc.Work.due;
import static io.carillon.jdbc.Work.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.JobQuery;
import io.carillon.JobSpec;
import io.carillon.QueueConfig;
import io.carillon.spi.JobStore.Demand;
import io.carillon.spi.JobStore.Enqueued;
import io.carillon.spi.JobStore.NewJob;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs that many threads store at once: one is held at the database until the others have collected behind it. */
class SharedEnqueueTest {
    private static final DataSource DATABASE = TestPostgres.migrated();
    private static final long LONG = 60;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> statements = ConcurrentHashMap.newKeySet();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private volatile String failing = "";
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
        threads.shutdown();
    }

    private Future<Enqueued> enqueue(NewJob job) {
        return threads.submit(
                () -> store.jobs().enqueue(List.of(job), START, null).getFirst());
    }

    /** Stores the jobs in one batch, behind another that stands still until all of them wait. */
    private List<Future<Enqueued>> together(List<NewJob> jobs) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        store.probe().failAt(new Probe.Failpoint() {
            @Override
            public void sending(String name) {
                if (name.equals(failing)) {
                    failed.incrementAndGet();
                    throw new IllegalStateException("made to fail");
                }
            }

            @Override
            public void reached(String point) {
                statements.add(point);
                if (point.equals("enqueue.ready.singly") && goOn.getCount() > 0) {
                    arrived.countDown();
                    awaitUninterruptibly(goOn);
                }
            }
        });
        Future<Enqueued> leader = enqueue(due(spec(numbers.incrementAndGet())));
        assertThat(arrived.await(LONG, TimeUnit.SECONDS)).isTrue();
        List<Future<Enqueued>> answers = new ArrayList<>();
        for (NewJob job : jobs) {
            answers.add(enqueue(job));
            awaitWaiting(answers.size());
        }
        goOn.countDown();
        assertThat(leader.get().outcome()).isEqualTo(Enqueued.Outcome.CREATED);
        return answers;
    }

    private void awaitWaiting(int callers) {
        await(() -> ((JdbcJobs) store.jobs()).waitingToEnqueue() >= callers);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONG);
        while (System.nanoTime() < end && !condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Enqueued> all(List<Future<Enqueued>> answers) throws Exception {
        List<Enqueued> all = new ArrayList<>();
        for (Future<Enqueued> answer : answers) {
            all.add(answer.get(LONG, TimeUnit.SECONDS));
        }
        return all;
    }

    private List<NewJob> some(int count) {
        List<NewJob> jobs = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            jobs.add(due(spec(numbers.incrementAndGet())));
        }
        return jobs;
    }

    private static List<Enqueued> created(List<NewJob> jobs) {
        return jobs.stream()
                .map(job -> new Enqueued(Enqueued.Outcome.CREATED, job.spec().id()))
                .toList();
    }

    private int stored() {
        return store.jobs().find(JobQuery.ALL.limit(1_000)).items().size();
    }

    @Test
    void what_waits_is_stored_by_one_statement_and_each_hears_of_its_own() throws Exception {
        List<NewJob> jobs = some(20);
        assertThat(all(together(jobs))).isEqualTo(created(jobs));
        assertThat(statements).contains("enqueue.ready.together");
        assertThat(stored()).isEqualTo(1 + 20);
        Soundness.check(store);
    }

    @Test
    void ready_and_future_jobs_share_a_batch() throws Exception {
        List<NewJob> jobs = new ArrayList<>(some(3));
        jobs.add(new NewJob(spec(numbers.incrementAndGet()).build(), START.plusSeconds(60)));
        assertThat(all(together(jobs))).isEqualTo(created(jobs));
        assertThat(store.jobs().claim("a", START, List.of(new Demand(JobSpec.DEFAULT_QUEUE, 100))))
                .hasSize(1 + 3);
    }

    @Test
    void when_a_batch_fails_each_is_stored_by_itself() throws Exception {
        failing = "enqueue.ready.together";
        List<NewJob> jobs = some(5);
        assertThat(all(together(jobs))).isEqualTo(created(jobs));
        assertThat(failed).hasValue(1);
        assertThat(stored()).isEqualTo(1 + 5);
        Soundness.check(store);
        List<NewJob> next = some(5);
        assertThat(all(next.stream().map(this::enqueue).toList())).isEqualTo(created(next));
    }

    /** Whether one of the two that waited leads, and does not go on without the thread that has just been told. */
    private static boolean isStillGathering(SharedEnqueue shared) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
        while (System.nanoTime() < end && shared.size() == 1) {
            Thread.onSpinWait();
        }
        return shared.size() == 1;
    }

    /**
     * Three threads of which one is at the database until the others wait, and comes back with one more job or with none.
     * Gives the statements that it took.
     */
    private List<String> threeThreads(Duration moment, int more) throws Exception {
        SharedEnqueue shared = new SharedEnqueue(store.database(), took -> moment.toNanos());
        List<String> sent = new CopyOnWriteArrayList<>();
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        store.probe().failAt(point -> {
            if (point.startsWith("enqueue.ready.")) {
                sent.add(point);
                arrived.countDown();
                awaitUninterruptibly(goOn);
            }
        });
        List<Future<Boolean>> stored = new ArrayList<>();
        stored.add(threads.submit(() -> {
            boolean first = shared.store(some(1).getFirst(), START);
            return more == 0 ? first : first && isStillGathering(shared) && shared.store(some(1).getFirst(), START);
        }));
        assertThat(arrived.await(LONG, TimeUnit.SECONDS)).isTrue();
        some(2).forEach(job -> stored.add(threads.submit(() -> shared.store(job, START))));
        await(() -> shared.size() == 2);
        goOn.countDown();
        for (Future<Boolean> each : stored) {
            assertThat(each.get(LONG, TimeUnit.SECONDS)).isTrue();
        }
        return sent;
    }

    @Test
    void those_of_the_last_batch_may_join_the_next_so_that_threads_do_not_fall_into_two_halves() throws Exception {
        assertThat(threeThreads(Duration.ofMinutes(1), 1))
                .containsExactly("enqueue.ready.singly", "enqueue.ready.together");
        assertThat(stored()).isEqualTo(4);
    }

    @Test
    void who_does_not_come_back_is_waited_for_a_moment_only() throws Exception {
        assertThat(threeThreads(Duration.ofMillis(1), 0))
                .containsExactly("enqueue.ready.singly", "enqueue.ready.together");
        assertThat(stored()).isEqualTo(3);
    }

    @Test
    void a_thread_that_is_alone_waits_for_nobody() throws Exception {
        SharedEnqueue shared = new SharedEnqueue(
                store.database(), took -> Duration.ofMinutes(1).toNanos());
        Future<Long> stored = threads.submit(
                () -> some(3).stream().filter(job -> shared.store(job, START)).count());
        assertThat(stored.get(LONG, TimeUnit.SECONDS)).isEqualTo(3);
    }

    /** Another transaction that has stored a job and not committed: whoever stores it again waits. */
    private Connection storing(NewJob job) throws SQLException {
        Connection other = DATABASE.getConnection();
        other.setAutoCommit(false);
        store.jobs().enqueue(List.of(job), START, other);
        return other;
    }

    @Test
    void a_job_that_another_transaction_holds_up_holds_up_none_that_come_behind_it() throws Exception {
        NewJob held = some(1).getFirst();
        List<NewJob> others = some(5);
        Future<Enqueued> waiting;
        try (Connection other = storing(held)) {
            CountDownLatch sent = new CountDownLatch(1);
            store.probe().failAt(new Probe.Failpoint() {
                @Override
                public void sending(String name) {
                    sent.countDown();
                }

                @Override
                public void reached(String point) {}
            });
            waiting = enqueue(held);
            assertThat(sent.await(LONG, TimeUnit.SECONDS)).isTrue();
            assertThat(all(others.stream().map(this::enqueue).toList())).isEqualTo(created(others));
            assertThat(waiting.isDone()).isFalse();
            other.commit();
        }
        assertThat(all(List.of(waiting))).isEqualTo(created(List.of(held)));
        assertThat(stored()).isEqualTo(1 + 5);
        Soundness.check(store);
    }

    @Test
    void a_job_that_another_transaction_holds_up_holds_up_none_in_its_batch() throws Exception {
        List<NewJob> jobs = some(6);
        List<Future<Enqueued>> answers;
        try (Connection other = storing(jobs.get(2))) {
            answers = together(jobs);
            List<Future<Enqueued>> free = new ArrayList<>(answers);
            Future<Enqueued> waiting = free.remove(2);
            all(free);
            assertThat(waiting.isDone()).isFalse();
            other.commit();
        }
        assertThat(all(answers)).isEqualTo(created(jobs));
        assertThat(stored()).isEqualTo(1 + 6);
        Soundness.check(store);
    }

    @Test
    void a_job_that_is_there_and_one_that_comes_twice_are_stored_once() throws Exception {
        NewJob known = due(spec(numbers.incrementAndGet()));
        store.jobs().enqueue(List.of(known), START, null);
        store.jobs().claim("a", START, List.of(new Demand(JobSpec.DEFAULT_QUEUE, 1)));
        List<NewJob> jobs = new ArrayList<>(some(3));
        jobs.add(known);
        jobs.add(jobs.getFirst());
        assertThat(all(together(jobs))).isEqualTo(created(jobs));
        assertThat(stored()).isEqualTo(1 + 4);
        Soundness.check(store);
    }

    @Test
    void a_bound_holds_for_what_comes_in_a_batch() throws Exception {
        store.queues().put("small", QueueConfig.DEFAULT.maxSize(2));
        List<NewJob> jobs = new ArrayList<>(some(2));
        for (int n = 0; n < 4; n++) {
            jobs.add(due(spec(numbers.incrementAndGet()).queue("small")));
        }
        List<Enqueued> answers = all(together(jobs));
        assertThat(answers)
                .filteredOn(answer -> answer.outcome() == Enqueued.Outcome.CREATED)
                .hasSize(4);
        assertThat(answers)
                .filteredOn(answer -> answer.outcome() == Enqueued.Outcome.QUEUE_FULL)
                .hasSize(2);
        assertThat(stored()).isEqualTo(1 + 4);
    }

    @Test
    void thousands_of_threads_lose_and_double_nothing() throws Exception {
        List<NewJob> jobs = some(3_000);
        List<Future<Enqueued>> answers = jobs.stream().map(this::enqueue).toList();
        assertThat(all(answers)).isEqualTo(created(jobs));
        List<UUID> claimed = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            store.jobs()
                    .claim("a", START, List.of(new Demand(JobSpec.DEFAULT_QUEUE, 1_000)))
                    .forEach(job -> claimed.add(job.spec().id()));
        }
        assertThat(claimed)
                .containsExactlyInAnyOrderElementsOf(
                        jobs.stream().map(job -> job.spec().id()).toList());
        assertThat(((JdbcJobs) store.jobs()).waitingToEnqueue()).isZero();
    }
}
