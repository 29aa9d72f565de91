package io.carillon.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.JobQuery;
import io.carillon.JobStatus;
import io.carillon.spi.Store.Signal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several processes on one file, and processes that die. */
class SqliteProcessesTest {
    @TempDir
    Path folder;

    private static String url(Path file) {
        return "jdbc:sqlite:" + file;
    }

    @Test
    void what_was_accepted_is_there_after_a_kill() throws Exception {
        Path file = TestSqlite.file(folder);
        List<Integer> accepted = new ArrayList<>();
        try (OtherProcess writer = OtherProcess.start(url(file), "enqueue", "1", "1000000")) {
            for (int lines = 0; lines < 50; lines++) {
                accepted.add(Integer.parseInt(writer.line()));
            }
            writer.kill();
            writer.lines().forEach(line -> accepted.add(Integer.parseInt(line)));
        }
        try (JdbcStore store = JdbcStore.sqlite(file)) {
            store.migrate();
            Set<Integer> stored = new HashSet<>();
            for (int n : accepted) {
                store.jobs().find(JobQuery.ALL.id(Work.id(n))).items().forEach(job -> stored.add(n));
            }
            assertThat(stored).containsExactlyInAnyOrderElementsOf(accepted).hasSizeGreaterThanOrEqualTo(50);
            Soundness.check(store);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "enqueue, enqueue.ready.quickly, false",
        "enqueue, commit, false",
        "enqueue, committed, true",
        "claim, claim.take-first, false",
        "claim, claim.take-first.gone, false",
        "claim, committed, true",
        "settle, settle.complete.finish, false",
        "settle, settle.complete.gone, false",
        "settle, committed, true"
    })
    void a_process_that_dies_between_two_statements_leaves_all_or_nothing(String what, String point, boolean done)
            throws Exception {
        Path file = TestSqlite.file(folder);
        try (JdbcStore store = JdbcStore.sqlite(file)) {
            Work.node(store, "a");
            store.jobs().enqueue(Work.jobs(1, 20), Work.START, null);
            Work.claim(store, "a", 10);
        }
        try (OtherProcess dying = OtherProcess.start(url(file), "halt", what, point)) {
            assertThat(dying.await()).as("exit status").isEqualTo(9);
        }
        try (JdbcStore store = JdbcStore.sqlite(file)) {
            Soundness.check(store);
            assertThat(count(store, JobStatus.PENDING))
                    .isEqualTo(!done ? 10 : what.equals("enqueue") ? 30 : what.equals("claim") ? 0 : 10);
            assertThat(count(store, JobStatus.RUNNING))
                    .isEqualTo(!done ? 10 : what.equals("claim") ? 20 : what.equals("settle") ? 0 : 10);
            assertThat(count(store, JobStatus.COMPLETED)).isEqualTo(done && what.equals("settle") ? 10 : 0);
        }
    }

    private static int count(JdbcStore store, JobStatus status) {
        return store.jobs()
                .find(JobQuery.ALL.status(status).limit(1_000))
                .items()
                .size();
    }

    @Test
    void processes_on_one_file_share_the_work_and_take_turns() throws Exception {
        Path file = TestSqlite.file(folder);
        int jobs = 1_000;
        List<String> settled = new ArrayList<>();
        List<Integer> shares = new ArrayList<>();
        try (JdbcStore store = JdbcStore.sqlite(file);
                OtherProcess first = OtherProcess.start(url(file), "work", "a");
                OtherProcess second = OtherProcess.start(url(file), "work", "b")) {
            store.jobs().enqueue(Work.jobs(1, jobs), Work.START, null);
            for (OtherProcess worker : List.of(first, second)) {
                assertThat(worker.line()).isEqualTo("ready");
            }
            first.tell("go");
            second.tell("go");
            for (OtherProcess worker : List.of(first, second)) {
                List<String> lines = worker.lines();
                settled.addAll(lines);
                shares.add(lines.size());
                assertThat(worker.await()).isZero();
            }
            assertThat(shares).as("jobs of each").allMatch(share -> share > jobs / 5);
            assertThat(settled).hasSize(jobs).doesNotHaveDuplicates().allMatch(line -> line.endsWith(" true"));
            Soundness.check(store);
        }
    }

    @Test
    void processes_may_migrate_a_new_file_at_the_same_moment() throws Exception {
        Path file = folder.resolve("new.db");
        List<OtherProcess> processes = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            processes.add(OtherProcess.start(url(file), "migrate"));
        }
        for (OtherProcess process : processes) {
            assertThat(process.lines()).containsExactly("migrated");
            assertThat(process.await()).isZero();
        }
    }

    @Test
    void a_hint_reaches_another_process() throws Exception {
        Path file = TestSqlite.file(folder);
        try (JdbcStore store = JdbcStore.sqlite(file);
                OtherProcess listener = OtherProcess.start(url(file), "listen")) {
            assertThat(listener.line()).isEqualTo("listening");
            store.signals().publish(new Signal(Signal.Kind.READY, "mail"));
            assertThat(listener.line()).isEqualTo("mail");
        }
    }
}
