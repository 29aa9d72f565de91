package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.InvalidValueException;
import io.carillon.JobRequest;
import io.carillon.JobSpec;
import io.carillon.QueueConfig;
import io.carillon.RetryPolicy;
import io.carillon.ScheduleDefinition;
import io.carillon.ScheduleDefinition.Overlap;
import io.carillon.Task;
import io.carillon.TaskContext;
import io.carillon.TaskName;
import io.carillon.internal.Definitions.Plan;
import io.carillon.memory.InMemoryStore;
import io.carillon.schedule.Schedule;
import io.carillon.spi.JobStore.NewJob;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobSpecsTest {
    private static final Instant NOW = Instant.parse("2030-05-06T07:08:09.123456Z");

    record Cleanup(String table) implements Task {
        @Override
        public void execute(TaskContext context) {}

        @Override
        public String id() {
            return "cleanup_" + table;
        }

        @Override
        public int retryCount() {
            return 1;
        }
    }

    private final InMemoryStore store = new InMemoryStore(() -> NOW, Runnable::run);
    private final AtomicLong nanos = new AtomicLong();
    private final Definitions definitions = new Definitions(ZoneId.of("UTC"));
    private final Payloads payloads = new Payloads(1_000);
    private final HandlerRegistry handlers = new HandlerRegistry(payloads);
    private final QueueConfigs queues = new QueueConfigs(() -> store, nanos::get);
    private final TaskDirectory directory =
            new TaskDirectory(handlers, () -> store, List.of(), Set::of, () -> NOW, nanos::get);
    private final JobSpecs specs =
            new JobSpecs(RetryPolicy.DEFAULT.maxRetries(4), payloads, handlers, directory, queues);

    private JobSpec spec(JobRequest request) {
        return specs.of(request, NOW).spec();
    }

    private Plan plan(JobRequest job, Overlap overlap) {
        ScheduleDefinition definition =
                ScheduleDefinition.of("nightly", Schedule.daily("02:00"), job).overlap(overlap);
        return definitions.plan(definition, NOW, specs.taskOf(job), specs.write(job));
    }

    @Test
    void a_request_that_says_nothing_gets_the_defaults() {
        NewJob job = specs.of(JobRequest.named("report", null), NOW);

        assertThat(job.due()).isEqualTo(NOW);
        assertThat(job.spec())
                .isEqualTo(
                        JobSpec.of(job.spec().id(), "report", NOW).maxRetries(4).build());
        assertThat(job.spec().queue()).isEqualTo("default");
        assertThat(job.spec().priority()).isEqualTo(4);
        assertThat(job.spec().params()).isEqualTo("{}");
    }

    @Test
    void what_a_request_says_is_kept() {
        JobSpec spec = spec(JobRequest.named("report", Map.of("user", 3))
                .queue("billing")
                .priority(9)
                .timeout(Duration.ofSeconds(5))
                .uniqueKey("report-3")
                .retry(RetryPolicy.fixed(Duration.ofSeconds(2)).maxRetries(6))
                .tags(Map.of("team", "ops")));

        assertThat(spec.queue()).isEqualTo("billing");
        assertThat(spec.priority()).isEqualTo(9);
        assertThat(spec.params()).isEqualTo("{\"user\":3}");
        assertThat(spec.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(spec.uniqueKey()).isEqualTo("report-3");
        assertThat(spec.serialKey()).isNull();
        assertThat(spec.maxRetries()).isEqualTo(6);
        assertThat(spec.retry())
                .isEqualTo(RetryPolicy.fixed(Duration.ofSeconds(2)).maxRetries(6));
        assertThat(spec.meta()).isEqualTo("{\"tags\":{\"team\":\"ops\"}}");
    }

    @Test
    void a_task_object_brings_its_name_its_key_and_its_retries_and_is_known_from_then_on() {
        JobSpec spec = spec(JobRequest.of(new Cleanup("logs")));

        assertThat(spec.task()).isEqualTo(Cleanup.class.getName());
        assertThat(spec.params()).isEqualTo("{\"table\":\"logs\"}");
        assertThat(spec.uniqueKey()).isEqualTo("cleanup_logs");
        assertThat(spec.maxRetries()).isEqualTo(1);
        assertThat(spec.retry()).isEqualTo(RetryPolicy.INHERIT.maxRetries(1));
        assertThat(handlers.names()).containsExactly(Cleanup.class.getName());
    }

    @Test
    void a_task_that_another_process_could_not_make_is_refused() {
        Task lambda = context -> {};

        assertThatThrownBy(() -> spec(JobRequest.of(lambda)))
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo("task"));
    }

    @ParameterizedTest(name = "request {0}, handler {1}, queue {2}: {3}")
    @CsvSource({"1, 2, 3, 1", "0, 2, 3, 0", ", 2, 3, 2", ", 0, 3, 0", ", , 3, 3", ", , , 4", "1, , , 1", ", 2, , 2"})
    void retries_come_from_the_first_that_says_how_many(Integer request, Integer handler, Integer queue, int expected) {
        store.queues().put("billing", QueueConfig.DEFAULT.retry(retries(queue)));
        handlers.register(TaskName.of("report"), (payload, context) -> null, retries(handler));

        JobRequest job = JobRequest.named("report", null).queue("billing").retry(retries(request));

        assertThat(spec(job).maxRetries()).isEqualTo(expected);
    }

    private static RetryPolicy retries(Integer retries) {
        return retries == null ? RetryPolicy.INHERIT : RetryPolicy.INHERIT.maxRetries(retries);
    }

    @Test
    void only_what_was_asked_for_goes_with_a_job() {
        assertThat(spec(JobRequest.named("a", null)).retry()).isNull();
        assertThat(spec(JobRequest.named("a", null).retry(RetryPolicy.INHERIT.maxRetries(2)))
                        .retry())
                .isEqualTo(RetryPolicy.INHERIT.maxRetries(2));
        assertThat(spec(JobRequest.named("a", null).retry(RetryPolicy.INHERIT.jitter(0)))
                        .retry())
                .isEqualTo(RetryPolicy.INHERIT.jitter(0));
    }

    @Test
    void options_of_queues_are_a_second_old_at_most() {
        spec(JobRequest.named("a", null));
        store.queues().put("default", QueueConfig.DEFAULT.retry(RetryPolicy.never()));
        nanos.addAndGet(999_999_999);
        assertThat(spec(JobRequest.named("a", null)).maxRetries()).isEqualTo(4);
        nanos.addAndGet(1);
        assertThat(spec(JobRequest.named("a", null)).maxRetries()).isZero();
        store.queues().put("default", QueueConfig.DEFAULT);
        queues.invalidate();
        assertThat(spec(JobRequest.named("a", null)).maxRetries()).isEqualTo(4);
    }

    @Test
    void a_job_is_due_when_it_was_asked_for_but_never_in_the_past() {
        JobRequest job = JobRequest.named("a", null);

        assertThat(specs.of(job.delay(Duration.ofMinutes(5)), NOW).due()).isEqualTo(NOW.plusSeconds(300));
        assertThat(specs.of(job.delay(Duration.ZERO), NOW).due()).isEqualTo(NOW);
        assertThat(specs.of(job.runAt(NOW.plusSeconds(7)), NOW).due()).isEqualTo(NOW.plusSeconds(7));
        assertThat(specs.of(job.runAt(NOW.minusSeconds(7)), NOW).due()).isEqualTo(NOW);
        assertThat(specs.of(job, NOW.plusNanos(999)).spec().createdAt()).isEqualTo(NOW);
    }

    @Test
    void a_due_instant_between_two_microseconds_is_never_early() {
        NewJob job = specs.of(JobRequest.named("a", null).runAt(NOW.plusNanos(1)), NOW);

        assertThat(job.due()).isEqualTo(NOW.plusNanos(1_000));
    }

    @Test
    void a_fired_job_says_its_schedule_and_its_instant() {
        Instant instant = NOW.minusSeconds(3);
        NewJob job =
                specs.fired(plan(JobRequest.named("a", Map.of("x", 1)).queue("q"), Overlap.SKIP), instant, NOW, NOW);

        assertThat(job.due()).isEqualTo(NOW);
        assertThat(job.spec().schedule()).isEqualTo("nightly");
        assertThat(job.spec().fireTime()).isEqualTo(instant);
        assertThat(job.spec().queue()).isEqualTo("q");
        assertThat(job.spec().params()).isEqualTo("{\"x\":1}");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "SKIP, @schedule/nightly, ",
        "QUEUE, , @schedule/nightly",
        "CANCEL_PREVIOUS, , @schedule/nightly",
        "ALLOW, , "
    })
    void keys_make_the_overlap_policy_hold(Overlap overlap, String unique, String serial) {
        JobSpec spec = specs.fired(plan(JobRequest.named("a", null), overlap), NOW, NOW, NOW)
                .spec();

        assertThat(spec.uniqueKey()).isEqualTo(unique);
        assertThat(spec.serialKey()).isEqualTo(serial);
    }

    @Test
    void a_unique_key_of_the_users_own_stands_above_the_overlap_policy() {
        Plan plan = plan(JobRequest.of(new Cleanup("logs")), Overlap.SKIP);

        assertThat(specs.fired(plan, NOW, NOW, NOW).spec().uniqueKey()).isEqualTo("cleanup_logs");
        assertThat(specs.byHand(plan, NOW).spec().uniqueKey()).isEqualTo("cleanup_logs");
    }

    @Test
    void a_job_for_one_node_lies_in_its_queue_under_its_own_keys_with_the_options_of_the_users_queue() {
        store.queues()
                .put(
                        "q",
                        QueueConfig.DEFAULT
                                .timeout(Duration.ofSeconds(7))
                                .retry(RetryPolicy.fixed(Duration.ofSeconds(2)).maxRetries(0)));
        JobRequest request = JobRequest.named("a", null).queue("q");

        JobSpec spec =
                specs.firedOn("n1", plan(request, Overlap.SKIP), NOW, NOW, NOW).spec();
        JobSpec serial =
                specs.firedOn("n1", plan(request, Overlap.QUEUE), NOW, NOW, NOW).spec();
        JobSpec own = specs.firedOn(
                        "n1",
                        plan(request.uniqueKey("mine").timeout(Duration.ofSeconds(1)), Overlap.SKIP),
                        NOW,
                        NOW,
                        NOW)
                .spec();

        assertThat(spec.queue()).isEqualTo("@node/n1").matches(JobSpecs::isPrivate);
        assertThat(spec.uniqueKey()).isEqualTo("@schedule/nightly/n1");
        assertThat(spec.timeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(spec.maxRetries()).isZero();
        assertThat(spec.retry()).isEqualTo(RetryPolicy.fixed(Duration.ofSeconds(2)));
        assertThat(serial.serialKey()).isEqualTo("@schedule/nightly/n1");
        assertThat(own.uniqueKey()).isEqualTo("mine/n1");
        assertThat(own.timeout()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_job_by_hand_is_of_the_schedule_but_of_no_instant_and_holds_no_key() {
        NewJob job = specs.byHand(plan(JobRequest.named("a", null), Overlap.SKIP), NOW);

        assertThat(job.due()).isEqualTo(NOW);
        assertThat(job.spec().schedule()).isEqualTo("nightly");
        assertThat(job.spec().fireTime()).isNull();
        assertThat(job.spec().uniqueKey()).isNull();
        assertThat(job.spec().serialKey()).isNull();
        assertThat(specs.byHand(plan(JobRequest.named("a", null), Overlap.QUEUE), NOW)
                        .spec()
                        .serialKey())
                .isNull();
    }

    @Test
    void a_name_that_must_be_known_is_looked_up() {
        assertThatThrownBy(() -> spec(JobRequest.named("bakup:run", null).knownOnly()))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageStartingWith("unknown task 'bakup:run'");
        handlers.register(TaskName.of("backup:run"), (payload, context) -> null, RetryPolicy.INHERIT);

        assertThat(spec(JobRequest.named("backup:run", null).knownOnly()).task())
                .isEqualTo("backup:run");
        assertThat(spec(JobRequest.named("bakup:run", null)).task()).isEqualTo("bakup:run");
    }
}
