package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.Attempt;
import io.carillon.Failure;
import io.carillon.Job;
import io.carillon.JobStatus;
import io.carillon.QueueConfig;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Action;
import io.carillon.spi.JobStore.Demand;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.Settlement;
import io.carillon.spi.Settlement.Crash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a job with each of the ends of an attempt. */
abstract class SettleConformance extends StorePart {
    SettleConformance(StoreConformance kit) {
        super(kit);
    }

    @BeforeEach
    void startANode() {
        node("a");
    }

    /** Ends an attempt that began a second and ended a tenth of a second ago. */
    private Job settled(ClaimedJob claimed, Settlement.Outcome outcome) {
        assertThat(settle(Settlement.of(claimed, began(), ended(), outcome))).isTrue();
        return read(claimed.spec().id());
    }

    private Instant began() {
        return now.minusSeconds(1);
    }

    private Instant ended() {
        return now.minusMillis(100);
    }

    private ClaimedJob addAndClaim() {
        add(spec());
        return claimOne("a");
    }

    private void assertOneAttempt(ClaimedJob claimed, String outcome, Failure error) {
        assertThat(store.jobs().attempts(claimed.spec().id()))
                .containsExactly(
                        new Attempt(claimed.attempt(), claimed.fence(), "a", began(), ended(), outcome, error));
    }

    @Test
    void a_completed_job_keeps_its_result_and_leaves_no_attempt_record() {
        ClaimedJob claimed = addAndClaim();
        Job job = settled(claimed, new Settlement.Completed("{\"rows\": 3}"));

        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.result()).isEqualTo("{\"rows\": 3}");
        assertThat(job.startedAt()).isEqualTo(began());
        assertThat(job.completedAt()).isEqualTo(ended());
        assertThat(job.error()).isNull();
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.fence()).isEqualTo(1);
        assertThat(job.node()).isEqualTo("a");
        assertThat(store.jobs().attempts(claimed.spec().id())).isEmpty();
        assertThat(claim("a", 10)).isEmpty();
    }

    @Test
    void a_result_may_be_missing() {
        assertThat(settled(addAndClaim(), new Settlement.Completed(null)).result())
                .isNull();
    }

    @Test
    void a_failed_job_keeps_its_error() {
        ClaimedJob claimed = addAndClaim();
        Job job = settled(claimed, new Settlement.Failed(FAULT));

        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.error()).isEqualTo(FAULT);
        assertThat(job.completedAt()).isEqualTo(ended());
        assertThat(job.attempt()).isEqualTo(1);
        assertOneAttempt(claimed, "failed", FAULT);
        assertThat(claim("a", 10)).isEmpty();
    }

    @Test
    void a_cancelled_job_keeps_who_asked_for_it() {
        ClaimedJob claimed = addAndClaim();
        Failure asked = Failure.of("cancelled", "asked by admin");
        Job job = settled(claimed, new Settlement.Cancelled(asked));

        assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(job.error()).isEqualTo(asked);
        assertThat(job.completedAt()).isEqualTo(ended());
        assertOneAttempt(claimed, "cancelled", asked);
    }

    @Test
    void a_job_to_be_tried_again_waits_until_it_is_due() {
        ClaimedJob claimed = addAndClaim();
        Job job = settled(claimed, new Settlement.Retry(in(30), FAULT));

        assertThat(job.status()).isEqualTo(JobStatus.RETRYING);
        assertThat(job.runAt()).isEqualTo(in(30));
        assertThat(job.error()).isEqualTo(FAULT);
        assertThat(job.completedAt()).isNull();
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.retryCount()).isZero();
        assertOneAttempt(claimed, "retrying", FAULT);
        assertThat(claim("a", 10)).isEmpty();
    }

    @Test
    void a_job_to_be_tried_again_at_once_can_be_claimed_at_once() {
        settled(addAndClaim(), new Settlement.Retry(now, FAULT));

        ClaimedJob second = claimOne("a");
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(settled(second, new Settlement.Completed(null)).error()).isNull();
    }

    @Test
    void a_released_attempt_does_not_count() {
        ClaimedJob claimed = addAndClaim();
        Job job = settled(claimed, released(now));

        assertThat(job.status()).isEqualTo(JobStatus.PENDING);
        assertThat(job.attempt()).isZero();
        assertThat(job.fence()).isEqualTo(1);
        assertThat(job.error()).isNull();
        assertThat(job.crashes()).isZero();
        assertOneAttempt(claimed, "released", Failure.of("released", "shutdown"));

        ClaimedJob again = claimOne("a");
        assertThat(again.attempt()).isEqualTo(1);
        assertThat(again.fence()).isEqualTo(2);
    }

    @Test
    void a_job_released_after_a_failed_attempt_is_still_retrying_with_its_error() {
        settled(addAndClaim(), new Settlement.Retry(now, FAULT));
        Job job = settled(claimOne("a"), released(in(5)));

        assertThat(job.status()).isEqualTo(JobStatus.RETRYING);
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.error()).isEqualTo(FAULT);
        assertThat(job.runAt()).isEqualTo(in(5));
        assertThat(claim("a", 10)).isEmpty();
    }

    @Test
    void a_crash_is_counted_and_a_proven_one_twice() {
        ClaimedJob first = addAndClaim();
        Job job = settled(first, new Settlement.Released(now, "node a died", Crash.SUSPECT));
        assertThat(job.crashes()).isEqualTo(1);
        assertThat(job.attempt()).isZero();
        assertOneAttempt(first, "crashed", Failure.of("crash", "node a died"));

        ClaimedJob second = claimOne("a");
        assertThat(second.crashes()).isEqualTo(1);
        assertThat(second.strikes()).isZero();
        settled(second, new Settlement.Released(now, "node a died", Crash.PROVEN));
        ClaimedJob third = claimOne("a");
        assertThat(third.crashes()).isEqualTo(2);
        assertThat(third.strikes()).isEqualTo(1);
        assertThat(third.attempt()).isEqualTo(1);
    }

    @Test
    void a_parked_job_is_pending_and_says_why() {
        ClaimedJob claimed = addAndClaim();
        Job job = settled(claimed, new Settlement.Parked("no live node has a handler for task 'work'"));

        assertThat(job.status()).isEqualTo(JobStatus.PENDING);
        assertThat(job.attempt()).isZero();
        assertThat(job.waitingFor()).isEqualTo("no live node has a handler for task 'work'");
        assertThat(job.runAt()).isEqualTo(claimed.due());
        assertThat(store.jobs().attempts(claimed.spec().id())).isEmpty();
        assertThat(claim("a", 10)).isEmpty();
    }

    @Test
    void a_parked_job_goes_on_where_it_was() {
        settled(addAndClaim(), new Settlement.Parked("no handler"));
        ClaimedJob again = store.jobs()
                .claim("a", now, List.of(new Demand("default", 1, Set.of("work"))))
                .getFirst();

        assertThat(again.attempt()).isEqualTo(1);
        assertThat(again.fence()).isEqualTo(2);
        Job running = read(again.spec().id());
        assertThat(running.waitingFor()).isNull();
        assertThat(running.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(settled(again, new Settlement.Completed(null)).status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void the_progress_of_the_end_is_kept_and_none_leaves_the_last() {
        ClaimedJob claimed = addAndClaim();
        Job.Progress half = new Job.Progress(50, "half way");
        settle(new Settlement(
                claimed.spec().id(), claimed.fence(), now, now, new Settlement.Retry(now, FAULT), half, List.of()));
        assertThat(read(claimed.spec().id()).progress()).isEqualTo(half);

        Job done = settled(claimOne("a"), new Settlement.Completed(null));
        assertThat(done.progress()).isEqualTo(half);
    }

    @Test
    void follow_ups_are_stored_with_the_end_whatever_it_is() {
        NewJob next = new NewJob(spec().build(), now);
        NewJob later = new NewJob(spec().build(), in(60));
        settleWith(addAndClaim(), new Settlement.Completed(null), next, later);
        assertThat(ids(claim("a", 10))).containsExactly(next.spec().id());
        assertThat(read(later.spec().id()).runAt()).isEqualTo(in(60));

        NewJob onError = new NewJob(spec().build(), now);
        settleWith(addAndClaim(), new Settlement.Failed(FAULT), onError);
        assertThat(ids(claim("a", 10))).containsExactly(onError.spec().id());
    }

    private void settleWith(ClaimedJob claimed, Settlement.Outcome outcome, NewJob... followUps) {
        assertThat(settle(end(claimed.spec().id(), claimed.fence(), outcome, followUps)))
                .isTrue();
    }

    @Test
    void follow_ups_pass_the_bound_of_their_queue() {
        store.queues().put("default", QueueConfig.DEFAULT.maxSize(1));
        ClaimedJob claimed = addAndClaim();
        add(spec());
        NewJob followUp = new NewJob(spec().build(), now);
        settleWith(claimed, new Settlement.Completed(null), followUp);

        assertThat(read(followUp.spec().id()).status()).isEqualTo(JobStatus.PENDING);
    }

    @Test
    void a_follow_up_may_have_the_keys_of_the_job_it_follows() {
        add(spec().uniqueKey("chain").serialKey("line"));
        ClaimedJob claimed = claimOne("a");
        NewJob next = new NewJob(spec().uniqueKey("chain").serialKey("line").build(), now);
        NewJob again = new NewJob(spec().uniqueKey("chain").build(), now);
        settleWith(claimed, new Settlement.Completed(null), next, again);

        assertThat(readAll()).hasSize(2);
        assertThat(ids(claim("a", 10))).containsExactly(next.spec().id());
    }

    @Test
    void a_follow_up_may_have_the_key_of_any_job_that_ends_in_the_call() {
        add(spec());
        add(spec().uniqueKey("k"));
        List<ClaimedJob> claimed = claim("a", 2);
        NewJob next = new NewJob(spec().uniqueKey("k").build(), now);
        Settlement.Completed completed = new Settlement.Completed(null);
        Settlement first = end(claimed.getFirst().spec().id(), 1, completed, next);
        Settlement second = end(claimed.getLast().spec().id(), 1, completed);
        store.jobs().settle(List.of(first, second), now, null);

        assertThat(ids(claim("a", 10))).containsExactly(next.spec().id());
    }

    @Test
    void of_two_follow_ups_with_one_key_the_first_of_the_call_is_stored() {
        add(spec());
        add(spec());
        List<ClaimedJob> claimed = claim("a", 2);
        NewJob first = new NewJob(spec().uniqueKey("k").build(), now);
        NewJob second = new NewJob(spec().uniqueKey("k").build(), now);
        Settlement.Completed completed = new Settlement.Completed(null);
        Settlement later = end(claimed.getLast().spec().id(), 1, completed, first);
        Settlement earlier = end(claimed.getFirst().spec().id(), 1, completed, second);
        store.jobs().settle(List.of(later, earlier), now, null);

        assertThat(ids(claim("a", 10))).containsExactly(first.spec().id());
    }

    @Test
    void a_follow_up_whose_unique_key_is_held_is_left_out() {
        add(spec().uniqueKey("k"), in(60));
        NewJob duplicate = new NewJob(spec().uniqueKey("k").build(), now);
        settleWith(addAndClaim(), new Settlement.Completed(null), duplicate);

        assertThat(readAll())
                .hasSize(2)
                .extracting(Job::id)
                .doesNotContain(duplicate.spec().id().toString());
    }

    @Test
    void a_job_cancelled_while_it_ran_never_waits_again() {
        List<Settlement.Outcome> waiting = List.of(
                new Settlement.Retry(in(5), FAULT),
                released(now),
                new Settlement.Released(now, "node died", Crash.PROVEN),
                new Settlement.Parked("no handler"));
        for (Settlement.Outcome outcome : waiting) {
            ClaimedJob claimed = addAndClaim();
            UUID id = claimed.spec().id();
            assertThat(change(Action.CANCEL, id)).containsExactly(id);
            Job job = settled(claimed, outcome);

            assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
            assertThat(job.error()).isEqualTo(Failure.of("cancelled", "because"));
            assertThat(job.completedAt()).isEqualTo(ended());
            assertOneAttempt(claimed, "cancelled", Failure.of("cancelled", "because"));
        }
        assertThat(claim("a", 10)).isEmpty();
    }

    @Test
    void a_job_that_ended_before_its_cancel_arrived_has_the_end_it_had() {
        ClaimedJob completed = addAndClaim();
        ClaimedJob failed = addAndClaim();
        change(Action.CANCEL, completed.spec().id(), failed.spec().id());

        assertThat(settled(completed, new Settlement.Completed("1")).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(settled(failed, new Settlement.Failed(FAULT)).status()).isEqualTo(JobStatus.FAILED);
    }

    @Test
    void past_attempts_are_told_oldest_first_and_only_the_last_hundred() {
        add(spec());
        for (int n = 1; n <= 103; n++) {
            pass(Duration.ofMillis(5));
            node("a");
            settle(claimOne("a"), new Settlement.Retry(now, Failure.of("e", "try " + n)));
        }
        List<Attempt> attempts =
                store.jobs().attempts(readAll().getFirst().spec().id());

        assertThat(attempts).hasSize(100);
        assertThat(attempts.getFirst().attempt()).isEqualTo(4);
        assertThat(attempts.getLast().attempt()).isEqualTo(103);
        assertThat(attempts).extracting(Attempt::fence).isSorted();
        assertThat(store.jobs().attempts(nextId())).isEmpty();
    }

    @Test
    void a_transaction_that_the_store_does_not_understand_is_refused_and_nothing_ends() {
        ClaimedJob claimed = addAndClaim();
        List<Settlement> ends = List.of(Settlement.of(claimed, now, now, new Settlement.Completed(null)));

        assertThatThrownBy(() -> store.jobs().settle(ends, now, "no transaction"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("transaction");
        assertThat(read(claimed.spec().id()).status()).isEqualTo(JobStatus.RUNNING);
    }
}
