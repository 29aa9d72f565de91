package io.carillon.internal;

import io.carillon.internal.Runtime.Duty;
import io.carillon.internal.Runtime.Loop;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A platform thread that does one duty, sleeps as long as it said or until it is woken, and does it again. */
final class LoopThread implements Loop, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopThread.class);
    private static final Duration AFTER_A_BUG = Duration.ofSeconds(1);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(30);

    private final String name;
    private final Duty duty;
    private final Thread thread;
    private volatile boolean woken;
    private volatile boolean closed;

    private LoopThread(String name, Duty duty, boolean daemon) {
        this.name = name;
        this.duty = duty;
        this.thread = Thread.ofPlatform()
                .name("carillon-" + name)
                .daemon(daemon)
                .inheritInheritableThreadLocals(false)
                .unstarted(this);
        this.thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    }

    static LoopThread start(String name, Duty duty, boolean daemon) {
        LoopThread loop = new LoopThread(name, duty, daemon);
        loop.thread.start();
        return loop;
    }

    @Override
    public void run() {
        while (!closed) {
            // Before the duty looks at anything: a change it does not see any more wakes it again.
            woken = false;
            sleep(once());
        }
    }

    private Duration once() {
        try {
            return duty.once();
        } catch (RuntimeException | Error e) {
            LOG.error("Loop '{}' failed and goes on in {}", name, AFTER_A_BUG, e);
            return AFTER_A_BUG;
        }
    }

    private void sleep(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        long left = time.toNanos();
        while (left > 0 && !woken && !closed) {
            LockSupport.parkNanos(this, left);
            // Nobody has reason to interrupt a loop; a flag left set would make every park return at once.
            Thread.interrupted();
            left = end - System.nanoTime();
        }
    }

    @Override
    public void wake() {
        if (!woken) {
            woken = true;
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread().equals(thread)) {
            return;
        }
        try {
            if (!thread.join(LONGEST_CLOSE)) {
                LOG.warn("Loop '{}' did not end within {}; left to itself", name, LONGEST_CLOSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
