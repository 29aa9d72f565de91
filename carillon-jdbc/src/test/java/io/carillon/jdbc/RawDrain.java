package io.carillon.jdbc;

import io.carillon.spi.ClaimedJob;
import io.carillon.spi.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Measures the store alone, without the engine: one thread that enqueues jobs in bulk, then claims and completes them
 * 500 at a time. Run by hand: {@code RawDrain sqlite|postgres [jobs]}; not a test.
 */
final class RawDrain {
    private static final int BATCH = 500;

    private RawDrain() {}

    public static void main(String[] arguments) throws Exception {
        int jobs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100_000;
        Path folder = Files.createTempDirectory("carillon-drain");
        try (JdbcStore store = arguments[0].equals("sqlite")
                ? JdbcStore.sqlite(TestSqlite.file(folder))
                : JdbcStore.postgres(TestPostgres.migrated())) {
            Work.node(store, "a");
            for (int round = 0; round < 3; round++) {
                measure(store, arguments[0], 1 + round * jobs, jobs);
            }
        }
    }

    private static void measure(JdbcStore store, String what, int from, int jobs) {
        long begun = System.nanoTime();
        for (int n = from; n < from + jobs; n += 1_000) {
            store.jobs().enqueue(Work.jobs(n, 1_000), Work.START, null);
        }
        long filled = System.nanoTime();
        long before = store.statements();
        double cpuBefore = cpuMicros();
        int done = drain(store);
        long ended = System.nanoTime();
        double cpu = cpuMicros() - cpuBefore;
        System.out.printf(
                Locale.ROOT,
                "%s: enqueue %,.0f/s, claim and settle %,.0f/s, %.4f statements and %.1f µs of this process's CPU a job%n",
                what,
                jobs * 1e9 / (filled - begun),
                done * 1e9 / (ended - filled),
                (store.statements() - before) / (double) done,
                cpu / done);
    }

    /** Steady where the time on the clock is not: on a busy machine only this says something. */
    private static double cpuMicros() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toNanos()
                / 1e3;
    }

    private static int drain(Store store) {
        int done = 0;
        for (List<ClaimedJob> claimed = Work.claim(store, "a", BATCH);
                !claimed.isEmpty();
                claimed = Work.claim(store, "a", BATCH)) {
            List<Boolean> accepted =
                    store.jobs().settle(claimed.stream().map(Work::completed).toList(), Work.START, null);
            done += (int) accepted.stream().filter(yes -> yes).count();
        }
        return done;
    }
}
