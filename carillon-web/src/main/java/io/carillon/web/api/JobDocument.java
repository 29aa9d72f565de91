package io.carillon.web.api;

import io.carillon.Failure;
import io.carillon.InvalidValueException;
import io.carillon.Job;
import io.carillon.JobRequest;
import io.carillon.RetryPolicy;
import io.carillon.RetryPolicy.Backoff;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a job looks like outside of Java. */
final class JobDocument {
    /** Stands in for a job whose task could not be read, so that the rest is still checked. */
    private static final JobRequest NOTHING = JobRequest.command("-");

    private JobDocument() {}

    /**
     * Reads a request for one job. It means nothing before the caller has finished {@code in}.
     *
     * @param zone of instants without an offset
     */
    static JobRequest read(Fields in, ZoneId zone) {
        JobRequest request = readWork(in, null);
        request = in.set(request, "delay", in.duration("delay"), JobRequest::delay);
        if (request.delay() != null && in.has("run_at")) {
            in.refuse("run_at", "either delay or run_at", in.text("run_at"));
        }
        request = in.set(request, "run_at", in.instant("run_at", zone), JobRequest::runAt);
        return in.set(request, "unique_key", in.text("unique_key"), JobRequest::uniqueKey);
    }

    /**
     * Reads what a job and the job of a schedule have in common.
     *
     * @param otherwise task to run when neither task nor command is named; null: one of them must be
     */
    static JobRequest readWork(Fields in, @Nullable String otherwise) {
        JobRequest request = readTask(in, otherwise);
        request = in.set(request, "params", in.tree("params"), JobRequest::params);
        request = in.set(request, "queue", in.text("queue"), JobRequest::queue);
        request = in.set(request, "priority", in.integer("priority", 0, 9), JobRequest::priority);
        request = in.set(request, "timeout", in.duration("timeout"), JobRequest::timeout);
        return request.retry(readRetry(in, "retry_delay"));
    }

    private static JobRequest readTask(Fields in, @Nullable String otherwise) {
        String command = in.text("command");
        String task = in.text("task");
        if (command != null && task != null) {
            in.refuse("command", "either task or command", command);
        }
        if (command != null) {
            return JobRequest.command(command);
        }
        String name = task != null ? task : otherwise;
        if (name == null) {
            if (!in.has("task")) {
                in.require("command", "a command, or a task");
            }
            return NOTHING;
        }
        try {
            return JobRequest.named(name, null);
        } catch (InvalidValueException e) {
            in.refuse("task", e.expected(), name);
            return NOTHING;
        }
    }

    /** @param delay name of the field for the delay, which differs from place to place */
    static RetryPolicy readRetry(Fields in, String delay) {
        RetryPolicy retry = RetryPolicy.INHERIT;
        retry = in.set(retry, "max_retries", in.integer("max_retries", 0, 10_000), RetryPolicy::maxRetries);
        retry = in.set(retry, delay, in.duration(delay), RetryPolicy::delay);
        String backoff = "fixed, linear or exponential";
        return in.set(retry, "backoff", in.parsed("backoff", backoff, Backoff::parse), RetryPolicy::backoff);
    }

    static Map<String, @Nullable Object> write(Job job) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("id", job.id());
        tree.put("task", job.task());
        tree.put("command", job.command());
        tree.put("queue", job.queue());
        tree.put("priority", job.priority());
        tree.put("status", job.status().label());
        tree.put("attempt", job.attempt());
        tree.put("retry_count", job.retryCount());
        tree.put("max_retries", job.maxRetries());
        tree.put("unique_key", job.uniqueKey());
        tree.put("schedule", job.schedule());
        tree.put("node", job.node());
        tree.put("created_at", Documents.text(job.createdAt()));
        tree.put("run_at", Documents.text(job.runAt()));
        tree.put("started_at", Documents.text(job.startedAt()));
        tree.put("completed_at", Documents.text(job.completedAt()));
        tree.put("duration", Documents.seconds(job.duration()));
        Failure error = job.error();
        tree.put("error", error == null ? null : error.message());
        tree.put("params", new Json.Raw(job.params()));
        tree.put("result", job.result() == null ? null : new Json.Raw(job.result()));
        tree.put("progress", progress(job.progress()));
        tree.put("timeout", Documents.seconds(job.spec().timeout()));
        tree.put("log_count", job.logCount());
        if (job.waitingFor() != null) {
            tree.put("waiting_for", job.waitingFor());
        }
        return tree;
    }

    private static @Nullable Map<String, @Nullable Object> progress(Job.@Nullable Progress progress) {
        if (progress == null) {
            return null;
        }
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("percent", progress.percent());
        tree.put("message", progress.message());
        return tree;
    }
}
