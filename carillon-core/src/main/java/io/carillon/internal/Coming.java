package io.carillon.internal;

import io.carillon.Fire;
import io.carillon.Job;
import io.carillon.JobStatus;
import io.carillon.ScheduleInfo;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How users are shown what is decided, stored and claimed up to half a second before its time ({@link FirePlan#opens}):
 * until that has come, as what is still to be. Stores and the engine see it as it is. Pure functions.
 */
final class Coming {
    /** Records to look through for the last job before the coming one; more than that were skipped or missed in a row. */
    static final int EARLIER = 100;

    private Coming() {}

    /** A job that no node may have started yet waits; one that runs started when it was due at the earliest. */
    static Job seen(Job job, Instant now) {
        if (job.status() != JobStatus.RUNNING) {
            return job;
        }
        if (!job.runAt().isAfter(now)) {
            Instant claimed = job.startedAt();
            return claimed != null && claimed.isBefore(job.runAt())
                    ? with(job, JobStatus.RUNNING, job.attempt(), job.node(), job.runAt())
                    : job;
        }
        int attempts = job.attempt() - 1;
        return with(job, attempts == 0 ? JobStatus.PENDING : JobStatus.RETRYING, attempts, null, null);
    }

    private static Job with(
            Job job, JobStatus status, int attempt, @Nullable String node, @Nullable Instant startedAt) {
        return new Job(
                job.spec(),
                status,
                attempt,
                job.runAt(),
                job.fence(),
                node,
                startedAt,
                job.completedAt(),
                job.progress(),
                job.result(),
                job.error(),
                job.waitingFor(),
                job.crashes(),
                job.logCount());
    }

    /** Whether the last instant that was decided has not come yet. */
    static boolean isComing(ScheduleInfo info, Instant now) {
        return info.lastRun() != null && info.lastRun().isAfter(now);
    }

    /**
     * A schedule as it stood before it decided the instant that is coming.
     *
     * @param earlier its records before that instant, latest first
     */
    static ScheduleInfo before(ScheduleInfo info, List<Fire> earlier) {
        String lastJob = earlier.stream()
                .filter(fire -> fire.outcome() == Fire.Outcome.FIRED)
                .map(Fire::jobId)
                .filter(Objects::nonNull)
                .map(Object::toString)
                .findFirst()
                .orElse(null);
        return new ScheduleInfo(
                info.definition(),
                info.definition().enabled() ? info.lastRun() : null,
                earlier.isEmpty() ? null : earlier.getFirst().last(),
                lastJob,
                Math.max(0, info.runs() - 1),
                info.createdAt(),
                info.version());
    }
}
