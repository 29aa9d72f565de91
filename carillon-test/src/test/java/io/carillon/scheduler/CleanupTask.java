package io.carillon.scheduler;

import io.carillon.Task;
import io.carillon.TaskContext;

/** The task of the first page of every tutorial: fields, one constructor, no annotation. */
final class CleanupTask implements Task {
    private final String table;
    private final int days;

    CleanupTask(String table, int days) {
        this.table = table;
        this.days = days;
    }

    @Override
    public void execute(TaskContext context) {
        context.log("cleaned " + table + " older than " + days + " days");
    }

    @Override
    public String id() {
        return "cleanup_" + table;
    }

    @Override
    public int retryCount() {
        return 1;
    }
}
