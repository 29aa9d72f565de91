package io.carillon.scheduler;

import static io.carillon.test.CarillonAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.Carillon;
import io.carillon.Event;
import io.carillon.JobRequest;
import io.carillon.JobSpec;
import io.carillon.Node;
import io.carillon.QueueConfig;
import io.carillon.ScheduleDefinition;
import io.carillon.Scheduler;
import io.carillon.TaskName;
import io.carillon.memory.InMemoryStore;
import io.carillon.schedule.Schedule;
import io.carillon.test.FakeTime;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Beginning and ending. */
class LifecycleTest {
    @Test
    void starting_joins_the_cluster_and_repeating_it_does_nothing() {
        try (TestScheduler test = TestScheduler.builder().build()) {
            Scheduler scheduler = test.scheduler();
            assertThat(scheduler.isRunning()).isFalse();

            assertThat(scheduler.start()).isSameAs(scheduler);
            String node = scheduler.nodeId();
            scheduler.start();

            assertThat(scheduler.isRunning()).isTrue();
            assertThat(scheduler.nodeId()).isEqualTo(node).isNotNull();
            assertThat(scheduler.nodes()).extracting(Node::id).containsExactly(node);
        }
    }

    @Test
    void stopping_leaves_the_cluster_and_it_may_start_again() {
        try (TestScheduler test = TestScheduler.create()) {
            Scheduler scheduler = test.scheduler();
            scheduler.register(TaskName.of("ping"), (payload, context) -> null);
            scheduler.stop();
            scheduler.stop();

            assertThat(scheduler.isRunning()).isFalse();
            assertThat(scheduler.nodes()).isEmpty();
            String id = scheduler.enqueue(JobRequest.named("ping", null));
            test.advance(Duration.ofMinutes(1));
            assertThat(test.job(id)).isPending();

            scheduler.start();
            test.drain();
            assertThat(test.job(id)).isCompleted();
        }
    }

    @Test
    void a_closed_scheduler_says_so() {
        TestScheduler test = TestScheduler.create();
        Scheduler scheduler = test.scheduler();
        scheduler.close();
        scheduler.close();
        scheduler.stop();

        assertThat(scheduler.isRunning()).isFalse();
        assertThatThrownBy(scheduler::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> scheduler.enqueue(new CleanupTask("logs", 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(scheduler::getStats).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> scheduler.getTask("x")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_size_of_the_default_queue_is_set_without_touching_its_other_options() {
        FakeTime time = FakeTime.at(TestScheduler.START);
        InMemoryStore store = new InMemoryStore(time, Runnable::run);
        store.queues().put(JobSpec.DEFAULT_QUEUE, QueueConfig.DEFAULT.workers(3).maxSize(7));
        try (TestScheduler test = TestScheduler.builder()
                .time(time)
                .store(store)
                .with(draft -> draft.queueSize = 1_000)
                .start()) {
            assertThat(test.scheduler().queues().getFirst().config())
                    .isEqualTo(QueueConfig.DEFAULT.workers(3).maxSize(1_000));
        }
        try (TestScheduler silent =
                TestScheduler.builder().time(time).store(store).start()) {
            assertThat(silent.scheduler().queues().getFirst().config().maxSize())
                    .isEqualTo(1_000);
        }
    }

    @Test
    void building_asks_nothing_of_the_store() {
        InMemoryStore store = new InMemoryStore(FakeTime.at(TestScheduler.START), Runnable::run);
        TestScheduler.builder().store(store).with(draft -> draft.queueSize = 5).build();

        assertThat(store.queues().list()).isEmpty();
    }

    @Test
    void every_job_that_is_stored_is_told_to_listeners() {
        try (TestScheduler test = TestScheduler.create()) {
            String id = test.scheduler().enqueue(new CleanupTask("logs", 30));
            test.scheduler().enqueue(new CleanupTask("logs", 30));
            test.drain();

            assertThat(test.events())
                    .filteredOn(event -> event instanceof Event.OfJob)
                    .extracting(event -> ((Event.OfJob) event).change())
                    .containsExactly(Event.JobChange.ENQUEUED, Event.JobChange.STARTED, Event.JobChange.COMPLETED);
            assertThat(test.job(id)).isCompleted();
        }
    }

    @Test
    void on_the_real_clock_a_job_runs_without_anybody_driving_it() throws Exception {
        CountDownLatch ran = new CountDownLatch(3);
        try (Scheduler scheduler = Carillon.builder().maxWorkers(2).build()) {
            scheduler.register(TaskName.of("ping"), (payload, context) -> {
                ran.countDown();
                return null;
            });
            scheduler.start();
            scheduler.enqueue(JobRequest.named("ping", null));
            scheduler.enqueue(JobRequest.named("ping", null).delay(Duration.ofMillis(30)));
            scheduler.putSchedule(ScheduleDefinition.of(
                    "soon", Schedule.every(Duration.ofMillis(50)).maxRuns(1), JobRequest.named("ping", null)));

            assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
