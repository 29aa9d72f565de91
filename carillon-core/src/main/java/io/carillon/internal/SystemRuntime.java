package io.carillon.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The machine's clocks and threads. */
final class SystemRuntime implements Runtime {
    static final SystemRuntime INSTANCE = new SystemRuntime();

    /** Before 24 a synchronized block pins the carrier of a virtual thread, and a few of them starve all others. */
    private static final int FIRST_WITHOUT_PINNING = 24;

    private final InstantSource wall = InstantSource.system();
    private final @Nullable ExecutorService platformThreads;

    private SystemRuntime() {
        this(java.lang.Runtime.version().feature() >= FIRST_WITHOUT_PINNING);
    }

    SystemRuntime(boolean virtualThreads) {
        platformThreads = virtualThreads
                ? null
                : Executors.newCachedThreadPool(Thread.ofPlatform()
                        .daemon()
                        .inheritInheritableThreadLocals(false)
                        .name("carillon-handler-", 1)
                        .factory());
    }

    @Override
    public Instant now() {
        return wall.instant();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public double random() {
        return ThreadLocalRandom.current().nextDouble();
    }

    @Override
    public Loop loop(String name, Duty duty) {
        return LoopThread.start(name, duty, true);
    }

    @Override
    public Loop vitalLoop(String name, Duty duty) {
        return LoopThread.start(name, duty, false);
    }

    /** Inherits nothing of the thread that happens to launch it, which may be another handler's, but where classes are. */
    @Override
    public void handle(String name, Runnable body) {
        ClassLoader classes = Thread.currentThread().getContextClassLoader();
        if (platformThreads == null) {
            Thread thread = Thread.ofVirtual()
                    .inheritInheritableThreadLocals(false)
                    .name(name)
                    .unstarted(body);
            thread.setContextClassLoader(classes);
            thread.start();
        } else {
            platformThreads.execute(() -> {
                Thread.currentThread().setContextClassLoader(classes);
                body.run();
            });
        }
    }

    @Override
    public void meanwhile(String name, Runnable body) {
        Thread.ofPlatform()
                .daemon()
                .inheritInheritableThreadLocals(false)
                .name("carillon-" + name)
                .start(body);
    }

    @Override
    public boolean await(CompletableFuture<?> result, Duration atMost) throws InterruptedException {
        try {
            result.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | CancellationException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}
