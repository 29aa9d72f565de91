package io.carillon.benchmarks;

import io.carillon.Carillon;
import io.carillon.JobRequest;
import io.carillon.Scheduler;
import io.carillon.TaskName;
import io.carillon.jdbc.JdbcStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How fast one node works off ready no-op jobs, history kept, every commit durable.
 *
 * <p>Arguments: JDBC URL, jobs, slots, {@code plain} or {@code mixed} (3 priorities, 10 queues, 10 % unique keys),
 * runs. Prints one line a run: jobs/s of the bulk enqueue and of the drain.
 */
public final class Drain {
    /** 92 bytes as JSON. */
    record Payload(String customer, String text, long number) {}

    private static final TaskName<Payload> NOOP = TaskName.of("bench:noop", Payload.class);

    private Drain() {}

    public static void main(String[] args) throws InterruptedException {
        String url = args[0];
        int jobs = Integer.parseInt(args[1]);
        int slots = Integer.parseInt(args[2]);
        boolean mixed = args[3].equals("mixed");
        int runs = args.length > 4 ? Integer.parseInt(args[4]) : 3;
        for (int run = 0; run < runs; run++) {
            CountDownLatch left = new CountDownLatch(jobs);
            try (Scheduler scheduler = Carillon.builder()
                    .store(JdbcStore.open(url, null, null))
                    .maxWorkers(slots)
                    .build()) {
                scheduler.register(NOOP, (payload, context) -> {
                    left.countDown();
                    return null;
                });
                double enqueue = enqueue(scheduler, jobs, mixed, run);
                long begin = System.nanoTime();
                scheduler.start();
                if (!left.await(5, TimeUnit.MINUTES)) {
                    throw new IllegalStateException(left.getCount() + " jobs did not run in 5 minutes");
                }
                // Returns when every outcome is durable.
                scheduler.stop();
                double seconds = (System.nanoTime() - begin) / 1e9;
                System.out.printf(
                        Locale.ROOT,
                        "drain %s slots=%d jobs=%d enqueue=%.0f/s drain=%.0f/s%n",
                        args[3],
                        slots,
                        jobs,
                        enqueue,
                        jobs / seconds);
            }
        }
    }

    private static double enqueue(Scheduler scheduler, int jobs, boolean mixed, int run) {
        long begin = System.nanoTime();
        List<JobRequest> batch = new ArrayList<>(1_000);
        for (int i = 0; i < jobs; i++) {
            JobRequest request =
                    JobRequest.of(NOOP, new Payload("customer-" + i % 1000, "a line of usual text here", i));
            if (mixed) {
                request = request.queue("q" + i % 10).priority(3 + i % 3);
                request = i % 10 == 0 ? request.uniqueKey("key-" + run + "-" + i) : request;
            }
            batch.add(request);
            if (batch.size() == 1_000 || i == jobs - 1) {
                scheduler.enqueueAll(batch);
                batch.clear();
            }
        }
        return jobs / ((System.nanoTime() - begin) / 1e9);
    }
}
