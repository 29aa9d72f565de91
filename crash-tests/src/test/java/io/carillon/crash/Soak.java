package io.carillon.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.JobRequest;
import io.carillon.JobStatus;
import io.carillon.RetryPolicy;
import io.carillon.ScheduleDefinition;
import io.carillon.Scheduler;
import io.carillon.schedule.Schedule;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Runs a cluster at half of what it can do and looks whether anything grows that should not: tables, database, and heap,
 * threads and open files of each node.
 *
 * <p>The load is found by giving the nodes all they can take for a while. It has of everything: failures, delays, unique
 * keys, log lines, results, a schedule each second. History is kept for a tenth of the time (a minute at least), so that
 * it is forgotten as fast as it comes. Until that has set in, and for two fifths of the time at least, nothing is
 * measured; what comes then must keep the rule of {@link Flatness}.
 */
final class Soak {
    private static final Duration SHORTEST = Duration.ofMinutes(2);
    private static final Duration SHORTEST_RETENTION = Duration.ofMinutes(1);
    private static final Duration FULL_LOAD = Duration.ofSeconds(15);
    private static final Duration SETTLING = Duration.ofSeconds(15);
    private static final int STEPS_A_SECOND = 10;
    private static final int FULL_BACKLOG = 1_000;
    private static final int SAMPLES = 60;
    private static final int MOST_SECONDS_BEHIND = 10;
    private static final long MEGABYTE = 1 << 20;
    private static final String SCHEDULE = "soak-each-second";

    private final Scheduler client;
    private final List<NodeProcess> nodes;
    private final Postgres postgres;
    private final Ledger ledger;
    private final Random random;
    private final Flatness flatness = new Flatness();
    private long enqueued;

    Soak(Scheduler client, List<NodeProcess> nodes, Postgres postgres, Ledger ledger, long seed) {
        this.client = client;
        this.nodes = nodes;
        this.postgres = postgres;
        this.ledger = ledger;
        this.random = new Random(seed);
    }

    void run(Duration length) throws Exception {
        assertThat(length).as("carillon.crash.soak").isGreaterThanOrEqualTo(SHORTEST);
        Duration retention = longer(SHORTEST_RETENTION, length.dividedBy(10));
        Duration warmUp = longer(length.multipliedBy(2).dividedBy(5), retention.plus(SETTLING));
        for (NodeProcess node : nodes) {
            node.restartToSoak(retention);
            node.awaitReady();
        }
        client.putSchedule(ScheduleDefinition.of(
                SCHEDULE, Schedule.cron("* * * * * *"), JobRequest.of(CrashNode.SOAK, new CrashNode.Work(1, 0))));
        int fullRate = measureFullLoad();
        int rate = Math.max(STEPS_A_SECOND, fullRate / 2);
        System.out.printf(
                Locale.ROOT,
                "soak: %s at %,d jobs/s (half of %,d), history kept %s, measured after %s%n",
                length,
                rate,
                fullRate,
                retention,
                warmUp);
        load(rate, warmUp, null);
        load(rate, length.minus(warmUp), length.minus(warmUp).dividedBy(SAMPLES));
        long behind = live();
        client.deleteSchedule(SCHEDULE);
        CrashTest.awaitNothingLive(client, Duration.ofMinutes(1));

        System.out.printf(Locale.ROOT, "soak: %,d jobs, %,d unfinished when the load ended%n", enqueued, behind);
        System.out.print(flatness.report());
        assertThat(behind).as("jobs waiting or running at half load").isLessThan((long) rate * MOST_SECONDS_BEHIND);
        assertThat(flatness.courses())
                .as("tables, the database, and heap, threads and files of each node")
                .hasSizeGreaterThan(10)
                .allMatch(Flatness.Course::isFlat);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Jobs a second when there are always more than the nodes can take. */
    private int measureFullLoad() throws InterruptedException {
        long from = System.nanoTime();
        long before = enqueued;
        while (System.nanoTime() - from < FULL_LOAD.toNanos()) {
            int missing = (int) Math.max(0, FULL_BACKLOG - live());
            enqueue(missing);
            TimeUnit.MILLISECONDS.sleep(50);
        }
        double seconds = (System.nanoTime() - from) / 1e9;
        return (int) ((enqueued - before - live()) / seconds);
    }

    private long live() {
        Map<JobStatus, Long> jobs = client.getStats().jobs();
        return jobs.get(JobStatus.PENDING) + jobs.get(JobStatus.RUNNING) + jobs.get(JobStatus.RETRYING);
    }

    /** @param betweenSamples null to take none */
    private void load(int rate, Duration length, Duration betweenSamples) throws Exception {
        long from = System.nanoTime();
        long nextSample = from;
        long steps = length.toMillis() * STEPS_A_SECOND / 1_000;
        for (int step = 1; step <= steps; step++) {
            enqueue(rate / STEPS_A_SECOND);
            if (betweenSamples != null && System.nanoTime() - nextSample >= 0) {
                sample();
                nextSample += betweenSamples.toNanos();
            }
            long end = from + TimeUnit.SECONDS.toNanos(step) / STEPS_A_SECOND;
            TimeUnit.NANOSECONDS.sleep(Math.max(0, end - System.nanoTime()));
        }
    }

    private void enqueue(int jobs) {
        List<JobRequest> requests = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            requests.add(request());
        }
        client.enqueueAll(requests);
        enqueued += jobs;
    }

    private JobRequest request() {
        int failures = random.nextInt(20) == 0 ? 1 : 0;
        JobRequest request = JobRequest.of(CrashNode.SOAK, new CrashNode.Work(random.nextInt(20), failures))
                .priority(random.nextInt(10))
                .retry(RetryPolicy.fixed(Duration.ofSeconds(1)));
        return switch (random.nextInt(10)) {
            case 0 -> request.delay(Duration.ofMillis(random.nextInt(3_000)));
            case 1 -> request.uniqueKey("soak-" + enqueued + "-" + random.nextInt());
            default -> request;
        };
    }

    private void sample() throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.url());
                Statement statement = connection.createStatement();
                ResultSet sizes = statement.executeQuery("""
                        select relname, pg_total_relation_size(oid) from pg_class
                        where relkind in ('r', 'p') and relname like 'carillon%'
                        union all
                        select 'database', pg_database_size(current_database())
                        """)) {
            while (sizes.next()) {
                flatness.add(sizes.getString(1) + ", bytes", sizes.getLong(2), 4 * MEGABYTE);
            }
        }
        ledger.vitals().forEach((node, vitals) -> {
            flatness.add(node + ", live heap, bytes", vitals.heap(), 4 * MEGABYTE);
            flatness.add(node + ", threads", vitals.threads(), 10);
            flatness.add(node + ", open files", vitals.files(), 10);
        });
    }
}
