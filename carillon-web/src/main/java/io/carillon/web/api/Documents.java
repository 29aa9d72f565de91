package io.carillon.web.api;

import io.carillon.Attempt;
import io.carillon.Failure;
import io.carillon.Fire;
import io.carillon.JobStatus;
import io.carillon.LogLine;
import io.carillon.Node;
import io.carillon.Stats;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the values that are only ever read as trees for {@link Json}. */
final class Documents {
    private Documents() {}

    /** A page of a list. */
    static Map<String, @Nullable Object> page(List<?> items, @Nullable String next) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("items", items);
        tree.put("next", next);
        return tree;
    }

    static Map<String, @Nullable Object> of(Node node, Instant now) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("id", node.id());
        tree.put("host", node.host());
        tree.put("pid", node.pid());
        tree.put("version", node.version());
        tree.put("state", node.state().name().toLowerCase(Locale.ROOT));
        tree.put("alive", node.isAlive(now));
        tree.put("slots", node.slots());
        tree.put("running", node.running());
        tree.put("started_at", text(node.startedAt()));
        tree.put("lease_until", text(node.leaseUntil()));
        tree.put("queues", node.queues().stream().sorted().toList());
        tree.put("tasks", node.tasks().stream().sorted().toList());
        return tree;
    }

    static Map<String, @Nullable Object> of(Stats stats) {
        List<Map<String, @Nullable Object>> queues = new ArrayList<>();
        for (Stats.QueueStats queue : stats.queues()) {
            Map<String, @Nullable Object> entry = new LinkedHashMap<>();
            entry.put("name", queue.queue());
            entry.put("jobs", byLabel(queue.jobs()));
            entry.put("oldest_due", text(queue.oldestDue()));
            queues.add(entry);
        }
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("jobs", byLabel(stats.jobs()));
        tree.put("queues", queues);
        return tree;
    }

    static Map<String, @Nullable Object> of(Fire fire) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("schedule", fire.schedule());
        tree.put("instant", text(fire.instant()));
        tree.put("last", text(fire.last()));
        tree.put("count", fire.count());
        tree.put("outcome", fire.outcome().name().toLowerCase(Locale.ROOT));
        tree.put("reason", fire.reason());
        tree.put("job", fire.jobId());
        tree.put("decided_at", text(fire.decidedAt()));
        return tree;
    }

    static Map<String, @Nullable Object> of(Attempt attempt) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("attempt", attempt.attempt());
        tree.put("fence", attempt.fence());
        tree.put("node", attempt.node());
        tree.put("outcome", attempt.outcome());
        tree.put("started_at", text(attempt.startedAt()));
        tree.put("ended_at", text(attempt.endedAt()));
        tree.put("duration", seconds(Duration.between(attempt.startedAt(), attempt.endedAt())));
        tree.put("error", attempt.error() == null ? null : of(attempt.error()));
        return tree;
    }

    static Map<String, @Nullable Object> of(Failure failure) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("type", failure.type());
        tree.put("message", failure.message());
        tree.put("trace", failure.trace());
        return tree;
    }

    static Map<String, @Nullable Object> of(LogLine line) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("seq", line.seq());
        tree.put("attempt", line.attempt());
        tree.put("at", text(line.at()));
        tree.put("level", line.level().label());
        tree.put("stream", line.stream());
        tree.put("message", line.message());
        return tree;
    }

    static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    /** Seconds, with a fraction only when there is one. */
    static @Nullable Number seconds(@Nullable Duration duration) {
        if (duration == null) {
            return null;
        }
        if (duration.getNano() == 0) {
            return duration.getSeconds();
        }
        return BigDecimal.valueOf(duration.getSeconds())
                .add(BigDecimal.valueOf(duration.getNano(), 9))
                .stripTrailingZeros();
    }

    private static Map<String, Long> byLabel(Map<JobStatus, Long> counts) {
        Map<String, Long> tree = new LinkedHashMap<>();
        counts.forEach((status, count) -> tree.put(status.label(), count));
        return tree;
    }
}
