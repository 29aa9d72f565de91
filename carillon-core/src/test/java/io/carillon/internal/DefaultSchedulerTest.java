package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.Carillon;
import io.carillon.InvalidValueException;
import io.carillon.JobRequest;
import io.carillon.JobStatus;
import io.carillon.Scheduler;
import io.carillon.Task;
import io.carillon.TaskContext;
import io.carillon.memory.InMemoryStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DefaultSchedulerTest {
    private final Scheduler scheduler =
            Carillon.builder().store(new InMemoryStore()).build();

    static final class CleanupTask implements Task {
        private final String table;
        private final int days;

        CleanupTask(String table, int days) {
            this.table = table;
            this.days = days;
        }

        @Override
        public void execute(TaskContext context) {
            context.log(table + days);
        }

        @Override
        public String id() {
            return "cleanup_" + table;
        }
    }

    @Test
    void a_job_is_read_as_it_was_enqueued() {
        String id = scheduler.enqueue(new CleanupTask("logs", 30));

        assertThat(scheduler.getTask(id).orElseThrow().params()).isEqualTo("{\"days\":30,\"table\":\"logs\"}");
        assertThat(scheduler.getTask("cleanup_logs").orElseThrow().id()).isEqualTo(id);
        assertThat(scheduler.enqueue(new CleanupTask("logs", 30))).isEqualTo(id);
    }

    @Test
    void a_job_is_cancelled_by_the_id_of_its_task() {
        String id = scheduler.addDelayedJob(Duration.ofHours(1), new CleanupTask("logs", 30));

        assertThat(scheduler.cancelJob("cleanup_logs")).isTrue();
        assertThat(scheduler.getTask(id).orElseThrow().status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(scheduler.cancelJob("cleanup_logs")).isFalse();
    }

    @Test
    void a_mistyped_command_is_refused_with_the_nearest_name() {
        scheduler.addCronJob("0 2 * * *", new CleanupTask("logs", 30));
        scheduler.register("backup:run", () -> context -> {});

        assertThatThrownBy(() -> scheduler.enqueue(JobRequest.command("bakup:run")))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("unknown command 'bakup:run': no live node has a handler for it and no schedule names it;"
                        + " did you mean 'backup:run'?");
    }
}
