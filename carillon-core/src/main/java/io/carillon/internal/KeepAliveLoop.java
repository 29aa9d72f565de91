package io.carillon.internal;

import io.carillon.internal.Runtime.Duty;
import io.carillon.spi.Store.Beat;
import java.time.Duration;
import java.util.Set;

/**
 * Renews the node's lease three times in its length, hears which jobs to cancel, and joins again when the lease was
 * lost. Looks after the clock on the way.
 */
final class KeepAliveLoop implements Duty {
    private final Env env;
    private final Membership membership;
    private final Dispatcher dispatcher;
    private final Bells bells;

    KeepAliveLoop(Env env, Membership membership, Dispatcher dispatcher, Bells bells) {
        this.env = env;
        this.membership = membership;
        this.dispatcher = dispatcher;
        this.bells = bells;
    }

    @Override
    public Duration once() {
        if (env.clock().isDue()) {
            env.clock().measure(env.store());
        }
        Lease lease = membership.check();
        if (lease == null || lease.isLost()) {
            lease = membership.join();
            bells.watch().ring();
            bells.claim().ring();
            bells.fire().ring();
            bells.promote().ring();
            return env.timing().beat();
        }
        boolean wasActive = lease.isActive();
        Beat beat = membership.beat(lease);
        if (beat == null) {
            return Duration.ZERO;
        }
        if (!wasActive && lease.isActive()) {
            bells.claim().ring();
            bells.fire().ring();
        }
        if (!beat.cancel().isEmpty()) {
            dispatcher.cancel(Set.copyOf(beat.cancel()));
        }
        return env.timing().beat();
    }
}
