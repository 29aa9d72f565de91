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
 * <p>Thread-safe. What returns normally is durable. Bad values are refused with {@link InvalidValueException} (bad
 * schedules with {@link io.carillon.schedule.InvalidScheduleException}) before anything is stored; a store that does not
 * answer shows as {@link io.carillon.spi.StoreException}, after which it is unknown whether the call took effect. After
 * {@link #close} everything but {@link #close} and {@link #stop} throws {@link IllegalStateException}.
 */
public interface Scheduler extends AutoCloseable {
    /**
     * Brings the store up to date, joins the cluster, begins to claim and to fire. Repeating it is harmless.
     *
     * @return this
     * @throws io.carillon.spi.StoreException when the store does not answer or belongs to another program version; it is
     *     not started then
     */
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
     * Binds a handler, before or after {@link #start}; the cluster knows of it within a few seconds. Each name has one
     * handler a node.
     *
     * @return this
     * @throws InvalidValueException when the name has a handler already
     */
    default <P> Scheduler register(TaskName<P> task, TaskHandler<? super P> handler) {
        return register(task, handler, RetryPolicy.INHERIT);
    }

    /**
     * Binds a handler with its own retry policy, which may have rules about errors. The policy counts where the handler
     * runs, whoever enqueued the job: what the job's request leaves open comes from here, the number of retries too. A
     * process without the handler does not know that number, and shows the one of queue or scheduler as the job's.
     *
     * @return this
     * @throws InvalidValueException when the name has a handler already
     */
    <P> Scheduler register(TaskName<P> task, TaskHandler<? super P> handler, RetryPolicy retry);

    /**
     * Binds a name to a factory: each attempt runs a new task object. Parameters the job has are set as its fields.
     *
     * @return this
     * @throws InvalidValueException when {@code name} is no name, or has a handler already
     */
    Scheduler register(String name, Supplier<? extends Task> factory);

    /**
     * Names that this process or a live node has handlers for, in order; what other nodes have may be a second old. A job
     * for any other name waits until there is a node for it, unless {@link JobRequest#knownOnly} was said.
     */
    Set<String> taskNames();

    // --- jobs -----------------------------------------------------------------------------------------------------

    /**
     * Stores a job. It may start before this returns.
     *
     * @return its id; with a unique key that a live job holds, that job's id
     * @throws QueueFullException when the queue holds as many waiting jobs as it may
     */
    String enqueue(JobRequest request);

    /**
     * Stores jobs, a thousand a commit, in order. A duplicate or a full queue shows in its answer and does not keep the
     * others out. One bad value refuses all of them.
     *
     * @return one answer a request, in order
     * @throws io.carillon.spi.StoreException when the store failed; the first thousands may be stored then
     */
    default List<JobRequest.Accepted> enqueueAll(Collection<JobRequest> requests) {
        return enqueueAll(requests, null);
    }

    /**
     * Stores jobs inside the caller's transaction: they exist once it commits, and never if it does not.
     *
     * @param transaction what the store understands, a {@code java.sql.Connection} for JDBC; null for none
     * @return one answer a request, in order
     * @throws IllegalArgumentException when the store does not understand {@code transaction}
     */
    List<JobRequest.Accepted> enqueueAll(Collection<JobRequest> requests, @Nullable Object transaction);

    /**
     * Stores a job that runs {@code task} once, now.
     *
     * @return the job's id; that of the live job when one has the task's {@code id()}
     * @throws InvalidValueException when it is no task that can be stored (see {@link Task})
     * @throws QueueFullException when the default queue is full
     */
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

    /** As {@link #enqueue(Task)}, to run once after {@code delay}, zero to a hundred years. */
    default String addDelayedJob(Duration delay, Task task) {
        return enqueue(JobRequest.of(task).delay(delay));
    }

    /**
     * Runs {@code task} by a cron expression, on one node each time. The schedule is named by task and parameters, so
     * that adding it again after a restart replaces it and keeps its next fire and a pause; the same task with other parameters is
     * another schedule.
     *
     * @param expression as in {@link io.carillon.schedule.Cron}, in the scheduler's zone
     * @return that name
     */
    default String addCronJob(String expression, Task task) {
        return addSchedule(Schedule.cron(expression), task);
    }

    /** As {@link #addCronJob}, every {@code period} (at least 1 ms), the first time one period after it was first added. */
    default String addRecurringJob(Duration period, Task task) {
        return addSchedule(Schedule.every(period), task);
    }

    /** Runs {@code task} by a schedule that is named by task and parameters. Returns that name. */
    String addSchedule(Schedule schedule, Task task);

    /**
     * Cancels a live job by its id or by the task's {@code id()}; a schedule's name removes the schedule and cancels its
     * waiting jobs. A running job is interrupted, within a second or so wherever it runs, and ends cancelled.
     *
     * @return false when nothing by that id is live
     */
    boolean cancelJob(String id);

    /**
     * Tries a failed or cancelled job again, or a retrying one at once. Its attempts stay as they are; one more is
     * allowed even when none is left.
     *
     * @param id as in {@link #getTask}
     * @return false when there is none, it is in another status, or another live job holds its unique key
     */
    boolean retryTask(String id);

    /** Forgets a finished job and its log. False when there is none by that job id, or it lives. */
    boolean deleteJob(String id);

    /**
     * Reads a job by its id; else the newest with that task's {@code id()}; else the newest of the schedule of that name.
     */
    Optional<Job> getTask(String id);

    /** Reads jobs, newest first. */
    Page<Job> getTasks(JobQuery query);

    /** Counts by status and queue, at most a second older than the store's own. */
    Stats getStats();

    /** Past attempts of a job that did not complete it, oldest first, the last 100. Empty when the job is unknown. */
    List<Attempt> attempts(String jobId);

    /**
     * Reads a job's log in order; empty when the job is unknown.
     *
     * @param afterSeq only lines after this {@link LogLine#seq()}; negative for all
     * @param limit most lines, 1-10,000
     */
    List<LogLine> logs(String jobId, long afterSeq, int limit);

    // --- queues ---------------------------------------------------------------------------------------------------

    /**
     * Creates a queue or replaces its options; a pause stays. Nodes follow within a few seconds. A queue need not be
     * created to be used: until then it has {@link QueueConfig#DEFAULT}.
     *
     * @throws InvalidValueException when {@code name} is no name (see {@link TaskName})
     */
    void createQueue(String name, QueueConfig config);

    /**
     * Lets nothing be claimed from a queue, on any node; running jobs go on. Replaces an earlier pause.
     *
     * @param reason shown with the queue and with the jobs that wait, at most 1,000 characters; may be empty
     * @param until when it resumes by itself; null for not by itself
     */
    void pauseQueue(String name, String reason, @Nullable Instant until);

    /** Ends a pause; harmless when there is none. */
    void resumeQueue(String name);

    /** Queues that were created or paused or hold jobs, in order of name. */
    List<Queue> queues();

    // --- schedules ------------------------------------------------------------------------------------------------

    /**
     * Creates or replaces a schedule by name. With an unchanged rule (type, expression, zone, bounds, jitter, calendars) it
     * keeps its next fire and its grid; the first fire of a new rule is the first after now. Runs and history are kept, and
     * whether it is enabled, too, unless the definition {@linkplain ScheduleDefinition#enabled(boolean) says} that.
     *
     * @throws InvalidValueException when its command or parameters are refused
     */
    ScheduleInfo putSchedule(ScheduleDefinition definition);

    /** As {@link #putSchedule}, but only when the name is free; empty when it is taken. */
    Optional<ScheduleInfo> createSchedule(ScheduleDefinition definition);

    /** Reads a schedule by name. */
    Optional<ScheduleInfo> getSchedule(String name);

    /**
     * Reads schedules in order of name.
     *
     * @param cursor the {@code next} of an earlier page; null for the start
     * @param limit 1-1,000
     */
    Page<ScheduleInfo> getSchedules(@Nullable String cursor, int limit);

    /**
     * Lets a schedule fire or not. While it is disabled its instants pass unrecorded; when it is enabled again it goes on
     * with the first instant after now. False when it is unknown.
     */
    boolean enableSchedule(String name, boolean enabled);

    /** Removes a schedule; its jobs and its fire records stay. False when it is unknown. */
    boolean deleteSchedule(String name);

    /**
     * Runs a schedule's job now, besides its fire times, enabled or not, whatever its overlap policy says, and on one
     * node.
     *
     * @return the job's id; empty when the schedule is unknown
     * @throws QueueFullException when its queue is full
     */
    Optional<String> runSchedule(String name);

    /**
     * What became of a schedule's instants, latest first.
     *
     * @param before only instants before this one; null for the latest
     * @param limit most records, 1-1,000
     */
    List<Fire> fires(String schedule, @Nullable Instant before, int limit);

    // --- cluster --------------------------------------------------------------------------------------------------

    /** Nodes that registered and have not left, alive or not. */
    List<Node> nodes();

    /** This process's id in the cluster; null when it is not started. */
    @Nullable String nodeId();

    /** Time as the cluster sees it: the store's, whatever this machine's clock shows. */
    Instant now();
}
