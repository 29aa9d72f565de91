package io.carillon.test;

import io.carillon.Attempt;
import io.carillon.Failure;
import io.carillon.Job;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Checkpoint;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.Settlement;
import io.carillon.test.History.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a {@link Storm} did could have happened on a store that keeps its promises to single jobs. What jobs owe
 * each other is with {@link CrowdCheck}.
 */
final class HistoryCheck {
    private final History history;
    private final Storm.Remains remains;
    private final Map<UUID, Timeline> timelines;
    private final Map<UUID, List<Checkpoint>> checkpoints;
    private final List<Violation> violations = new ArrayList<>();

    private HistoryCheck(History history, Storm.Remains remains) {
        this.history = history;
        this.remains = remains;
        this.timelines = Timeline.of(history, remains);
        this.checkpoints = history.all(History.Checkpointed.class).stream()
                .filter(History.Checkpointed::accepted)
                .map(History.Checkpointed::checkpoint)
                .collect(Collectors.groupingBy(Checkpoint::id));
    }

    /** What cannot be, each in a sentence that begins with the promise that was broken; empty when all is well. */
    static List<Violation> violations(History history, Storm.Remains remains) {
        HistoryCheck check = new HistoryCheck(history, remains);
        check.noJobIsLostAndNoneAppears();
        for (Timeline timeline : check.timelines.values()) {
            check.everyClaimHasItsOwnFence(timeline);
            check.everyClaimHasOneEnd(timeline);
            check.theEndIsTheLastAcceptedOne(timeline);
            check.everyAcceptedEndAndNoOtherIsRecorded(timeline);
            check.attemptsAndCrashesAreCounted(timeline);
            check.aCancelIsFinal(timeline);
        }
        check.checkpointsAreThoseOfTheHolder();
        check.violations.addAll(CrowdCheck.violations(history, remains, check.timelines));
        return check.violations;
    }

    private void expect(boolean holds, Promise promise, Supplier<String> broken) {
        if (!holds) {
            violations.add(new Violation(promise, broken.get()));
        }
    }

    private void noJobIsLostAndNoneAppears() {
        Set<UUID> accepted = Timeline.births(history).keySet();
        Set<UUID> mayBeMissing = new HashSet<>();
        for (History.Settled settled : history.all(History.Settled.class)) {
            for (NewJob followUp : settled.end().followUps()) {
                if (followUp.spec().uniqueKey() != null) {
                    mayBeMissing.add(followUp.spec().id());
                }
            }
        }
        for (UUID id : accepted) {
            boolean there = remains.jobs().containsKey(id) || mayBeMissing.contains(id);
            expect(there, Promise.NO_JOB_IS_LOST, () -> "job " + id + " was accepted and is gone");
        }
        for (Job job : remains.jobs().values()) {
            expect(accepted.contains(job.spec().id()), Promise.NO_JOB_APPEARS, () -> "nobody stored job " + job.id());
            expect(job.status().isFinished(), Promise.NO_JOB_IS_LOST, () -> "job " + job.id() + " never ends: " + job);
        }
    }

    private void everyClaimHasItsOwnFence(Timeline timeline) {
        List<Long> fences = List.copyOf(timeline.claims.keySet());
        @Nullable Span before = null;
        for (Map.Entry<Long, List<History.Claimed>> claim : timeline.claims.entrySet()) {
            String of = timeline + ", fence " + claim.getKey();
            expect(
                    claim.getValue().size() == 1,
                    Promise.A_FENCE_IS_GIVEN_ONCE,
                    () -> of + ", " + claim.getValue().size() + " times");
            long expected = fences.indexOf(claim.getKey()) + 1;
            expect(claim.getKey() == expected, Promise.FENCES_GROW, () -> of + " where " + expected + " was next");
            Span span = claim.getValue().getFirst().span();
            expect(
                    before == null || !span.isBefore(before),
                    Promise.FENCES_GROW,
                    () -> of + " came before its predecessor");
            before = span;
        }
        long last = timeline.claims.isEmpty() ? 0 : timeline.claims.lastKey();
        expect(
                timeline.job.fence() == last,
                Promise.FENCES_GROW,
                () -> timeline + " has " + timeline.job.fence() + ", claimed " + last);
    }

    private void everyClaimHasOneEnd(Timeline timeline) {
        Set<Long> fences = new HashSet<>(timeline.claims.keySet());
        fences.addAll(timeline.ends.keySet());
        for (long fence : fences) {
            List<History.Settled> ends = timeline.ends.getOrDefault(fence, List.of());
            String of = timeline + ", fence " + fence;
            expect(timeline.claims.containsKey(fence), Promise.A_FENCE_LETS_ONE_END_WIN, () -> of + " was never given");
            expect(
                    ends.size() == 1,
                    Promise.A_FENCE_LETS_ONE_END_WIN,
                    () -> of + ", " + ends.size() + " ends were accepted");
            List<History.Claimed> next = timeline.claims.getOrDefault(fence + 1, List.of());
            boolean inTime = next.stream()
                    .allMatch(claimed ->
                            ends.stream().noneMatch(end -> claimed.span().isBefore(end.span())));
            expect(inTime, Promise.A_JOB_IS_HELD_ONCE, () -> of + " ended after the job was claimed again");
        }
    }

    private void theEndIsTheLastAcceptedOne(Timeline timeline) {
        Job job = timeline.job;
        Settlement.@Nullable Outcome last = timeline.ends.isEmpty()
                ? null
                : timeline.ends.lastEntry().getValue().getLast().end().outcome();
        boolean asSettled = switch (job.status()) {
            case COMPLETED -> last instanceof Settlement.Completed end && Objects.equals(end.result(), job.result());
            case FAILED -> last instanceof Settlement.Failed end && end.error().equals(job.error());
            case CANCELLED -> isCancelled(timeline, last);
            case PENDING, RUNNING, RETRYING -> false;
        };
        expect(asSettled, Promise.A_STALE_END_CHANGES_NOTHING, () -> timeline + " ended as " + job + " after " + last);
        expect(
                job.progress() == null || progressOf(timeline).contains(job.progress()),
                Promise.A_STALE_END_CHANGES_NOTHING,
                () -> timeline + " has the progress " + job.progress() + " that no accepted call left");
    }

    private static boolean isCancelled(Timeline timeline, Settlement.@Nullable Outcome last) {
        Failure error = timeline.job.error();
        boolean bySettle =
                last instanceof Settlement.Cancelled end && end.error().equals(error);
        return bySettle
                || (!timeline.cancels.isEmpty() && error != null && error.type().equals("cancelled"));
    }

    private Set<Job.Progress> progressOf(Timeline timeline) {
        Set<Job.Progress> left = new HashSet<>();
        timeline.ends
                .values()
                .forEach(ends -> ends.forEach(end -> addNonNull(left, end.end().progress())));
        checkpoints.getOrDefault(timeline.id, List.of()).forEach(checkpoint -> addNonNull(left, checkpoint.progress()));
        return left;
    }

    private static void addNonNull(Set<Job.Progress> progress, Job.@Nullable Progress value) {
        if (value != null) {
            progress.add(value);
        }
    }

    private void everyAcceptedEndAndNoOtherIsRecorded(Timeline timeline) {
        List<Attempt> expected = new ArrayList<>();
        timeline.ends.forEach((fence, ends) -> {
            @Nullable Attempt attempt = expectedRecord(timeline, ends.getFirst().end());
            if (attempt != null) {
                expected.add(attempt);
            }
        });
        List<String> got = timeline.attempts.stream().map(HistoryCheck::text).toList();
        List<String> want = expected.stream().map(HistoryCheck::text).toList();
        expect(
                got.equals(want),
                Promise.ACCEPTED_ENDS_ALONE_ARE_RECORDED,
                () -> timeline + " has " + got + ", not " + want);
    }

    private static String text(Attempt attempt) {
        Failure error = attempt.error();
        return attempt.fence() + " " + attempt.outcome() + " " + (error == null ? "" : error.message());
    }

    private static @Nullable Attempt expectedRecord(Timeline timeline, Settlement end) {
        if (end.outcome() instanceof Settlement.Completed) {
            return null;
        }
        if (timeline.wasCancelled(end.fence()) && !(end.outcome() instanceof Settlement.Cancelled)) {
            return record(end, "cancelled", recordedMessage(timeline, end.fence()));
        }
        return switch (end.outcome()) {
            case Settlement.Completed completed -> null;
            case Settlement.Parked parked -> null;
            case Settlement.Retry retry -> record(end, "retrying", retry.error().message());
            case Settlement.Failed failed ->
                record(end, "failed", failed.error().message());
            case Settlement.Cancelled cancelled ->
                record(end, "cancelled", cancelled.error().message());
            case Settlement.Released released ->
                record(end, released.crash() == Settlement.Crash.NONE ? "released" : "crashed", released.why());
        };
    }

    /** Any of the reasons that a cancel was given: they are not the store's to choose, but never a mark of the end. */
    private static String recordedMessage(Timeline timeline, long fence) {
        return timeline.attempts.stream()
                .filter(attempt -> attempt.fence() == fence && attempt.error() != null)
                .map(attempt -> String.valueOf(
                        attempt.error() == null ? "" : attempt.error().message()))
                .filter(message -> !message.startsWith("mark ") && !timeline.cancels.isEmpty())
                .findFirst()
                .orElse("a reason to cancel");
    }

    private static Attempt record(Settlement end, String outcome, String message) {
        return new Attempt(0, end.fence(), "", end.startedAt(), end.endedAt(), outcome, Failure.of(outcome, message));
    }

    private void attemptsAndCrashesAreCounted(Timeline timeline) {
        List<Settlement> ends = timeline.ends.values().stream()
                .map(settled -> settled.getFirst().end())
                .toList();
        long counted = ends.stream().filter(end -> isCounted(timeline, end)).count();
        long crashed = ends.stream().filter(end -> isCrash(timeline, end)).count();
        int attempts = timeline.job.attempt();
        int crashes = timeline.job.crashes();
        expect(
                attempts == counted,
                Promise.ATTEMPTS_ARE_COUNTED,
                () -> timeline + " has " + attempts + ", not " + counted);
        expect(
                crashes == crashed,
                Promise.CRASHES_ARE_COUNTED,
                () -> timeline + " has " + crashes + ", not " + crashed);
    }

    private static boolean isCounted(Timeline timeline, Settlement end) {
        boolean uncounted = end.outcome() instanceof Settlement.Released || end.outcome() instanceof Settlement.Parked;
        return !uncounted || timeline.wasCancelled(end.fence());
    }

    private static boolean isCrash(Timeline timeline, Settlement end) {
        return end.outcome() instanceof Settlement.Released released
                && released.crash() != Settlement.Crash.NONE
                && !timeline.wasCancelled(end.fence());
    }

    private void aCancelIsFinal(Timeline timeline) {
        for (Span cancel : timeline.cancels) {
            boolean revived = timeline.revivals.stream().anyMatch(revival -> revival.end() > cancel.begin());
            boolean claimed = timeline.claims.values().stream()
                    .anyMatch(claims -> cancel.isBefore(claims.getLast().span()));
            expect(
                    revived || !claimed,
                    Promise.A_CANCEL_IS_FINAL,
                    () -> timeline + " was claimed after it was cancelled");
        }
    }

    /** Each claim is handed the last checkpoint that was accepted under an earlier fence. */
    private void checkpointsAreThoseOfTheHolder() {
        for (History.Claimed claimed : history.all(History.Claimed.class)) {
            for (ClaimedJob job : claimed.jobs()) {
                String expected = checkpoints.getOrDefault(job.spec().id(), List.of()).stream()
                        .filter(checkpoint -> checkpoint.fence() < job.fence())
                        .reduce((first, second) -> second.fence() >= first.fence() ? second : first)
                        .map(Checkpoint::data)
                        .orElse(null);
                expect(
                        Objects.equals(job.checkpoint(), expected),
                        Promise.A_STALE_CHECKPOINT_CHANGES_NOTHING,
                        () -> "job " + job.spec().id() + " was claimed with " + job.checkpoint() + ", not " + expected);
            }
        }
    }
}
