package io.carillon.test;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Lets either the test or the handlers' threads go on, never both: the test waits here until each handler has ended or
 * waits for time or a result. Thread-safe.
 */
final class Quiet {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Set<Thread> busy = new LinkedHashSet<>();

    /** A handler's thread is at work. */
    synchronized void begins(Thread thread) {
        busy.add(thread);
    }

    /** It has ended, or waits. */
    synchronized void rests(Thread thread) {
        busy.remove(thread);
        notifyAll();
    }

    /** Returns when no handler is at work. */
    synchronized void await() {
        boolean interrupted = false;
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!busy.isEmpty() && !busy.contains(Thread.currentThread())) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError(stacks());
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

    private String stacks() {
        StringBuilder text = new StringBuilder("handlers wait for something else than FakeTime.sleep or await:");
        for (Thread thread : busy) {
            text.append("\n").append(thread.getName());
            for (StackTraceElement frame : thread.getStackTrace()) {
                text.append("\n\tat ").append(frame);
            }
        }
        return text.toString();
    }
}
