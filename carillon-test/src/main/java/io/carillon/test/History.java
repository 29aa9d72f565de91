package io.carillon.test;

import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore;
import io.carillon.spi.ScheduleStore;
import io.carillon.spi.Settlement;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * What many threads asked of a store and what it answered. Each call is stamped before it began and after it returned,
 * so that of two calls it is known whether one was over before the other began. Thread-safe.
 */
final class History {
    /** When a call began and was over; stamps of one history are all different. */
    record Span(long begin, long end) {
        boolean isBefore(Span other) {
            return end < other.begin;
        }

        boolean overlaps(Span other) {
            return !isBefore(other) && !other.isBefore(this);
        }
    }

    /** A call. */
    sealed interface Event {
        Span span();
    }

    record Added(Span span, JobStore.NewJob job, Instant now, JobStore.Enqueued answer) implements Event {}

    /** @param leaseUntil when the node's lease ended, as far as the node knew */
    record Claimed(
            Span span,
            String node,
            Instant now,
            Instant leaseUntil,
            List<JobStore.Demand> demands,
            List<ClaimedJob> jobs)
            implements Event {}

    record Settled(Span span, Settlement end, boolean accepted) implements Event {}

    record Checkpointed(Span span, JobStore.Checkpoint checkpoint, boolean accepted) implements Event {}

    record Changed(Span span, JobStore.Action action, List<UUID> ids) implements Event {}

    record Fired(Span span, ScheduleStore.Step step, ScheduleStore.Fired answer) implements Event {}

    /** A lease that was asked for. @param held whether it was given; @param before when the last one ended */
    record Leased(Span span, String node, Instant now, Instant before, Instant until, boolean held) implements Event {}

    record Removed(Span span, String node) implements Event {}

    record Rescued(Span span, Instant now, List<JobStore.Orphan> orphans) implements Event {}

    /** @param paused whether the call paused the queue or resumed it */
    record Paused(Span span, String queue, boolean paused) implements Event {}

    private final AtomicLong stamps = new AtomicLong();
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();

    /** Makes a call and records it; {@code event} makes what is to be remembered of its answer. */
    <T> T call(Supplier<T> call, BiFunction<Span, T, List<? extends Event>> event) {
        long begin = stamps.incrementAndGet();
        T answer = call.get();
        events.addAll(event.apply(new Span(begin, stamps.incrementAndGet()), answer));
        return answer;
    }

    /** The recorded calls of a kind, in the order in which they began. */
    <E extends Event> List<E> all(Class<E> kind) {
        return events.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .sorted(Comparator.comparingLong(event -> event.span().begin()))
                .toList();
    }
}
