package io.carillon.examples.demo;

import io.carillon.JobStatus;
import io.carillon.Scheduler;
import io.carillon.Stats.QueueStats;
import io.carillon.examples.demo.Census.Run;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How far a census is. Not thread-safe. */
final class CensusWatch {
    private static final int BAR = 24;
    private static final Set<String> QUEUES =
            Arrays.stream(Census.Part.values()).map(Census.Part::queue).collect(Collectors.toUnmodifiableSet());

    private final Census census;
    private final Scheduler scheduler;
    private final Run run;
    private @Nullable CensusReport report;

    CensusWatch(Census census, Scheduler scheduler, Run run) {
        this.census = census;
        this.scheduler = scheduler;
        this.run = run;
    }

    /**
     * Looks once.
     *
     * @param finished zones that are counted or given up
     * @param running zones that are being counted
     * @param retrying zones that wait for their next try
     * @param zones all
     */
    record Progress(int finished, int running, int retrying, int zones) {
        int percent() {
            return zones == 0 ? 100 : 100 * finished / zones;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%d of %d zones, %d running, %d to retry", finished, zones, running, retrying);
        }

        String bar() {
            int done = BAR * percent() / 100;
            return "[" + "#".repeat(done) + ".".repeat(BAR - done) + "]";
        }
    }

    Progress look() {
        Map<JobStatus, Long> live = new EnumMap<>(JobStatus.class);
        for (QueueStats queue : scheduler.getStats().queues()) {
            if (QUEUES.contains(queue.queue())) {
                queue.jobs().forEach((status, count) -> live.merge(status, count, Long::sum));
            }
        }
        int running = count(live, JobStatus.RUNNING);
        int retrying = count(live, JobStatus.RETRYING);
        int waiting = count(live, JobStatus.PENDING) + running + retrying;
        return new Progress(Math.max(0, run.zones() - waiting), running, retrying, run.zones());
    }

    private static int count(Map<JobStatus, Long> counts, JobStatus status) {
        return Math.toIntExact(counts.getOrDefault(status, 0L));
    }

    /** The report, as soon as it is there. */
    @Nullable CensusReport report() {
        if (report == null) {
            report = census.reportOf(run);
        }
        return report;
    }
}
