package io.carillon.test;

import io.carillon.test.Agenda.Item;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The thread of one handler, which runs only while the test waits for it and no other handler runs. */
final class HandlerThread extends Thread {
    private final FakeProcess process;
    private final Object lock = new Object();
    private boolean waiting;
    private boolean woken;
    private boolean resting;

    HandlerThread(FakeProcess process, String name, Runnable body) {
        super(body, name);
        setDaemon(true);
        this.process = process;
    }

    /** Its first turn goes on until it ends or waits. */
    void begin() {
        quiet().begins(this);
        start();
    }

    @Override
    public void run() {
        quiet().awaitTurn();
        try {
            super.run();
        } finally {
            quiet().rests();
        }
    }

    boolean await(CompletableFuture<?> result, Duration atMost) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("asked to end before it waited");
        }
        process.requireAlive();
        Item timeout = process.timer("timeout of " + getName(), this::wake);
        synchronized (lock) {
            waiting = true;
            woken = result.isDone();
        }
        process.time().agenda().put(timeout, atMost.toNanos());
        CompletableFuture<?> unused = result.whenComplete((value, error) -> wake());
        try {
            sleepUntilWoken();
        } finally {
            process.time().agenda().remove(timeout);
        }
        process.requireAlive();
        return result.isDone();
    }

    private void sleepUntilWoken() throws InterruptedException {
        boolean interrupted = false;
        boolean rested;
        synchronized (lock) {
            rested = !woken;
            if (rested) {
                resting = true;
                quiet().rests();
            }
            while (!woken) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            waiting = false;
            resting = false;
        }
        if (rested) {
            quiet().awaitTurn();
        }
        if (interrupted || Thread.interrupted()) {
            throw new InterruptedException("asked to end while it waited");
        }
    }

    /** Ends a wait: it gets its turn before time goes on. One that has not given its turn away yet just goes on. */
    void wake() {
        synchronized (lock) {
            if (waiting && !woken) {
                woken = true;
                if (resting) {
                    quiet().begins(this);
                    lock.notifyAll();
                }
            }
        }
    }

    @Override
    public void interrupt() {
        super.interrupt();
        wake();
    }

    private Quiet quiet() {
        return process.time().quiet();
    }
}
