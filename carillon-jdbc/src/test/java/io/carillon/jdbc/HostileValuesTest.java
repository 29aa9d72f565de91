package io.carillon.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import io.carillon.TaskHandler;
import io.carillon.TaskName;
import io.carillon.schedule.Schedule;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Texts that a database may not take (U+0000, half a surrogate pair), numbers without end and instants beyond its
 * calendar: refused where they are said, or stored, but never the trouble of other jobs.
 */
class HostileValuesTest {
    private static final String NUL = "a\0b";
    private static final String HALF = "a\uD83Db";

    @TempDir
    Path folder;

    enum Kind {
        SQLITE,
        POSTGRES
    }

    private Scheduler open(Kind kind) {
        return Carillon.builder()
                .store(
                        kind == Kind.SQLITE
                                ? JdbcStore.sqlite(folder.resolve("carillon.db"))
                                : JdbcStore.postgres(TestPostgres.database()))
                .retry(RetryPolicy.never())
                .build();
    }

    private static Job ended(Scheduler scheduler, String id) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> scheduler.getTask(id).orElseThrow().status().isFinished());
        return scheduler.getTask(id).orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void whatever_a_handler_says_its_job_ends_at_once_and_so_do_its_neighbours(Kind kind) {
        try (Scheduler scheduler = open(kind)) {
            for (String text : List.of(NUL, HALF)) {
                String name = text.equals(NUL) ? "nul" : "half";
                scheduler.register(TaskName.of(name + ":result"), (nothing, context) -> Map.of(text, text));
                scheduler.register(TaskName.of(name + ":error"), TaskHandler.action((nothing, context) -> {
                    throw new IllegalStateException(text);
                }));
                scheduler.register(TaskName.of(name + ":context"), TaskHandler.action((nothing, context) -> {
                    context.log(text);
                    context.output(text, text);
                    context.progress(50, text);
                    context.checkpoint(text);
                    assertThat(context.checkpoint(String.class)).isPresent();
                }));
            }
            scheduler.start();
            List<String> good = new ArrayList<>();
            List<String> bad = new ArrayList<>();
            for (String name : List.of("nul", "half")) {
                good.add(scheduler.enqueue(JobRequest.named(name + ":result", null)));
                bad.add(scheduler.enqueue(JobRequest.named(name + ":error", null)));
                good.add(scheduler.enqueue(JobRequest.named(name + ":context", null)));
            }

            for (String id : good) {
                assertThat(ended(scheduler, id))
                        .as("%s", scheduler.getTask(id))
                        .extracting(Job::status)
                        .isEqualTo(JobStatus.COMPLETED);
            }
            for (String id : bad) {
                assertThat(ended(scheduler, id).error().type()).isEqualTo("java.lang.IllegalStateException");
            }
            assertThat(scheduler.logs(good.get(1), 0, 10))
                    .extracting(LogLine::message)
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_a_user_says_is_stored_or_refused_by_its_field(Kind kind) {
        try (Scheduler scheduler = open(kind)) {
            scheduler.register(TaskName.of("x"), (nothing, context) -> null);
            for (String text : List.of(NUL, HALF)) {
                storedOrRefused(() -> scheduler.enqueue(JobRequest.named("x", Map.of("a", text))));
                storedOrRefused(
                        () -> scheduler.enqueue(JobRequest.named("x", null).uniqueKey(text)));
                storedOrRefused(
                        () -> scheduler.enqueue(JobRequest.named("x", null).queue(text)));
                storedOrRefused(
                        () -> scheduler.enqueue(JobRequest.named("x", null).tags(Map.of(text, text))));
                storedOrRefused(() -> scheduler.enqueue(JobRequest.named(text, null)));
                storedOrRefused(() -> scheduler.getTask(text));
                storedOrRefused(() -> scheduler.cancelJob(text));
                storedOrRefused(() -> scheduler.retryTask(text));
                storedOrRefused(() -> scheduler.getSchedule(text));
                storedOrRefused(() -> scheduler.deleteSchedule(text));
                storedOrRefused(() -> scheduler.pauseQueue("default", text, null));
                storedOrRefused(() -> scheduler.resumeQueue(text));
                storedOrRefused(() -> scheduler.putSchedule(
                        definition("s", Schedule.cron("@daily")).description(text)));
                storedOrRefused(() -> scheduler.putSchedule(
                        definition("s", Schedule.cron("@daily")).tags(Set.of(text))));
                storedOrRefused(() -> scheduler.putSchedule(definition(text, Schedule.cron("@daily"))));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void instants_and_numbers_beyond_all_bounds_are_stored_or_refused(Kind kind) {
        try (Scheduler scheduler = open(kind)) {
            for (Instant instant : List.of(Instant.MIN, Instant.MAX, Instant.EPOCH.minusSeconds(1), Instant.EPOCH)) {
                storedOrRefused(
                        () -> scheduler.enqueue(JobRequest.named("x", null).runAt(instant)));
                storedOrRefused(() -> scheduler.putSchedule(definition("once", Schedule.once(instant))));
                storedOrRefused(() -> scheduler.putSchedule(
                        definition("from", Schedule.cron("@daily").startAt(instant))));
                storedOrRefused(() -> scheduler.putSchedule(
                        definition("until", Schedule.cron("@daily").endAt(instant))));
                storedOrRefused(() -> scheduler.pauseQueue("default", "", instant));
                storedOrRefused(() -> scheduler.fires("once", instant, 10));
            }
            for (Duration duration : List.of(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofSeconds(Long.MIN_VALUE))) {
                storedOrRefused(
                        () -> scheduler.enqueue(JobRequest.named("x", null).delay(duration)));
                storedOrRefused(
                        () -> scheduler.enqueue(JobRequest.named("x", null).timeout(duration)));
                storedOrRefused(() -> scheduler.putSchedule(definition("every", Schedule.every(duration))));
                storedOrRefused(() -> scheduler.putSchedule(
                        definition("jitter", Schedule.cron("@daily").jitter(duration))));
            }
            storedOrRefused(() -> scheduler.enqueue(
                    JobRequest.named("x", Map.of("n", new java.math.BigDecimal("1E+100000"), "d", Double.NaN))));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_hundred_thousand_jobs_in_one_call_and_one_of_a_megabyte(Kind kind) {
        try (Scheduler scheduler = open(kind)) {
            JobRequest small = JobRequest.named("x", null);
            assertThat(scheduler.enqueueAll(java.util.Collections.nCopies(100_000, small), null))
                    .hasSize(100_000)
                    .allMatch(JobRequest.Accepted::created);

            String big = scheduler.enqueue(JobRequest.named("x", Map.of("a", "x".repeat((1 << 20) - 8))));
            assertThat(scheduler.getTask(big).orElseThrow().params()).hasSize(1 << 20);
            assertThatThrownBy(() -> scheduler.enqueue(JobRequest.named("x", Map.of("a", "x".repeat(1 << 20)))))
                    .isInstanceOf(InvalidValueException.class);
        }
    }

    private static ScheduleDefinition definition(String name, Schedule schedule) {
        return ScheduleDefinition.of(name, schedule, JobRequest.named("x", null));
    }

    /** Anything else, a {@code StoreException} or an overflow, would be our fault. */
    private static void storedOrRefused(Runnable call) {
        try {
            call.run();
        } catch (InvalidValueException | io.carillon.schedule.InvalidScheduleException refused) {
            assertThat(refused).hasMessageContaining("expected");
        }
    }
}
