package io.carillon.scheduler;

import static io.carillon.test.CarillonAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.Carillon;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobRequest;
import io.carillon.JobRequest.Accepted;
import io.carillon.JobRequest.Accepted.Outcome;
import io.carillon.JobStatus;
import io.carillon.LogLine;
import io.carillon.Page;
import io.carillon.QueueConfig;
import io.carillon.QueueFullException;
import io.carillon.RetryPolicy;
import io.carillon.Scheduler;
import io.carillon.Stats;
import io.carillon.TaskName;
import io.carillon.test.CarillonExtension;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Enqueueing, reading and counting jobs. */
@ExtendWith(CarillonExtension.class)
class JobCallsTest {
    record Sum(int a, int b) {}

    private static final TaskName<Sum> SUM = TaskName.of("sum", Sum.class);

    @Test
    void an_immediate_job_runs_at_once(TestScheduler test) {
        String id = test.scheduler().addImmediateJob(new CleanupTask("logs", 30));
        test.drain();

        assertThat(test.job(id)).isCompleted().hasAttempt(1);
        assertThat(test.scheduler().logs(id, -1, 10))
                .extracting(LogLine::message)
                .containsExactly("cleaned logs older than 30 days");
    }

    @Test
    void a_delayed_job_runs_when_its_delay_is_over(TestScheduler test) {
        String id = test.scheduler().addDelayedJob(Duration.ofMinutes(5), new CleanupTask("logs", 30));

        assertThat(test.job(id)).isPending().isDueAt(test.now().plusSeconds(300));
        test.advance(Duration.ofSeconds(299));
        assertThat(test.job(id)).isPending();
        test.advance(Duration.ofSeconds(1));
        assertThat(test.job(id)).isCompleted();
    }

    @Test
    void a_task_lies_in_the_queue_it_was_put_in(TestScheduler test) {
        String chosen = test.scheduler().enqueueToQueue("high_priority", new CleanupTask("a", 1));
        String other = test.scheduler().enqueue(new CleanupTask("b", 1));
        test.drain();

        assertThat(test.job(chosen)).isCompleted();
        assertThat(test.job(chosen).queue()).isEqualTo("high_priority");
        assertThat(test.job(other).queue()).isEqualTo("default");
    }

    @Test
    void a_task_with_a_live_job_of_its_id_is_not_enqueued_again(TestScheduler test) {
        String first = test.scheduler().enqueue(new CleanupTask("logs", 30));
        String second = test.scheduler().enqueue(new CleanupTask("logs", 7));
        test.drain();
        String third = test.scheduler().enqueue(new CleanupTask("logs", 7));

        assertThat(second).isEqualTo(first);
        assertThat(third).isNotEqualTo(first);
        assertThat(test.job(first).params()).contains("30");
    }

    @Test
    void a_full_queue_takes_no_more(TestScheduler test) {
        test.scheduler().createQueue("small", QueueConfig.DEFAULT.maxSize(2));
        JobRequest later = JobRequest.of(SUM, new Sum(1, 2)).queue("small").delay(Duration.ofHours(1));
        test.scheduler().enqueue(later);
        test.scheduler().enqueue(later);

        assertThatThrownBy(() -> test.scheduler().enqueue(later))
                .isInstanceOfSatisfying(QueueFullException.class, e -> {
                    assertThat(e.queue()).isEqualTo("small");
                    assertThat(e.maxSize()).isEqualTo(2);
                    assertThat(e).hasMessageContainingAll("'small'", "2 waiting jobs");
                });
        assertThat(test.scheduler().getTasks(JobQuery.ALL.queue("small")).items())
                .hasSize(2);
    }

    @Test
    void queue_size_bounds_the_default_queue_and_no_other() {
        try (TestScheduler test =
                TestScheduler.builder().with(draft -> draft.queueSize = 1).build()) {
            Scheduler scheduler = test.scheduler();
            scheduler.enqueue(JobRequest.of(SUM, new Sum(1, 2)));

            assertThatThrownBy(() -> scheduler.enqueue(JobRequest.of(SUM, new Sum(1, 2))))
                    .isInstanceOf(QueueFullException.class);
            scheduler.enqueueToQueue("other", new CleanupTask("a", 1));
            scheduler.enqueueToQueue("other", new CleanupTask("b", 1));
        }
    }

    @Test
    void in_bulk_every_request_has_its_answer_in_order(TestScheduler test) {
        test.scheduler().register(SUM, (sum, context) -> sum.a() + sum.b());
        test.scheduler().createQueue("small", QueueConfig.DEFAULT.maxSize(1));
        List<JobRequest> requests = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            requests.add(JobRequest.of(SUM, new Sum(i, 1)));
        }
        requests.set(1_200, requests.get(1_200).uniqueKey("k"));
        requests.set(2_200, requests.get(2_200).uniqueKey("k"));
        requests.set(3, requests.get(3).queue("small"));
        requests.set(1_003, requests.get(1_003).queue("small"));

        List<Accepted> answers = test.scheduler().enqueueAll(requests);
        test.drain();

        assertThat(answers).hasSize(2_500);
        assertThat(answers).filteredOn(answer -> !answer.created()).hasSize(2);
        assertThat(answers.get(2_200)).isEqualTo(new Accepted(answers.get(1_200).id(), Outcome.DUPLICATE));
        assertThat(answers.get(1_003).outcome()).isEqualTo(Outcome.QUEUE_FULL);
        for (int i : new int[] {0, 3, 999, 1_000, 1_999, 2_000, 2_499}) {
            assertThat(test.job(answers.get(i).id())).isCompleted().hasResult(Integer.toString(i + 1));
        }
        assertThat(test.scheduler().getStats().jobs()).containsEntry(JobStatus.COMPLETED, 2_498L);
    }

    @Test
    void one_bad_value_refuses_the_whole_bulk(TestScheduler test) {
        List<JobRequest> requests = List.of(JobRequest.of(SUM, new Sum(1, 2)), JobRequest.named("text", "no object"));

        assertThatThrownBy(() -> test.scheduler().enqueueAll(requests)).hasMessageStartingWith("params: expected");
        assertThat(test.scheduler().getTasks(JobQuery.ALL).items()).isEmpty();
        assertThat(test.scheduler().enqueueAll(List.of())).isEmpty();
    }

    @Test
    void a_transaction_that_the_store_does_not_understand_is_refused(TestScheduler test) {
        assertThatThrownBy(() ->
                        test.scheduler().enqueueAll(List.of(JobRequest.of(SUM, new Sum(1, 2))), "a connection"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("transaction");
        assertThat(test.scheduler().getTasks(JobQuery.ALL).items()).isEmpty();
    }

    @Test
    void a_job_is_read_by_its_id_by_its_tasks_id_and_by_its_schedule(TestScheduler test) {
        String schedule = test.scheduler().addRecurringJob(Duration.ofMinutes(1), new CleanupTask("logs", 30));
        test.advance(Duration.ofMinutes(2));
        Page<Job> made = test.scheduler().getTasks(JobQuery.ALL.schedule(schedule));

        assertThat(made.items()).hasSize(2);
        Job newest = made.items().getFirst();
        assertThat(test.scheduler().getTask(newest.id())).contains(newest);
        assertThat(test.scheduler().getTask("cleanup_logs")).contains(newest);
        assertThat(test.scheduler().getTask(schedule)).contains(newest);
        assertThat(test.scheduler().getTask("nothing")).isEmpty();
        assertThat(test.scheduler().getTask(UUID.randomUUID().toString())).isEmpty();
    }

    @Test
    void jobs_are_filtered_and_read_page_by_page_newest_first(TestScheduler test) {
        List<String> ids = IntStream.range(0, 5)
                .mapToObj(i -> test.scheduler()
                        .enqueue(JobRequest.named("nobody", null)
                                .queue("q" + i % 2)
                                .priority(i)))
                .toList();
        JobQuery query = JobQuery.ALL.queue("q0").limit(2);

        Page<Job> first = test.scheduler().getTasks(query);
        Page<Job> second = test.scheduler().getTasks(query.after(first.next()));

        assertThat(first.items()).extracting(Job::id).containsExactly(ids.get(4), ids.get(2));
        assertThat(second.items()).extracting(Job::id).containsExactly(ids.get(0));
        assertThat(second.next()).isNull();
        assertThat(test.scheduler()
                        .getTasks(JobQuery.ALL.status(JobStatus.COMPLETED))
                        .items())
                .isEmpty();
        assertThat(test.scheduler()
                        .getTasks(JobQuery.ALL.status(JobStatus.PENDING))
                        .items())
                .hasSize(5);
        assertThat(test.scheduler().getTasks(JobQuery.ALL.task("sum")).items()).isEmpty();
    }

    @Test
    void stats_count_jobs_by_status_and_queue(TestScheduler test) {
        test.scheduler().createQueue("idle", QueueConfig.DEFAULT);
        test.scheduler().register(SUM, (sum, context) -> {
            throw new IllegalStateException("no");
        });
        test.scheduler().enqueue(JobRequest.of(SUM, new Sum(1, 2)).retry(RetryPolicy.never()));
        test.scheduler().enqueue(JobRequest.of(SUM, new Sum(1, 2)).queue("q"));
        test.scheduler().enqueue(new CleanupTask("logs", 30));
        test.scheduler().enqueue(JobRequest.of(SUM, new Sum(1, 2)).queue("q").delay(Duration.ofHours(1)));
        test.drain();

        Stats stats = test.scheduler().getStats();

        assertThat(stats.jobs())
                .containsEntry(JobStatus.FAILED, 1L)
                .containsEntry(JobStatus.RETRYING, 1L)
                .containsEntry(JobStatus.COMPLETED, 1L)
                .containsEntry(JobStatus.PENDING, 1L)
                .containsEntry(JobStatus.RUNNING, 0L)
                .containsEntry(JobStatus.CANCELLED, 0L);
        assertThat(stats.queues()).extracting(Stats.QueueStats::queue).containsExactly("default", "idle", "q");
        assertThat(stats.queues().get(2).jobs())
                .containsEntry(JobStatus.RETRYING, 1L)
                .containsEntry(JobStatus.PENDING, 1L);
    }

    @Test
    void attempts_that_failed_are_kept(TestScheduler test) {
        test.scheduler().register(SUM, (sum, context) -> {
            if (context.attempt() < 3) {
                throw new IllegalStateException("attempt " + context.attempt());
            }
            return "done";
        });
        String id = test.scheduler().enqueue(JobRequest.of(SUM, new Sum(1, 2)));
        test.advance(Duration.ofMinutes(5));

        assertThat(test.job(id)).isCompleted().hasAttempt(3);
        assertThat(test.scheduler().attempts(id))
                .extracting(attempt -> attempt.error().message())
                .containsExactly("attempt 1", "attempt 2");
        assertThat(test.scheduler().attempts("nothing")).isEmpty();
    }

    @Test
    void a_log_is_read_from_where_the_reader_stopped(TestScheduler test) {
        test.scheduler().register(SUM, (sum, context) -> {
            for (int i = 0; i < 5; i++) {
                context.log("line " + i);
            }
            return null;
        });
        String id = test.scheduler().enqueue(JobRequest.of(SUM, new Sum(1, 2)));
        test.drain();

        List<LogLine> first = test.scheduler().logs(id, -1, 2);
        List<LogLine> rest = test.scheduler().logs(id, first.getLast().seq(), 10_000);

        assertThat(first).extracting(LogLine::message).containsExactly("line 0", "line 1");
        assertThat(rest).extracting(LogLine::message).containsExactly("line 2", "line 3", "line 4");
        assertThat(test.scheduler().logs("nothing", -1, 1)).isEmpty();
        assertThatThrownBy(() -> test.scheduler().logs(id, -1, 0)).hasMessage("limit: expected 1-10000, got 0");
        assertThatThrownBy(() -> test.scheduler().logs(id, -1, 10_001)).hasMessageContaining("got 10001");
    }

    @Test
    void a_finished_job_can_be_forgotten_and_a_live_one_not(TestScheduler test) {
        String done = test.scheduler().enqueue(new CleanupTask("logs", 30));
        test.drain();
        String live = test.scheduler().addDelayedJob(Duration.ofHours(1), new CleanupTask("logs", 30));

        assertThat(test.scheduler().deleteJob(done)).isTrue();
        assertThat(test.scheduler().deleteJob(done)).isFalse();
        assertThat(test.scheduler().deleteJob(live)).isFalse();
        assertThat(test.scheduler().deleteJob("cleanup_logs")).isFalse();
        assertThat(test.scheduler().getTask(done)).isEmpty();
        assertThat(test.scheduler().logs(done, -1, 10)).isEmpty();
    }

    @Test
    void parameters_past_the_bound_are_refused_before_anything_is_stored() {
        try (TestScheduler test = TestScheduler.builder()
                .with(draft -> draft.maxParamsBytes = 100)
                .start()) {
            assertThatThrownBy(() -> test.scheduler().enqueue(new CleanupTask("x".repeat(100), 1)))
                    .hasMessage("params: expected at most 100 bytes of JSON (max_params_bytes), got 121");
            assertThat(test.scheduler().getTasks(JobQuery.ALL).items()).isEmpty();
        }
    }

    @Test
    void everything_but_running_works_without_a_start() {
        try (Scheduler scheduler = Carillon.builder().queueSize(1_000).build()) {
            String id = scheduler.enqueue(new CleanupTask("logs", 30));
            scheduler.addCronJob("0 2 * * *", new CleanupTask("logs", 30));

            assertThat(scheduler.getTask(id)).isPresent();
            assertThat(scheduler.getSchedules(null, 10).items()).hasSize(1);
            assertThat(scheduler.getStats().jobs()).containsEntry(JobStatus.PENDING, 1L);
            assertThat(scheduler.cancelJob(id)).isTrue();
            assertThat(scheduler.isRunning()).isFalse();
            assertThat(scheduler.nodeId()).isNull();
            assertThat(scheduler.nodes()).isEmpty();
        }
    }
}
