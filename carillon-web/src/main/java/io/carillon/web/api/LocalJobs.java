package io.carillon.web.api;

import io.carillon.InvalidValueException;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobRequest;
import io.carillon.JobSpec;
import io.carillon.JobStatus;
import io.carillon.LogLine;
import io.carillon.Page;
import io.carillon.QueueFullException;
import io.carillon.Scheduler;
import io.carillon.web.api.Fields.Style;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs of a scheduler in this process. */
final class LocalJobs implements JobsApi {
    private static final int MOST_JOBS = 1_000;
    private static final int MOST_LINES = 10_000;

    private final Scheduler scheduler;
    private final ZoneId zone;

    LocalJobs(Scheduler scheduler, ZoneId zone) {
        this.scheduler = scheduler;
        this.zone = zone;
    }

    @Override
    public Answer list(Map<String, String> query) {
        Fields in = Fields.of(query, Style.QUERY, "");
        JobQuery wanted = JobQuery.ALL;
        List<String> statuses = in.texts("status");
        if (statuses != null) {
            wanted = in.set(wanted, "status", statuses, LocalJobs::withStatuses);
        }
        wanted = wanted.queue(in.text("queue"))
                .task(in.text("task"))
                .schedule(in.text("schedule"))
                .uniqueKey(in.text("unique_key"));
        wanted = in.set(wanted, "limit", in.integer("limit", 1, MOST_JOBS), JobQuery::limit);
        wanted = in.set(wanted, "cursor", in.text("cursor"), JobQuery::after);
        in.finish();
        Page<Job> page = scheduler.getTasks(wanted);
        return Answer.ok(
                Documents.page(page.items().stream().map(JobDocument::write).toList(), page.next()));
    }

    private static JobQuery withStatuses(JobQuery query, List<String> names) {
        JobStatus[] all = names.stream().map(JobStatus::parse).toArray(JobStatus[]::new);
        return query.status(all[0], Arrays.copyOfRange(all, 1, all.length));
    }

    @Override
    public Answer get(String id) {
        return Answer.ok(JobDocument.write(find(id)));
    }

    @Override
    public Answer enqueue(Map<String, @Nullable Object> body) {
        Fields in = Fields.of(body, Style.JSON, "");
        JobRequest request = JobDocument.read(in, zone);
        in.finish();
        JobRequest.Accepted accepted =
                scheduler.enqueueAll(List.of(request.knownOnly())).getFirst();
        return switch (accepted.outcome()) {
            case CREATED -> created(accepted.id());
            case DUPLICATE -> get(accepted.id());
            case QUEUE_FULL -> throw ApiException.queueFull(full(request));
        };
    }

    private QueueFullException full(JobRequest request) {
        String queue = Objects.requireNonNullElse(request.queue(), JobSpec.DEFAULT_QUEUE);
        Integer most = scheduler.queues().stream()
                .filter(candidate -> candidate.name().equals(queue))
                .findFirst()
                .map(found -> found.config().maxSize())
                .orElse(null);
        return new QueueFullException(queue, most == null ? 0 : most);
    }

    /** What a call that made a job answers. */
    Answer created(String id) {
        return Answer.created(JobDocument.write(find(id)), "/api/v1/jobs", id);
    }

    @Override
    public Answer cancel(String id) {
        Job job = find(id);
        if (!scheduler.cancelJob(job.id())) {
            throw wrongState(find(id), "cancelled", "pending, running or retrying");
        }
        return get(id);
    }

    @Override
    public Answer retry(String id) {
        Job job = find(id);
        if (!scheduler.retryTask(job.id())) {
            throw notRetried(find(id));
        }
        return get(id);
    }

    private ApiException notRetried(Job job) {
        String holder = job.status() == JobStatus.COMPLETED ? null : holder(job.uniqueKey());
        return holder == null || holder.equals(job.id())
                ? wrongState(job, "retried", "failed, cancelled or retrying")
                : ApiException.of(
                        409,
                        "job " + job.id() + " cannot be retried: expected its unique key '" + job.uniqueKey()
                                + "' to be free, job " + holder + " holds it");
    }

    /** The live job that has a unique key. */
    private @Nullable String holder(@Nullable String uniqueKey) {
        return uniqueKey == null
                ? null
                : scheduler
                        .getTasks(JobQuery.ALL
                                .uniqueKey(uniqueKey)
                                .status(JobStatus.PENDING, JobStatus.RUNNING, JobStatus.RETRYING))
                        .items()
                        .stream()
                        .findFirst()
                        .map(Job::id)
                        .orElse(null);
    }

    private static ApiException wrongState(Job job, String change, String expected) {
        return ApiException.of(
                409,
                "job " + job.id() + " cannot be " + change + ": expected it to be " + expected + ", it is "
                        + job.status().label());
    }

    @Override
    public Answer logs(String id, Map<String, String> query) {
        Fields in = Fields.of(query, Style.QUERY, "");
        Long cursor = in.parsed("cursor", "the seq of a line", LocalJobs::seq);
        Integer limit = in.integer("limit", 1, MOST_LINES);
        in.finish();
        int most = limit == null ? 1_000 : limit;
        List<LogLine> lines = scheduler.logs(find(id).id(), cursor == null ? -1 : cursor, most);
        String next = lines.size() < most ? null : Long.toString(lines.getLast().seq());
        return Answer.ok(Documents.page(lines.stream().map(Documents::of).toList(), next));
    }

    private static Long seq(String text) {
        if (!text.matches("-?\\d{1,18}")) {
            throw new InvalidValueException("cursor", "the seq of the last line read", text);
        }
        return Long.valueOf(text);
    }

    @Override
    public Answer attempts(String id) {
        List<?> attempts =
                scheduler.attempts(find(id).id()).stream().map(Documents::of).toList();
        return Answer.ok(Documents.page(attempts, null));
    }

    /** Only ids count here: the scheduler would take unique keys and names of schedules as well. */
    private Job find(String id) {
        try {
            String canonical = UUID.fromString(id).toString();
            return scheduler
                    .getTask(canonical)
                    .filter(job -> job.id().equals(canonical))
                    .orElseThrow(() -> ApiException.notFound("job", id, ""));
        } catch (IllegalArgumentException notAnId) {
            throw ApiException.notFound("job", id, " (a job's id looks like 019a0c4e-…)")
                    .because(notAnId);
        }
    }
}
