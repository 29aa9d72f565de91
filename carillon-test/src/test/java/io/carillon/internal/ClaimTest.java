package io.carillon.internal;

import static io.carillon.internal.Work.WORK;
import static io.carillon.internal.Work.enqueue;
import static io.carillon.internal.Work.running;
import static io.carillon.internal.Work.work;
import static io.carillon.test.CarillonAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.JobRequest;
import io.carillon.JobStatus;
import io.carillon.QueueConfig;
import io.carillon.ScheduleDefinition;
import io.carillon.memory.InMemoryStore;
import io.carillon.schedule.Schedule;
import io.carillon.spi.JobStore.Demand;
import io.carillon.spi.Store.Signal;
import io.carillon.test.FakeTime;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a node takes of the jobs that are due: how many, from which queues, in which order. */
class ClaimTest {
    private final FakeTime time = FakeTime.at(TestScheduler.START);
    private final FlakyStore flaky = new FlakyStore(new InMemoryStore(time, Runnable::run));
    private final List<String> seen = new ArrayList<>();

    private TestScheduler start(int slots) {
        return builder(slots).start();
    }

    private TestScheduler.Builder builder(int slots) {
        return TestScheduler.builder()
                .time(time)
                .store(flaky.store())
                .handlerThreads()
                .with(draft -> draft.maxWorkers = slots);
    }

    @Test
    void no_more_run_than_there_are_slots_and_a_freed_one_is_filled_at_once() {
        TestScheduler test = start(3);
        work(test, context -> test.sleep(Duration.ofSeconds(10)));
        enqueue(test, "default", 7);
        test.drain();
        assertThat(running(test, "default")).isEqualTo(3);
        test.advance(Duration.ofSeconds(10));
        assertThat(running(test, "default")).isEqualTo(3);
        test.advance(Duration.ofSeconds(20));
        assertThat(test.scheduler().getStats().jobs()).containsEntry(JobStatus.COMPLETED, 7L);
        assertThat(time.instant()).isEqualTo(TestScheduler.START.plusSeconds(30));
    }

    @Test
    void a_queue_has_no_more_than_its_workers_on_a_node_and_the_others_use_the_rest() {
        TestScheduler test = start(10);
        test.scheduler().createQueue("narrow", QueueConfig.DEFAULT.workers(2));
        work(test, context -> test.sleep(Duration.ofSeconds(10)));
        enqueue(test, "narrow", 9);
        enqueue(test, "wide", 9);
        test.drain();
        assertThat(running(test, "narrow")).isEqualTo(2);
        assertThat(running(test, "wide")).isEqualTo(8);
    }

    @Test
    void workers_are_counted_per_node_and_the_limit_over_the_cluster() {
        TestScheduler one = start(10);
        TestScheduler two = start(10);
        one.scheduler().createQueue("narrow", QueueConfig.DEFAULT.workers(2));
        one.scheduler().createQueue("limited", QueueConfig.DEFAULT.limit(3));
        work(one, context -> one.sleep(Duration.ofSeconds(10)));
        work(two, context -> two.sleep(Duration.ofSeconds(10)));
        enqueue(one, "narrow", 9);
        enqueue(one, "limited", 9);
        time.drain();
        assertThat(running(one, "narrow")).isEqualTo(4);
        assertThat(running(one, "limited")).isEqualTo(3);
        time.advance(Duration.ofSeconds(10));
        assertThat(running(one, "limited")).isEqualTo(3);
    }

    @Test
    void few_slots_are_shared_among_many_queues_in_turn() {
        TestScheduler test = start(2);
        work(test, context -> seen.add(context.queue()));
        for (String queue : List.of("a", "b", "c", "d", "e")) {
            enqueue(test, queue, 4);
        }
        test.drain();
        assertThat(seen).hasSize(20);
        assertThat(Set.copyOf(seen.subList(0, 10))).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
    }

    @Test
    void higher_priority_goes_first_within_a_queue() {
        TestScheduler test = start(1);
        work(test, context -> seen.add(context.params()));
        test.scheduler().pauseQueue("default", "fill it first", null);
        for (int priority : List.of(1, 9, 5)) {
            test.scheduler()
                    .enqueue(JobRequest.of(WORK, null).priority(priority).params(java.util.Map.of("p", priority)));
        }
        test.drain();
        assertThat(seen).isEmpty();
        test.scheduler().resumeQueue("default");
        test.drain();
        assertThat(seen).containsExactly("{\"p\":9}", "{\"p\":5}", "{\"p\":1}");
    }

    @Test
    void a_node_works_on_the_queues_it_was_given_only() {
        TestScheduler test =
                builder(5).with(draft -> draft.queues = Set.of("mine")).start();
        work(test, context -> seen.add(context.queue()));
        enqueue(test, "theirs", 1);
        enqueue(test, "mine", 1);
        test.advance(Duration.ofMinutes(1));
        assertThat(seen).containsExactly("mine");
    }

    @Test
    void a_node_without_workers_runs_nothing() {
        TestScheduler test = builder(5).with(draft -> draft.workers = false).start();
        work(test, context -> seen.add("ran"));
        enqueue(test, "default", 1);
        test.advance(Duration.ofMinutes(1));
        assertThat(seen).isEmpty();
        assertThat(test.scheduler().nodes())
                .singleElement()
                .extracting(io.carillon.Node::slots)
                .isEqualTo(0);
    }

    @Test
    void a_job_nobody_signalled_is_found_by_the_scan_in_a_queue_nobody_knew() {
        FlakyStore silent = new FlakyStore(new InMemoryStore(time, signal -> {}));
        TestScheduler worker =
                TestScheduler.builder().time(time).store(silent.store()).start();
        work(worker, context -> seen.add(context.queue()));
        TestScheduler producer =
                TestScheduler.builder().time(time).store(silent.store()).build();
        producer.scheduler().enqueue(JobRequest.of(WORK, null));
        time.advance(Duration.ofSeconds(1));
        assertThat(seen).containsExactly("default");
        producer.scheduler().enqueue(JobRequest.of(WORK, null).queue("fresh"));
        time.advance(Duration.ofSeconds(11));
        assertThat(seen).containsExactly("default", "fresh");
        producer.scheduler().enqueue(JobRequest.of(WORK, null).delay(Duration.ofSeconds(30)));
        time.advance(Duration.ofSeconds(30));
        assertThat(seen).hasSize(3);
    }

    @Test
    void due_jobs_and_schedules_nobody_signalled_are_seen_by_the_scan() {
        FlakyStore silent = new FlakyStore(new InMemoryStore(time, signal -> {}));
        TestScheduler worker =
                TestScheduler.builder().time(time).store(silent.store()).start();
        work(
                worker,
                context -> seen.add(context.queue() + " " + Duration.between(TestScheduler.START, time.instant())));
        time.advance(Duration.ofSeconds(20));
        TestScheduler producer =
                TestScheduler.builder().time(time).store(silent.store()).build();
        producer.scheduler()
                .putSchedule(ScheduleDefinition.of(
                        "seldom",
                        Schedule.every(Duration.ofSeconds(7)),
                        JobRequest.of(WORK, null).queue("seldom")));
        producer.scheduler().enqueue(JobRequest.of(WORK, null).queue("later").delay(Duration.ofSeconds(4)));
        time.advance(Duration.ofSeconds(1));
        // Earlier than what the node has heard of by now.
        producer.scheduler().enqueue(JobRequest.of(WORK, null).queue("soon").delay(Duration.ofSeconds(2)));
        producer.scheduler()
                .putSchedule(ScheduleDefinition.of(
                        "often",
                        Schedule.every(Duration.ofSeconds(3)),
                        JobRequest.of(WORK, null).queue("often")));

        time.advance(Duration.ofSeconds(7));

        assertThat(seen.stream().filter(run -> !run.startsWith("often")))
                .containsExactly("soon PT23S", "later PT24S", "seldom PT27S");
        assertThat(seen.stream().filter(run -> run.startsWith("often"))).containsExactly("often PT24S", "often PT27S");
    }

    @Test
    void an_idle_node_asks_the_store_less_than_twice_a_second() {
        TestScheduler test = start(10);
        test.advance(Duration.ofSeconds(10));
        int before = flaky.calls();
        test.advance(Duration.ofMinutes(10));
        assertThat((flaky.calls() - before) / 600.0).isLessThan(1.7);
    }

    @Test
    void a_hundred_queues_cost_an_idle_node_no_more_than_one() {
        TestScheduler test = start(10);
        for (int queue = 0; queue < 100; queue++) {
            test.scheduler().createQueue("queue-" + queue, QueueConfig.DEFAULT);
            enqueue(test, "queue-" + queue, 1);
        }
        work(test, context -> seen.add(context.queue()));
        test.advance(Duration.ofSeconds(10));
        assertThat(seen).hasSize(100);
        int before = flaky.calls();
        int claimsBefore = flaky.calls("jobs.claim");

        test.advance(Duration.ofMinutes(10));

        assertThat(flaky.calls("jobs.claim") - claimsBefore).isZero();
        assertThat((flaky.calls() - before) / 600.0).isLessThan(1.7);
    }

    @Test
    void a_node_works_on_any_number_of_queues_one_after_the_other() {
        TestScheduler test = start(10);
        work(test, context -> seen.add(context.queue()));
        for (int queue = 0; queue < 11_000; queue++) {
            enqueue(test, "tenant-" + queue, 1);
            if (queue % 500 == 0) {
                test.drain();
            }
        }
        test.drain();
        assertThat(seen).hasSize(11_000);
    }

    @Test
    void a_signal_that_is_none_of_ours_does_no_harm() {
        InMemoryStore store = new InMemoryStore(time, Runnable::run);
        TestScheduler test = TestScheduler.builder().time(time).store(store).start();
        for (String due : List.of("", "soon", "+1000000000-12-31T23:59:59.999999999Z", "-1000000000-01-01T00:00:00Z")) {
            store.signals().publish(new Signal(Signal.Kind.FUTURE, due));
        }
        for (Signal.Kind kind : Signal.Kind.values()) {
            store.signals().publish(new Signal(kind, "no such thing"));
        }
        time.drain();
        work(test, context -> seen.add("ran"));
        enqueue(test, "default", 1);
        time.drain();
        assertThat(seen).containsExactly("ran");
    }

    @Test
    void a_scan_that_failed_is_made_good() {
        FlakyStore silent = new FlakyStore(new InMemoryStore(time, signal -> {}));
        TestScheduler worker =
                TestScheduler.builder().time(time).store(silent.store()).start();
        work(worker, context -> seen.add(context.queue()));
        silent.fail("jobs.backlog", 1);
        TestScheduler.builder()
                .time(time)
                .store(silent.store())
                .build()
                .scheduler()
                .enqueue(JobRequest.of(WORK, null).queue("fresh"));

        time.advance(Duration.ofMillis(1_200));

        assertThat(seen).containsExactly("fresh");
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 60", "PT0.3S, 20", "PT5S, 4"})
    void a_scan_that_takes_long_is_made_less_often_and_each_ten_seconds_at_least(Duration takes, int scansAMinute) {
        TestScheduler test = start(3);
        flaky.spy((call, arguments) -> {
            if (call.equals("jobs.backlog")) {
                takeTime(takes);
            }
        });
        test.advance(Duration.ofSeconds(30));
        int before = flaky.calls("jobs.backlog");

        test.advance(Duration.ofMinutes(1));

        assertThat(flaky.calls("jobs.backlog") - before).isEqualTo(scansAMinute);
    }

    private void takeTime(Duration length) {
        try {
            time.sleep(length);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void the_threads_of_handlers_never_touch_the_store() {
        TestScheduler test = start(3);
        List<Thread> handlers = new ArrayList<>();
        work(test, context -> {
            handlers.add(Thread.currentThread());
            context.log("line");
            context.progress(1, "x");
            context.checkpoint("here");
            throw new IllegalStateException("fails");
        });
        enqueue(test, "default", 3);
        test.advance(Duration.ofSeconds(1));
        assertThat(handlers).hasSize(3);
        assertThat(flaky.callers()).isNotEmpty().doesNotContainAnyElementsOf(handlers);
    }

    @Test
    void what_a_claim_took_whose_answer_was_lost_is_handed_back_and_run() {
        TestScheduler test = start(5);
        work(test, context -> seen.add(context.attempt() + "/" + context.fence()));
        test.advance(Duration.ofSeconds(1));
        flaky.loseAnswer("jobs.claim", 1);
        enqueue(test, "default", 3);
        test.advance(Duration.ofSeconds(3));
        assertThat(seen).containsExactly("1/2", "1/2", "1/2");
        assertThat(test.scheduler().getStats().jobs()).containsEntry(JobStatus.COMPLETED, 3L);
    }

    @Test
    void a_job_that_is_running_is_not_handed_back_because_of_another_lost_claim() {
        TestScheduler test = start(5);
        work(test, context -> {
            seen.add("begins");
            test.sleep(Duration.ofMinutes(1));
        });
        enqueue(test, "default", 1);
        test.drain();
        flaky.loseAnswer("jobs.claim", 1);
        test.advance(Duration.ofMinutes(1));
        assertThat(seen).containsExactly("begins");
        assertThat(test.scheduler().getStats().jobs()).containsEntry(JobStatus.COMPLETED, 1L);
    }

    @Test
    void a_full_batch_claims_again_at_once_and_an_empty_one_waits() {
        TestScheduler test = start(100);
        work(test, context -> {});
        List<Integer> asked = new ArrayList<>();
        flaky.spy((call, arguments) -> {
            if (call.equals("jobs.claim")) {
                asked.add(((List<?>) arguments[2])
                        .stream().map(Demand.class::cast).mapToInt(Demand::max).sum());
            }
        });
        test.scheduler().pauseQueue("default", "fill it first", null);
        enqueue(test, "default", 250);
        test.scheduler().resumeQueue("default");
        asked.clear();
        test.drain();
        assertThat(test.scheduler().getStats().jobs()).containsEntry(JobStatus.COMPLETED, 250L);
        assertThat(asked).hasSizeLessThan(8);
    }

    @Test
    void a_draining_node_takes_nothing_until_it_is_active_again() {
        TestScheduler test = start(5);
        work(test, context -> seen.add("ran"));
        flaky.store().nodes().change(test.scheduler().nodeId(), io.carillon.Node.State.DRAINING);
        test.advance(Duration.ofSeconds(6));
        enqueue(test, "default", 1);
        test.advance(Duration.ofSeconds(20));
        assertThat(seen).isEmpty();
        flaky.store().nodes().change(test.scheduler().nodeId(), io.carillon.Node.State.ACTIVE);
        test.advance(Duration.ofSeconds(6));
        assertThat(seen).containsExactly("ran");
    }

    @Test
    void a_parked_job_goes_to_the_node_that_has_the_handler() {
        TestScheduler without = start(5);
        String id = without.scheduler().enqueue(JobRequest.named("rare", null));
        without.drain();
        assertThat(without.job(id)).isPending().waitsFor("rare");
        TestScheduler with = builder(5).build();
        work(with, "rare", context -> seen.add("ran"));
        with.scheduler().start();
        time.drain();
        assertThat(seen).containsExactly("ran");
        without.scheduler().enqueue(JobRequest.named("rare", null));
        time.drain();
        assertThat(seen).containsExactly("ran", "ran");
    }
}
