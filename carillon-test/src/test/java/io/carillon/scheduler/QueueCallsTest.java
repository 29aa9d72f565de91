package io.carillon.scheduler;

import static io.carillon.test.CarillonAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.InvalidValueException;
import io.carillon.JobRequest;
import io.carillon.Queue;
import io.carillon.QueueConfig;
import io.carillon.RetryPolicy;
import io.carillon.ScheduleDefinition;
import io.carillon.TaskName;
import io.carillon.memory.InMemoryStore;
import io.carillon.schedule.Schedule;
import io.carillon.test.CarillonExtension;
import io.carillon.test.FakeTime;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Queues: their options, their pauses, and how jobs come by them. */
@ExtendWith(CarillonExtension.class)
class QueueCallsTest {
    private static final JobRequest PING = JobRequest.named("ping", null).queue("q");

    private static void ping(TestScheduler test) {
        test.scheduler().register(TaskName.of("ping"), (payload, context) -> null);
    }

    @Test
    void queues_are_those_that_were_created_or_hold_jobs(TestScheduler test) {
        test.scheduler().createQueue("b", QueueConfig.DEFAULT.workers(2));
        test.scheduler().pauseQueue("a", "because", null);
        test.scheduler().enqueue(PING.queue("c"));

        assertThat(test.scheduler().queues()).extracting(Queue::name).containsExactly("a", "b", "c");
        assertThat(test.scheduler().queues())
                .extracting(Queue::config)
                .containsExactly(QueueConfig.DEFAULT, QueueConfig.DEFAULT.workers(2), QueueConfig.DEFAULT);
    }

    @Test
    void queues_of_single_nodes_are_nobodys_business(TestScheduler test) {
        test.scheduler()
                .putSchedule(ScheduleDefinition.of("n", Schedule.daily("00:10"), JobRequest.named("nobody", null))
                        .unique(false));
        test.fireNext("n");

        assertThat(test.scheduler().getTask("n")).isPresent();
        assertThat(test.scheduler().queues()).isEmpty();
        assertThatThrownBy(() -> test.scheduler().createQueue("@node/x", QueueConfig.DEFAULT))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void creating_a_queue_again_replaces_its_options_and_keeps_its_pause(TestScheduler test) {
        test.scheduler().createQueue("q", QueueConfig.DEFAULT.maxSize(1));
        test.scheduler().pauseQueue("q", "maintenance", null);
        test.scheduler().createQueue("q", QueueConfig.DEFAULT.limit(3));

        Queue queue = test.scheduler().queues().getFirst();
        assertThat(queue.config()).isEqualTo(QueueConfig.DEFAULT.limit(3));
        assertThat(queue.pause()).isEqualTo(new Queue.Pause("maintenance", test.now(), null));
    }

    @Test
    void nothing_leaves_a_paused_queue_until_it_is_resumed(TestScheduler test) {
        ping(test);
        test.scheduler().pauseQueue("q", "maintenance", null);
        String id = test.scheduler().enqueue(PING);
        test.advance(Duration.ofMinutes(2));
        assertThat(test.job(id)).isPending().waitsFor("maintenance");

        test.scheduler().resumeQueue("q");
        test.drain();

        assertThat(test.job(id)).isCompleted();
        assertThat(test.scheduler().queues().getFirst().pause()).isNull();
        test.scheduler().resumeQueue("q");
    }

    @Test
    void a_pause_with_an_end_ends_by_itself(TestScheduler test) {
        ping(test);
        test.scheduler().pauseQueue("q", "", test.now().plusSeconds(60));
        String id = test.scheduler().enqueue(PING);
        test.advance(Duration.ofSeconds(59));
        assertThat(test.job(id)).isPending();
        test.advance(Duration.ofSeconds(2));
        assertThat(test.job(id)).isCompleted();
    }

    @Test
    void a_pause_that_is_over_before_it_begins_is_refused(TestScheduler test) {
        Instant now = test.now();

        assertThatThrownBy(() -> test.scheduler().pauseQueue("q", "", now))
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo("until"));
        assertThatThrownBy(() -> test.scheduler().pauseQueue("a b", "", null)).hasMessageStartingWith("name: expected");
        assertThatThrownBy(() -> test.scheduler().pauseQueue("q", "x".repeat(1_001), null))
                .hasMessageStartingWith("reason: expected");
        assertThat(test.scheduler().queues()).isEmpty();
    }

    @Test
    void a_job_takes_what_it_does_not_say_from_its_queue(TestScheduler test) {
        AtomicInteger runs = new AtomicInteger();
        test.scheduler().register(TaskName.of("ping"), (payload, context) -> {
            runs.incrementAndGet();
            throw new IllegalStateException("no");
        });
        test.scheduler()
                .createQueue(
                        "q",
                        QueueConfig.DEFAULT.retry(RetryPolicy.linear(Duration.ofSeconds(10))
                                .maxRetries(2)
                                .jitter(0)));
        String id = test.scheduler().enqueue(PING);
        String own = test.scheduler().enqueue(PING.retry(RetryPolicy.never()));
        test.drain();
        assertThat(test.job(own)).isFailed();
        assertThat(test.job(id)).isRetrying().isDueAt(test.now().plusSeconds(10));
        test.advance(Duration.ofSeconds(10));
        assertThat(test.job(id)).isRetrying().isDueAt(test.now().plusSeconds(20));
        test.advance(Duration.ofSeconds(20));

        assertThat(test.job(id)).isFailed().hasAttempt(3);
        assertThat(runs).hasValue(4);
    }

    @Test
    void a_queues_timeout_ends_its_jobs() {
        try (TestScheduler test = TestScheduler.builder().handlerThreads().start()) {
            test.scheduler().register(TaskName.of("ping"), (payload, context) -> {
                test.sleep(Duration.ofHours(1));
                return null;
            });
            test.scheduler().createQueue("q", QueueConfig.DEFAULT.timeout(Duration.ofSeconds(30)));
            String id = test.scheduler().enqueue(PING.retry(RetryPolicy.never()));
            test.advance(Duration.ofSeconds(29));
            assertThat(test.job(id)).isRunning();
            test.advance(Duration.ofSeconds(2));

            assertThat(test.job(id)).isFailedWith("timeout");
        }
    }

    @Test
    void higher_priorities_go_first(TestScheduler test) {
        StringBuilder order = new StringBuilder();
        test.scheduler().pauseQueue("q", "", null);
        for (int priority : new int[] {4, 9, 0, 7}) {
            test.scheduler()
                    .enqueue(JobRequest.named("p" + priority, null).queue("q").priority(priority));
            test.scheduler().register(TaskName.of("p" + priority), (payload, context) -> order.append(priority));
        }
        test.scheduler().resumeQueue("q");
        test.drain();

        assertThat(order).hasToString("9740");
    }

    @Test
    void options_that_another_process_sets_hold_at_once() {
        FakeTime time = FakeTime.at(TestScheduler.START);
        InMemoryStore store = new InMemoryStore(time, Runnable::run);
        try (TestScheduler one = TestScheduler.builder().time(time).store(store).start();
                TestScheduler other =
                        TestScheduler.builder().time(time).store(store).start()) {
            one.scheduler().enqueue(PING);
            other.scheduler().createQueue("q", QueueConfig.DEFAULT.retry(RetryPolicy.never()));

            assertThat(one.job(one.scheduler().enqueue(PING)).maxRetries()).isZero();
        }
    }
}
