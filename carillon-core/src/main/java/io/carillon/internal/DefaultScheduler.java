package io.carillon.internal;

import io.carillon.Attempt;
import io.carillon.Fire;
import io.carillon.InvalidValueException;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobRequest;
import io.carillon.JobSpec;
import io.carillon.JobStatus;
import io.carillon.LogLine;
import io.carillon.Node;
import io.carillon.Page;
import io.carillon.Queue;
import io.carillon.QueueConfig;
import io.carillon.QueueFullException;
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
import io.carillon.spi.JobStore;
import io.carillon.spi.JobStore.Action;
import io.carillon.spi.JobStore.Enqueued;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.Store;
import io.carillon.spi.Store.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler users hold: thin words over the store and the engine. Everything it does is one call of the store, made
 * ready by {@link JobSpecs}, {@link ScheduleBook} and {@link HandlerRegistry}, and a hint to those who should know.
 */
public final class DefaultScheduler implements Scheduler {
    private static final int CHUNK = 1_000;

    private final Settings settings;
    private final Store store;
    private final HandlerRegistry handlers;
    private final TaskDirectory directory;
    private final JobSpecs specs;
    private final QueueConfigs queueConfigs;
    private final ScheduleBook schedules;
    private final Recent<Collection<JobStore.Count>> counts;

    public DefaultScheduler(Settings settings) {
        this.settings = settings;
        this.store = settings.store();
        Payloads payloads = new Payloads(settings.limits().maxParamsBytes());
        Definitions definitions = new Definitions(settings.zone());
        this.handlers = new HandlerRegistry(payloads);
        this.directory = new TaskDirectory(
                handlers, store, settings.resolvers(), this::scheduledTasks, this::now, System::nanoTime);
        this.queueConfigs = new QueueConfigs(store, System::nanoTime);
        this.specs = new JobSpecs(settings.retry(), payloads, handlers, directory, queueConfigs);
        this.schedules = new ScheduleBook(store.schedules(), definitions, specs);
        this.counts = new Recent<>(System::nanoTime, () -> store.jobs().counts());
    }

    private Set<String> scheduledTasks() {
        return schedules.tasks();
    }

    @Override
    public Scheduler start() {
        store.migrate();
        boundDefaultQueue();
        return this;
    }

    private void boundDefaultQueue() {
        Integer size = settings.limits().queueSize();
        if (size != null) {
            createQueue(
                    JobSpec.DEFAULT_QUEUE,
                    queueConfigs.of(JobSpec.DEFAULT_QUEUE).maxSize(size));
        }
    }

    @Override
    public void stop() {}

    @Override
    public void close() {
        stop();
        store.close();
    }

    @Override
    public boolean isRunning() {
        return false;
    }

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

    @Override
    public String enqueue(JobRequest request) {
        NewJob job = specs.of(request, now());
        JobRequest.Accepted accepted = store(List.of(job), null).getFirst();
        if (accepted.outcome() == JobRequest.Accepted.Outcome.QUEUE_FULL) {
            throw full(job.spec().queue());
        }
        return accepted.id();
    }

    private QueueFullException full(String queue) {
        queueConfigs.invalidate();
        return new QueueFullException(
                queue, Objects.requireNonNullElse(queueConfigs.of(queue).maxSize(), 0));
    }

    @Override
    public List<JobRequest.Accepted> enqueueAll(Collection<JobRequest> requests, @Nullable Object transaction) {
        Instant now = now();
        return store(requests.stream().map(request -> specs.of(request, now)).toList(), transaction);
    }

    private List<JobRequest.Accepted> store(List<NewJob> jobs, @Nullable Object transaction) {
        List<JobRequest.Accepted> answers = new ArrayList<>(jobs.size());
        for (int from = 0; from < jobs.size(); from += CHUNK) {
            List<NewJob> chunk = jobs.subList(from, Math.min(from + CHUNK, jobs.size()));
            List<Enqueued> stored = store.jobs().enqueue(chunk, now(), transaction);
            stored.forEach(one -> answers.add(accepted(one)));
            if (transaction == null) {
                announce(chunk, stored);
            }
        }
        return answers;
    }

    private static JobRequest.Accepted accepted(Enqueued stored) {
        return new JobRequest.Accepted(
                stored.id().toString(),
                switch (stored.outcome()) {
                    case CREATED -> JobRequest.Accepted.Outcome.CREATED;
                    case DUPLICATE -> JobRequest.Accepted.Outcome.DUPLICATE;
                    case QUEUE_FULL -> JobRequest.Accepted.Outcome.QUEUE_FULL;
                });
    }

    /** One signal a queue that has new ready jobs, one for the earliest future job. */
    private void announce(List<NewJob> jobs, List<Enqueued> stored) {
        Map<String, Boolean> ready = new TreeMap<>();
        Instant future = null;
        for (int i = 0; i < jobs.size(); i++) {
            NewJob job = jobs.get(i);
            if (stored.get(i).outcome() != Enqueued.Outcome.CREATED) {
                continue;
            }
            if (!job.due().isAfter(job.spec().createdAt())) {
                ready.put(job.spec().queue(), true);
            } else if (future == null || job.due().isBefore(future)) {
                future = job.due();
            }
        }
        ready.keySet().forEach(queue -> tell(Signal.Kind.READY, queue));
        if (future != null) {
            tell(Signal.Kind.FUTURE, future.toString());
        }
    }

    private void tell(Signal.Kind kind, String name) {
        store.signals().publish(new Signal(kind, name));
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
        UUID jobId = uuid(id);
        if (jobId != null && change(JobQuery.ALL.id(jobId), Action.CANCEL)) {
            return true;
        }
        boolean byKey = change(JobQuery.ALL.uniqueKey(id), Action.CANCEL);
        boolean schedule = deleteSchedule(id);
        if (schedule) {
            JobQuery waiting = JobQuery.ALL.schedule(id).status(JobStatus.PENDING, JobStatus.RETRYING);
            while (change(waiting, Action.CANCEL)) {
                Thread.onSpinWait();
            }
        }
        return byKey || schedule;
    }

    private boolean change(JobQuery which, Action action) {
        List<UUID> changed = store.jobs().change(which, action, "cancelled by request", now());
        changed.forEach(job -> tell(Signal.Kind.CANCEL, job.toString()));
        return !changed.isEmpty();
    }

    @Override
    public boolean retryTask(String id) {
        Optional<Job> job = getTask(id);
        if (job.isEmpty()) {
            return false;
        }
        JobQuery which = JobQuery.ALL.id(job.get().spec().id());
        boolean changed = !store.jobs()
                .change(which, Action.RETRY, "retried by request", now())
                .isEmpty();
        if (changed) {
            tell(Signal.Kind.READY, job.get().queue());
        }
        return changed;
    }

    @Override
    public boolean deleteJob(String id) {
        UUID jobId = uuid(id);
        return jobId != null
                && !store.jobs()
                        .change(JobQuery.ALL.id(jobId), Action.DELETE, "deleted by request", now())
                        .isEmpty();
    }

    @Override
    public Optional<Job> getTask(String id) {
        UUID jobId = uuid(id);
        if (jobId != null) {
            Optional<Job> job = latest(JobQuery.ALL.id(jobId));
            if (job.isPresent()) {
                return job;
            }
        }
        return latest(JobQuery.ALL.uniqueKey(id)).or(() -> latest(JobQuery.ALL.schedule(id)));
    }

    private Optional<Job> latest(JobQuery query) {
        return store.jobs().find(query.limit(1)).items().stream().findFirst();
    }

    private static @Nullable UUID uuid(String id) {
        try {
            return id.length() == 36 ? UUID.fromString(id) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public Page<Job> getTasks(JobQuery query) {
        return store.jobs().find(query);
    }

    @Override
    public Stats getStats() {
        Map<String, Map<JobStatus, Long>> jobs = new TreeMap<>();
        Map<String, Instant> oldest = new TreeMap<>();
        store.queues().list().forEach(queue -> jobs.put(queue.name(), new TreeMap<>()));
        for (JobStore.Count count : counts.get()) {
            jobs.computeIfAbsent(count.queue(), queue -> new TreeMap<>()).put(count.status(), count.count());
            if (count.oldestDue() != null) {
                oldest.put(count.queue(), count.oldestDue());
            }
        }
        return new Stats(jobs.entrySet().stream()
                .map(queue -> new Stats.QueueStats(queue.getKey(), queue.getValue(), oldest.get(queue.getKey())))
                .toList());
    }

    @Override
    public List<Attempt> attempts(String jobId) {
        UUID id = uuid(jobId);
        return id == null ? List.of() : store.jobs().attempts(id);
    }

    @Override
    public List<LogLine> logs(String jobId, long afterSeq, int limit) {
        ScheduleBook.requireLimit(limit, 10_000);
        UUID id = uuid(jobId);
        return id == null ? List.of() : store.logs().read(id, afterSeq, limit);
    }

    @Override
    public void createQueue(String name, QueueConfig config) {
        store.queues().put(TaskName.requireName("name", name), config);
        queueChanged(name);
    }

    private void queueChanged(String name) {
        queueConfigs.invalidate();
        tell(Signal.Kind.QUEUE, name);
    }

    @Override
    public void pauseQueue(String name, String reason, @Nullable Instant until) {
        TaskName.requireName("name", name);
        Instant now = now();
        if (until != null && !until.isAfter(now)) {
            throw new InvalidValueException("until", "an instant after now, " + now, until);
        }
        store.queues().pause(name, new Queue.Pause(reason, now, until));
        queueChanged(name);
    }

    @Override
    public void resumeQueue(String name) {
        store.queues().pause(TaskName.requireName("name", name), null);
        queueChanged(name);
        tell(Signal.Kind.READY, name);
    }

    @Override
    public List<Queue> queues() {
        Map<String, Queue> queues = new TreeMap<>();
        for (JobStore.Count count : counts.get()) {
            if (!JobSpecs.isPrivate(count.queue())) {
                queues.put(count.queue(), new Queue(count.queue(), QueueConfig.DEFAULT, null));
            }
        }
        store.queues().list().forEach(queue -> queues.put(queue.name(), queue));
        return List.copyOf(queues.values());
    }

    @Override
    public ScheduleInfo putSchedule(ScheduleDefinition definition) {
        ScheduleInfo info = schedules.put(definition, now());
        tell(Signal.Kind.SCHEDULE, definition.name());
        return info;
    }

    @Override
    public Optional<ScheduleInfo> createSchedule(ScheduleDefinition definition) {
        Optional<ScheduleInfo> info = schedules.create(definition, now());
        info.ifPresent(created -> tell(Signal.Kind.SCHEDULE, created.name()));
        return info;
    }

    @Override
    public Optional<ScheduleInfo> getSchedule(String name) {
        return schedules.get(name);
    }

    @Override
    public Page<ScheduleInfo> getSchedules(@Nullable String cursor, int limit) {
        return schedules.list(cursor, limit);
    }

    @Override
    public boolean enableSchedule(String name, boolean enabled) {
        boolean known = schedules.enable(name, enabled, now());
        tell(Signal.Kind.SCHEDULE, name);
        return known;
    }

    @Override
    public boolean deleteSchedule(String name) {
        boolean known = schedules.delete(name);
        if (known) {
            tell(Signal.Kind.SCHEDULE, name);
        }
        return known;
    }

    @Override
    public Optional<String> runSchedule(String name) {
        Plan plan = schedules.plan(name);
        if (plan == null) {
            return Optional.empty();
        }
        NewJob job = specs.byHand(plan, now());
        JobRequest.Accepted accepted = store(List.of(job), null).getFirst();
        if (accepted.outcome() == JobRequest.Accepted.Outcome.QUEUE_FULL) {
            throw full(job.spec().queue());
        }
        return Optional.of(accepted.id());
    }

    @Override
    public List<Fire> fires(String schedule, @Nullable Instant before, int limit) {
        ScheduleBook.requireLimit(limit, 1_000);
        return store.schedules().fires(schedule, before, limit);
    }

    @Override
    public List<Node> nodes() {
        return store.nodes().list();
    }

    @Override
    public @Nullable String nodeId() {
        return null;
    }

    @Override
    public Instant now() {
        return store.now();
    }
}
