package io.carillon.internal;

import io.carillon.spi.Store.Signal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;

/** Takes hints from other processes and this one to whom they concern. Quick and without store calls; thread-safe. */
final class SignalRouter implements Consumer<Signal> {
    private final Env env;
    private final Membership membership;
    private final QueueDirectory queues;
    private final Hints hints;
    private final Dispatcher dispatcher;
    private final Bells bells;

    SignalRouter(
            Env env, Membership membership, QueueDirectory queues, Hints hints, Dispatcher dispatcher, Bells bells) {
        this.env = env;
        this.membership = membership;
        this.queues = queues;
        this.hints = hints;
        this.dispatcher = dispatcher;
        this.bells = bells;
    }

    @Override
    public void accept(Signal signal) {
        switch (signal.kind()) {
            case READY -> ready(signal.name());
            case PARKED -> {
                hints.parked(signal.name());
                bells.claim().ring();
            }
            case CANCEL -> cancel(signal.name());
            case FUTURE -> future(signal.name());
            case SCHEDULE -> {
                hints.schedules();
                bells.fire().ring();
            }
            case QUEUE -> {
                queues.doubt();
                hints.everywhere();
                bells.claim().ring();
            }
        }
    }

    private void ready(String queue) {
        Lease lease = membership.lease();
        if (queue.isEmpty()) {
            hints.everywhere();
            bells.claim().ring();
        } else if (lease != null && queues.worksOn(lease.node(), queue)) {
            hints.ready().at(queue);
            bells.claim().ring();
        }
    }

    /** The next beat says what to cancel; only the node that runs the job need hurry. */
    private void cancel(String job) {
        if (job.isEmpty() || runsHere(job)) {
            bells.keepAlive().ring();
        }
    }

    private boolean runsHere(String job) {
        try {
            return dispatcher.holds(UUID.fromString(job));
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private void future(String due) {
        try {
            bells.promote()
                    .ringBefore(env.nanos() + env.until(Instant.parse(due)).toNanos());
        } catch (DateTimeException | ArithmeticException e) {
            // Not one of ours, or in another age.
            bells.promote().ring();
        }
    }
}
