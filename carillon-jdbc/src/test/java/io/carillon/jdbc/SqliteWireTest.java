package io.carillon.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.spi.Store.Signal;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hints on a file that the system tells of, which is not listened to for a moment after each event. */
class SqliteWireTest {
    private static final int HINTS = 40;

    @TempDir
    Path folder;

    @Test
    void each_of_many_hints_arrives_however_soon_after_another() throws Exception {
        Path file = TestSqlite.file(folder);
        try (JdbcStore teller = JdbcStore.sqlite(file);
                JdbcStore listener = JdbcStore.sqlite(file)) {
            BlockingQueue<Signal> heard = new LinkedBlockingQueue<>();
            try (AutoCloseable subscription = listener.signals().subscribe(heard::add)) {
                assertThat(subscription).isNotNull();
                for (int n = 0; n < HINTS; n++) {
                    Signal hint = new Signal(Signal.Kind.READY, "queue-" + n);
                    teller.signals().publish(hint);
                    assertThat(heard.poll(30, TimeUnit.SECONDS))
                            .as("hint %d", n)
                            .isEqualTo(hint);
                }
            }
        }
    }
}
