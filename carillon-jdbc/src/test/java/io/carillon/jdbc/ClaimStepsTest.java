package io.carillon.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Demand;
import io.carillon.spi.JobStore.NewJob;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims on SQLite that are read after they are committed. */
class ClaimStepsTest {
    private static final Sql NOTHING = Sql.of("test.nothing", "select 1");
    private static final int READERS = 2;

    @TempDir
    Path folder;

    private JdbcStore store;

    @BeforeEach
    void openTheStore() {
        store = JdbcStore.sqlite(TestSqlite.file(folder));
        Work.node(store, "a");
        Work.node(store, "b");
    }

    @AfterEach
    void closeTheStore() {
        store.close();
    }

    private static List<Long> numbers(List<ClaimedJob> jobs) {
        return jobs.stream()
                .map(job -> job.spec().id().getLeastSignificantBits() & Long.MAX_VALUE)
                .toList();
    }

    private static List<Long> range(int from, int count) {
        List<Long> range = new ArrayList<>();
        for (long n = from; n < from + count; n++) {
            range.add(n);
        }
        return range;
    }

    @Test
    void many_are_answered_in_order_with_what_others_left_running_beside_them() {
        store.jobs().enqueue(Work.jobs(1, 300), Work.START, null);
        assertThat(numbers(Work.claim(store, "b", 3))).isEqualTo(range(1, 3));
        store.jobs()
                .enqueue(
                        List.of(Work.due(
                                Work.spec(900).priority(9).meta("{\"k\":1}").uniqueKey("only"))),
                        Work.START,
                        null);

        List<ClaimedJob> first = Work.claim(store, "a", 100);
        List<ClaimedJob> second = Work.claim(store, "a", 1_000);

        assertThat(numbers(first).getFirst()).isEqualTo(900);
        assertThat(first.getFirst().spec().meta()).isEqualTo("{\"k\":1}");
        assertThat(first.getFirst().spec().uniqueKey()).isEqualTo("only");
        assertThat(numbers(first).subList(1, 100)).isEqualTo(range(4, 99));
        assertThat(numbers(second)).isEqualTo(range(103, 198));
        assertThat(second).allSatisfy(job -> {
            assertThat(job.fence()).isEqualTo(1);
            assertThat(job.attempt()).isEqualTo(1);
        });
    }

    @Test
    void one_claim_of_a_long_and_a_short_queue_answers_both() {
        List<NewJob> jobs = new ArrayList<>(Work.jobs(1, 200));
        for (int n = 201; n <= 210; n++) {
            jobs.add(Work.due(Work.spec(n).queue("short")));
        }
        store.jobs().enqueue(jobs, Work.START, null);

        List<ClaimedJob> claimed =
                store.jobs().claim("a", Work.START, List.of(new Demand("short", 500), new Demand("default", 500)));

        assertThat(numbers(claimed.subList(0, 10))).isEqualTo(range(201, 10));
        assertThat(numbers(claimed.subList(10, 210))).isEqualTo(range(1, 200));
    }

    @Test
    void those_who_read_for_long_do_not_hold_up_a_claim() throws Exception {
        store.jobs().enqueue(Work.jobs(1, 100), Work.START, null);
        CountDownLatch reading = new CountDownLatch(READERS);
        CountDownLatch done = new CountDownLatch(1);
        List<CompletableFuture<Integer>> readers = new ArrayList<>();
        for (int n = 0; n < READERS; n++) {
            readers.add(CompletableFuture.supplyAsync(
                    () -> store.database().read(session -> {
                        reading.countDown();
                        try {
                            done.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        return session.first(NOTHING, Row::integer);
                    }),
                    Thread::startVirtualThread));
        }
        reading.await();
        try {
            assertThat(CompletableFuture.supplyAsync(() -> Work.claim(store, "a", 100), Thread::startVirtualThread)
                            .get(60, TimeUnit.SECONDS))
                    .hasSize(100);
        } finally {
            done.countDown();
        }
        for (CompletableFuture<Integer> reader : readers) {
            assertThat(reader.get()).isEqualTo(1);
        }
    }
}
