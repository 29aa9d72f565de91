package io.carillon.benchmarks;

import io.carillon.Carillon;
import io.carillon.JobRequest;
import io.carillon.Scheduler;
import io.carillon.TaskName;
import io.carillon.jdbc.JdbcStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Time from enqueue in one process to the handler's start in another, at the default settings.
 *
 * <p>Arguments: JDBC URL, jobs a second, seconds. Starts the worker process itself; both read the machine's clock.
 */
public final class Latency {
    /** When it was enqueued, in microseconds since 1970. */
    record Stamp(long micros) {}

    private static final TaskName<Stamp> STAMP = TaskName.of("bench:stamp", Stamp.class);

    private Latency() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 2 && args[0].equals("worker")) {
            worker(args[1]);
            return;
        }
        String url = args[0];
        int rate = Integer.parseInt(args[1]);
        int seconds = Integer.parseInt(args[2]);
        Process worker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "--enable-native-access=ALL-UNNAMED",
                        Latency.class.getName(),
                        "worker",
                        url)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Scheduler scheduler =
                Carillon.builder().store(JdbcStore.open(url, null, null)).build()) {
            TimeUnit.SECONDS.sleep(4);
            long begin = System.nanoTime();
            for (int i = 0; i < rate * seconds; i++) {
                long due = begin + i * 1_000_000_000L / rate;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                scheduler.enqueue(JobRequest.of(STAMP, new Stamp(micros())));
            }
            TimeUnit.SECONDS.sleep(2);
        } finally {
            worker.destroy();
            worker.waitFor(20, TimeUnit.SECONDS);
        }
    }

    private static void worker(String url) {
        ConcurrentLinkedQueue<Long> waits = new ConcurrentLinkedQueue<>();
        Scheduler scheduler =
                Carillon.builder().store(JdbcStore.open(url, null, null)).build();
        scheduler.register(STAMP, (stamp, context) -> {
            waits.add(micros() - stamp.micros());
            return null;
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            scheduler.close();
            long[] sorted = waits.stream().mapToLong(Long::longValue).sorted().toArray();
            System.out.printf(
                    Locale.ROOT,
                    "latency jobs=%d p50=%.1f ms p99=%.1f ms max=%.1f ms%n",
                    sorted.length,
                    at(sorted, 0.5),
                    at(sorted, 0.99),
                    at(sorted, 1));
        }));
        scheduler.start();
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1000.0;
    }

    private static long micros() {
        java.time.Instant now = java.time.Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }
}
