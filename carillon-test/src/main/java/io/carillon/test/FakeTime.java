package io.carillon.test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Time that stands still until it is told to go on, and all that happens in it: the loops of one or more
 * {@link FakeProcess}es and the handlers they run. What is due is done in order of time, each at its exact moment, on
 * the thread that lets time go by; so a test of a day takes a moment and goes the same way each time.
 *
 * <p>Driven by one thread at a time. Handlers and listeners may read it.
 */
public final class FakeTime implements InstantSource {
    /** Without time going on; idle loops alone take more than this in a week. */
    private static final int MOST_STEPS = 100_000;

    private final Instant start;
    private final Agenda agenda = new Agenda();
    private final Quiet quiet = new Quiet();
    private long random = 42;
    private int handlersOnThisThread;

    private FakeTime(Instant start) {
        this.start = Objects.requireNonNull(start, "start");
    }

    /** Time that stands at {@code start}. */
    public static FakeTime at(Instant start) {
        return new FakeTime(start);
    }

    /** A process in this time. Its handlers run on the thread that drives time, one after the other. */
    public FakeProcess process() {
        return new FakeProcess(this, false);
    }

    /** A process in this time. Its handlers have threads of their own and wait with {@link #sleep} and {@link #await}. */
    public FakeProcess processWithThreads() {
        return new FakeProcess(this, true);
    }

    /** Where time stands. */
    @Override
    public Instant instant() {
        return start.plusNanos(agenda.nanos());
    }

    /** Does all that is due now, and what becomes due by that, until nothing is. */
    public void drain() {
        runUntil(agenda.nanos());
    }

    /** Lets time go by; everything happens at its moment on the way. */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time: expected zero or more, got " + time);
        }
        runUntil(agenda.nanos() + time.toNanos());
    }

    /** As {@link #advance}, to an instant that must not lie in the past. */
    public void advanceTo(Instant instant) {
        advance(Duration.between(instant(), instant));
    }

    /**
     * For handlers: takes time. With a thread of its own the handler waits while the test goes on; otherwise time goes
     * by here and now, and no other handler begins meanwhile.
     *
     * @throws InterruptedException when the attempt is asked to end
     */
    public void sleep(Duration time) throws InterruptedException {
        await(new CompletableFuture<>(), time);
    }

    /**
     * For handlers: waits for a result that the test or another handler brings.
     *
     * @return whether it came in time
     * @throws InterruptedException when the attempt is asked to end
     */
    public boolean await(CompletableFuture<?> result, Duration atMost) throws InterruptedException {
        if (Thread.currentThread() instanceof HandlerThread own) {
            return own.await(result, atMost);
        }
        long deadline = agenda.nanos() + atMost.toNanos();
        while (!result.isDone()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("asked to end while it waited");
            }
            if (!step(deadline)) {
                agenda.moveTo(deadline);
                return result.isDone();
            }
        }
        return true;
    }

    private void runUntil(long end) {
        long standsAt = agenda.nanos();
        int steps = 0;
        while (step(end)) {
            steps = agenda.nanos() == standsAt ? steps + 1 : 0;
            standsAt = agenda.nanos();
            if (steps > MOST_STEPS) {
                throw new AssertionError("does not come to rest; on the agenda: " + agenda);
            }
        }
        agenda.moveTo(end);
    }

    /** Does the next thing that is due by {@code end}; false when there is none. */
    private boolean step(long end) {
        quiet.await();
        Agenda.Item next = agenda.take(end, handlersOnThisThread == 0);
        if (next == null) {
            return false;
        }
        handlersOnThisThread += next.isHandler() ? 1 : 0;
        long again = -1;
        try {
            again = next.run();
        } finally {
            handlersOnThisThread -= next.isHandler() ? 1 : 0;
            agenda.done(next, again);
        }
        quiet.await();
        return true;
    }

    Agenda agenda() {
        return agenda;
    }

    Quiet quiet() {
        return quiet;
    }

    /** The same sequence in each test. */
    synchronized double random() {
        random = random * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
        return (random >>> 11) * 0x1.0p-53;
    }
}
