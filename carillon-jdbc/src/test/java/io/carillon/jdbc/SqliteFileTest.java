package io.carillon.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.JobQuery;
import io.carillon.JobStatus;
import io.carillon.spi.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What files are taken, what is said of the others, and what happens when there is no more room. */
class SqliteFileTest {
    @TempDir
    Path folder;

    @Test
    void a_missing_file_is_made_with_its_folder() {
        Path file = folder.resolve("a/b/store.db");
        try (JdbcStore store = JdbcStore.sqlite(file)) {
            store.migrate();
            assertThat(store.description()).isEqualTo("sqlite " + file);
            assertThat(store.jobs().counts()).isEmpty();
        }
        assertThat(file).exists();
    }

    @Test
    void a_store_is_opened_by_its_url() {
        try (JdbcStore store = JdbcStore.open("jdbc:sqlite:" + TestSqlite.file(folder), null, null)) {
            store.migrate();
            assertThat(store.queues().list()).isEmpty();
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbcStore.open("jdbc:oracle:thin:@db", null, null))
                .withMessageContaining("expected jdbc:sqlite:FILE or jdbc:postgresql:")
                .withMessageContaining("jdbc:oracle");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nfs", "NFS4", "cifs", "smb3", "fuse.sshfs", "9p"})
    void a_network_file_system_is_told_by_its_type(String type) {
        assertThat(SqliteFile.isNetwork(type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs", "btrfs", "tmpfs", "overlay", "apfs", "NTFS", "zfs", "fuseblk"})
    void a_local_file_system_is_none(String type) {
        assertThat(SqliteFile.isNetwork(type)).isFalse();
    }

    @Test
    void a_folder_where_nothing_can_be_made_is_refused_with_the_reason() {
        Path file = Path.of("/proc/carillon/store.db");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> JdbcStore.sqlite(file))
                .withMessageContaining("sqlite " + file)
                .withMessageContaining("the folder cannot be used")
                .matches(e -> !e.isTransient());
    }

    @Test
    void a_read_only_folder_is_refused_with_the_reason() throws Exception {
        try (ReadOnlyFolder readOnly = ReadOnlyFolder.in(folder)) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> JdbcStore.sqlite(readOnly.path().resolve("store.db")))
                    .withMessageContaining("expected a folder this user may write to")
                    .matches(e -> !e.isTransient());
        }
    }

    @Test
    void a_folder_is_no_file() {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> JdbcStore.sqlite(folder))
                .withMessageContaining("expected the name of a file, got a folder");
    }

    @Test
    void a_file_of_another_kind_is_named_and_left_alone() throws IOException {
        Path file = folder.resolve("letter.txt");
        String text = "Dear reader, ".repeat(500);
        Files.writeString(file, text);
        try (JdbcStore store = JdbcStore.sqlite(file)) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(store::migrate)
                    .withMessageContaining(file + ": expected an SQLite database, got another kind of file")
                    .matches(e -> !e.isTransient());
        }
        assertThat(Files.readString(file, StandardCharsets.UTF_8)).isEqualTo(text);
    }

    @Test
    void a_full_disk_refuses_what_does_not_fit_and_loses_nothing() {
        try (JdbcStore store = JdbcStore.sqlite(TestSqlite.file(folder))) {
            limitPages(store, 400);
            int accepted = 0;
            StoreException refused = null;
            for (int n = 1; refused == null; n += 100) {
                int from = n;
                refused = catchThrowableOfType(
                        StoreException.class, () -> store.jobs().enqueue(Work.jobs(from, 100), Work.START, null));
                accepted += refused == null ? 100 : 0;
            }
            assertThat(refused).hasMessageContaining("the disk is full; nothing of this call was stored");
            assertThat(refused.isTransient()).isFalse();
            assertThat(accepted).isPositive();
            assertThat(stored(store)).isEqualTo(accepted);

            limitPages(store, 1_000_000);
            store.jobs().enqueue(Work.jobs(1_000_000, 100), Work.START, null);
            assertThat(stored(store)).isEqualTo(accepted + 100L);
            Soundness.check(store);
        }
    }

    private static void limitPages(JdbcStore store, int pages) {
        store.database()
                .write(session -> session.list(Sql.of("limit", "pragma max_page_count = " + pages), Row::number));
    }

    private static long stored(JdbcStore store) {
        return store.jobs().counts().stream().mapToLong(count -> count.count()).sum();
    }

    @Test
    void a_copy_can_be_made_while_others_write() throws Exception {
        Path file = TestSqlite.file(folder);
        Path copy = folder.resolve("copy.db");
        try (JdbcStore store = JdbcStore.sqlite(file)) {
            store.jobs().enqueue(Work.jobs(1, 1_000), Work.START, null);
            AtomicBoolean enough = new AtomicBoolean();
            Thread writer = Thread.ofPlatform().start(() -> {
                for (int n = 2_000; !enough.get(); n++) {
                    Work.enqueue(store, Work.due(Work.spec(n)));
                }
            });
            store.backup(copy);
            enough.set(true);
            writer.join();
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.backup(copy))
                    .withMessageContaining("expected a new file");
        }
        try (JdbcStore store = JdbcStore.sqlite(copy)) {
            store.migrate();
            assertThat(stored(store)).isGreaterThanOrEqualTo(1_000);
            assertThat(store.jobs().find(JobQuery.ALL.id(Work.id(1_000))).items())
                    .singleElement()
                    .matches(job -> job.status() == JobStatus.PENDING);
            Soundness.check(store);
        }
        assertThat(folder.resolve("copy.db.part")).doesNotExist();
    }

    @Test
    void two_stores_of_a_process_share_a_file_and_the_last_one_closes_it() {
        Path file = TestSqlite.file(folder);
        JdbcStore first = JdbcStore.sqlite(file);
        JdbcStore second = JdbcStore.sqlite(folder.resolve("./" + file.getFileName()));
        first.close();
        first.close();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> first.jobs().counts())
                .withMessageContaining("the store is closed");
        Work.enqueue(second, Work.due(Work.spec(1)));
        assertThat(second.jobs().counts()).hasSize(1);
        second.close();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> second.jobs().enqueue(List.of(Work.due(Work.spec(2))), Work.START, null));
    }
}
