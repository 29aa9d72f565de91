package io.carillon.internal;

import io.carillon.internal.Runtime.Loop;
import org.jspecify.annotations.Nullable;

/** Wakes one loop; there before the loop is, so that parts can be put together in any order. Thread-safe. */
final class Bell {
    private volatile @Nullable Loop loop;
    private volatile boolean awake = true;
    private volatile long sleepsUntil;

    void attach(Loop loop) {
        this.loop = loop;
    }

    /** Ends the sleep. */
    void ring() {
        Loop attached = loop;
        if (attached != null) {
            attached.wake();
        }
    }

    /** Ends the sleep unless it ends by itself at this reading of the monotonic clock or earlier. */
    void ringBefore(long nanos) {
        if (awake || sleepsUntil - nanos > 0) {
            ring();
        }
    }

    /** The loop looks about: from here on it may miss what changes. */
    void wakes() {
        awake = true;
    }

    void sleeps(long until) {
        sleepsUntil = until;
        awake = false;
    }
}
