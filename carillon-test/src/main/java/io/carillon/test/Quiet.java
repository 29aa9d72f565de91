package io.carillon.test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time go on, the test or one of the handlers: what one of them does happens before what the next
 * does, and in the same order each time. A handler that is to go on gets its turn when the test waits here, which it does
 * until each handler has ended or waits for time or a result. Thread-safe.
 */
final class Quiet {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Queue<Thread> ready = new ArrayDeque<>();
    private @Nullable Thread turn;

    /** A handler's thread is to go on after those that were to go on before it. */
    synchronized void begins(Thread thread) {
        ready.add(thread);
    }

    /** For the handler's thread: returns when it is its turn. */
    synchronized void awaitTurn() {
        waitUntil(() -> Thread.currentThread().equals(turn), Duration.ofDays(1));
    }

    /** It has ended, or waits. */
    synchronized void rests() {
        turn = null;
        notifyAll();
    }

    /** Returns when all handlers have had their turn. One that drives time itself only goes on. */
    synchronized void await() {
        if (Thread.currentThread().equals(turn)) {
            return;
        }
        waitUntil(() -> turn == null, LONGEST);
        while ((turn = ready.poll()) != null) {
            notifyAll();
            waitUntil(() -> turn == null, LONGEST);
        }
    }

    private void waitUntil(BooleanSupplier condition, Duration atMost) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError(stack());
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private String stack() {
        StringBuilder text = new StringBuilder("a handler waits for something else than FakeTime.sleep or await:");
        if (turn != null) {
            text.append("\n").append(turn.getName());
            for (StackTraceElement frame : turn.getStackTrace()) {
                text.append("\n\tat ").append(frame);
            }
        }
        return text.toString();
    }
}
