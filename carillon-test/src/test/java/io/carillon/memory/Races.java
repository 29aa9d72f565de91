package io.carillon.memory;

import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobStatus;
import io.carillon.Queue;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore;
import io.carillon.spi.JobStore.Demand;
import io.carillon.spi.JobStore.Enqueued;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.ScheduleStore;
import io.carillon.spi.ScheduleStore.Entry;
import io.carillon.spi.ScheduleStore.Fired;
import io.carillon.spi.ScheduleStore.Step;
import io.carillon.spi.Settlement;
import io.carillon.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Stores that look first and act later: each rule holds, but not in the step that needs it. */
final class Races {
    private static final long WINDOW_NANOS = Duration.ofMillis(1).dividedBy(5).toNanos();
    private static final JobQuery MANY = JobQuery.ALL.limit(1_000);

    private Races() {}

    private static Store with(Rules rules) {
        return new InMemoryStore(InstantSource.system(), Runnable::run, rules);
    }

    /** Between the look and the act others come in between. */
    private static void window() {
        LockSupport.parkNanos(WINDOW_NANOS);
    }

    /** A claim that meets another in the store gets one of its jobs too. */
    static Store claimTwice() {
        AtomicInteger inside = new AtomicInteger();
        AtomicReference<ClaimedJob> last = new AtomicReference<>();
        return Tampered.store(new InMemoryStore(), JobStore.class, "claim", (real, arguments) -> {
            boolean crowded = inside.incrementAndGet() > 1;
            try {
                List<ClaimedJob> jobs = new ArrayList<>(claim(real, arguments, demands(arguments)));
                ClaimedJob others = last.getAndSet(jobs.isEmpty() ? null : jobs.getFirst());
                if (crowded && others != null) {
                    jobs.add(others);
                }
                window();
                return jobs;
            } finally {
                inside.decrementAndGet();
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static List<Demand> demands(Object[] arguments) {
        return (List<Demand>) arguments[2];
    }

    private static List<ClaimedJob> claim(Store real, Object[] arguments, List<Demand> demands) {
        return real.jobs().claim((String) arguments[0], (Instant) arguments[1], demands);
    }

    static Store limitCheckedBefore() {
        Store limitless = with(new BrokenRules.LimitIgnored());
        return Tampered.store(limitless, JobStore.class, "claim", (real, arguments) -> {
            List<ClaimedJob> claimed = new ArrayList<>();
            for (Demand demand : demands(arguments)) {
                int room = room(real, demand.queue());
                window();
                if (room > 0) {
                    Demand cut = new Demand(demand.queue(), Math.min(room, demand.max()), demand.tasks());
                    claimed.addAll(claim(real, arguments, List.of(cut)));
                }
            }
            return claimed;
        });
    }

    private static int room(Store real, String queue) {
        int running = real.jobs()
                .find(MANY.queue(queue).status(JobStatus.RUNNING))
                .items()
                .size();
        Integer limit =
                queue(real, queue) == null ? null : queue(real, queue).config().limit();
        return limit == null ? Integer.MAX_VALUE : limit - running;
    }

    private static Queue queue(Store real, String name) {
        return real.queues().list().stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    static Store sizeCheckedBefore() {
        return Tampered.store(
                with(new BrokenRules.MaxSizeIgnored()),
                JobStore.class,
                "enqueue",
                (real, arguments) -> eachOf(
                        arguments,
                        job -> isFull(real, job.spec().queue())
                                ? new Enqueued(
                                        Enqueued.Outcome.QUEUE_FULL, job.spec().id())
                                : enqueueLate(real, job, arguments)));
    }

    private static boolean isFull(Store real, String queue) {
        Integer maxSize =
                queue(real, queue) == null ? null : queue(real, queue).config().maxSize();
        JobQuery waiting = MANY.queue(queue).status(JobStatus.PENDING, JobStatus.RETRYING);
        return maxSize != null && real.jobs().find(waiting).items().size() >= maxSize;
    }

    static Store keyCheckedBefore() {
        return Tampered.store(
                with(new BrokenRules.UniqueKeyIgnored()),
                JobStore.class,
                "enqueue",
                (real, arguments) -> eachOf(arguments, job -> {
                    Job holder = liveHolder(real, job.spec().uniqueKey());
                    return holder != null
                            ? new Enqueued(
                                    Enqueued.Outcome.DUPLICATE, holder.spec().id())
                            : enqueueLate(real, job, arguments);
                }));
    }

    private static Job liveHolder(Store real, String key) {
        return key == null
                ? null
                : real.jobs().find(MANY.uniqueKey(key)).items().stream()
                        .filter(job -> !job.status().isFinished())
                        .findFirst()
                        .orElse(null);
    }

    private interface Each {
        Enqueued of(NewJob job);
    }

    @SuppressWarnings("unchecked")
    private static List<Enqueued> eachOf(Object[] arguments, Each each) {
        return ((List<NewJob>) arguments[0]).stream().map(each::of).toList();
    }

    private static Enqueued enqueueLate(Store real, NewJob job, Object[] arguments) {
        window();
        return real.jobs()
                .enqueue(List.of(job), (Instant) arguments[1], arguments[2])
                .getFirst();
    }

    private static final class AnyFence extends Rules {
        @Override
        boolean holds(StoredJob job, long fence) {
            return true;
        }
    }

    @SuppressWarnings("unchecked")
    static Store fenceCheckedBefore() {
        return Tampered.store(with(new AnyFence()), JobStore.class, "settle", (real, arguments) -> {
            List<Boolean> accepted = new ArrayList<>();
            for (Settlement end : (List<Settlement>) arguments[0]) {
                boolean held = real.jobs().find(JobQuery.ALL.id(end.id())).items().stream()
                        .anyMatch(job -> job.status() == JobStatus.RUNNING && job.fence() == end.fence());
                window();
                accepted.add(held
                        && real.jobs()
                                .settle(List.of(end), (Instant) arguments[1], arguments[2])
                                .getFirst());
            }
            return accepted;
        });
    }

    @SuppressWarnings("unchecked")
    static Store versionCheckedBefore() {
        Store anyVersion = with(new BrokenRules.FireIgnoresTheVersion());
        return Tampered.store(anyVersion, ScheduleStore.class, "fire", (real, arguments) -> {
            List<Fired> fired = new ArrayList<>();
            for (Step step : (List<Step>) arguments[0]) {
                List<Entry> seen = real.schedules().list(List.of(step.name()), null, 1);
                boolean current = !seen.isEmpty() && seen.getFirst().version() == step.version();
                window();
                fired.add(
                        current
                                ? real.schedules()
                                        .fire(List.of(step), (Instant) arguments[1])
                                        .getFirst()
                                : new Fired(Fired.Outcome.LOST, List.of(), List.of()));
            }
            return fired;
        });
    }
}
