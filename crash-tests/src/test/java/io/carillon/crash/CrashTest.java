package io.carillon.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Carillon;
import io.carillon.Fire;
import io.carillon.Job;
import io.carillon.JobRequest;
import io.carillon.JobStatus;
import io.carillon.RetryPolicy;
import io.carillon.ScheduleDefinition;
import io.carillon.Scheduler;
import io.carillon.jdbc.JdbcStore;
import io.carillon.schedule.Schedule;
import io.carillon.spi.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes on one PostgreSQL, under load and under fire. Whatever happens to them: every accepted job completes, no
 * attempt begins twice under one fence, no job is completed twice, every instant of a schedule has exactly one record.
 *
 * <p>{@code -Dcarillon.crash.seed=N} repeats a run, {@code -Dcarillon.crash.jobs=50000 -Dcarillon.crash.kills=30} makes
 * it long, {@code -Dcarillon.crash.soak=PT30M} lets the same cluster go on that long at half load, see {@link Soak}.
 */
class CrashTest {
    private static final Duration SHORT_LEASE = Duration.ofSeconds(3);

    /** In milliseconds: all jobs of a node must have begun, and the node been paused, before the first one ends. */
    private static final int LONGER_THAN_A_START = 5_000;

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final long SEED = Long.getLong("carillon.crash.seed", System.nanoTime() & 0xffff);
    private static final int JOBS = Integer.getInteger("carillon.crash.jobs", 5_000);
    private static final int KILLS = Integer.getInteger("carillon.crash.kills", 6);

    private static final long MOST_MILLIS_A_JOB = 50;
    private static final Duration SOAK = Duration.parse(System.getProperty("carillon.crash.soak", "PT0S"));

    @TempDir
    Path folder;

    private Ledger ledger;
    private Postgres postgres;
    private Scheduler client;
    private final List<NodeProcess> nodes = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        ledger = new Ledger();
        postgres = new Postgres(folder.resolve("pg"));
        client = Carillon.builder()
                .store(JdbcStore.open(postgres.url(), null, null))
                .build();
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        for (NodeProcess node : nodes) {
            node.close();
        }
        postgres.close();
        ledger.close();
    }

    private NodeProcess node(String name, Duration lease, int slots, LyingStore.Lie lie) throws Exception {
        NodeProcess node = new NodeProcess(
                name, new NodeProcess.Config(folder, ledger.port(), lease, slots, lie), postgres.port());
        nodes.add(node);
        return node;
    }

    @Test
    void nothing_is_lost_or_doubled_under_faults() throws Exception {
        System.out.println("carillon.crash.seed=" + SEED);
        for (int i = 1; i <= 3; i++) {
            node("n" + i, SHORT_LEASE, 20, LyingStore.Lie.NONE);
        }
        nodes.forEach(NodeProcess::awaitReady);
        List<String> schedules = putSchedules();
        Producer producer = new Producer(JOBS);
        Thread producing = Thread.ofPlatform().name("producer").start(producer);

        Faults faults = new Faults(SEED, nodes, postgres, SHORT_LEASE);
        for (Faults.Kind kind : faults.draw(KILLS)) {
            faults.strike(kind);
        }
        producing.join(TimeUnit.MINUTES.toMillis(10) + JOBS * MOST_MILLIS_A_JOB);
        assertThat(producing.isAlive()).as("still enqueuing").isFalse();
        for (String schedule : schedules) {
            client.enableSchedule(schedule, false);
        }
        awaitNothingLive(client, Duration.ofMinutes(4));

        assertThat(ledger.faults()).as("what the ledger saw").isEmpty();
        assertThat(notCompleted(producer.accepted))
                .as("accepted jobs that did not complete")
                .isEmpty();
        for (String schedule : schedules) {
            assertEveryInstantRecordedOnce(schedule);
        }
        if (!SOAK.isZero()) {
            new Soak(client, nodes, postgres, ledger, SEED).run(SOAK);
        }
    }

    @Test
    void jobs_of_a_killed_node_run_again_within_20_s_at_the_defaults_and_cost_no_retry() throws Exception {
        Duration defaultLease = Duration.ofSeconds(15);
        NodeProcess first = node("first", defaultLease, 10, LyingStore.Lie.NONE);
        first.awaitReady();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.add(client.enqueue(CrashNode.job(120_000, 0)));
        }
        Awaitility.await("all run").atMost(SOON).until(() -> startsOf(ids, "first") == 10);
        node("second", defaultLease, 10, LyingStore.Lie.NONE).awaitReady();

        long killed = System.nanoTime();
        first.kill();
        Awaitility.await("all run again").atMost(SOON).until(() -> startsOf(ids, "second") == 10);
        long last = ledger.starts().stream()
                .filter(start -> start.node().equals("second"))
                .mapToLong(Ledger.Start::nanos)
                .max()
                .orElseThrow();

        assertThat(Duration.ofNanos(last - killed)).isLessThan(Duration.ofSeconds(20));
        for (String id : ids) {
            Job job = client.getTask(id).orElseThrow();
            assertThat(job.retryCount()).isZero();
            assertThat(job.attempt()).isOne();
            assertThat(job.fence()).isEqualTo(2);
        }
        assertThat(ledger.faults()).isEmpty();
    }

    @Test
    void a_node_that_missed_the_end_of_its_lease_is_held_back_by_the_fence() throws Exception {
        runThroughAPause(LyingStore.Lie.LEASE);

        assertThat(ledger.faults()).isEmpty();
        assertThat(ledger.refused())
                .as("late effects that the fenced resource refused")
                .isPositive();
    }

    @Test
    void without_the_fence_the_ledger_finds_the_doubles() throws Exception {
        runThroughAPause(LyingStore.Lie.LEASE_AND_FENCE);

        assertThat(ledger.faults()).anySatisfy(fault -> assertThat(fault).contains("completed 2 times"));
    }

    /** A node that will not see its lease end is paused beyond it, its jobs run elsewhere, then it wakes up. */
    private void runThroughAPause(LyingStore.Lie lie) throws Exception {
        NodeProcess liar = node("liar", SHORT_LEASE, 10, lie);
        liar.awaitReady();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.add(client.enqueue(CrashNode.job(LONGER_THAN_A_START, 0)));
        }
        Awaitility.await("all run").atMost(SOON).until(() -> startsOf(ids, "liar") == 10);
        liar.stop();
        node("honest", SHORT_LEASE, 10, LyingStore.Lie.NONE).awaitReady();
        Awaitility.await("all run elsewhere").atMost(SOON).until(() -> startsOf(ids, "honest") == 10);
        Awaitility.await("all completed")
                .atMost(SOON)
                .until(() -> notCompleted(ids).isEmpty());
        long before = ledger.entries();
        liar.go();
        Awaitility.await("the liar spoke again")
                .atMost(SOON)
                .until(() -> ledger.entries() >= before + 10 + (lie == LyingStore.Lie.LEASE ? 0 : 10));
    }

    private long startsOf(Collection<String> ids, String node) {
        Set<String> wanted = new HashSet<>(ids);
        return ledger.starts().stream()
                .filter(start -> start.node().equals(node) && wanted.contains(start.job()))
                .count();
    }

    private List<String> putSchedules() {
        List<String> names = new ArrayList<>();
        for (ScheduleDefinition.Misfire misfire : ScheduleDefinition.Misfire.values()) {
            String name = "each-second-" + misfire.label();
            client.putSchedule(
                    ScheduleDefinition.of(name, Schedule.cron("* * * * * *"), JobRequest.of(CrashNode.TICK, null))
                            .misfire(misfire));
            names.add(name);
        }
        return names;
    }

    /** Enqueues at a steady pace; only what was answered counts as accepted. */
    private final class Producer implements Runnable {
        private final Collection<String> accepted = new ConcurrentLinkedQueue<>();
        private final Random random = new Random(SEED + 1);
        private final int jobs;
        private final AtomicBoolean stopped = new AtomicBoolean();

        private Producer(int jobs) {
            this.jobs = jobs;
        }

        @Override
        public void run() {
            for (int i = 0; i < jobs && !stopped.get(); i++) {
                int failures = random.nextInt(20) == 0 ? 1 : 0;
                int millis = random.nextInt(100) == 0 ? 2_000 : random.nextInt(40);
                enqueue(CrashNode.job(millis, failures)
                        .priority(random.nextInt(10))
                        .retry(RetryPolicy.fixed(Duration.ofMillis(200)).maxRetries(5)));
                if (i % 20 == 19) {
                    pause(250);
                }
            }
        }

        private void enqueue(JobRequest request) {
            try {
                accepted.add(client.enqueue(request));
            } catch (StoreException e) {
                // The database is down, as it should be now and then: not accepted, so nothing is promised.
                pause(100);
            }
        }

        private static void pause(int millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static void awaitNothingLive(Scheduler client, Duration most) {
        Awaitility.await("all jobs have ended")
                .atMost(most)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    Map<JobStatus, Long> jobs = client.getStats().jobs();
                    return jobs.get(JobStatus.PENDING) + jobs.get(JobStatus.RUNNING) + jobs.get(JobStatus.RETRYING)
                            == 0;
                });
    }

    private List<String> notCompleted(Collection<String> ids) {
        return ids.stream()
                .map(id -> client.getTask(id).map(CrashTest::trouble).orElse(id + " is gone"))
                .filter(trouble -> !trouble.isEmpty())
                .toList();
    }

    private static String trouble(Job job) {
        return job.status() == JobStatus.COMPLETED
                ? ""
                : "%s is %s on attempt %d, fence %d: %s"
                        .formatted(job.id(), job.status(), job.attempt(), job.fence(), job.error());
    }

    private void assertEveryInstantRecordedOnce(String schedule) {
        List<Instant> covered = new ArrayList<>();
        Set<String> jobs = new HashSet<>();
        long fired = 0;
        Instant before = null;
        for (List<Fire> page = client.fires(schedule, null, 1_000); !page.isEmpty(); ) {
            for (Fire fire : page) {
                long instants = Duration.between(fire.instant(), fire.last()).toSeconds() + 1;
                assertThat(fire.count()).as("instants in " + fire).isEqualTo(instants);
                for (long i = 0; i < instants; i++) {
                    covered.add(fire.instant().plusSeconds(i));
                }
                if (fire.outcome() == Fire.Outcome.FIRED) {
                    fired++;
                    jobs.add(String.valueOf(fire.jobId()));
                }
                before = fire.instant();
            }
            page = client.fires(schedule, before, 1_000);
        }
        TreeSet<Instant> distinct = new TreeSet<>(covered);
        assertThat(covered).as("instants of " + schedule + ", each once").hasSameSizeAs(distinct);
        assertThat(Duration.between(distinct.first(), distinct.last()).toSeconds() + 1)
                .as("no instant of " + schedule + " is without a record")
                .isEqualTo(distinct.size());
        assertThat(jobs).as("one job for each firing of " + schedule).hasSize((int) fired);
    }
}
