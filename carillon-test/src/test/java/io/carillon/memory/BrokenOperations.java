package io.carillon.memory;

import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobSpec;
import io.carillon.JobStatus;
import io.carillon.LogLine;
import io.carillon.Page;
import io.carillon.spi.JobStore.Action;
import io.carillon.spi.JobStore.Checkpoint;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.JobStore.Promotion;
import io.carillon.spi.ScheduleStore.Fired;
import io.carillon.spi.ScheduleStore.Step;
import io.carillon.spi.Settlement;
import io.carillon.spi.Store;
import io.carillon.spi.Store.Beat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Operations of the store, each broken in one way that somebody could have written. */
final class BrokenOperations {
    private static final JobQuery WAITING =
            JobQuery.ALL.status(JobStatus.PENDING, JobStatus.RETRYING).limit(1_000);

    private BrokenOperations() {}

    /** The job behind the last one of a full batch is gone. */
    static Object promoteAndDrop(Store real, Object[] arguments) {
        Promotion promotion = real.jobs().promote((Instant) arguments[0], (int) arguments[1]);
        if (promotion.moved() == (int) arguments[1]) {
            drop(real, dueAt(real, promotion.nextDue()));
        }
        return promotion;
    }

    /** The next batch begins after the due instant of the last one, and who shares it never comes. */
    static Object promoteAndLoseTies(Store real, Object[] arguments) {
        Promotion promotion = real.jobs().promote((Instant) arguments[0], (int) arguments[1]);
        List<UUID> ties = dueAt(real, promotion.nextDue());
        if (promotion.moved() == (int) arguments[1] && ties.size() > 1) {
            drop(real, ties);
        }
        return promotion;
    }

    private static List<UUID> dueAt(Store real, Instant due) {
        return real.jobs().find(WAITING).items().stream()
                .filter(job -> job.runAt().equals(due))
                .map(job -> job.spec().id())
                .toList();
    }

    private static void drop(Store real, List<UUID> newestFirst) {
        if (!newestFirst.isEmpty()) {
            JobQuery newest = JobQuery.ALL.id(newestFirst.getFirst());
            real.jobs().change(newest, Action.CANCEL, "", Instant.EPOCH);
            real.jobs().change(newest, Action.DELETE, "", Instant.EPOCH);
        }
    }

    @SuppressWarnings("unchecked")
    static Object fireTwice(Store real, Object[] arguments) {
        List<Step> steps = (List<Step>) arguments[0];
        Instant now = (Instant) arguments[1];
        List<Fired> fired = real.schedules().fire(steps, now);
        for (int n = 0; n < steps.size(); n++) {
            if (fired.get(n).outcome() == Fired.Outcome.FIRED) {
                List<NewJob> again =
                        steps.get(n).jobs().stream().map(BrokenOperations::copy).toList();
                real.jobs().enqueue(again, now, null);
            }
        }
        return fired;
    }

    /** A step ahead of its time is taken as if its time had come. */
    @SuppressWarnings("unchecked")
    static Object fireTooEarly(Store real, Object[] arguments) {
        Instant now = (Instant) arguments[1];
        List<Step> steps = ((List<Step>) arguments[0])
                .stream()
                        .map(step -> new Step(
                                step.name(),
                                step.version(),
                                step.next(),
                                step.due(),
                                step.records(),
                                step.jobs().stream()
                                        .map(job -> new NewJob(job.spec(), now))
                                        .toList(),
                                step.cancelPrevious()))
                        .toList();
        return real.schedules().fire(steps, now);
    }

    private static NewJob copy(NewJob job) {
        JobSpec spec = job.spec();
        UUID id = new UUID(spec.id().getMostSignificantBits(), spec.id().getLeastSignificantBits() | 1L << 40);
        JobSpec copy = JobSpec.of(id, spec.task(), spec.createdAt())
                .queue(spec.queue())
                .fire(spec.schedule(), spec.fireTime())
                .build();
        return new NewJob(copy, job.due());
    }

    static Object beatWithoutCancels(Store real, Object[] arguments) {
        Beat beat = real.nodes()
                .keepAlive((String) arguments[0], (Instant) arguments[1], (Instant) arguments[2], (int) arguments[3]);
        return new Beat(beat.held(), beat.state(), List.of());
    }

    @SuppressWarnings("unchecked")
    static Object settleAlone(Store real, Object[] arguments) {
        List<Settlement> ends = ((List<Settlement>) arguments[0])
                .stream()
                        .map(end -> new Settlement(
                                end.id(),
                                end.fence(),
                                end.startedAt(),
                                end.endedAt(),
                                end.outcome(),
                                end.progress(),
                                List.of()))
                        .toList();
        return real.jobs().settle(ends, (Instant) arguments[1], arguments[2]);
    }

    @SuppressWarnings("unchecked")
    static Object checkpointAnyFence(Store real, Object[] arguments) {
        List<Checkpoint> checkpoints = ((List<Checkpoint>) arguments[0])
                .stream()
                        .map(checkpoint -> new Checkpoint(
                                checkpoint.id(),
                                fenceOf(real, checkpoint.id()),
                                checkpoint.data(),
                                checkpoint.progress()))
                        .toList();
        return real.jobs().checkpoint(checkpoints);
    }

    private static long fenceOf(Store real, UUID id) {
        return real.jobs().find(JobQuery.ALL.id(id)).items().stream()
                .mapToLong(Job::fence)
                .findFirst()
                .orElse(0);
    }

    /** A line whose number is taken gets the next free one. */
    @SuppressWarnings("unchecked")
    static Object appendTwice(Store real, Object[] arguments) {
        for (LogLine line : (List<LogLine>) arguments[0]) {
            UUID job = UUID.fromString(line.jobId());
            List<LogLine> stored = new ArrayList<>(real.logs().read(job, line.seq() - 1, 1_000));
            boolean taken = !stored.isEmpty() && stored.getFirst().seq() == line.seq();
            long seq = taken ? stored.getLast().seq() + 1 : line.seq();
            real.logs()
                    .append(List.of(new LogLine(
                            line.jobId(),
                            seq,
                            line.attempt(),
                            line.at(),
                            line.level(),
                            line.stream(),
                            line.message())));
        }
        return null;
    }

    static Object pruneEverything(Store real, Object[] arguments) {
        return real.jobs().prune(Instant.MAX, (int) arguments[1]);
    }

    static Object findWithNext(Store real, Object[] arguments) {
        Page<Job> page = real.jobs().find((JobQuery) arguments[0]);
        List<Job> items = page.items();
        return new Page<>(items, items.isEmpty() ? null : items.getLast().id());
    }
}
