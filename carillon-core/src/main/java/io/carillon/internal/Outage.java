package io.carillon.internal;

import io.carillon.Event;
import io.carillon.Event.NodeChange;
import io.carillon.spi.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the store can be reached, as the loops find it: one event when it is lost, one when it is back, however many
 * loops notice. A single failure that the next try makes good is no outage. Thread-safe.
 */
final class Outage {
    private static final int FAILURES = 2;

    private final Env env;
    private final Membership membership;
    private final Map<String, Integer> failures = new HashMap<>();
    private @Nullable Instant since;
    private @Nullable Instant lastFrom;
    private Instant lastTo = Instant.MIN;

    Outage(Env env, Membership membership) {
        this.env = env;
        this.membership = membership;
    }

    synchronized void failed(String loop, StoreException why) {
        int inARow = failures.merge(loop, 1, Integer::sum);
        if (inARow < FAILURES || since != null) {
            return;
        }
        since = env.now();
        publish(
                NodeChange.STORE_LOST,
                "the store does not do what it is asked, work stands still until it does: " + named(why));
    }

    synchronized void succeeded(String loop) {
        failures.remove(loop);
        Instant from = since;
        if (from != null && failures.isEmpty()) {
            since = null;
            lastFrom = from;
            lastTo = env.now();
            Duration lost = Duration.between(from, lastTo);
            publish(NodeChange.STORE_BACK, "the store is back after " + lost.toSeconds() + " s");
        }
    }

    /** Whether a lease that ended then may have ended because no node could renew its lease, or hardly. */
    synchronized boolean explains(Instant leaseEnd) {
        Instant from = since != null ? since : lastFrom;
        Instant to = since != null ? env.now() : lastTo;
        return from != null
                && !leaseEnd.isBefore(from)
                && !leaseEnd.isAfter(to.plus(env.timing().beat()));
    }

    /** Most messages begin with the store they are of. */
    private String named(StoreException why) {
        String store = env.store().description();
        String message = String.valueOf(why.getMessage());
        return message.startsWith(store) ? message : store + ": " + message;
    }

    private void publish(NodeChange change, String message) {
        env.events().publish(new Event.OfNode(change, membership.nodeName(), message, env.now()));
    }
}
