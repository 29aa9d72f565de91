package io.carillon.internal;

import io.carillon.internal.Runtime.Duty;
import io.carillon.spi.JobStore.Promotion;
import io.carillon.spi.Store.Signal;
import java.time.Duration;
import java.time.Instant;

/** Makes future jobs ready when they are due; sleeps exactly until the next one is. */
final class PromoteLoop implements Duty {
    private static final int BATCH = 1_000;

    private final Env env;
    private final Membership membership;

    PromoteLoop(Env env, Membership membership) {
        this.env = env;
        this.membership = membership;
    }

    @Override
    public Duration once() {
        if (membership.check() == null) {
            return Runtime.UNTIL_WOKEN;
        }
        Promotion promotion = env.store().jobs().promote(env.now(), BATCH);
        for (String queue : promotion.queues()) {
            env.herald().tell(Signal.Kind.READY, queue);
        }
        if (promotion.moved() >= BATCH) {
            return Duration.ZERO;
        }
        Duration poll = env.lookout();
        Instant next = promotion.nextDue();
        Duration untilNext = next == null ? poll : env.until(next);
        return untilNext.compareTo(poll) < 0 ? untilNext : poll;
    }
}
