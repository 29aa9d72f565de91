package io.carillon.test;

import io.carillon.Fire;
import io.carillon.Job;
import io.carillon.JobSpec;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore;
import io.carillon.spi.JobStore.Enqueued;
import io.carillon.spi.ScheduleStore.Fired;
import io.carillon.spi.ScheduleStore.Fired.Outcome;
import io.carillon.test.History.Span;
import io.carillon.test.Timeline.Stretch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether what a {@link Storm} did could have happened on a store that keeps what jobs, nodes and schedules share. */
final class CrowdCheck {
    private static final Comparator<ClaimedJob> ORDER = Comparator.comparing(
                    (ClaimedJob job) -> -job.spec().priority())
            .thenComparing(ClaimedJob::due)
            .thenComparing(job -> job.spec().id().toString());

    private final History history;
    private final Storm.Remains remains;
    private final Map<UUID, Timeline> timelines;
    private final List<Violation> violations = new ArrayList<>();

    private CrowdCheck(History history, Storm.Remains remains, Map<UUID, Timeline> timelines) {
        this.history = history;
        this.remains = remains;
        this.timelines = timelines;
    }

    static List<Violation> violations(History history, Storm.Remains remains, Map<UUID, Timeline> timelines) {
        CrowdCheck check = new CrowdCheck(history, remains, timelines);
        check.atMost(Storm.LIMIT, Promise.THE_LIMIT_OF_A_QUEUE_IS_EXACT, Storm.LIMITED, Timeline::surelyRunning);
        check.atMost(
                Storm.MAX_SIZE, Promise.THE_SIZE_OF_A_QUEUE_IS_EXACT, Storm.BOUNDED, Timeline::surelyWaitingAtFirst);
        check.aQueueIsFullOnlyWhenItIs();
        check.oneAtATime(Promise.A_UNIQUE_KEY_HAS_ONE_LIVE_JOB, JobSpec::uniqueKey, Timeline::surelyLive);
        check.oneAtATime(Promise.A_SERIAL_KEY_ADMITS_ONE_JOB, JobSpec::serialKey, Timeline::surelyAdmitted);
        check.aDuplicateHasALiveHolder();
        check.claimsAreInOrder();
        check.onlyALiveLeaseClaims();
        check.leasesAreRenewedWhileTheyHold();
        check.onlyADeadNodeHasOrphans();
        check.nothingLeavesAPausedQueue();
        remains.fires().keySet().forEach(check::everyInstantHasOneRecord);
        remains.fires().keySet().forEach(check::everyFireHasOneJob);
        return check.violations;
    }

    private void expect(boolean holds, Promise promise, Supplier<String> broken) {
        if (!holds) {
            violations.add(new Violation(promise, broken.get()));
        }
    }

    /** At no stamp do more than {@code most} stretches of a queue's jobs overlap. */
    private void atMost(int most, Promise promise, String queue, Function<Timeline, List<Stretch>> stretches) {
        TreeMap<Long, Integer> steps = new TreeMap<>();
        for (Timeline timeline : timelines.values()) {
            for (Stretch stretch :
                    timeline.job.queue().equals(queue) ? stretches.apply(timeline) : List.<Stretch>of()) {
                steps.merge(stretch.from(), 1, Integer::sum);
                steps.merge(stretch.to(), -1, Integer::sum);
            }
        }
        AtomicInteger atOnce = new AtomicInteger();
        steps.forEach((stamp, step) -> {
            int now = atOnce.addAndGet(step);
            expect(now <= most, promise, () -> now + " at once in '" + queue + "' at stamp " + stamp);
        });
    }

    private void aQueueIsFullOnlyWhenItIs() {
        List<Stretch> waiting = timelines.values().stream()
                .filter(timeline -> timeline.job.queue().equals(Storm.BOUNDED))
                .flatMap(timeline -> timeline.maybeWaiting().stream())
                .toList();
        for (History.Added added : history.all(History.Added.class)) {
            if (added.answer().outcome() == Enqueued.Outcome.QUEUE_FULL) {
                Span call = added.span();
                long most = waiting.stream()
                        .filter(stretch -> stretch.overlaps(call.begin(), call.end()))
                        .map(Stretch::of)
                        .distinct()
                        .count();
                String queue = added.job().spec().queue();
                boolean full = queue.equals(Storm.BOUNDED) && most >= Storm.MAX_SIZE;
                expect(
                        full,
                        Promise.A_QUEUE_IS_FULL_ONLY_WHEN_IT_IS,
                        () -> "'" + queue + "' held at most " + most + " at " + call);
            }
        }
    }

    /** No two jobs with one key have stretches that overlap. */
    private void oneAtATime(
            Promise promise, Function<JobSpec, @Nullable String> key, Function<Timeline, List<Stretch>> stretches) {
        Map<String, List<Stretch>> byKey = timelines.values().stream()
                .filter(timeline -> key.apply(timeline.job.spec()) != null)
                .flatMap(timeline -> stretches.apply(timeline).stream())
                .collect(Collectors.groupingBy(
                        stretch -> String.valueOf(key.apply(stretch.of().job.spec()))));
        byKey.forEach((name, of) -> {
            List<Stretch> ordered =
                    of.stream().sorted(Comparator.comparingLong(Stretch::from)).toList();
            Stretch longest = ordered.getFirst();
            for (Stretch stretch : ordered) {
                Stretch before = longest;
                boolean apart = before.of() == stretch.of() || before.to() < stretch.from();
                expect(apart, promise, () -> "'" + name + "': " + before + " and " + stretch);
                longest = stretch.to() > before.to() ? stretch : before;
            }
        });
    }

    private void aDuplicateHasALiveHolder() {
        for (History.Added added : history.all(History.Added.class)) {
            if (added.answer().outcome() == Enqueued.Outcome.DUPLICATE) {
                Timeline holder = timelines.get(added.answer().id());
                String key = added.job().spec().uniqueKey();
                boolean lived = holder != null
                        && Objects.equals(holder.job.uniqueKey(), key)
                        && holder.maybeLive()
                                .overlaps(added.span().begin(), added.span().end());
                expect(
                        lived,
                        Promise.A_DUPLICATE_HAS_A_LIVE_HOLDER,
                        () -> holder + " did not hold '" + key + "' at " + added.span());
            }
        }
    }

    /** Each answer is sorted; and a claim that nobody disturbed passed over no job that was better than one it took. */
    private void claimsAreInOrder() {
        List<Span> disturbances = disturbances();
        Map<String, List<Waiting>> waiting = waitingFromBirth();
        for (History.Claimed claimed : history.all(History.Claimed.class)) {
            Map<String, List<ClaimedJob>> byQueue = claimed.jobs().stream()
                    .collect(Collectors.groupingBy(job -> job.spec().queue()));
            boolean alone = disturbances.stream()
                    .noneMatch(span -> span.begin() != claimed.span().begin() && span.overlaps(claimed.span()));
            byQueue.forEach((queue, jobs) -> {
                if (demandsFor(claimed, queue) == 1) {
                    boolean sorted = jobs.equals(jobs.stream().sorted(ORDER).toList());
                    expect(sorted, Promise.CLAIMS_ARE_IN_ORDER, () -> "an answer for '" + queue + "' was " + jobs);
                }
                if (alone && demandsFor(claimed, queue) == 1 && !isForParked(claimed, queue)) {
                    passedOver(claimed, jobs.getLast(), waiting.getOrDefault(queue, List.of()));
                }
            });
        }
    }

    private static long demandsFor(History.Claimed claimed, String queue) {
        return claimed.demands().stream()
                .filter(demand -> demand.queue().equals(queue))
                .count();
    }

    private static boolean isForParked(History.Claimed claimed, String queue) {
        return claimed.demands().stream()
                .filter(demand -> demand.queue().equals(queue))
                .anyMatch(demand -> !demand.tasks().isEmpty());
    }

    private List<Span> disturbances() {
        List<Span> spans = new ArrayList<>();
        history.all(History.Claimed.class).forEach(event -> spans.add(event.span()));
        history.all(History.Changed.class).forEach(event -> spans.add(event.span()));
        history.all(History.Fired.class).forEach(event -> spans.add(event.span()));
        return spans;
    }

    /** A job that was ready when it was stored, and how long it surely waited then. */
    private record Waiting(ClaimedJob job, Stretch stretch) {}

    private Map<String, List<Waiting>> waitingFromBirth() {
        List<Waiting> waiting = new ArrayList<>();
        for (History.Added added : history.all(History.Added.class)) {
            JobSpec spec = added.job().spec();
            Timeline timeline = timelines.get(spec.id());
            if (timeline != null
                    && spec.serialKey() == null
                    && !added.job().due().isAfter(added.now())) {
                ClaimedJob job = new ClaimedJob(spec, 0, 0, added.job().due(), null, 0, 0);
                timeline.surelyWaitingAtFirst().forEach(stretch -> waiting.add(new Waiting(job, stretch)));
            }
        }
        return waiting.stream()
                .collect(Collectors.groupingBy(job -> job.job().spec().queue()));
    }

    private void passedOver(History.Claimed claimed, ClaimedJob worst, List<Waiting> waiting) {
        for (Waiting better : waiting) {
            boolean ready = better.stretch().from() < claimed.span().begin()
                    && better.stretch().to() > claimed.span().end();
            boolean passed = ready && ORDER.compare(better.job(), worst) < 0;
            expect(!passed, Promise.CLAIMS_ARE_IN_ORDER, () -> better.stretch().of() + " was passed over for " + worst);
        }
    }

    private void onlyALiveLeaseClaims() {
        for (History.Claimed claimed : history.all(History.Claimed.class)) {
            boolean live = claimed.now().isBefore(claimed.leaseUntil());
            expect(
                    live || claimed.jobs().isEmpty(),
                    Promise.ONLY_A_LIVE_LEASE_CLAIMS,
                    () -> claimed.node() + " at " + claimed.span());
        }
    }

    private void leasesAreRenewedWhileTheyHold() {
        for (History.Leased leased : history.all(History.Leased.class)) {
            boolean live = leased.now().isBefore(leased.before());
            expect(leased.held() == live, Promise.A_LEASE_IS_RENEWED_WHILE_IT_HOLDS, () -> leased.toString());
        }
    }

    private void onlyADeadNodeHasOrphans() {
        Map<String, List<History.Leased>> leases = history.all(History.Leased.class).stream()
                .filter(History.Leased::held)
                .collect(Collectors.groupingBy(History.Leased::node));
        Map<String, History.Removed> removed = history.all(History.Removed.class).stream()
                .collect(Collectors.toMap(History.Removed::node, Function.identity()));
        for (History.Rescued rescued : history.all(History.Rescued.class)) {
            for (JobStore.Orphan orphan : rescued.orphans()) {
                History.Removed gone = removed.get(orphan.node());
                boolean mayBeGone = gone != null && !rescued.span().isBefore(gone.span());
                boolean live = leases.getOrDefault(orphan.node(), List.of()).stream()
                        .anyMatch(lease -> lease.span().isBefore(rescued.span())
                                && lease.until().isAfter(rescued.now()));
                expect(
                        mayBeGone || !live,
                        Promise.ONLY_A_DEAD_NODE_HAS_ORPHANS,
                        () -> orphan.node() + " at " + rescued.span());
            }
        }
    }

    private void nothingLeavesAPausedQueue() {
        List<History.Paused> switches = history.all(History.Paused.class);
        List<History.Claimed> claims = history.all(History.Claimed.class);
        for (int n = 0; n + 1 < switches.size(); n++) {
            Span from = switches.get(n).span();
            Span to = switches.get(n + 1).span();
            for (History.Claimed claimed : claims) {
                boolean inside = from.isBefore(claimed.span()) && claimed.span().isBefore(to);
                boolean took = claimed.jobs().stream()
                        .anyMatch(job -> job.spec().queue().equals(Storm.PAUSABLE));
                boolean paused = switches.get(n).paused();
                expect(
                        !(paused && inside && took),
                        Promise.NOTHING_LEAVES_A_PAUSED_QUEUE,
                        () -> "a claim at " + claimed.span());
            }
        }
    }

    private void everyInstantHasOneRecord(String schedule) {
        List<Fire> fires = remains.fires().getOrDefault(schedule, List.of());
        for (int n = 0; n < fires.size(); n++) {
            Instant got = fires.get(n).instant();
            Instant expected = StorePart.START.plus(Storm.PERIOD.multipliedBy(n));
            expect(
                    got.equals(expected),
                    Promise.EVERY_INSTANT_HAS_ONE_RECORD,
                    () -> "'" + schedule + "' has " + got + " where " + expected + " was next");
        }
        List<Long> moved = history.all(History.Fired.class).stream()
                .filter(fired -> fired.step().name().equals(schedule) && moved(fired.answer()))
                .map(fired -> fired.step().version())
                .toList();
        expect(
                moved.size() == Set.copyOf(moved).size(),
                Promise.ONE_CALLER_MOVES_A_SCHEDULE_ON,
                () -> "'" + schedule + "' was moved from these versions: " + moved);
        expect(
                moved.size() == fires.size(),
                Promise.EVERY_INSTANT_HAS_ONE_RECORD,
                () -> "'" + schedule + "' was moved " + moved.size() + " times and has " + fires.size() + " records");
    }

    private static boolean moved(Fired answer) {
        return answer.outcome() == Outcome.FIRED || answer.outcome() == Outcome.SKIPPED;
    }

    private void everyFireHasOneJob(String schedule) {
        Map<Instant, List<Job>> jobs = remains.jobs().values().stream()
                .filter(job -> schedule.equals(job.schedule()) && job.spec().fireTime() != null)
                .collect(Collectors.groupingBy(
                        job -> Objects.requireNonNullElse(job.spec().fireTime(), Instant.MIN)));
        long made = 0;
        for (Fire fire : remains.fires().getOrDefault(schedule, List.of())) {
            List<Job> of = jobs.getOrDefault(fire.instant(), List.of());
            boolean fired = fire.outcome() == Fire.Outcome.FIRED;
            boolean one = of.size() == (fired ? 1 : 0);
            expect(one, Promise.EVERY_FIRE_HAS_ONE_JOB, () -> fire + " has " + of.size());
            boolean named =
                    !fired || of.stream().allMatch(job -> job.spec().id().equals(fire.jobId()));
            expect(named, Promise.EVERY_FIRE_HAS_ONE_JOB, () -> fire + " names another than " + of);
            made += of.size();
        }
        long all = jobs.values().stream().mapToLong(List::size).sum();
        expect(
                made == all,
                Promise.EVERY_FIRE_HAS_ONE_JOB,
                () -> "'" + schedule + "' has jobs of instants without record");
    }
}
