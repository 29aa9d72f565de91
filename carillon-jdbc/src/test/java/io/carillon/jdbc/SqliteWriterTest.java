package io.carillon.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operations of many threads that share a commit, and what becomes of them when one fails. */
class SqliteWriterTest {
    private static final Sql INSERT = Sql.of("test.insert", "insert into carillon_bound (name) values (?)");
    private static final Sql NAMES = Sql.of("test.names", "select name from carillon_bound order by name");

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private JdbcStore store;

    @BeforeEach
    void openTheStore() {
        store = JdbcStore.sqlite(TestSqlite.file(folder));
    }

    @AfterEach
    void closeTheStore() {
        threads.close();
        store.close();
    }

    private List<String> names() {
        return store.database().read(session -> session.list(NAMES, Row::text));
    }

    private CompletableFuture<Integer> insert(String name) {
        return CompletableFuture.supplyAsync(
                () -> store.database().write(session -> session.update(INSERT, name)), threads);
    }

    /** Holds the writer inside an operation until all the given names wait behind it, then lets it go. */
    private List<CompletableFuture<Integer>> together(String... names) throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(
                () -> store.database().write(session -> {
                    inside.countDown();
                    await(goOn);
                    return session.update(INSERT, "first");
                }),
                threads);
        inside.await();
        List<CompletableFuture<Integer>> others = new ArrayList<>();
        for (String name : names) {
            others.add(insert(name));
        }
        while (((SqliteDatabase) store.database()).writer().waiting() < names.length) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        assertThat(first.get()).isEqualTo(1);
        return others;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void what_waits_shares_one_commit() throws Exception {
        AtomicInteger commits = new AtomicInteger();
        AtomicInteger inOne = new AtomicInteger();
        store.probe().failAt(point -> {
            if (point.equals("test.insert")) {
                inOne.incrementAndGet();
            } else if (point.equals("commit") && inOne.getAndSet(0) > 0) {
                commits.incrementAndGet();
            }
        });
        for (CompletableFuture<Integer> other : together("a", "b", "c", "d")) {
            assertThat(other.get()).isEqualTo(1);
        }
        assertThat(names()).containsExactly("a", "b", "c", "d", "first");
        assertThat(commits).hasValue(1);
    }

    @Test
    void one_that_fails_leaves_its_neighbours_alone() throws Exception {
        List<CompletableFuture<Integer>> others = together("a", "first", "b");
        assertThat(others.get(0).get()).isEqualTo(1);
        assertThatThrownBy(others.get(1)::get).hasMessageContaining("UNIQUE constraint failed");
        assertThat(others.get(2).get()).isEqualTo(1);
        assertThat(names()).containsExactly("a", "b", "first");
    }

    @Test
    void when_the_common_commit_fails_each_gets_another_try_of_its_own() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        store.probe().failAt(point -> {
            if (point.equals("commit") && failures.getAndDecrement() > 0) {
                throw new IllegalStateException("the disk hiccups");
            }
        });
        for (CompletableFuture<Integer> other : together("a", "b")) {
            assertThat(other.get()).isEqualTo(1);
        }
        assertThat(names()).containsExactly("a", "b", "first");
    }

    @Test
    void a_failure_of_the_first_undoes_all_it_did() {
        assertThatThrownBy(() -> store.database().write(session -> {
                    session.update(INSERT, "half");
                    throw new SQLException("changed my mind");
                }))
                .hasMessageContaining("changed my mind");
        assertThat(names()).isEmpty();
        assertThat(insert("next").join()).isEqualTo(1);
    }

    @Test
    void native_calls_run_on_platform_threads_whoever_asks() throws Exception {
        CompletableFuture<List<Boolean>> virtual = CompletableFuture.supplyAsync(
                () -> List.of(
                        Thread.currentThread().isVirtual(),
                        store.database().write(session -> Thread.currentThread().isVirtual()),
                        store.database().read(session -> Thread.currentThread().isVirtual())),
                threads);
        assertThat(virtual.get()).containsExactly(true, false, false);
    }

    @Test
    void an_interrupted_caller_still_learns_what_became_of_its_call() throws Exception {
        CompletableFuture<Boolean> interrupted = CompletableFuture.supplyAsync(
                () -> {
                    Thread.currentThread().interrupt();
                    store.database().write(session -> session.update(INSERT, "stored"));
                    return Thread.currentThread().isInterrupted();
                },
                threads);
        assertThat(interrupted.get()).isTrue();
        assertThat(names()).containsExactly("stored");
    }
}
