package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Failure;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobStatus;
import io.carillon.LogLine;
import io.carillon.QueueConfig;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Action;
import io.carillon.spi.JobStore.Checkpoint;
import io.carillon.spi.JobStore.Demand;
import io.carillon.spi.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an administrator does to jobs. */
abstract class ChangeConformance extends StorePart {
    ChangeConformance(StoreConformance kit) {
        super(kit);
    }

    @BeforeEach
    void startANode() {
        node("a");
    }

    private UUID finished(Settlement.Outcome outcome) {
        UUID id = add(spec());
        assertThat(settle(claimOne("a"), outcome)).isTrue();
        return id;
    }

    private UUID parked() {
        return finished(new Settlement.Parked("no handler"));
    }

    private List<UUID> toCancel() {
        return store.nodes().keepAlive("a", now, now.plus(LEASE), 1).cancel();
    }

    @Test
    void a_waiting_job_is_cancelled_wherever_it_waits() {
        UUID parked = parked();
        UUID retrying = finished(new Settlement.Retry(in(60), FAULT));
        UUID holder = add(spec().serialKey("k"));
        UUID blocked = add(spec().serialKey("k"));
        UUID future = add(spec(), in(60));
        pass(Duration.ofSeconds(1));
        List<UUID> all = List.of(future, blocked, holder, retrying, parked);

        assertThat(change(Action.CANCEL, all.toArray(new UUID[0]))).containsExactlyElementsOf(all);
        for (UUID id : all) {
            Job job = read(id);
            assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
            assertThat(job.completedAt()).isEqualTo(now);
            assertThat(job.error()).isEqualTo(Failure.of("cancelled", "because"));
            assertThat(job.waitingFor()).isNull();
            assertThat(job.startedAt()).isNull();
            assertThat(job.duration()).isNull();
        }
        now = in(60);
        store.jobs().promote(now, 10);
        assertThat(claim("a", 10)).isEmpty();
        assertThat(claimParked()).isEmpty();
    }

    private List<ClaimedJob> claimParked() {
        return store.jobs().claim("a", now, List.of(new Demand("default", 10, Set.of("work"))));
    }

    @Test
    void cancelling_a_waiting_job_leaves_no_attempt_record() {
        UUID job = add(spec());
        change(Action.CANCEL, job);

        assertThat(store.jobs().attempts(job)).isEmpty();
    }

    @Test
    void a_running_job_is_flagged_and_its_node_told_with_each_beat() {
        node("b");
        UUID id = add(spec());
        ClaimedJob claimed = claimOne("a");
        assertThat(change(Action.CANCEL, id)).containsExactly(id);

        assertThat(read(id).status()).isEqualTo(JobStatus.RUNNING);
        assertThat(toCancel()).containsExactly(id);
        assertThat(toCancel()).containsExactly(id);
        assertThat(store.nodes().keepAlive("b", now, now.plus(LEASE), 0).cancel())
                .isEmpty();
        settle(claimed, new Settlement.Cancelled(Failure.of("cancelled", "asked")));
        assertThat(toCancel()).isEmpty();
    }

    @Test
    void a_flag_does_not_outlive_the_run_it_was_meant_for() {
        UUID id = add(spec());
        ClaimedJob claimed = claimOne("a");
        change(Action.CANCEL, id);
        settle(claimed, new Settlement.Failed(FAULT));
        change(Action.RETRY, id);
        ClaimedJob again = claimOne("a");

        assertThat(toCancel()).isEmpty();
        settle(again, new Settlement.Retry(in(5), FAULT));
        assertThat(read(id).status()).isEqualTo(JobStatus.RETRYING);
    }

    @Test
    void what_is_finished_or_flagged_already_is_not_cancelled_again() {
        UUID completed = finished(new Settlement.Completed("1"));
        UUID cancelled = add(spec());
        change(Action.CANCEL, cancelled);
        UUID running = add(spec());
        claimOne("a");
        change(Action.CANCEL, running);

        assertThat(change(Action.CANCEL, completed, cancelled, running, nextId()))
                .isEmpty();
        assertThat(read(completed).status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void a_failed_or_cancelled_job_is_retried_with_its_attempts() {
        UUID failed = add(spec().maxRetries(0));
        ClaimedJob claimed = claimOne("a");
        store.jobs().checkpoint(List.of(new Checkpoint(failed, 1, "[3]", null)));
        settle(claimed, new Settlement.Failed(FAULT));
        UUID cancelled = add(spec(), in(60));
        change(Action.CANCEL, cancelled);
        pass(Duration.ofSeconds(2));

        assertThat(change(Action.RETRY, failed, cancelled)).containsExactly(cancelled, failed);
        assertThat(read(failed).status()).isEqualTo(JobStatus.RETRYING);
        assertThat(read(cancelled).status()).isEqualTo(JobStatus.PENDING);
        for (UUID id : List.of(failed, cancelled)) {
            assertThat(read(id).runAt()).isEqualTo(now);
            assertThat(read(id).completedAt()).isNull();
        }
        List<ClaimedJob> again = claim("a", 10);
        assertThat(again).extracting(ClaimedJob::attempt).containsExactly(2, 1);
        assertThat(again).extracting(ClaimedJob::checkpoint).containsExactly("[3]", null);
        assertThat(store.jobs().attempts(failed)).hasSize(1);
    }

    @Test
    void a_retried_job_passes_the_bound_of_its_queue() {
        UUID failed = finished(new Settlement.Failed(FAULT));
        store.queues().put("default", QueueConfig.DEFAULT.maxSize(1));
        add(spec());

        assertThat(change(Action.RETRY, failed)).containsExactly(failed);
    }

    @Test
    void a_job_that_waits_for_its_next_try_becomes_due_now() {
        UUID job = finished(new Settlement.Retry(in(60), FAULT));
        pass(Duration.ofSeconds(1));
        assertThat(change(Action.RETRY, job)).containsExactly(job);
        assertThat(change(Action.RETRY, job)).isEmpty();

        assertThat(read(job).runAt()).isEqualTo(now);
        assertThat(claimOne("a").attempt()).isEqualTo(2);
    }

    @Test
    void completed_running_and_waiting_jobs_are_not_retried() {
        UUID completed = finished(new Settlement.Completed(null));
        UUID running = add(spec());
        claimOne("a");
        UUID ready = add(spec());
        UUID future = add(spec(), in(60));

        assertThat(change(Action.RETRY, completed, running, ready, future)).isEmpty();
        assertThat(read(future).runAt()).isEqualTo(in(60));
    }

    @Test
    void a_finished_job_is_deleted_with_all_it_left() {
        UUID job = finished(new Settlement.Failed(FAULT));
        store.logs().append(List.of(new LogLine(job.toString(), 1, 1, now, LogLine.Level.INFO, null, "hello")));
        assertThat(change(Action.DELETE, job)).containsExactly(job);

        assertThat(readAll()).isEmpty();
        assertThat(store.jobs().attempts(job)).isEmpty();
        assertThat(store.logs().read(job, -1, 10)).isEmpty();
        assertThat(change(Action.RETRY, job)).isEmpty();
    }

    @Test
    void live_jobs_are_not_deleted() {
        UUID running = add(spec());
        claimOne("a");
        UUID ready = add(spec());
        UUID future = add(spec(), in(60));

        assertThat(change(Action.DELETE, running, ready, future)).isEmpty();
        assertThat(readAll()).hasSize(3);
    }

    @Test
    void many_are_changed_in_steps_newest_first_until_none_is_left() {
        for (int n = 0; n < 25; n++) {
            add(spec().queue(n % 5 == 0 ? "other" : "mine"), n % 2 == 0 ? now : in(60));
        }
        JobQuery mine = JobQuery.ALL.queue("mine").limit(7);
        List<UUID> all = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        for (List<UUID> step = cancel(mine); !step.isEmpty(); step = cancel(mine)) {
            steps.add(step.size());
            all.addAll(step);
        }

        assertThat(steps).containsExactly(7, 7, 6);
        assertThat(new HashSet<>(all)).hasSize(20);
        assertThat(all).extracting(UUID::toString).isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(store.jobs().find(JobQuery.ALL.status(JobStatus.PENDING)).items())
                .extracting(Job::queue)
                .containsOnly("other")
                .hasSize(5);
    }

    private List<UUID> cancel(JobQuery which) {
        return store.jobs().change(which, Action.CANCEL, "cleared", now);
    }
}
