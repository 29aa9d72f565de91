package io.carillon.internal;

import io.carillon.RetryPolicy;
import io.carillon.TaskContext;
import io.carillon.TaskHandler;
import io.carillon.TaskName;
import io.carillon.test.TestScheduler;

/** A task without parameters for tests that care for what happens around it. */
final class Work {
    static final TaskName<Void> WORK = TaskName.of("work");

    private Work() {}

    /** What the task does. */
    interface Body {
        void run(TaskContext context) throws Exception;
    }

    static void work(TestScheduler test, Body body) {
        work(test, "work", body, RetryPolicy.INHERIT);
    }

    static void work(TestScheduler test, String task, Body body) {
        work(test, task, body, RetryPolicy.INHERIT);
    }

    static void work(TestScheduler test, String task, Body body, RetryPolicy retry) {
        test.scheduler()
                .register(TaskName.of(task), TaskHandler.action((nothing, context) -> body.run(context)), retry);
    }
}
