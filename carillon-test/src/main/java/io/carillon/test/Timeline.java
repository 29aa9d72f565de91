package io.carillon.test;

import io.carillon.Attempt;
import io.carillon.Job;
import io.carillon.spi.JobStore.Action;
import io.carillon.spi.JobStore.Enqueued;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.Settlement;
import io.carillon.test.History.Span;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that a {@link History} knows of one job. What happened between two stamps is known only roughly, so each question
 * has a side to err on: {@code surely} is never longer than the truth, {@code maybe} never shorter.
 */
final class Timeline {
    /** A stretch of stamps in which something holds for a job. */
    record Stretch(Timeline of, long from, long to) {
        boolean overlaps(long begin, long end) {
            return from <= end && begin <= to;
        }
    }

    final UUID id;
    final Job job;
    final List<Attempt> attempts;
    final NavigableMap<Long, List<History.Claimed>> claims = new TreeMap<>();
    final NavigableMap<Long, List<History.Settled>> ends = new TreeMap<>();
    final List<Span> cancels = new ArrayList<>();
    final List<Span> revivals = new ArrayList<>();

    @Nullable Span born;

    private Timeline(UUID id, Job job, List<Attempt> attempts) {
        this.id = id;
        this.job = job;
        this.attempts = attempts;
    }

    /** One for each job that is still there. */
    static Map<UUID, Timeline> of(History history, Storm.Remains remains) {
        Map<UUID, Timeline> all = new LinkedHashMap<>();
        remains.jobs()
                .forEach((id, job) ->
                        all.put(id, new Timeline(id, job, remains.attempts().getOrDefault(id, List.of()))));
        Map<UUID, Span> births = births(history);
        all.values().forEach(timeline -> timeline.born = births.get(timeline.id));
        for (History.Claimed claimed : history.all(History.Claimed.class)) {
            claimed.jobs()
                    .forEach(job -> of(all, job.spec().id())
                            .forEach(timeline -> timeline.claims
                                    .computeIfAbsent(job.fence(), unused -> new ArrayList<>())
                                    .add(claimed)));
        }
        for (History.Settled settled : history.all(History.Settled.class)) {
            if (settled.accepted()) {
                of(all, settled.end().id())
                        .forEach(timeline -> timeline.ends
                                .computeIfAbsent(settled.end().fence(), unused -> new ArrayList<>())
                                .add(settled));
            }
        }
        for (History.Changed changed : history.all(History.Changed.class)) {
            changed.ids().forEach(id -> of(all, id).forEach(timeline -> timeline.changed(changed)));
        }
        for (History.Fired fired : history.all(History.Fired.class)) {
            fired.answer()
                    .cancelled()
                    .forEach(id -> of(all, id).forEach(timeline -> timeline.cancels.add(fired.span())));
        }
        return all;
    }

    private static Stream<Timeline> of(Map<UUID, Timeline> all, UUID id) {
        return Stream.ofNullable(all.get(id));
    }

    private void changed(History.Changed changed) {
        (changed.action() == Action.CANCEL ? cancels : revivals).add(changed.span());
    }

    /** Every job that was or may have been accepted, with the call that did it. */
    static Map<UUID, Span> births(History history) {
        Map<UUID, Span> births = new LinkedHashMap<>();
        for (History.Added added : history.all(History.Added.class)) {
            if (added.answer().outcome() == Enqueued.Outcome.CREATED) {
                births.put(added.answer().id(), added.span());
            }
        }
        for (History.Fired fired : history.all(History.Fired.class)) {
            fired.answer().created().forEach(id -> births.put(id, fired.span()));
        }
        for (History.Settled settled : history.all(History.Settled.class)) {
            for (NewJob followUp : settled.accepted() ? settled.end().followUps() : List.<NewJob>of()) {
                births.put(followUp.spec().id(), settled.span());
            }
        }
        return births;
    }

    /** Whether the end under this fence ended the job as well: by its outcome, or because it was to be cancelled. */
    boolean isFinal(History.Settled settled) {
        Settlement.Outcome outcome = settled.end().outcome();
        return outcome instanceof Settlement.Completed
                || outcome instanceof Settlement.Failed
                || outcome instanceof Settlement.Cancelled
                || wasCancelled(settled.end().fence());
    }

    /** Whether the attempt under this fence is recorded as cancelled. */
    boolean wasCancelled(long fence) {
        return attempts.stream()
                .anyMatch(
                        attempt -> attempt.fence() == fence && attempt.outcome().equals("cancelled"));
    }

    private Stream<Span> finals() {
        Stream<Span> settled = ends.values().stream()
                .flatMap(Collection::stream)
                .filter(this::isFinal)
                .map(History.Settled::span);
        return Stream.concat(settled, cancels.stream());
    }

    /** From the end of a call on, as long as the job has surely not finished. */
    private Stretch surelyLiveFrom(Span start) {
        long finish = finals().filter(span -> span.end() > start.begin())
                .mapToLong(Span::begin)
                .min()
                .orElse(Long.MAX_VALUE);
        return new Stretch(this, start.end(), finish);
    }

    /** When the job surely lived. */
    List<Stretch> surelyLive() {
        return Stream.concat(Stream.ofNullable(born), revivals.stream())
                .map(this::surelyLiveFrom)
                .filter(stretch -> stretch.from() < stretch.to())
                .toList();
    }

    /** When the job surely had been claimed and had not finished since. */
    List<Stretch> surelyAdmitted() {
        return claims.values().stream()
                .flatMap(Collection::stream)
                .map(claimed -> surelyLiveFrom(claimed.span()))
                .filter(stretch -> stretch.from() < stretch.to())
                .toList();
    }

    /** When the job surely ran. */
    List<Stretch> surelyRunning() {
        List<Stretch> stretches = new ArrayList<>();
        claims.forEach((fence, claimed) -> {
            long end = ends.getOrDefault(fence, List.of()).stream()
                    .mapToLong(settled -> settled.span().begin())
                    .min()
                    .orElse(Long.MAX_VALUE);
            claimed.forEach(
                    claim -> stretches.add(new Stretch(this, claim.span().end(), end)));
        });
        return stretches.stream()
                .filter(stretch -> stretch.from() < stretch.to())
                .toList();
    }

    /** When the job surely waited for its first claim. */
    List<Stretch> surelyWaitingAtFirst() {
        if (born == null) {
            return List.of();
        }
        long out = LongStream.concat(
                        claims.values().stream()
                                .flatMap(Collection::stream)
                                .mapToLong(claimed -> claimed.span().begin()),
                        cancels.stream().mapToLong(Span::begin))
                .min()
                .orElse(Long.MAX_VALUE);
        return born.end() < out ? List.of(new Stretch(this, born.end(), out)) : List.of();
    }

    /** When the job may have lived, from its birth to its last end. */
    Stretch maybeLive() {
        return new Stretch(
                this,
                born == null ? 0 : born.begin(),
                finals().mapToLong(Span::end).max().orElse(Long.MAX_VALUE));
    }

    /** When the job may have waited: between two claims, before the first, after the last. */
    List<Stretch> maybeWaiting() {
        List<Stretch> stretches = new ArrayList<>();
        long last = maybeLive().to();
        long from = born == null ? 0 : born.begin();
        for (Map.Entry<Long, List<History.Claimed>> claim : claims.entrySet()) {
            long until = claim.getValue().stream()
                    .mapToLong(claimed -> claimed.span().end())
                    .max()
                    .orElse(from);
            stretches.add(new Stretch(this, from, until));
            from = ends.getOrDefault(claim.getKey(), List.of()).stream()
                    .mapToLong(settled -> settled.span().begin())
                    .min()
                    .orElse(last);
        }
        stretches.add(new Stretch(this, from, last));
        return stretches;
    }

    @Override
    public String toString() {
        return "job " + id;
    }
}
