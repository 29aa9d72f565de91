package io.carillon.web.api;

import io.carillon.Queue;
import io.carillon.QueueConfig;
import io.carillon.RetryPolicy;
import io.carillon.RetryPolicy.Backoff;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a queue looks like outside of Java. */
public final class QueueDocument {
    private QueueDocument() {}

    /** Reads a queue's options. They mean nothing before the caller has finished {@code in}. */
    public static QueueConfig read(Fields in) {
        QueueConfig config = QueueConfig.DEFAULT;
        config = in.set(config, "max_size", in.integer("max_size", 1, Integer.MAX_VALUE), QueueConfig::maxSize);
        config = in.set(config, "workers", in.integer("workers", 1, Integer.MAX_VALUE), QueueConfig::workers);
        config = in.set(config, "limit", in.integer("limit", 1, Integer.MAX_VALUE), QueueConfig::limit);
        config = in.set(config, "timeout", in.duration("timeout"), QueueConfig::timeout);
        return config.retry(readRetryPolicy(in));
    }

    /** Reads {@code retry} or {@code retry_policy}, an object of {@code max_retries}, {@code delay} and {@code backoff}. */
    public static RetryPolicy readRetryPolicy(Fields in) {
        if (in.has("retry_policy") && in.has("retry")) {
            in.refuse("retry", "either retry or retry_policy", "both");
        }
        RetryPolicy retry = JobDocument.readRetry(in.section("retry"), "delay");
        RetryPolicy policy = JobDocument.readRetry(in.section("retry_policy"), "delay");
        return in.has("retry_policy") ? policy : retry;
    }

    static Map<String, @Nullable Object> write(Queue queue, Instant now) {
        QueueConfig config = queue.config();
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("name", queue.name());
        tree.put("max_size", config.maxSize());
        tree.put("workers", config.workers());
        tree.put("limit", config.limit());
        tree.put("timeout", Documents.seconds(config.timeout()));
        tree.put("retry_policy", write(config.retry()));
        tree.put("paused", queue.isPaused(now));
        Queue.Pause pause = queue.pause();
        if (pause != null && queue.isPaused(now)) {
            Map<String, @Nullable Object> why = new LinkedHashMap<>();
            why.put("reason", pause.reason());
            why.put("since", Documents.text(pause.since()));
            why.put("until", Documents.text(pause.until()));
            tree.put("pause", why);
        }
        return tree;
    }

    private static Map<String, @Nullable Object> write(RetryPolicy retry) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("max_retries", retry.maxRetries());
        tree.put("delay", Documents.seconds(retry.delay()));
        Backoff backoff = retry.backoff();
        tree.put("backoff", backoff == null ? null : backoff.label());
        return tree;
    }
}
