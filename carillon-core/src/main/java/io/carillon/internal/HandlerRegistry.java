package io.carillon.internal;

import io.carillon.InvalidValueException;
import io.carillon.RetryPolicy;
import io.carillon.Task;
import io.carillon.TaskContext;
import io.carillon.TaskHandler;
import io.carillon.TaskName;
import io.carillon.spi.ClaimedJob;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of this process: typed ones, factories of tasks, and task classes, which are bound when they are first
 * enqueued here or first claimed. Thread-safe; a name, once bound, stays bound.
 */
final class HandlerRegistry implements Handlers {
    private final Payloads payloads;
    private final ConcurrentMap<String, Binding> bindings = new ConcurrentHashMap<>();
    private volatile Runnable onNewName = () -> {};

    HandlerRegistry(Payloads payloads) {
        this.payloads = payloads;
    }

    /** Says who is told that there is a new name, so that it can be announced to the cluster. */
    void onNewName(Runnable listener) {
        onNewName = listener;
    }

    <P> void register(TaskName<P> task, TaskHandler<? super P> handler, RetryPolicy retry) {
        bind(task.name(), new OfPayload<>(payloads, task, handler, retry));
    }

    void register(String name, Supplier<? extends Task> factory) {
        bind(TaskName.requireName("task", name), new OfFactory(payloads, factory));
    }

    /** Binds a task class to its name, unless that has a handler already. */
    void adopt(Class<? extends Task> type) {
        if (!bindings.containsKey(type.getName())) {
            TaskClasses.requireReadable(type);
            if (bindings.putIfAbsent(type.getName(), ofClass(type)) == null) {
                onNewName.run();
            }
        }
    }

    private void bind(String name, Binding binding) {
        bindings.compute(name, (key, bound) -> {
            if (bound != null && !(bound instanceof OfClass)) {
                throw new InvalidValueException("task", "a name that has no handler on this node yet", name);
            }
            return binding;
        });
        onNewName.run();
    }

    @Override
    public @Nullable Binding find(String task) {
        Binding bound = bindings.get(task);
        if (bound != null) {
            return bound;
        }
        Class<? extends Task> type = TaskClasses.load(task);
        if (type != null) {
            adopt(type);
        }
        return bindings.get(task);
    }

    /** The policy a task was registered with here; {@link RetryPolicy#INHERIT} when this process has no handler for it. */
    RetryPolicy retryOf(String task) {
        Binding bound = bindings.get(task);
        return bound == null ? RetryPolicy.INHERIT : bound.retry();
    }

    @Override
    public Set<String> names() {
        return new TreeSet<>(bindings.keySet());
    }

    private Binding ofClass(Class<? extends Task> type) {
        return type.isRecord()
                ? new OfClass(job ->
                        payloads.readSome(job.spec().task(), type, job.spec().params()))
                : new OfClass(fieldReader(TaskClasses.maker(type)));
    }

    private TaskReader fieldReader(Supplier<? extends Task> maker) {
        return job -> payloads.update(job.spec().task(), maker.get(), job.spec().params());
    }

    /** Makes the task object of a job. */
    private interface TaskReader {
        Task read(ClaimedJob job);
    }

    /** A payload and the code for it. */
    private record OfPayload<P>(Payloads payloads, TaskName<P> task, TaskHandler<? super P> handler, RetryPolicy retry)
            implements Binding {
        @Override
        @SuppressWarnings("NullAway") // a task without parameters is Void, whose only value is null
        public @Nullable String run(ClaimedJob job, TaskContext context) throws Exception {
            P payload = payloads.read(task.name(), task.payload(), job.spec().params());
            Object result = handler.handle(payload, context);
            return result == null ? null : payloads.writeValue(task.name(), "result", result);
        }
    }

    /** A task object whose class is its name. Its retries came with the job. */
    private record OfClass(TaskReader reader) implements Binding {
        @Override
        public RetryPolicy retry() {
            return RetryPolicy.INHERIT;
        }

        @Override
        public @Nullable String run(ClaimedJob job, TaskContext context) throws Exception {
            reader.read(job).execute(context);
            return null;
        }
    }

    /** A task object that the user's code makes. */
    private static final class OfFactory implements Binding {
        private final Payloads payloads;
        private final Supplier<? extends Task> factory;
        private volatile @Nullable RetryPolicy retry;

        OfFactory(Payloads payloads, Supplier<? extends Task> factory) {
            this.payloads = payloads;
            this.factory = factory;
        }

        /** What the first object says; made only to be asked, since a job by name brings no object. */
        @Override
        public RetryPolicy retry() {
            RetryPolicy known = retry;
            if (known == null) {
                int retries = factory.get().retryCount();
                known = retries < 0 ? RetryPolicy.INHERIT : RetryPolicy.INHERIT.maxRetries(retries);
                retry = known;
            }
            return known;
        }

        @Override
        public @Nullable String run(ClaimedJob job, TaskContext context) throws Exception {
            fill(factory.get(), job.spec().task(), job.spec().params()).execute(context);
            return null;
        }

        private Task fill(Task task, String name, String params) {
            if (params.equals(Payloads.NONE)) {
                return task;
            }
            return task.getClass().isRecord()
                    ? payloads.readSome(name, task.getClass(), params)
                    : payloads.update(name, task, params);
        }
    }
}
