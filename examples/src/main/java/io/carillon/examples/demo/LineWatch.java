package io.carillon.examples.demo;

import io.carillon.Failure;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobStatus;
import io.carillon.Scheduler;
import io.carillon.tasks.ShellTask;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** Sees shell lines end, and says so in a line each. Not thread-safe. */
final class LineWatch {
    private static final JobQuery ENDED = JobQuery.ALL
            .task(ShellTask.TASK.name())
            .status(JobStatus.COMPLETED, JobStatus.FAILED)
            .limit(50);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final JsonMapper JSON = new JsonMapper();

    private final Scheduler scheduler;
    private final Instant since;
    private Set<String> seen = Set.of();
    private int failed;
    private int count;

    /** @param since lines that ended before are old news */
    LineWatch(Scheduler scheduler, Instant since) {
        this.scheduler = scheduler;
        this.since = since;
    }

    /** What ended since the last call, in order. */
    List<String> news() {
        List<Job> fresh = new ArrayList<>();
        Set<String> now = new HashSet<>();
        for (Job job : scheduler.getTasks(ENDED).items()) {
            now.add(job.id());
            if (!seen.contains(job.id()) && completedAt(job).isAfter(since)) {
                fresh.add(job);
            }
        }
        seen = now;
        count += fresh.size();
        failed += (int)
                fresh.stream().filter(job -> job.status() == JobStatus.FAILED).count();
        return fresh.stream()
                .sorted(Comparator.comparing(LineWatch::completedAt))
                .map(LineWatch::describe)
                .toList();
    }

    int count() {
        return count;
    }

    int failed() {
        return failed;
    }

    private static String describe(Job job) {
        Failure error = job.error();
        String said = error == null ? lastLine(job) : error.message();
        Duration ran = Objects.requireNonNullElse(job.duration(), Duration.ZERO);
        return String.format(
                Locale.ROOT,
                "%s  %-24s %-6s %6.2f s  %s",
                CLOCK.format(completedAt(job).atZone(ZoneId.systemDefault())),
                Objects.requireNonNullElse(job.schedule(), "(by hand)"),
                job.status() == JobStatus.COMPLETED ? "ok" : "failed",
                ran.toMillis() / 1000.0,
                said);
    }

    private static String lastLine(Job job) {
        String result = Objects.requireNonNullElse(job.result(), "{}");
        return JSON.readTree(result).path("last_line").asString("");
    }

    private static Instant completedAt(Job job) {
        return Objects.requireNonNullElse(job.completedAt(), Instant.EPOCH);
    }
}
