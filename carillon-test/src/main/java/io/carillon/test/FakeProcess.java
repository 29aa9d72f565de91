package io.carillon.test;

import io.carillon.internal.Runtime;
import io.carillon.test.Agenda.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One process in {@link FakeTime}: it can be killed and frozen, and its wall clock can be set wrong. Made by
 * {@link FakeTime#process}.
 */
public final class FakeProcess implements Runtime {
    private final FakeTime time;
    private final boolean threads;
    private final List<HandlerThread> handlers = new CopyOnWriteArrayList<>();
    private volatile boolean killed;
    private volatile boolean frozen;
    private volatile Duration wallClockError = Duration.ZERO;

    FakeProcess(FakeTime time, boolean threads) {
        this.time = time;
        this.threads = threads;
    }

    FakeTime time() {
        return time;
    }

    /** As {@code kill -9}: nothing of it happens any more. Its handlers' threads end with an error. */
    public void kill() {
        killed = true;
        handlers.forEach(HandlerThread::wake);
        time.quiet().await();
    }

    /** As {@code kill -STOP}: nothing of it happens until {@link #thaw}. Its clocks go on. */
    public void freeze() {
        frozen = true;
    }

    /** As {@code kill -CONT}: what was due meanwhile happens as soon as time is driven on. */
    public void thaw() {
        frozen = false;
    }

    /** Sets its wall clock so far ahead of the right time, or behind it. The monotonic clock does not notice. */
    public void setWallClockAhead(Duration by) {
        wallClockError = by;
    }

    void requireAlive() {
        if (killed) {
            throw new Error("the process was killed");
        }
    }

    @Override
    public Instant now() {
        return time.instant().plus(wallClockError);
    }

    @Override
    public long nanoTime() {
        return time.agenda().nanos();
    }

    @Override
    public double random() {
        return time.random();
    }

    /** Something of this process that happens. */
    private abstract class Own extends Item {
        Own(String name, boolean handler) {
            super(name, handler);
        }

        @Override
        boolean isHeld() {
            return frozen || killed;
        }
    }

    @Override
    public Loop loop(String name, Duty duty) {
        Own turn = new Own(name, false) {
            @Override
            long run() {
                return duty.once().toNanos();
            }
        };
        time.agenda().put(turn, 0);
        return new Loop() {
            private volatile boolean closed;

            @Override
            public void wake() {
                if (!closed) {
                    time.agenda().put(turn, 0);
                }
            }

            @Override
            public void close() {
                closed = true;
                time.agenda().remove(turn);
            }
        };
    }

    @Override
    public void handle(String name, Runnable body) {
        time.agenda()
                .put(
                        new Own(name, !threads) {
                            @Override
                            long run() {
                                if (threads) {
                                    begin(name, body);
                                } else {
                                    body.run();
                                }
                                return -1;
                            }
                        },
                        0);
    }

    private void begin(String name, Runnable body) {
        handlers.removeIf(handler -> !handler.isAlive());
        HandlerThread thread = new HandlerThread(this, name, body);
        handlers.add(thread);
        thread.begin();
    }

    Item timer(String name, Runnable action) {
        return new Own(name, false) {
            @Override
            long run() {
                action.run();
                return -1;
            }
        };
    }

    @Override
    public boolean await(CompletableFuture<?> result, Duration atMost) throws InterruptedException {
        return time.await(result, atMost);
    }
}
