package io.carillon.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * The one seam between the engine and the machine: wall clock, monotonic clock, chance, threads and waiting. Tests put a
 * fake in its place and step the loops on their own thread.
 *
 * <p>Thread-safe.
 */
public interface Runtime {
    /** What a {@link Duty} returns that has nothing to do until it is woken. */
    Duration UNTIL_WOKEN = Duration.ofHours(1);

    /** One duty of the engine, done over and over by one thread at a time. */
    @FunctionalInterface
    interface Duty {
        /** Does what there is to do now and says how long to sleep before the next time; zero for at once. */
        Duration once();
    }

    /** A duty under way. */
    interface Loop {
        /**
         * Ends the present or next sleep. A wake during {@link Duty#once} is not lost: it is done again at once. Cheap,
         * from any thread.
         */
        void wake();

        /** Lets the duty end what it does, for a while at most, and never calls it again. Repeating it is harmless. */
        void close();
    }

    /** The machine's own. */
    static Runtime system() {
        return SystemRuntime.INSTANCE;
    }

    /** The machine's wall clock, right or wrong. */
    Instant now();

    /** The monotonic clock, as {@link System#nanoTime}. */
    long nanoTime();

    /** Evenly spread over [0, 1). */
    double random();

    /** Begins to do a duty again and again, as long as the process lives. */
    Loop loop(String name, Duty duty);

    /** As {@link #loop}, and the process lives as long as the loop does. */
    default Loop vitalLoop(String name, Duty duty) {
        return loop(name, duty);
    }

    /** Runs a handler on a thread of its own, which belongs to it until {@code body} returns. */
    void handle(String name, Runnable body);

    /**
     * Does something early that would be done later anyway, such as loading classes, on a thread that nobody waits for;
     * or not at all.
     */
    default void meanwhile(String name, Runnable body) {}

    /**
     * Waits for a result.
     *
     * @return whether it came (or failed) in time
     */
    boolean await(CompletableFuture<?> result, Duration atMost) throws InterruptedException;
}
