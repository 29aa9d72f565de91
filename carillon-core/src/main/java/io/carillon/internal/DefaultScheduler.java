package io.carillon.internal;

import io.carillon.Attempt;
import io.carillon.Fire;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobRequest;
import io.carillon.LogLine;
import io.carillon.Node;
import io.carillon.Page;
import io.carillon.Queue;
import io.carillon.QueueConfig;
import io.carillon.RetryPolicy;
import io.carillon.ScheduleDefinition;
import io.carillon.ScheduleInfo;
import io.carillon.Scheduler;
import io.carillon.Stats;
import io.carillon.Task;
import io.carillon.TaskHandler;
import io.carillon.TaskName;
import io.carillon.internal.Definitions.Plan;
import io.carillon.schedule.Schedule;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.Store.Signal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler users hold: each call in a few words, with those who know how. {@link JobSpecs} makes what is stored,
 * the three books store and read it, the engine runs it.
 */
public final class DefaultScheduler implements Scheduler {
    private static final int MOST_LINES = 10_000;
    private static final int MOST_FIRES = 1_000;

    private final OpenStore store;
    private final HandlerRegistry handlers;
    private final TaskDirectory directory;
    private final JobSpecs specs;
    private final Engine engine;
    private final Herald herald;
    private final JobBook jobs;
    private final QueueBook queues;
    private final ScheduleBook schedules;

    public DefaultScheduler(Settings settings) {
        LongSupplier nanos = settings.runtime()::nanoTime;
        Definitions definitions = new Definitions(settings.zone());
        Payloads payloads = new Payloads(settings.limits().maxParamsBytes());
        store = new OpenStore(settings);
        QueueConfigs configs = new QueueConfigs(store, nanos);
        handlers = new HandlerRegistry(payloads);
        directory = new TaskDirectory(handlers, store, settings.resolvers(), this::scheduledTasks, this::now, nanos);
        specs = new JobSpecs(settings.retry(), payloads, handlers, directory, configs);
        engine = new Engine(settings, handlers, this, definitions, specs);
        herald = engine.herald();
        handlers.onNewName(engine::handlersChanged);
        jobs = new JobBook(store, this::now, configs, herald);
        queues = new QueueBook(store, configs, herald, nanos);
        schedules = new ScheduleBook(store, definitions, specs);
    }

    // --- life -----------------------------------------------------------------------------------------------------

    @Override
    public Scheduler start() {
        store.get();
        engine.start();
        return this;
    }

    @Override
    public void stop() {
        engine.stop();
    }

    @Override
    public void close() {
        engine.close();
        store.close();
    }

    @Override
    public boolean isRunning() {
        return engine.isRunning();
    }

    @Override
    public @Nullable String nodeId() {
        return engine.nodeId();
    }

    @Override
    public Instant now() {
        store.get();
        return engine.now();
    }

    @Override
    public List<Node> nodes() {
        return store.get().nodes().list();
    }

    // --- handlers -------------------------------------------------------------------------------------------------

    @Override
    public <P> Scheduler register(TaskName<P> task, TaskHandler<? super P> handler, RetryPolicy retry) {
        handlers.register(task, handler, retry);
        return this;
    }

    @Override
    public Scheduler register(String name, Supplier<? extends Task> factory) {
        handlers.register(name, factory);
        return this;
    }

    @Override
    public Set<String> taskNames() {
        return directory.runnable();
    }

    // --- jobs -----------------------------------------------------------------------------------------------------

    @Override
    public String enqueue(JobRequest request) {
        return jobs.add(specs.of(request, now()));
    }

    @Override
    public List<JobRequest.Accepted> enqueueAll(Collection<JobRequest> requests, @Nullable Object transaction) {
        Instant now = now();
        List<NewJob> made =
                requests.stream().map(request -> specs.of(request, now)).toList();
        return jobs.addAll(made, transaction);
    }

    @Override
    public String addSchedule(Schedule schedule, Task task) {
        JobRequest job = JobRequest.of(task);
        String name = ScheduleBook.nameFor(task, specs.write(job));
        putSchedule(ScheduleDefinition.of(name, schedule, job));
        return name;
    }

    @Override
    public boolean cancelJob(String id) {
        boolean cancelled = jobs.cancel(id);
        if (!deleteSchedule(id)) {
            return cancelled;
        }
        jobs.cancelWaiting(id);
        return true;
    }

    @Override
    public boolean retryTask(String id) {
        return jobs.retry(id);
    }

    @Override
    public boolean deleteJob(String id) {
        return jobs.delete(id);
    }

    @Override
    public Optional<Job> getTask(String id) {
        return jobs.find(id);
    }

    @Override
    public Page<Job> getTasks(JobQuery query) {
        return jobs.find(query);
    }

    @Override
    public List<Attempt> attempts(String jobId) {
        UUID job = JobBook.uuid(jobId);
        return job == null ? List.of() : store.get().jobs().attempts(job);
    }

    @Override
    public List<LogLine> logs(String jobId, long afterSeq, int limit) {
        ScheduleBook.requireLimit(limit, MOST_LINES);
        UUID job = JobBook.uuid(jobId);
        return job == null ? List.of() : store.get().logs().read(job, afterSeq, limit);
    }

    // --- queues ---------------------------------------------------------------------------------------------------

    @Override
    public void createQueue(String name, QueueConfig config) {
        queues.put(name, config);
    }

    @Override
    public void pauseQueue(String name, String reason, @Nullable Instant until) {
        queues.pause(name, reason, until, now());
    }

    @Override
    public void resumeQueue(String name) {
        queues.resume(name);
    }

    @Override
    public List<Queue> queues() {
        return queues.list();
    }

    @Override
    public Stats getStats() {
        return queues.stats();
    }

    // --- schedules ------------------------------------------------------------------------------------------------

    private Set<String> scheduledTasks() {
        return schedules.tasks();
    }

    @Override
    public ScheduleInfo putSchedule(ScheduleDefinition definition) {
        ScheduleInfo info = schedules.put(definition, now());
        herald.tell(Signal.Kind.SCHEDULE, definition.name());
        return info;
    }

    @Override
    public Optional<ScheduleInfo> createSchedule(ScheduleDefinition definition) {
        Optional<ScheduleInfo> info = schedules.create(definition, now());
        info.ifPresent(created -> herald.tell(Signal.Kind.SCHEDULE, created.name()));
        return info;
    }

    @Override
    public Optional<ScheduleInfo> getSchedule(String name) {
        return schedules.get(name, now());
    }

    @Override
    public Page<ScheduleInfo> getSchedules(@Nullable String cursor, int limit) {
        return schedules.list(cursor, limit, now());
    }

    @Override
    public boolean enableSchedule(String name, boolean enabled) {
        return told(schedules.enable(name, enabled, now()), name);
    }

    @Override
    public boolean deleteSchedule(String name) {
        return told(schedules.delete(name), name);
    }

    private boolean told(boolean changed, String schedule) {
        if (changed) {
            herald.tell(Signal.Kind.SCHEDULE, schedule);
        }
        return changed;
    }

    @Override
    public Optional<String> runSchedule(String name) {
        Plan plan = schedules.plan(name);
        return plan == null ? Optional.empty() : Optional.of(jobs.add(specs.byHand(plan, now())));
    }

    @Override
    public List<Fire> fires(String schedule, @Nullable Instant before, int limit) {
        ScheduleBook.requireLimit(limit, MOST_FIRES);
        return schedules.fires(schedule, before, limit, now());
    }
}
