package io.carillon;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts of the jobs that are stored; at most a few seconds old.
 *
 * @param queues one entry a queue that holds jobs or was configured, in order of name
 */
public record Stats(List<QueueStats> queues) {
    public Stats {
        queues = List.copyOf(queues);
    }

    /**
     * One queue's counts.
     *
     * @param queue its name
     * @param jobs count by status; every status is there
     * @param oldestDue earliest due instant among jobs that wait although they are due; null when none does
     */
    public record QueueStats(
            String queue,
            Map<JobStatus, Long> jobs,
            @Nullable Instant oldestDue) {
        public QueueStats {
            jobs = complete(jobs);
        }
    }

    /** Count by status over all queues; every status is there, in order. */
    public Map<JobStatus, Long> jobs() {
        Map<JobStatus, Long> sum = complete(Map.of());
        queues.forEach(queue -> queue.jobs().forEach((status, count) -> sum.merge(status, count, Long::sum)));
        return sum;
    }

    private static Map<JobStatus, Long> complete(Map<JobStatus, Long> some) {
        Map<JobStatus, Long> all = new EnumMap<>(JobStatus.class);
        for (JobStatus status : JobStatus.values()) {
            all.put(status, some.getOrDefault(status, 0L));
        }
        return all;
    }
}
