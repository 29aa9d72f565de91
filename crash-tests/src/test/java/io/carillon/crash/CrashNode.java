package io.carillon.crash;

import io.carillon.Carillon;
import io.carillon.Event;
import io.carillon.JobRequest;
import io.carillon.Scheduler;
import io.carillon.TaskContext;
import io.carillon.TaskName;
import io.carillon.jdbc.JdbcStore;
import io.carillon.spi.Store;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The main class of a node under fault: works off the queue and tells the ledger what it does. */
public final class CrashNode {
    /**
     * What a job asks for.
     *
     * @param millis how long it takes
     * @param failures attempts that fail before one succeeds
     */
    record Work(int millis, int failures) {}

    static final TaskName<Work> WORK = TaskName.of("crash:work", Work.class);
    static final TaskName<Void> TICK = TaskName.of("crash:tick");

    /** As {@link #WORK}, with a log, and unseen by the ledger, which keeps all it sees. */
    static final TaskName<Work> SOAK = TaskName.of("crash:soak", Work.class);

    private static final int BETWEEN_VITALS_MILLIS = 5_000;

    private CrashNode() {}

    static JobRequest job(int millis, int failures) {
        return JobRequest.of(WORK, new Work(millis, failures));
    }

    /** Arguments as {@link NodeProcess} gives them: url, ledger port, name, lease in ms, slots, lying, retention in ms. */
    public static void main(String[] args) throws IOException, InterruptedException {
        String url = args[0];
        Ledger.Client ledger = new Ledger.Client(Integer.parseInt(args[1]));
        String name = args[2];
        Duration lease = Duration.ofMillis(Long.parseLong(args[3]));
        LyingStore.Lie lie = LyingStore.Lie.valueOf(args[5]);
        Store store = JdbcStore.open(url, null, null);
        Duration retention = Duration.ofMillis(Long.parseLong(args[6]));
        Scheduler scheduler = Carillon.builder()
                .store(lie == LyingStore.Lie.NONE ? store : LyingStore.of(store, lease, lie))
                .host(name)
                .lease(lie == LyingStore.Lie.NONE ? lease : Duration.ofMinutes(10))
                .maxWorkers(Integer.parseInt(args[4]))
                .grace(Duration.ofSeconds(5))
                .retention(retention)
                .listener(event -> tell(ledger, name, event))
                .build();
        scheduler.register(WORK, (work, context) -> work(work, context, ledger, name));
        scheduler.register(SOAK, CrashNode::soak);
        scheduler.register(TICK, (nothing, context) -> tick(context, ledger, name));
        scheduler.start();
        Runtime.getRuntime().addShutdownHook(new Thread(scheduler::close, "shutdown"));
        System.out.println("ready");
        if (args[7].equals("vitals")) {
            tellVitals(ledger, name);
        }
        new CountDownLatch(1).await();
    }

    private static void tellVitals(Ledger.Client ledger, String name) throws InterruptedException, IOException {
        while (true) {
            Thread.sleep(BETWEEN_VITALS_MILLIS);
            // What is left after a collection is what lives.
            System.gc();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                ledger.write("vitals", name, heap, threads, open.count());
            }
        }
    }

    private static Object soak(Work work, TaskContext context) throws InterruptedException {
        context.log("attempt " + context.attempt() + " of a job that takes " + work.millis() + " ms");
        if (context.attempt() <= work.failures()) {
            throw new IllegalStateException("fails on attempt " + context.attempt() + " of purpose");
        }
        Thread.sleep(work.millis());
        return Map.of("fence", context.fence());
    }

    private static @Nullable Object work(Work work, TaskContext context, Ledger.Client ledger, String name)
            throws InterruptedException {
        ledger.write("start", context.jobId(), context.attempt(), context.fence(), name);
        if (context.attempt() <= work.failures()) {
            throw new IllegalStateException("fails on attempt " + context.attempt() + " of purpose");
        }
        Thread.sleep(work.millis());
        ledger.write("effect", context.jobId(), context.fence());
        return null;
    }

    private static @Nullable Object tick(TaskContext context, Ledger.Client ledger, String name) {
        ledger.write("start", context.jobId(), context.attempt(), context.fence(), name);
        return null;
    }

    private static void tell(Ledger.Client ledger, String name, Event event) {
        if (event instanceof Event.OfJob job && job.change() == Event.JobChange.COMPLETED) {
            ledger.write("done", job.job().id(), name);
        }
    }
}
