package io.carillon.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.carillon.Carillon;
import io.carillon.InvalidValueException;
import io.carillon.Job;
import io.carillon.JobRequest;
import io.carillon.JobStatus;
import io.carillon.LogLine;
import io.carillon.RetryPolicy;
import io.carillon.ScheduleDefinition;
import io.carillon.Scheduler;
import io.carillon.schedule.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shell lines as jobs of a running scheduler. */
class ShellJobTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Says its process id and stays; its child has left the session and does not listen to TERM. */
    private static final String STAYS =
            "echo started; setsid sh -c 'trap \"\" TERM; echo $$ > pid.tmp; mv pid.tmp pid; while :; do sleep 1; done' & wait";

    @TempDir
    Path folder;

    private final Scheduler scheduler = Carillon.builder()
            .commands(new CommandTypes(true))
            .grace(Duration.ofMillis(100))
            .scanInterval(Duration.ofMillis(50))
            .build();

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void a_command_runs_and_its_output_is_the_log() {
        start();
        Job job = finished(scheduler.enqueue(JobRequest.command("echo \"hello $CARILLON_PARAM_WHO\"; echo bye >&2")
                .params(Map.of("who", "world"))));
        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.task()).isEqualTo("shell");
        assertThat(job.result()).contains("\"exit_status\":0").contains("\"last_line\":\"hello world\"");
        assertThat(scheduler.logs(job.id(), -1, 10))
                .extracting(LogLine::stream, LogLine::message)
                .containsExactlyInAnyOrder(tuple("stdout", "hello world"), tuple("stderr", "bye"));
    }

    @Test
    void a_failing_line_is_tried_again_and_knows_its_attempt() {
        start();
        Job job = finished(
                scheduler.enqueue(JobRequest.command("echo try $CARILLON_ATTEMPT >&2; [ $CARILLON_ATTEMPT = 2 ]")
                        .retry(RetryPolicy.fixed(Duration.ofMillis(10)).maxRetries(3))));
        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.attempt()).isEqualTo(2);
        assertThat(scheduler.attempts(job.id()).getFirst().error())
                .satisfies(error -> assertThat(error.message()).isEqualTo("exit status 1: try 1"));
    }

    @Test
    void bad_parameters_are_not_tried_again() {
        start();
        Job job = finished(scheduler.enqueue(JobRequest.command("true").params(Map.of("a-b", 1, "a.b", 2))));
        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.attempt()).isEqualTo(1);
    }

    @Test
    void a_timeout_ends_the_whole_family() throws IOException {
        start();
        Path pid = folder.resolve("pid");
        String id = "";
        // On a slow machine the time may be over before the line has got as far as its child.
        for (Duration time = Duration.ofSeconds(1); !Files.exists(pid); time = time.multipliedBy(2)) {
            id = scheduler.enqueue(staying().timeout(time).retry(RetryPolicy.never()));
            Job job = finished(id);
            assertThat(job.status()).isEqualTo(JobStatus.FAILED);
            assertThat(job.error()).satisfies(error -> assertThat(error.type()).isEqualTo("timeout"));
        }
        assertGone(Long.parseLong(Files.readString(pid).strip()));
        assertThat(scheduler.logs(id, -1, 10)).extracting(LogLine::message).contains("started");
    }

    @Test
    void a_cancelled_job_ends_the_whole_family() throws IOException {
        start();
        String id = scheduler.enqueue(staying());
        long child = child();
        assertThat(scheduler.cancelJob(id)).isTrue();
        assertThat(finished(id).status()).isEqualTo(JobStatus.CANCELLED);
        assertGone(child);
    }

    @Test
    void a_shutdown_ends_the_whole_family_and_hands_the_job_back() throws IOException {
        start();
        String id = scheduler.enqueue(staying());
        long child = child();
        scheduler.stop();
        assertGone(child);
        Job job = scheduler.getTask(id).orElseThrow();
        assertThat(job.status()).isEqualTo(JobStatus.PENDING);
        assertThat(job.retryCount()).isZero();
    }

    @Test
    void where_shell_lines_are_off_they_are_refused_before_anything_is_stored() {
        try (Scheduler off =
                Carillon.builder().commands(new CommandTypes(false)).build()) {
            JobRequest request = JobRequest.command("df -h");
            assertThatThrownBy(() -> off.enqueue(request))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageContaining("carillon.tasks.shell.enabled");
            ScheduleDefinition schedule = ScheduleDefinition.of("disk", Schedule.daily("02:00"), request);
            assertThatThrownBy(() -> off.putSchedule(schedule))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageContaining("carillon.tasks.shell.enabled");
            assertThat(off.getSchedule("disk")).isEmpty();
        }
    }

    @Test
    void a_mistyped_name_is_never_a_shell_line() {
        assertThatThrownBy(() -> scheduler.enqueue(JobRequest.command("backup:rnu")))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("backup:rnu");
    }

    private void start() {
        ShellTask.register(scheduler, ShellOptions.DEFAULT);
        scheduler.start();
    }

    private JobRequest staying() {
        return ShellLine.of(STAYS).directory(folder.toString()).request();
    }

    private Job finished(String id) {
        return await().atMost(SOON)
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> scheduler.getTask(id).orElseThrow(),
                        job -> job.status().isFinished());
    }

    /** The child that has gone off on its own. */
    private long child() throws IOException {
        Path pid = folder.resolve("pid");
        await().atMost(SOON).pollInterval(Duration.ofMillis(10)).until(() -> Files.exists(pid));
        return Long.parseLong(Files.readString(pid).strip());
    }

    private static void assertGone(long child) {
        await().atMost(SOON).until(() -> !Processes.runs(child));
    }
}
