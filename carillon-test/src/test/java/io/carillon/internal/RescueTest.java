package io.carillon.internal;

import static io.carillon.internal.Work.WORK;
import static io.carillon.internal.Work.work;
import static io.carillon.test.CarillonAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Event;
import io.carillon.Event.NodeChange;
import io.carillon.JobQuery;
import io.carillon.JobRequest;
import io.carillon.JobStatus;
import io.carillon.memory.InMemoryStore;
import io.carillon.test.FakeTime;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RescueTest {
    private final FakeTime time = FakeTime.at(TestScheduler.START);
    private final InMemoryStore memory = new InMemoryStore(time, Runnable::run);
    private final FlakyStore flaky = new FlakyStore(memory);
    private final List<String> seen = new ArrayList<>();

    private TestScheduler node() {
        TestScheduler node = TestScheduler.builder()
                .time(time)
                .store(flaky.store())
                .handlerThreads()
                .start();
        work(node, context -> {
            seen.add(context.queue());
            node.sleep(Duration.ofHours(1));
        });
        return node;
    }

    private String enqueue(TestScheduler node, String queue) {
        String id = node.scheduler().enqueue(JobRequest.of(WORK, null).queue(queue));
        time.drain();
        return id;
    }

    /** Kills the node that runs a job, if one does. */
    private static void kill(List<TestScheduler> nodes, TestScheduler reader, String job) {
        String holder = reader.job(job).node();
        nodes.stream()
                .filter(node -> holder.equals(node.scheduler().nodeId()))
                .forEach(node -> node.process().kill());
    }

    @Test
    void ten_jobs_of_a_killed_node_run_again_within_twenty_seconds_and_no_retry_is_spent() {
        TestScheduler first = node();
        for (int i = 0; i < 10; i++) {
            enqueue(first, "q" + i);
        }
        time.advance(Duration.ofSeconds(7));
        TestScheduler second = node();
        Instant killedAt = time.instant();
        first.process().kill();
        seen.clear();
        while (seen.size() < 10) {
            time.advance(Duration.ofMillis(100));
            assertThat(Duration.between(killedAt, time.instant())).isLessThan(Duration.ofSeconds(20));
        }
        assertThat(second.scheduler().getTasks(JobQuery.ALL).items())
                .hasSize(10)
                .allSatisfy(job -> {
                    assertThat(job).isRunning().hasAttempt(1);
                    assertThat(job.crashes()).isEqualTo(1);
                    assertThat(job.fence()).isEqualTo(2);
                });
        assertThat(second.scheduler()
                        .attempts(second.scheduler()
                                .getTasks(JobQuery.ALL.limit(1))
                                .items()
                                .getFirst()
                                .id()))
                .singleElement()
                .extracting(io.carillon.Attempt::outcome)
                .isEqualTo("crashed");
    }

    @Test
    void a_job_that_kills_its_node_alone_three_times_when_it_was_suspect_is_quarantined() {
        TestScheduler watcher = TestScheduler.builder()
                .time(time)
                .store(memory)
                .with(draft -> draft.workers = false)
                .start();
        String killer = watcher.scheduler().enqueue(JobRequest.of(WORK, null));
        List<Integer> crashes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            TestScheduler victim = node();
            time.advance(Duration.ofSeconds(5));
            assertThat(watcher.job(killer)).isRunning().hasAttempt(1);
            victim.process().kill();
            time.advance(Duration.ofSeconds(20));
            crashes.add(watcher.job(killer).crashes());
        }
        assertThat(crashes).startsWith(1, 2, 3);
        assertThat(watcher.job(killer)).isFailedWith("quarantine");
        assertThat(watcher.job(killer).error().message()).contains("3 nodes died");
        TestScheduler well = node();
        time.advance(Duration.ofMinutes(1));
        assertThat(watcher.job(killer)).isFailed();
        assertThat(well.scheduler().isRunning()).isTrue();
    }

    @Test
    void neighbours_of_a_killer_are_never_condemned() {
        TestScheduler watcher = TestScheduler.builder()
                .time(time)
                .store(memory)
                .with(draft -> draft.workers = false)
                .start();
        List<String> innocent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            innocent.add(watcher.scheduler().enqueue(JobRequest.of(WORK, null).queue("innocent")));
        }
        String killer = watcher.scheduler().enqueue(JobRequest.of(WORK, null).queue("killer"));
        for (int round = 0; round < 40 && watcher.job(killer).status() != JobStatus.FAILED; round++) {
            List<TestScheduler> nodes = List.of(node(), node());
            time.advance(Duration.ofSeconds(8));
            if (watcher.job(killer).status() == JobStatus.RUNNING) {
                kill(nodes, watcher, killer);
            }
            time.advance(Duration.ofSeconds(20));
            nodes.forEach(node -> {
                if (node.scheduler().isRunning()) {
                    node.process().kill();
                }
            });
            // The survivors leave in good order, as after a deployment.
            memory.nodes().list().stream()
                    .filter(node -> node.slots() > 0)
                    .forEach(node -> memory.nodes().remove(node.id()));
            time.advance(Duration.ofSeconds(20));
        }
        assertThat(watcher.job(killer)).isFailedWith("quarantine");
        assertThat(innocent)
                .allSatisfy(id -> assertThat(watcher.job(id).status()).isNotEqualTo(JobStatus.FAILED));
    }

    @Test
    void jobs_that_broke_two_nodes_run_one_at_a_time_on_a_node() {
        TestScheduler watcher = TestScheduler.builder()
                .time(time)
                .store(memory)
                .with(draft -> draft.workers = false)
                .start();
        for (int i = 0; i < 3; i++) {
            watcher.scheduler().enqueue(JobRequest.of(WORK, null).queue("suspects"));
        }
        for (int i = 0; i < 2; i++) {
            TestScheduler victim = node();
            time.advance(Duration.ofSeconds(5));
            victim.process().kill();
            time.advance(Duration.ofSeconds(20));
        }
        watcher.scheduler().enqueue(JobRequest.of(WORK, null).queue("harmless"));
        seen.clear();
        TestScheduler one = node();
        time.advance(Duration.ofSeconds(30));
        assertThat(seen).containsExactlyInAnyOrder("suspects", "harmless");
        node();
        one.process().freeze();
        time.advance(Duration.ofSeconds(5));
        one.process().thaw();
        time.advance(Duration.ofSeconds(30));
        assertThat(seen).containsExactlyInAnyOrder("suspects", "harmless", "suspects");
        assertThat(watcher.scheduler()
                        .getTasks(JobQuery.ALL.queue("suspects").status(JobStatus.PENDING))
                        .items())
                .hasSize(1)
                .allSatisfy(job -> assertThat(job).hasAttempt(0));
    }

    @Test
    void a_suspect_that_waits_for_its_turn_is_looked_at_ever_less_often() {
        TestScheduler watcher = TestScheduler.builder()
                .time(time)
                .store(memory)
                .with(draft -> draft.workers = false)
                .start();
        watcher.scheduler().enqueue(JobRequest.of(WORK, null).queue("suspects"));
        watcher.scheduler().enqueue(JobRequest.of(WORK, null).queue("suspects"));
        for (int i = 0; i < 2; i++) {
            TestScheduler victim = node();
            time.advance(Duration.ofSeconds(5));
            victim.process().kill();
            time.advance(Duration.ofSeconds(20));
        }
        node();
        time.advance(Duration.ofMinutes(4));

        assertThat(watcher.scheduler()
                        .getTasks(JobQuery.ALL.queue("suspects").status(JobStatus.PENDING))
                        .items())
                .singleElement()
                .satisfies(job -> assertThat(job.fence()).isLessThan(15));
    }

    @Test
    void an_outage_of_the_store_is_no_crash_of_the_nodes_that_could_not_reach_it() {
        TestScheduler first = node();
        TestScheduler second = node();
        String id = enqueue(first, "default");
        boolean[] away = {true};
        flaky.failWhile("", () -> away[0]);
        time.advance(Duration.ofMinutes(1));
        away[0] = false;
        time.advance(Duration.ofSeconds(15));
        assertThat(first.job(id)).isRunning();
        assertThat(first.job(id).crashes()).isZero();
        assertThat(first.job(id).fence()).isGreaterThan(1);
        for (TestScheduler node : List.of(first, second)) {
            assertThat(node.events().stream()
                            .filter(Event.OfNode.class::isInstance)
                            .map(event -> ((Event.OfNode) event).change()))
                    .containsOnlyOnce(NodeChange.STORE_LOST, NodeChange.STORE_BACK, NodeChange.LEASE_LOST);
        }
    }

    @Test
    void several_nodes_that_see_the_same_death_do_not_disturb_each_other() {
        TestScheduler victim = node();
        String id = enqueue(victim, "default");
        List<TestScheduler> others = List.of(node(), node(), node());
        victim.process().kill();
        time.advance(Duration.ofSeconds(20));
        assertThat(others.getFirst().job(id)).isRunning();
        assertThat(others.getFirst().job(id).crashes()).isEqualTo(1);
        assertThat(others.getFirst().job(id).fence()).isEqualTo(2);
        assertThat(memory.locks().list(time.instant())).isEmpty();
    }

    @Test
    void a_rescuer_that_dies_holding_the_lock_holds_the_others_up_for_a_beat_only() {
        TestScheduler victim = node();
        String id = enqueue(victim, "default");
        TestScheduler other = node();
        victim.process().kill();
        time.advance(Duration.ofSeconds(14));
        memory.locks()
                .acquire(
                        "@rescue",
                        "somebody dead",
                        time.instant(),
                        time.instant().plusSeconds(5));
        time.advance(Duration.ofSeconds(6));
        assertThat(other.job(id)).isRunning();
        assertThat(other.job(id).node()).isEqualTo(other.scheduler().nodeId());
    }

    @Test
    void a_dead_node_is_forgotten_after_a_while_and_a_frozen_one_joins_anew() {
        TestScheduler dead = node();
        TestScheduler other = node();
        dead.process().kill();
        time.advance(Duration.ofMinutes(1));
        assertThat(other.scheduler().nodes()).hasSize(2);
        time.advance(Duration.ofMinutes(3));
        assertThat(other.scheduler().nodes()).hasSize(1);
    }
}
