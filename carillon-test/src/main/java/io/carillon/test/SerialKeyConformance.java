package io.carillon.test;

import static io.carillon.spi.JobStore.Enqueued.Outcome.QUEUE_FULL;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Job;
import io.carillon.JobSpec;
import io.carillon.JobStatus;
import io.carillon.QueueConfig;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Action;
import io.carillon.spi.JobStore.Demand;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.JobStore.Promotion;
import io.carillon.spi.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One job at a time a serial key, the others in line. */
abstract class SerialKeyConformance extends StorePart {
    SerialKeyConformance(StoreConformance kit) {
        super(kit);
    }

    @BeforeEach
    void startTwoNodes() {
        node("a");
        node("b");
    }

    private JobSpec.Builder serial() {
        return spec().serialKey("account-7");
    }

    @Test
    void the_second_waits_and_says_for_whom() {
        UUID first = add(serial());
        UUID second = add(serial());
        assertThat(claimedIds("a", 10)).containsExactly(first);
        assertThat(claim("b", 10)).isEmpty();

        Job waiting = read(second);
        assertThat(waiting.status()).isEqualTo(JobStatus.PENDING);
        assertThat(waiting.waitingFor()).isEqualTo("job " + first + " holds serial key 'account-7'");
        assertThat(read(first).waitingFor()).isNull();
    }

    @Test
    void keys_do_not_hold_up_each_other_nor_jobs_without_one() {
        add(serial());
        add(spec().serialKey("account-8"));
        add(spec());

        assertThat(claim("a", 10)).hasSize(3);
    }

    @Test
    void a_serial_key_holds_over_queues() {
        add(serial().queue("x"));
        UUID second = add(serial().queue("y"));
        ClaimedJob first = claim("a", "x", 5).getFirst();
        assertThat(claim("a", "y", 5)).isEmpty();

        complete(first);
        assertThat(ids(claim("a", "y", 5))).containsExactly(second);
    }

    @Test
    void the_next_is_admitted_whatever_the_end() {
        List<Settlement.Outcome> ends =
                List.of(new Settlement.Completed(null), new Settlement.Failed(FAULT), new Settlement.Cancelled(FAULT));
        List<UUID> ids = new ArrayList<>();
        for (int n = 0; n <= ends.size(); n++) {
            ids.add(add(serial()));
        }
        for (int n = 0; n < ends.size(); n++) {
            ClaimedJob claimed = claimOne("a");
            assertThat(claimed.spec().id()).isEqualTo(ids.get(n));
            settle(claimed, ends.get(n));
        }
        assertThat(claimOne("b").spec().id()).isEqualTo(ids.getLast());
    }

    @Test
    void one_batch_of_ends_admits_one_for_each_key() {
        add(serial());
        add(spec().serialKey("other"));
        List<ClaimedJob> first = claim("a", 10);
        List<UUID> next = List.of(add(serial()), add(spec().serialKey("other")));
        add(serial());
        List<Settlement> ends = first.stream()
                .map(job -> Settlement.of(job, now, now, new Settlement.Completed(null)))
                .toList();

        assertThat(store.jobs().settle(ends, now, null)).containsExactly(true, true);
        assertThat(claimedIds("a", 10)).containsExactlyElementsOf(next);
    }

    @Test
    void those_in_line_are_admitted_by_due_then_id_and_not_by_priority() {
        add(serial());
        ClaimedJob first = claimOne("a");
        UUID third = add(serial().priority(9), now.minusSeconds(1));
        UUID second = add(serial().priority(0), now.minusSeconds(2));
        UUID fourth = add(serial().priority(5), now.minusSeconds(1));

        List<UUID> order = new ArrayList<>();
        for (ClaimedJob held = first; order.size() < 3; ) {
            complete(held);
            held = claimOne("b");
            order.add(held.spec().id());
        }
        assertThat(order).containsExactly(second, third, fourth);
    }

    @Test
    void the_key_is_kept_through_retries_releases_and_parking() {
        UUID first = add(serial());
        add(serial());
        settle(claimOne("a"), new Settlement.Retry(in(30), FAULT));
        assertThat(claim("b", 10)).isEmpty();
        now = in(14);
        node("a");
        assertThat(change(Action.RETRY, first)).containsExactly(first);
        settle(claimOne("a"), released(now));
        ClaimedJob again = claimOne("a");
        assertThat(again.spec().id()).isEqualTo(first);
        settle(again, new Settlement.Parked("no handler"));
        assertThat(claim("a", 10)).isEmpty();

        Demand demand = new Demand("default", 5, Set.of("work"));
        assertThat(ids(store.jobs().claim("a", now, List.of(demand)))).containsExactly(first);
    }

    @Test
    void a_future_job_is_not_in_line_before_it_is_due() {
        UUID future = add(serial(), in(10));
        UUID ready = add(serial());
        assertThat(claimedIds("a", 10)).containsExactly(ready);
        now = in(10);
        Promotion promotion = store.jobs().promote(now, 10);

        assertThat(promotion).isEqualTo(new Promotion(1, Set.of(), null));
        assertThat(claim("a", 10)).isEmpty();
        assertThat(read(future).waitingFor()).isEqualTo("job " + ready + " holds serial key 'account-7'");
    }

    @Test
    void of_two_that_become_due_together_one_is_admitted() {
        UUID second = add(serial(), in(10));
        UUID first = add(serial(), in(9));
        now = in(10);

        assertThat(store.jobs().promote(now, 10)).isEqualTo(new Promotion(2, Set.of("default"), null));
        ClaimedJob claimed = claimOne("a");
        assertThat(claimed.spec().id()).isEqualTo(first);
        complete(claimed);
        assertThat(claimOne("a").spec().id()).isEqualTo(second);
    }

    @Test
    void of_several_in_one_call_the_first_by_due_and_id_is_admitted() {
        List<NewJob> jobs = List.of(
                new NewJob(serial().build(), now),
                new NewJob(serial().build(), now.minusSeconds(2)),
                new NewJob(serial().build(), now.minusSeconds(2)));
        store.jobs().enqueue(jobs, now, null);

        assertThat(claimedIds("a", 10)).containsExactly(jobs.get(1).spec().id());
    }

    @Test
    void of_several_retried_in_one_call_the_oldest_is_admitted() {
        List<UUID> ended = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            ended.add(add(serial()));
            settle(claimOne("a"), new Settlement.Failed(FAULT));
        }
        assertThat(change(Action.RETRY, ended.toArray(new UUID[0]))).hasSize(3);

        assertThat(claimedIds("a", 10)).containsExactly(ended.getFirst());
    }

    @Test
    void a_follow_up_gets_in_line_behind_those_that_waited() {
        add(serial());
        ClaimedJob first = claimOne("a");
        UUID waited = add(serial());
        NewJob early = new NewJob(serial().build(), now.minusSeconds(60));
        settle(end(first.spec().id(), first.fence(), new Settlement.Completed(null), early));

        assertThat(claimedIds("a", 10)).containsExactly(waited);
    }

    @Test
    void a_cancelled_job_leaves_the_line_and_a_cancelled_holder_makes_room() {
        UUID holder = add(serial());
        UUID second = add(serial());
        UUID third = add(serial());
        assertThat(change(Action.CANCEL, second)).containsExactly(second);
        assertThat(change(Action.CANCEL, holder)).containsExactly(holder);

        assertThat(claimedIds("a", 10)).containsExactly(third);
    }

    @Test
    void a_holder_that_waits_for_its_next_try_makes_room_when_it_is_cancelled() {
        UUID holder = add(serial());
        UUID second = add(serial());
        settle(claimOne("a"), new Settlement.Retry(in(30), FAULT));
        change(Action.CANCEL, holder);

        assertThat(claimedIds("a", 10)).containsExactly(second);
    }

    @Test
    void a_cancelled_future_job_does_not_take_the_key_from_its_holder() {
        UUID holder = add(serial());
        UUID future = add(serial(), in(30));
        UUID waiting = add(serial());
        change(Action.CANCEL, future);

        assertThat(claimedIds("a", 10)).containsExactly(holder);
        assertThat(read(waiting).waitingFor()).contains(holder.toString());
    }

    @Test
    void a_retried_job_waits_for_its_key_when_another_has_it() {
        UUID old = add(serial());
        UUID young = add(serial());
        settle(claimOne("a"), new Settlement.Failed(FAULT));
        assertThat(change(Action.RETRY, old)).containsExactly(old);
        ClaimedJob running = claimOne("a");
        assertThat(running.spec().id()).isEqualTo(young);
        assertThat(read(old).status()).isEqualTo(JobStatus.RETRYING);
        assertThat(read(old).waitingFor()).contains(young.toString());

        complete(running);
        assertThat(claimOne("a").spec().id()).isEqualTo(old);
    }

    @Test
    void a_retried_job_takes_its_key_when_it_is_free() {
        UUID old = add(serial());
        settle(claimOne("a"), new Settlement.Failed(FAULT));
        change(Action.RETRY, old);
        UUID young = add(serial());

        assertThat(claimedIds("a", 10)).containsExactly(old);
        assertThat(read(young).waitingFor()).contains(old.toString());
    }

    @Test
    void waiting_for_a_key_counts_towards_the_size_of_the_queue() {
        add(serial());
        claimOne("a");
        store.queues().put("default", QueueConfig.DEFAULT.maxSize(2));
        add(serial());
        add(serial());

        assertThat(tryToAdd(serial()).outcome()).isEqualTo(QUEUE_FULL);
    }
}
