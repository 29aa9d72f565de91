package io.carillon.internal;

import io.carillon.Event;
import io.carillon.Event.NodeChange;
import io.carillon.internal.Runtime.Duty;
import io.carillon.spi.StoreException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A duty that goes on by itself after whatever went wrong, ever more slowly while it keeps going wrong. Used by one
 * thread at a time.
 */
final class Guarded implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(Guarded.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(50);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);
    private static final int MOST_DOUBLINGS = 10;

    private final String name;
    private final Duty duty;
    private final Bell bell;
    private final Env env;
    private final Outage outage;
    private final Membership membership;
    private int failures;

    Guarded(String name, Duty duty, Bell bell, Env env, Membership membership, Outage outage) {
        this.name = name;
        this.duty = duty;
        this.bell = bell;
        this.env = env;
        this.membership = membership;
        this.outage = outage;
    }

    @Override
    public Duration once() {
        bell.wakes();
        Duration sleep = tryOnce();
        bell.sleeps(env.nanos() + sleep.toNanos());
        return sleep;
    }

    private Duration tryOnce() {
        try {
            Duration sleep = duty.once();
            if (failures > 0) {
                failures = 0;
                outage.succeeded(name);
            }
            return sleep;
        } catch (StoreException e) {
            LOG.debug("Loop '{}' could not reach the store", name, e);
            outage.failed(name, e);
        } catch (RuntimeException | Error e) {
            if (failures == 0) {
                LOG.error("Loop '{}' failed and is tried again", name, e);
                String message = "loop '" + name + "' failed and is tried again: " + e;
                env.events().publish(new Event.OfNode(NodeChange.TROUBLE, membership.nodeName(), message, env.now()));
            }
        }
        return backoff(failures++);
    }

    /** Doubling and spread, so that many nodes do not come back in step. */
    private Duration backoff(int before) {
        long longest = Math.min(LONGEST_DELAY.toNanos(), env.timing().beat().toNanos() / 2);
        long grown = Math.min(longest, FIRST_DELAY.toNanos() << Math.min(before, MOST_DOUBLINGS));
        return Duration.ofNanos((long) (grown * (0.5 + env.runtime().random() / 2)));
    }
}
