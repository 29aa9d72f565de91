package io.carillon.server;

import io.carillon.Task;
import io.carillon.TaskContext;

/** The task {@code hello_job}, to see a job run. */
public final class HelloJob implements Task {
    private String greet = "world";

    @Override
    public void execute(TaskContext context) {
        context.log("Hello, " + greet + "! Attempt " + context.attempt() + " of job " + context.jobId());
    }
}
