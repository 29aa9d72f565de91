package io.carillon.internal;

import io.carillon.JobQuery;
import io.carillon.JobRequest;
import io.carillon.JobStatus;
import io.carillon.RetryPolicy;
import io.carillon.TaskContext;
import io.carillon.TaskHandler;
import io.carillon.TaskName;
import io.carillon.test.FakeTime;
import io.carillon.test.TestScheduler;

/** A task without parameters for tests that care for what happens around it. */
final class Work {
    static final TaskName<Void> WORK = TaskName.of("work");

    private Work() {}

    /** What the task does. */
    interface Body {
        void run(TaskContext context) throws Exception;
    }

    /** Starts a node on a store that can be made to fail; handlers have threads of their own. */
    static TestScheduler node(FakeTime time, FlakyStore store) {
        return TestScheduler.builder()
                .time(time)
                .store(store.store())
                .handlerThreads()
                .start();
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

    static void enqueue(TestScheduler test, String queue, int jobs) {
        for (int i = 0; i < jobs; i++) {
            test.scheduler().enqueue(JobRequest.of(WORK, null).queue(queue));
        }
    }

    /** How many jobs of a queue run, on any node. */
    static long running(TestScheduler test, String queue) {
        return test.scheduler()
                .getTasks(JobQuery.ALL.status(JobStatus.RUNNING).queue(queue))
                .items()
                .size();
    }
}
