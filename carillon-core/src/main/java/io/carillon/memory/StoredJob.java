package io.carillon.memory;

import io.carillon.Attempt;
import io.carillon.Failure;
import io.carillon.Job;
import io.carillon.JobSpec;
import io.carillon.JobStatus;
import io.carillon.LogLine;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A job and all that is known of it. Guarded by the store's lock; phase, due and attempt change inside {@link JobTable#move} only. */
final class StoredJob {
    static final int MOST_ATTEMPTS = 100;

    /** Ids as unsigned numbers, which is also their order as text. */
    static final Comparator<UUID> BY_ID = (a, b) -> {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    };

    static final Comparator<StoredJob> BY_DUE =
            Comparator.<StoredJob, Instant>comparing(job -> job.due).thenComparing(job -> job.spec.id(), BY_ID);

    final JobSpec spec;
    final Deque<Attempt> attempts = new ArrayDeque<>();
    final TreeMap<Long, LogLine> log = new TreeMap<>();

    Phase phase = Phase.FUTURE;
    Instant due;
    int attempt;
    long fence;
    int crashes;
    int strikes;

    @Nullable String node;

    @Nullable Instant startedAt;

    @Nullable Instant completedAt;

    @Nullable JobStatus end;

    Job.@Nullable Progress progress;

    @Nullable String checkpoint;

    @Nullable String result;

    @Nullable Failure error;

    @Nullable String parkedFor;

    @Nullable String cancelReason;

    StoredJob(JobStore.NewJob job) {
        this.spec = job.spec();
        this.due = job.due();
    }

    JobStatus status() {
        return switch (phase) {
            case RUNNING -> JobStatus.RUNNING;
            case FINISHED -> end == null ? JobStatus.FAILED : end;
            case READY, FUTURE, BLOCKED, PARKED -> attempt == 0 ? JobStatus.PENDING : JobStatus.RETRYING;
        };
    }

    void remember(Attempt past) {
        attempts.addLast(past);
        if (attempts.size() > MOST_ATTEMPTS) {
            attempts.removeFirst();
        }
    }

    ClaimedJob claimed() {
        return new ClaimedJob(spec, fence, attempt, due, checkpoint, crashes, strikes);
    }

    Job read(@Nullable String waitingFor) {
        return new Job(
                spec,
                status(),
                attempt,
                due,
                fence,
                node,
                startedAt,
                completedAt,
                progress,
                result,
                error,
                waitingFor,
                crashes,
                log.size());
    }
}
