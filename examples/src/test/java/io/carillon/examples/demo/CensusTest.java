package io.carillon.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.carillon.Carillon;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobStatus;
import io.carillon.Queue;
import io.carillon.Scheduler;
import io.carillon.examples.demo.Census.Run;
import io.carillon.examples.demo.ZoneArchive.Pace;
import io.carillon.jdbc.JdbcStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The census on an embedded database, which schedulers open and leave one after the other. */
class CensusTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final List<String> ZONES = ZoneId.getAvailableZoneIds().stream()
            .filter(zone -> zone.contains("/"))
            .sorted()
            .limit(30)
            .toList();

    @TempDir
    Path folder;

    private final ZoneArchive archive = ZoneArchive.open(
            new Pace(Duration.ofMillis(5), Duration.ofMillis(900), Duration.ofMillis(300)), Census.FROM, Census.TO);
    private final List<String> computed = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        archive.close();
    }

    @Test
    void every_zone_is_counted_and_merged_into_one_report() {
        try (Scheduler scheduler = open().start()) {
            Census census = new Census(scheduler);
            Run run = census.begin(ZONES, false);
            assertThat(run.zones()).isEqualTo(30);
            assertThat(run.finished()).isZero();

            CensusReport report = reportOf(census, run);

            assertThat(report.zones()).isEqualTo(30);
            assertThat(report.failed()).isEmpty();
            assertThat(report.changes()).isPositive();
            assertThat(report.text()).contains("30 zones", "Africa/Casablanca", "Region");
            assertThat(computed).containsExactlyInAnyOrderElementsOf(ZONES);
            List<Job> jobs = census.jobsOf(run.name());
            assertThat(jobs).hasSize(30).allMatch(job -> job.status() == JobStatus.COMPLETED);
            assertThat(jobs)
                    .filteredOn(job -> ZoneArchive.isFar(zoneOf(job)))
                    .isNotEmpty()
                    .allSatisfy(job -> assertThat(
                                    scheduler.attempts(job.id()).getFirst().error())
                            .satisfies(error -> assertThat(error.type()).endsWith("SocketTimeoutException")));
            List<Job> reports =
                    scheduler.getTasks(JobQuery.ALL.task("census:report")).items();
            assertThat(reports).hasSize(1);
            assertThat(scheduler.logs(reports.getFirst().id(), -1, 100)).isNotEmpty();
        }
    }

    @Test
    void the_queues_have_limits_and_priorities_of_their_own() {
        try (Scheduler scheduler = open().start()) {
            new Census(scheduler).begin(List.of("Asia/Tokyo", "America/Lima", "Europe/Oslo", "UTC"), false);
            assertThat(scheduler.queues())
                    .filteredOn(queue -> queue.name().startsWith("census-"))
                    .extracting(Queue::name, queue -> queue.config().limit())
                    .containsExactlyInAnyOrder(
                            tuple("census-asia-pacific", 6),
                            tuple("census-americas", 4),
                            tuple("census-europe-africa", 3));
            assertThat(scheduler.getTasks(JobQuery.ALL.task("census:zone")).items())
                    .extracting(CensusTest::zoneOf, Job::queue, Job::priority)
                    .containsExactlyInAnyOrder(
                            tuple("Asia/Tokyo", "census-asia-pacific", 7),
                            tuple("America/Lima", "census-americas", 5),
                            tuple("Europe/Oslo", "census-europe-africa", 3),
                            tuple("UTC", "census-europe-africa", 3));
        }
    }

    @Test
    void a_run_that_was_left_goes_on_and_computes_no_finished_zone_twice() {
        Run first;
        try (Scheduler scheduler = open().start()) {
            first = new Census(scheduler).begin(ZONES, false);
            await().atMost(SOON).until(() -> computed.size() >= 8);
        }
        int before = computed.size();
        assertThat(before).isLessThan(30);

        try (Scheduler scheduler = open().start()) {
            Census census = new Census(scheduler);
            Run second = census.begin(List.of("Europe/Paris"), false);
            assertThat(second.name()).isEqualTo(first.name());
            assertThat(second.zones()).isEqualTo(30);
            assertThat(second.finished()).isPositive();
            assertThat(reportOf(census, second).zones()).isEqualTo(30);
            assertThat(census.jobsOf(first.name())).hasSize(30);
        }
        assertThat(computed).containsExactlyInAnyOrderElementsOf(ZONES);
    }

    @Test
    void jobs_that_a_process_died_before_adding_are_added_later() {
        try (Scheduler scheduler = open(false).start()) {
            Census census = new Census(scheduler);
            Run run = census.begin(ZONES, false);
            for (Job job : census.jobsOf(run.name()).subList(0, 20)) {
                scheduler.cancelJob(job.id());
                assertThat(scheduler.deleteJob(job.id())).isTrue();
            }
            assertThat(census.jobsOf(run.name())).hasSize(10);

            assertThat(census.begin(ZONES, false).name()).isEqualTo(run.name());

            assertThat(census.jobsOf(run.name())).hasSize(30);
        }
    }

    @Test
    void a_finished_census_is_shown_again_and_repeated_only_when_asked() {
        List<String> few = ZONES.subList(0, 3);
        try (Scheduler scheduler = open().start()) {
            Census census = new Census(scheduler);
            Run first = census.begin(few, false);
            CensusReport report = reportOf(census, first);

            Run same = census.begin(few, false);
            assertThat(same.name()).isEqualTo(first.name());
            assertThat(census.reportOf(same)).isEqualTo(report);
            assertThat(computed).hasSize(3);

            // Runs are named by the second they begin in.
            Instant began = scheduler.getTask(first.reportId()).orElseThrow().createdAt();
            await().atMost(SOON).until(() -> scheduler.now().isAfter(began.plusSeconds(1)));
            Run next = census.begin(few, true);
            assertThat(next.name()).isNotEqualTo(first.name());
            assertThat(reportOf(census, next).text()).isEqualTo(report.text());
            assertThat(computed).hasSize(6);
        }
    }

    @Test
    void a_zone_that_cannot_be_counted_is_named_in_the_report() {
        try (Scheduler scheduler = open().start()) {
            Census census = new Census(scheduler);
            Run run = census.begin(List.of("Europe/Oslo", "Europe/Rome"), false);
            census.jobsOf(run.name()).stream()
                    .filter(job -> zoneOf(job).equals("Europe/Rome"))
                    .forEach(job -> scheduler.cancelJob(job.id()));
            CensusReport report = reportOf(census, run);
            assertThat(report.zones() + report.failed().size()).isEqualTo(2);
            if (!report.failed().isEmpty()) {
                assertThat(report.text()).contains("Not counted: Europe/Rome");
            }
        }
    }

    private Scheduler open() {
        return open(true);
    }

    private Scheduler open(boolean workers) {
        Scheduler scheduler = Carillon.builder()
                .workers(workers)
                .store(JdbcStore.sqlite(folder.resolve("census.db")))
                .maxWorkers(6)
                .grace(Duration.ofSeconds(5))
                .build();
        Census.register(scheduler, archive, (zone, job) -> computed.add(zone));
        return scheduler;
    }

    private static CensusReport reportOf(Census census, Run run) {
        return await().atMost(SOON).until(() -> census.reportOf(run), report -> report != null);
    }

    private static String zoneOf(Job job) {
        return job.params().replaceAll(".*\"zone\":\"([^\"]+)\".*", "$1");
    }
}
