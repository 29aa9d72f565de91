package io.carillon.internal;

import io.carillon.Event;
import io.carillon.Event.JobChange;
import io.carillon.Event.NodeChange;
import io.carillon.Failure;
import io.carillon.JobSpec;
import io.carillon.RetryPolicy;
import io.carillon.Scheduler;
import io.carillon.internal.Handlers.Binding;
import io.carillon.internal.Run.Stop;
import io.carillon.internal.Verdict.Result;
import io.carillon.spi.Settlement;
import io.carillon.spi.Settlement.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts, each on a thread of its own: begin, find the handler, run it, judge how it ended, hand the outcome on.
 * Ends them early when asked to. Thread-safe.
 */
final class Attempts {
    /** How long a handler may ignore an interrupt before it is reported and its attempt ends without it. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final int SHOWN_FRAMES = 30;

    /** How long a job stays away for which no thread could be had. */
    private static final Duration WITHOUT_THREADS = Duration.ofSeconds(1);

    /** What takes over when a run has ended. */
    interface Sink {
        /** To be made durable. */
        void ended(Run run, Settlement settlement);

        /** A thread left a run whose outcome somebody else had decided. */
        void left(Run run);
    }

    private final Env env;
    private final Scheduler scheduler;
    private final QueueDirectory queues;
    private final Journal journal;
    private final Bell watch;
    private final Sink sink;

    Attempts(Env env, Scheduler scheduler, QueueDirectory queues, Journal journal, Bell watch, Sink sink) {
        this.env = env;
        this.scheduler = scheduler;
        this.queues = queues;
        this.journal = journal;
        this.watch = watch;
        this.sink = sink;
    }

    void launch(Collection<Run> runs) {
        boolean said = false;
        for (Run run : runs) {
            try {
                env.runtime().handle(run.job().spec().task(), () -> run(run));
            } catch (RuntimeException | Error e) {
                setAdrift(run, e);
                if (!said) {
                    LOG.error(
                            "No thread can be had for job {}", run.job().spec().id(), e);
                    said = true;
                }
            }
        }
    }

    /** What is thrown in here comes from want of memory, stack or threads, and logging it may fail as well. */
    private void run(Run run) {
        ClassLoader classes = Thread.currentThread().getContextClassLoader();
        try {
            Duration timeout = timeout(run.job().spec());
            if (run.begin(env.now(), env.nanos(), timeout.toNanos())) {
                watch.ringBefore(run.timeoutNanos());
                started(run);
                AttemptContext context = new AttemptContext(env, run, journal, scheduler);
                Result result = invoke(run, context);
                // This thread may launch the next job, which is not to look for classes where this handler did.
                Thread.currentThread().setContextClassLoader(classes);
                context.close();
                finish(run, verdict(run, result, run.noticed()));
            }
        } catch (Throwable e) {
            run.leaveThread();
            setAdrift(run, e);
            LOG.error(
                    "Job {} could not be ended by its own thread",
                    run.job().spec().id(),
                    e);
        }
    }

    private void setAdrift(Run run, Throwable error) {
        run.setAdrift(error);
        watch.ring();
    }

    /** Brings to its end a run that is adrift. For the watch, which tries again when this fails, too. */
    void recover(Run run, Throwable error) {
        run.setAdrift(null);
        try {
            if (!run.isBegun() && handBack(run, env.now().plus(WITHOUT_THREADS), "no thread")) {
                return;
            }
            if (!run.isEnded()) {
                run.end(settlement(run, recovered(run, error)));
            }
            Settlement outcome = run.outcome();
            if (outcome == null) {
                sink.left(run);
            } else {
                sink.ended(run, outcome);
            }
        } catch (RuntimeException | Error e) {
            run.setAdrift(error);
            throw e;
        }
    }

    private Outcome recovered(Run run, Throwable error) {
        try {
            return verdict(run, new Verdict.Threw(error), true);
        } catch (RuntimeException e) {
            LOG.error(
                    "No verdict can be had on job {}; it fails",
                    run.job().spec().id(),
                    e);
            return new Settlement.Failed(Failure.of(error.getClass().getName(), "ended in the engine"));
        }
    }

    private void started(Run run) {
        if (env.events().isDetailed()) {
            Duration waited = Duration.between(run.job().due(), run.startedAt());
            env.events()
                    .publish(new Event.OfJob(
                            JobChange.STARTED,
                            run.job().spec(),
                            run.job().attempt(),
                            run.startedAt(),
                            waited.isNegative() ? Duration.ZERO : waited,
                            null,
                            null));
        }
    }

    /** Errors too: a handler out of memory or stack, or with a class missing, fails its attempt and not the node. */
    private Result invoke(Run run, AttemptContext context) {
        if (run.stop() != null || !run.lease().holds()) {
            run.notice();
            return new Verdict.Threw(new InterruptedException("asked to end before it began"));
        }
        try {
            Binding handler = env.handlers().find(run.job().spec().task());
            return handler == null ? new Verdict.Unbound() : new Verdict.Returned(handler.run(run.job(), context));
        } catch (Throwable e) {
            return new Verdict.Threw(e);
        }
    }

    private void finish(Run run, Outcome outcome) {
        Settlement settlement = settlement(run, outcome);
        boolean mine = run.end(settlement);
        run.leaveThread();
        if (mine) {
            handOn(run, settlement);
        } else {
            if (run.isStuck()) {
                LOG.info(
                        "The handler of job {} ({}) has ended after all",
                        run.job().spec().id(),
                        run.job().spec().task());
            }
            sink.left(run);
        }
    }

    /** Whoever ended the run calls this; what fails here the watch does again. */
    private void handOn(Run run, Settlement settlement) {
        try {
            sink.ended(run, settlement);
        } catch (RuntimeException | Error e) {
            setAdrift(run, e);
            throw e;
        }
    }

    /** The end of {@code run} now. */
    private Settlement settlement(Run run, Outcome outcome) {
        Instant endedAt = run.startedAt().plusNanos((env.nanos() - run.startedNanos()) / 1_000 * 1_000);
        return new Settlement(
                run.job().spec().id(), run.job().fence(), run.startedAt(), endedAt, outcome, run.progress(), List.of());
    }

    private Outcome verdict(Run run, Result result, boolean noticed) {
        JobSpec spec = run.job().spec();
        Verdict verdict = new Verdict(run.job(), result, run.stop(), noticed, timeout(spec), () -> policy(spec));
        return verdict.outcome(env.now(), env.runtime().random());
    }

    private Duration timeout(JobSpec spec) {
        if (spec.timeout() != null) {
            return spec.timeout();
        }
        Duration timeout = queues.config(spec.queue()).timeout();
        return timeout != null ? timeout : env.timing().timeout();
    }

    /**
     * The job's own policy, then the handler's, the queue's, the node's. How many retries it may cost, where neither job
     * nor handler says so, was settled when the job was stored; by whom, and what handlers that process had, must not
     * matter, since a handler may have said that it must not run twice.
     */
    private RetryPolicy policy(JobSpec spec) {
        RetryPolicy own = spec.retry() == null ? RetryPolicy.INHERIT : spec.retry();
        RetryPolicy said = own.orElse(handlersPolicy(spec.task()));
        RetryPolicy all = said.orElse(queues.config(spec.queue()).retry())
                .orElse(env.settings().retry());
        return said.maxRetries() != null ? all : all.maxRetries(spec.maxRetries());
    }

    private RetryPolicy handlersPolicy(String task) {
        try {
            Binding handler = env.handlers().find(task);
            return handler == null ? RetryPolicy.INHERIT : handler.retry();
        } catch (RuntimeException | LinkageError e) {
            return RetryPolicy.INHERIT;
        }
    }

    /** Asks an attempt to end; one that has not begun ends at once. */
    void stop(Run run, Stop why) {
        long now = env.nanos();
        if (!run.stop(why, now)) {
            return;
        }
        if (run.isOnThread() || !endUnbegun(run)) {
            watch.ringBefore(now + PATIENCE.toNanos());
        }
    }

    private boolean endUnbegun(Run run) {
        Result unbegun = new Verdict.Threw(new InterruptedException("asked to end before it began"));
        return endUnbegun(run, verdict(run, unbegun, true));
    }

    private boolean endUnbegun(Run run, Outcome outcome) {
        Settlement settlement = settlement(run, outcome);
        boolean mine = run.endUnbegun(settlement);
        if (mine) {
            handOn(run, settlement);
        }
        return mine;
    }

    /** Asks an attempt to end whose lease is lost; true when no outcome of it is on its way, nor ever will be. */
    boolean abandon(Run run) {
        long now = env.nanos();
        run.stop(Stop.LEASE_LOST, now);
        watch.ringBefore(now + PATIENCE.toNanos());
        return run.end(null);
    }

    /** Hands back a run that has not begun, with the reason for the job's history; false when it has. */
    boolean handBack(Run run, Instant due, String why) {
        return endUnbegun(run, new Settlement.Released(due, why, Settlement.Crash.NONE));
    }

    /** A handler ignored its interrupt for {@link #PATIENCE}: says so, and ends its attempt without it. */
    void giveUpOn(Run run, String slots) {
        if (!run.stick()) {
            return;
        }
        StringBuilder message =
                new StringBuilder("the handler of task '%s' ignores its interrupt (%s) for %d s; job %s; %s"
                        .formatted(
                                run.job().spec().task(),
                                run.stop(),
                                PATIENCE.toSeconds(),
                                run.job().spec().id(),
                                slots));
        StackTraceElement[] stack = run.stack();
        for (int i = 0; i < Math.min(SHOWN_FRAMES, stack.length); i++) {
            message.append("\n\tat ").append(stack[i]);
        }
        env.events()
                .publish(new Event.OfNode(NodeChange.STUCK_HANDLER, run.lease().node(), message.toString(), env.now()));
        Settlement settlement = settlement(run, verdict(run, new Verdict.Ignored(), true));
        if (run.end(settlement)) {
            handOn(run, settlement);
        }
    }
}
