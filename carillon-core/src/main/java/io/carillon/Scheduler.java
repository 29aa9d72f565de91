package io.carillon;

import io.carillon.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Schedules and runs jobs. Made by {@link Carillon#builder()}; one for each process is usual. Everything but running
 * handlers and firing schedules works without {@link #start}: a process that only enqueues or looks never starts it.
 *
 * <p>Thread-safe. What returns normally is durable. Bad values are refused with {@link InvalidValueException} before
 * anything is stored; a store that does not answer shows as {@link io.carillon.spi.StoreException}, after which it is
 * unknown whether the call took effect.
 */
public interface Scheduler extends AutoCloseable {
    /** Joins the cluster, begins to claim and to fire. Repeating it is harmless. Returns this. */
    Scheduler start();

    /**
     * Leaves the cluster: no new claims; running jobs get the grace period, then an interrupt; what remains goes back to
     * its queue without costing a retry. It may be started again.
     */
    void stop();

    /** {@link #stop}, then closes the store. Repeating it is harmless. */
    @Override
    void close();

    /** Whether it is started. */
    boolean isRunning();

    // --- handlers -------------------------------------------------------------------------------------------------

    /**
     * Binds a handler. Each name has one handler a node.
     *
     * @throws InvalidValueException when the name has a handler already
     */
    default <P> Scheduler register(TaskName<P> task, TaskHandler<? super P> handler) {
        return register(task, handler, RetryPolicy.INHERIT);
    }

    /** Binds a handler with its own retry policy, which may have rules about errors. */
    <P> Scheduler register(TaskName<P> task, TaskHandler<? super P> handler, RetryPolicy retry);

    /** Binds a name to a factory: each attempt runs a new task object, its fields read from the parameters if it has any. */
    Scheduler register(String name, Supplier<? extends Task> factory);

    /** Names that this process or a live node has handlers for. */
    Set<String> taskNames();

    // --- jobs -----------------------------------------------------------------------------------------------------

    /**
     * Stores a job.
     *
     * @return its id; with a unique key that a live job holds, that job's id
     * @throws QueueFullException when the queue holds as many waiting jobs as it may
     */
    String enqueue(JobRequest request);

    /** Stores jobs in as few commits as possible; a full queue shows in the answer, one a request, in order. */
    default List<JobRequest.Accepted> enqueueAll(Collection<JobRequest> requests) {
        return enqueueAll(requests, null);
    }

    /**
     * Stores jobs inside the caller's transaction: they exist when it commits.
     *
     * @param transaction what the store understands, a {@code java.sql.Connection} for JDBC; null for none
     */
    List<JobRequest.Accepted> enqueueAll(Collection<JobRequest> requests, @Nullable Object transaction);

    /** Stores a job that runs {@code task} once, now. Returns its id. */
    default String enqueue(Task task) {
        return enqueue(JobRequest.of(task));
    }

    /** As {@link #enqueue(Task)}, in a named queue. */
    default String enqueueToQueue(String queue, Task task) {
        return enqueue(JobRequest.of(task).queue(queue));
    }

    /** As {@link #enqueue(Task)}. */
    default String addImmediateJob(Task task) {
        return enqueue(task);
    }

    /** Runs {@code task} once, after {@code delay}. Returns the job's id. */
    default String addDelayedJob(Duration delay, Task task) {
        return enqueue(JobRequest.of(task).delay(delay));
    }

    /**
     * Runs {@code task} by a cron expression, on one node each time. The schedule is named by task and parameters, so
     * that adding it again after a restart replaces it and keeps its next fire. Returns that name.
     */
    default String addCronJob(String expression, Task task) {
        return addSchedule(Schedule.cron(expression), task);
    }

    /** As {@link #addCronJob}, every {@code period}, the first time one period from now. */
    default String addRecurringJob(Duration period, Task task) {
        return addSchedule(Schedule.every(period), task);
    }

    /** Runs {@code task} by a schedule that is named by task and parameters. Returns that name. */
    String addSchedule(Schedule schedule, Task task);

    /**
     * Cancels a job by its id or by the task's {@code id()}; a schedule's name removes the schedule and cancels its
     * waiting jobs. A running job is interrupted.
     *
     * @return false when nothing by that id is live
     */
    boolean cancelJob(String id);

    /**
     * Tries a failed or cancelled job again, or a retrying one at once; by job id or the task's {@code id()}.
     *
     * @return false when there is none in such a state
     */
    boolean retryTask(String id);

    /** Forgets a finished job and its log. False when there is none by that id, or it lives. */
    boolean deleteJob(String id);

    /** Reads a job by its id, or the latest by the task's {@code id()}. */
    Optional<Job> getTask(String id);

    /** Reads jobs, newest first. */
    Page<Job> getTasks(JobQuery query);

    /** Counts by status and queue. */
    Stats getStats();

    /** Past attempts of a job that did not complete it, oldest first. Empty when the job is unknown. */
    List<Attempt> attempts(String jobId);

    /**
     * Reads a job's log in order.
     *
     * @param afterSeq only lines after this {@link LogLine#seq()}; negative for all
     * @param limit most lines, 1-10,000
     */
    List<LogLine> logs(String jobId, long afterSeq, int limit);

    // --- queues ---------------------------------------------------------------------------------------------------

    /** Creates a queue or replaces its options. */
    void createQueue(String name, QueueConfig config);

    /**
     * Lets nothing be claimed from a queue.
     *
     * @param until when it resumes by itself; null for not by itself
     */
    void pauseQueue(String name, String reason, @Nullable Instant until);

    /** Ends a pause; harmless when there is none. */
    void resumeQueue(String name);

    /** Queues that were configured or hold jobs, in order of name. */
    List<Queue> queues();

    // --- schedules ------------------------------------------------------------------------------------------------

    /** Creates or replaces a schedule by name; with an unchanged rule it keeps its next fire. */
    ScheduleInfo putSchedule(ScheduleDefinition definition);

    /** As {@link #putSchedule}, but only when the name is free; empty when it is taken. */
    Optional<ScheduleInfo> createSchedule(ScheduleDefinition definition);

    Optional<ScheduleInfo> getSchedule(String name);

    /**
     * Reads schedules in order of name.
     *
     * @param cursor the {@code next} of an earlier page; null for the start
     * @param limit 1-1,000
     */
    Page<ScheduleInfo> getSchedules(@Nullable String cursor, int limit);

    /** Lets a schedule fire or not. While disabled its instants pass unrecorded. False when it is unknown. */
    boolean enableSchedule(String name, boolean enabled);

    /** Removes a schedule; its jobs stay. False when it is unknown. */
    boolean deleteSchedule(String name);

    /** Runs a schedule's job now, besides its fire times. Returns the job's id; empty when the schedule is unknown. */
    Optional<String> runSchedule(String name);

    /**
     * What became of a schedule's instants, latest first.
     *
     * @param before only instants before this one; null for the latest
     */
    List<Fire> fires(String schedule, @Nullable Instant before, int limit);

    // --- cluster --------------------------------------------------------------------------------------------------

    /** Nodes that registered and have not left, alive or not. */
    List<Node> nodes();

    /** This process's id in the cluster; null when it is not started. */
    @Nullable String nodeId();

    /** Time as the cluster sees it. */
    Instant now();
}
