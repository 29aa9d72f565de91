package io.carillon.internal;

import io.carillon.internal.Run.Stop;
import io.carillon.internal.Runtime.Duty;
import java.time.Duration;

/**
 * Keeps deadlines: the time of jobs that were claimed before they are due, timeouts of attempts, patience with handlers that ignore an interrupt, the end of the lease. Never
 * calls the store, so that one that does not answer cannot hold it up.
 */
final class WatchLoop implements Duty {
    private final Env env;
    private final Membership membership;
    private final Dispatcher dispatcher;

    WatchLoop(Env env, Membership membership, Dispatcher dispatcher) {
        this.env = env;
        this.membership = membership;
        this.dispatcher = dispatcher;
    }

    @Override
    public Duration once() {
        Lease lease = membership.check();
        Duration nextDue = dispatcher.startDue();
        dispatcher.handBackWaiting(false, "busy");
        long next = Math.min(dispatcher.firstWaitedTooLong(), lease == null ? Run.NEVER : lease.deadline());
        for (Run run : dispatcher.slots().held()) {
            next = Math.min(next, watch(run));
        }
        Duration rest = next == Run.NEVER ? Runtime.UNTIL_WOKEN : env.until(next);
        return nextDue != null && nextDue.compareTo(rest) < 0 ? nextDue : rest;
    }

    /** Does what is due and says when to look again. */
    private long watch(Run run) {
        Throwable adrift = run.adrift();
        if (adrift != null) {
            dispatcher.attempts().recover(run, adrift);
        }
        if (!run.isOnThread() || run.isStuck()) {
            return Run.NEVER;
        }
        if (run.stop() == null) {
            long timeout = run.timeoutNanos();
            if (timeout == Run.NEVER || env.nanos() - timeout < 0) {
                return timeout;
            }
            dispatcher.attempts().stop(run, Stop.TIMEOUT);
        }
        long patience = run.stopNanos() + Attempts.PATIENCE.toNanos();
        if (env.nanos() - patience < 0) {
            return patience;
        }
        dispatcher.giveUpOn(run);
        return Run.NEVER;
    }
}
