package io.carillon.examples.demo;

import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobRequest;
import io.carillon.JobStatus;
import io.carillon.Page;
import io.carillon.QueueConfig;
import io.carillon.RetryPolicy;
import io.carillon.Scheduler;
import io.carillon.TaskContext;
import io.carillon.TaskName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The census of the machine's time-zone data: a job for each zone, spread over three queues, and one that waits for all of
 * them and merges their results.
 *
 * <p>A run of it is its report job: that is stored first and says how many zones there are. Jobs of zones that are missing
 * are added whenever the census {@linkplain #begin begins}, so a process that died anywhere in between is simply started
 * again. A zone that has a job in this run, finished or not, gets no second one.
 */
final class Census {
    static final TaskName<ZoneTask> ZONE = TaskName.of("census:zone", ZoneTask.class);
    static final TaskName<ReportTask> REPORT = TaskName.of("census:report", ReportTask.class);

    static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");
    static final Instant TO = Instant.parse("2030-01-01T00:00:00Z");

    private static final DateTimeFormatter RUN =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final RetryPolicy AGAIN =
            RetryPolicy.fixed(Duration.ofSeconds(1)).maxRetries(20).jitter(0.1);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final int PAGE = 1_000;
    private static final JsonMapper JSON = new JsonMapper();

    /** What the job of a zone is told. */
    record ZoneTask(String run, String zone) {}

    /** What the report's job is told: the whole run. */
    record ReportTask(String run, List<String> zones) {
        ReportTask {
            zones = List.copyOf(zones);
        }
    }

    /**
     * A run of the census.
     *
     * @param name the same after every restart
     * @param zones how many there are
     * @param finished how many of them were finished when it began or went on
     * @param reportId id of the job that makes the report
     */
    record Run(String name, int zones, int finished, String reportId) {}

    /** A part of the world, with the queue its zones are counted in. */
    enum Part {
        ASIA_PACIFIC("census-asia-pacific", 7, 6, "Asia", "Australia", "Pacific", "Indian", "Antarctica"),
        AMERICAS("census-americas", 5, 4, "America", "US", "Canada", "Mexico", "Brazil", "Chile"),
        /** And what belongs nowhere. */
        EUROPE_AFRICA("census-europe-africa", 3, 3, "Europe", "Africa", "Atlantic", "Arctic");

        private final String queue;
        private final int priority;
        private final int limit;
        private final Set<String> regions;

        Part(String queue, int priority, int limit, String... regions) {
            this.queue = queue;
            this.priority = priority;
            this.limit = limit;
            this.regions = Set.of(regions);
        }

        String queue() {
            return queue;
        }

        static Part of(String zone) {
            String region = zone.split("/", 2)[0];
            for (Part part : values()) {
                if (part.regions.contains(region)) {
                    return part;
                }
            }
            return EUROPE_AFRICA;
        }
    }

    private final Scheduler scheduler;

    Census(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Binds the handlers.
     *
     * @param ledger is told of each zone that was computed, with the job's id
     */
    static void register(Scheduler scheduler, ZoneArchive archive, BiConsumer<String, String> ledger) {
        scheduler.register(
                ZONE,
                (task, context) -> count(task, context, archive, ledger),
                RetryPolicy.INHERIT.retryOn(IOException.class));
        scheduler.register(REPORT, Census::report);
    }

    private static ZoneFacts count(
            ZoneTask task, TaskContext context, ZoneArchive archive, BiConsumer<String, String> ledger)
            throws IOException {
        ZoneHistory history = archive.read(task.zone());
        ZoneFacts facts = ZoneFacts.of(task.zone(), history);
        ledger.accept(task.zone(), context.jobId());
        context.log(facts.zone() + ": " + facts.changes() + " changes, " + facts.savingHours() + " hours of saving");
        return facts;
    }

    private static CensusReport report(ReportTask task, TaskContext context) {
        List<Job> jobs = new Census(context.scheduler()).jobsOf(task.run());
        long finished = jobs.stream().filter(job -> job.status().isFinished()).count();
        int zones = task.zones().size();
        context.progress((int) (100 * finished / zones), finished + " of " + zones + " zones");
        if (finished < zones) {
            throw context.snooze(BETWEEN_LOOKS);
        }
        List<ZoneFacts> facts = new ArrayList<>();
        Set<String> failed = new TreeSet<>();
        for (Job job : jobs) {
            if (job.status() == JobStatus.COMPLETED) {
                facts.add(JSON.readValue(Objects.requireNonNull(job.result()), ZoneFacts.class));
            } else {
                failed.add(task(job).zone());
            }
        }
        CensusReport report = CensusReport.of(facts, failed);
        report.text().lines().forEach(context::log);
        return report;
    }

    /**
     * Begins a run, or goes on with the last one unless that is finished.
     *
     * @param zones for a new one
     * @param again whether to begin a new one when the last is finished
     */
    Run begin(List<String> zones, boolean again) {
        for (Part part : Part.values()) {
            scheduler.createQueue(
                    part.queue, QueueConfig.DEFAULT.limit(part.limit).retry(AGAIN));
        }
        Job report = last().filter(job -> !job.status().isFinished() || (job.status() == JobStatus.COMPLETED && !again))
                .orElseGet(() -> enqueueReport(zones));
        ReportTask run = JSON.readValue(report.params(), ReportTask.class);
        List<Job> jobs = jobsOf(run.run());
        if (!report.status().isFinished()) {
            enqueueMissing(run, jobs);
        }
        int finished =
                (int) jobs.stream().filter(job -> job.status().isFinished()).count();
        return new Run(run.run(), run.zones().size(), finished, report.id());
    }

    /** The last run's report; empty when there never was one. */
    private Optional<Job> last() {
        return scheduler.getTasks(JobQuery.ALL.task(REPORT.name()).limit(1)).items().stream()
                .findFirst();
    }

    private Job enqueueReport(List<String> zones) {
        String run = RUN.format(scheduler.now());
        // One at a time: of two demos on one database the second joins the first.
        String id = scheduler.enqueue(JobRequest.of(REPORT, new ReportTask(run, zones))
                .uniqueKey(REPORT.name())
                .priority(9)
                .delay(BETWEEN_LOOKS));
        return scheduler.getTask(id).orElseThrow();
    }

    private void enqueueMissing(ReportTask run, List<Job> jobs) {
        Set<String> known = new HashSet<>();
        jobs.forEach(job -> known.add(task(job).zone()));
        List<JobRequest> missing = run.zones().stream()
                .filter(zone -> !known.contains(zone))
                .map(zone -> request(run.run(), zone))
                .toList();
        scheduler.enqueueAll(missing);
    }

    private static JobRequest request(String run, String zone) {
        Part part = Part.of(zone);
        return JobRequest.of(ZONE, new ZoneTask(run, zone))
                .queue(part.queue)
                .priority(part.priority)
                .uniqueKey("census:" + run + ":" + zone);
    }

    /** The jobs of a run's zones. */
    List<Job> jobsOf(String run) {
        List<Job> jobs = new ArrayList<>();
        String cursor = null;
        do {
            Page<Job> page = scheduler.getTasks(
                    JobQuery.ALL.task(ZONE.name()).limit(PAGE).after(cursor));
            page.items().stream().filter(job -> task(job).run().equals(run)).forEach(jobs::add);
            cursor = page.next();
        } while (cursor != null);
        return jobs;
    }

    /** The report of a run; null while it is not there yet. */
    @Nullable CensusReport reportOf(Run run) {
        Job job = scheduler.getTask(run.reportId()).orElseThrow();
        String result = job.result();
        return job.status() == JobStatus.COMPLETED && result != null
                ? JSON.readValue(result, CensusReport.class)
                : null;
    }

    private static ZoneTask task(Job job) {
        return JSON.readValue(job.params(), ZoneTask.class);
    }
}
