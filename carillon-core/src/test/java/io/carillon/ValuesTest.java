package io.carillon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.ScheduleDefinition.Misfire;
import io.carillon.ScheduleDefinition.Overlap;
import io.carillon.schedule.Schedule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The small values: what they refuse, what they derive. */
class ValuesTest {
    private static final Instant NOW = Instant.parse("2030-05-06T07:08:09Z");

    private static void assertRefused(String field, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void a_refusal_shows_numbers_plain_texts_quoted_and_long_ones_cut() {
        assertThat(new InvalidValueException("priority", "0-9", 10)).hasMessage("priority: expected 0-9, got 10");
        assertThat(new InvalidValueException("queue", "a name", "a b")).hasMessage("queue: expected a name, got 'a b'");
        assertThat(new InvalidValueException("queue", "a name", null))
                .hasMessage("queue: expected a name, got nothing");
        assertThat(new InvalidValueException("x", "y", "z".repeat(500)))
                .hasMessage("x: expected y, got '" + "z".repeat(120) + "… (500 characters)'");
        InvalidValueException own = new InvalidValueException("unknown task 'a'", "task", "a known one", "a");
        assertThat(own).hasMessage("unknown task 'a'");
        assertThat(List.of(own.field(), own.expected(), own.got())).containsExactly("task", "a known one", "a");
    }

    @Test
    void a_status_is_read_in_any_case() {
        for (JobStatus status : JobStatus.values()) {
            assertThat(JobStatus.parse(" " + status.name() + " ")).isEqualTo(status);
            assertThat(JobStatus.parse(status.label())).isEqualTo(status);
            assertThat(status).hasToString(status.label());
        }
        assertRefused("status", () -> JobStatus.parse("done"));
    }

    @Test
    void three_of_the_six_statuses_are_ends() {
        assertThat(JobStatus.values())
                .filteredOn(JobStatus::isFinished)
                .containsExactly(JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED);
    }

    @Test
    void overlap_and_misfire_are_read_with_either_dash() {
        assertThat(Overlap.parse("cancel-previous")).isEqualTo(Overlap.CANCEL_PREVIOUS);
        assertThat(Overlap.parse(Overlap.SKIP.label())).isEqualTo(Overlap.SKIP);
        assertThat(Misfire.parse("Fire_Once")).isEqualTo(Misfire.FIRE_ONCE);
        assertRefused("overlap", () -> Overlap.parse("never"));
        assertThatThrownBy(() -> Misfire.parse("later"))
                .hasMessage("misfire: expected one of fire_once, skip, catch_up, got 'later'");
    }

    @Test
    void a_schedule_runs_a_job_that_has_no_time_of_its_own() {
        JobRequest job = JobRequest.named("a", null);
        Schedule daily = Schedule.daily("02:00");

        assertRefused("delay", () -> ScheduleDefinition.of("n", daily, job.delay(Duration.ofSeconds(1))));
        assertRefused("run_at", () -> ScheduleDefinition.of("n", daily, job.runAt(NOW)));
        assertRefused("name", () -> ScheduleDefinition.of("a b", daily, job));
        assertRefused("name", () -> ScheduleDefinition.of("n", daily, job).name("@x"));
        assertRefused(
                "description", () -> ScheduleDefinition.of("n", daily, job).description("x".repeat(2_001)));
        assertRefused("tags", () -> ScheduleDefinition.of("n", daily, job).tags(Set.of(" ")));
        Set<String> many = IntStream.range(0, 33).mapToObj(i -> "t" + i).collect(Collectors.toSet());
        assertRefused("tags", () -> ScheduleDefinition.of("n", daily, job).tags(many));
    }

    @Test
    void a_definition_that_says_nothing_skips_overlaps_and_fires_missed_instants_once() {
        ScheduleDefinition plain = ScheduleDefinition.of("n", Schedule.daily("02:00"), JobRequest.named("a", null));

        assertThat(plain.enabled()).isTrue();
        assertThat(plain.enabledOr(false)).isFalse();
        assertThat(plain.enabled(true).enabledOr(false)).isTrue();
        assertThat(plain.unique()).isTrue();
        assertThat(plain.overlap()).isEqualTo(Overlap.SKIP);
        assertThat(plain.misfire()).isEqualTo(Misfire.FIRE_ONCE);
        assertThat(plain.description()).isEmpty();
        assertThat(plain.source()).isNull();
        assertThat(plain.tags(Set.of("b", "a")).tags()).containsExactly("a", "b");
    }

    @Test
    void definitions_that_say_the_same_are_equal() {
        ScheduleDefinition one = ScheduleDefinition.of("n", Schedule.daily("02:00"), JobRequest.named("a", null));
        ScheduleDefinition same = ScheduleDefinition.of("n", Schedule.daily("02:00"), JobRequest.named("a", null));

        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(List.of(
                        one.name("m"),
                        one.schedule(Schedule.daily("03:00")),
                        one.job(JobRequest.named("b", null)),
                        one.enabled(false),
                        one.unique(false),
                        one.overlap(Overlap.ALLOW),
                        one.misfire(Misfire.SKIP),
                        one.description("d"),
                        one.tags(Set.of("t")),
                        one.source("yaml")))
                .doesNotContain(one)
                .doesNotHaveDuplicates();
    }

    @Test
    void options_of_a_queue_have_bounds() {
        assertRefused("max_size", () -> QueueConfig.DEFAULT.maxSize(0));
        assertRefused("workers", () -> QueueConfig.DEFAULT.workers(0));
        assertRefused("limit", () -> QueueConfig.DEFAULT.limit(-1));
        assertRefused("timeout", () -> QueueConfig.DEFAULT.timeout(Duration.ZERO));
        assertRefused("timeout", () -> QueueConfig.DEFAULT.timeout(Duration.ofDays(367)));
        assertRefused(
                "retry_policy",
                () -> QueueConfig.DEFAULT.retry(RetryPolicy.never().abortOn(IOException.class)));
        QueueConfig config = QueueConfig.DEFAULT.maxSize(1).workers(2).limit(3).timeout(Duration.ofSeconds(4));
        assertThat(config.maxSize(null).workers(null).limit(null).timeout(null)).isEqualTo(QueueConfig.DEFAULT);
        assertThat(config)
                .hasSameHashCodeAs(QueueConfig.DEFAULT
                        .limit(3)
                        .timeout(Duration.ofSeconds(4))
                        .workers(2)
                        .maxSize(1));
    }

    @Test
    void a_pause_ends_by_itself_when_it_was_told_to() {
        Queue open = new Queue("q", QueueConfig.DEFAULT, null);
        Queue paused = new Queue("q", QueueConfig.DEFAULT, new Queue.Pause("why", NOW, null));
        Queue briefly = new Queue("q", QueueConfig.DEFAULT, new Queue.Pause("why", NOW, NOW.plusSeconds(1)));

        assertThat(open.isPaused(NOW)).isFalse();
        assertThat(paused.isPaused(Instant.MAX)).isTrue();
        assertThat(briefly.isPaused(NOW)).isTrue();
        assertThat(briefly.isPaused(NOW.plusSeconds(1))).isFalse();
    }

    @Test
    void a_query_is_bounded_and_a_cursor_is_an_id() {
        UUID id = new UUID(1, 2);

        assertRefused("limit", () -> JobQuery.ALL.limit(0));
        assertRefused("limit", () -> JobQuery.ALL.limit(1_001));
        assertRefused("cursor", () -> JobQuery.ALL.after("next"));
        assertThat(JobQuery.ALL.after(id.toString()).after()).isEqualTo(id);
        assertThat(JobQuery.ALL.after(null)).isEqualTo(JobQuery.ALL);
        assertThat(JobQuery.ALL.status(JobStatus.FAILED, JobStatus.CANCELLED).statuses())
                .containsExactlyInAnyOrder(JobStatus.FAILED, JobStatus.CANCELLED);
    }

    @Test
    void a_failure_shows_what_a_person_reads_first_and_no_more_than_is_useful() {
        Failure failure = Failure.of(new IOException("disk full"));

        assertThat(failure.type()).isEqualTo("java.io.IOException");
        assertThat(failure.message()).isEqualTo("disk full");
        assertThat(failure.trace()).startsWith("java.io.IOException: disk full").contains("ValuesTest");
        assertThat(Failure.of(new IOException()).message()).isEqualTo("java.io.IOException");
        assertThat(Failure.of(new IOException("x".repeat(9_000))).message())
                .hasSize(2_001)
                .endsWith("…");
        assertThat(Failure.of(new IOException("x".repeat(9_000))).trace()).hasSize(8_001);
        assertThat(Failure.of("timeout", "after 5 s").trace()).isNull();
    }

    @Test
    void a_job_derives_retries_and_duration() {
        JobSpec spec = JobSpec.of(new UUID(1, 2), "a", NOW).build();
        Job running = job(spec, 3, NOW, null);
        Job finished = job(spec, 1, NOW, NOW.plusMillis(1_500));

        assertThat(running.retryCount()).isEqualTo(2);
        assertThat(running.duration()).isNull();
        assertThat(finished.retryCount()).isZero();
        assertThat(finished.duration()).hasMillis(1_500);
        assertThat(job(spec, 0, null, NOW).retryCount()).isZero();
        assertThat(job(spec, 0, null, NOW).duration()).isNull();
        assertThat(finished.id()).isEqualTo("00000000-0000-0001-0000-000000000002");
    }

    private static Job job(JobSpec spec, int attempt, Instant started, Instant completed) {
        return new Job(
                spec, JobStatus.RUNNING, attempt, NOW, 1, null, started, completed, null, null, null, null, 0, 0);
    }

    @Test
    void values_that_come_from_code_are_checked_too() {
        assertRefused("percent", () -> new Job.Progress(101, ""));
        assertRefused("percent", () -> new Job.Progress(-1, ""));
        assertRefused(
                "priority",
                () -> JobSpec.of(new UUID(1, 2), "a", NOW).priority(10).build());
        assertRefused("delay", () -> new RetryAfter(Duration.ofMillis(-1), "later"));
        assertThat(new RetryAfter(Duration.ofSeconds(3), "later").delay()).hasSeconds(3);
        assertThat(new RetryAfter(Duration.ofSeconds(Long.MAX_VALUE), "never").delay())
                .hasDays(366);
    }

    @Test
    void stats_count_every_status_of_every_queue() {
        Stats stats = new Stats(List.of(
                new Stats.QueueStats("a", Map.of(JobStatus.PENDING, 2L, JobStatus.FAILED, 1L), null),
                new Stats.QueueStats("b", Map.of(JobStatus.PENDING, 3L), NOW)));

        assertThat(stats.jobs().keySet()).containsExactly(JobStatus.values());
        assertThat(stats.jobs()).containsEntry(JobStatus.PENDING, 5L).containsEntry(JobStatus.RUNNING, 0L);
        assertThat(stats.queues().get(1).jobs())
                .containsEntry(JobStatus.FAILED, 0L)
                .hasSize(6);
    }

    @Test
    void a_node_lives_as_long_as_its_lease() {
        Node node = new Node("n", "h", 1, "1", NOW, NOW.plusSeconds(5), Node.State.ACTIVE, 1, 0, Set.of(), Set.of());

        assertThat(node.isAlive(NOW.plusMillis(4_999))).isTrue();
        assertThat(node.isAlive(NOW.plusSeconds(5))).isFalse();
        assertThat(node.renewed(NOW.plusSeconds(9), 3).isAlive(NOW.plusSeconds(5)))
                .isTrue();
        assertThat(node.withState(Node.State.DRAINING).state()).isEqualTo(Node.State.DRAINING);
    }

    @Test
    void the_builder_refuses_by_name() {
        Carillon.Builder builder = Carillon.builder();

        assertRefused("max_workers", () -> builder.maxWorkers(0));
        assertRefused("queue_size", () -> builder.queueSize(0));
        assertRefused("queues", () -> builder.queues(Set.of("a b")));
        assertRefused("timeout", () -> builder.timeout(Duration.ZERO));
        assertRefused("lease", () -> builder.lease(Duration.ofMillis(999)));
        assertRefused("scan_interval", () -> builder.scanInterval(Duration.ZERO));
        assertRefused("grace", () -> builder.grace(Duration.ofSeconds(-1)));
        assertRefused("misfire_grace", () -> builder.misfireGrace(Duration.ofHours(2)));
        assertRefused("retention", () -> builder.retention(Duration.ofSeconds(59)));
        assertRefused("max_params_bytes", () -> builder.maxParamsBytes(0));
        assertRefused("max_log_lines", () -> builder.maxLogLines(-1));
    }

    @Test
    void a_builder_serves_once() {
        Carillon.Builder builder = Carillon.builder();
        builder.build().close();

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("used");
    }

    @Test
    void the_global_scheduler_is_the_one_that_was_set() {
        try (Scheduler scheduler = Carillon.builder().build()) {
            assertThatThrownBy(Carillon::global)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("setGlobal");
            Carillon.setGlobal(scheduler);
            assertThat(Carillon.global()).isSameAs(scheduler);
        } finally {
            Carillon.setGlobal(null);
        }
        assertThatThrownBy(Carillon::global).isInstanceOf(IllegalStateException.class);
    }
}
