package io.carillon;

import org.jspecify.annotations.Nullable;

/**
 * Work as an object: its fields are the parameters (written and read as JSON), {@link #execute} does it. The class is
 * the task's name, so it must be on the class path of every node that is to run it; for a name that survives renaming
 * use a {@link TaskName} with a {@link TaskHandler}.
 *
 * <p>The class is a record, or any other class with a name that lasts: top-level or static, not a lambda, not anonymous,
 * not an enum, not abstract. An object that is no record is read back field by field, private and final ones included,
 * into one made by the constructor without parameters; a class that has none needs none, but then no constructor and no
 * initializer of a {@code transient} field runs.
 *
 * <pre>{@code
 * record CleanupTask(String table, int days) implements Task {
 *     public void execute(TaskContext context) throws Exception { … }
 *     public String id() { return "cleanup_" + table; }
 * }
 * }</pre>
 *
 * <p>A job is run at least once: make {@code execute} safe to repeat, with {@link TaskContext#idempotencyKey()} or
 * {@link TaskContext#fence()} where the outside world must see an effect once.
 */
@FunctionalInterface
public interface Task {
    /**
     * Does the work. Returning ends the attempt well, throwing ends it as failed and the retry policy decides what
     * follows. The thread is interrupted on cancel, timeout and shutdown.
     */
    void execute(TaskContext context) throws Exception;

    /**
     * Unique key among live jobs: while a job with this id waits, runs or retries, enqueueing it again answers with
     * that job. Null (the default): any number may live side by side.
     */
    default @Nullable String id() {
        return null;
    }

    /** Retries after the first attempt, 0 or more; negative (the default): as the queue's retry policy says. */
    default int retryCount() {
        return -1;
    }
}
