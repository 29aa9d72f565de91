package io.carillon.test;

import static io.carillon.spi.JobStore.Enqueued.Outcome.CREATED;
import static io.carillon.spi.JobStore.Enqueued.Outcome.DUPLICATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.JobSpec;
import io.carillon.JobStatus;
import io.carillon.QueueConfig;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Action;
import io.carillon.spi.JobStore.Enqueued;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.Settlement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One live job a unique key. */
abstract class UniqueKeyConformance extends StorePart {
    UniqueKeyConformance(StoreConformance kit) {
        super(kit);
    }

    @BeforeEach
    void startANode() {
        node("a");
    }

    private JobSpec.Builder unique() {
        return spec().uniqueKey("report");
    }

    private void assertHeldBy(UUID holder) {
        assertThat(tryToAdd(unique())).isEqualTo(new Enqueued(DUPLICATE, holder));
        assertThat(tryToAdd(unique(), in(60))).isEqualTo(new Enqueued(DUPLICATE, holder));
    }

    private void assertFree() {
        assertThat(tryToAdd(unique()).outcome()).isEqualTo(CREATED);
    }

    @Test
    void a_second_job_with_a_live_key_is_a_duplicate_of_the_first() {
        UUID first = add(unique());

        assertHeldBy(first);
        assertThat(readAll()).hasSize(1);
    }

    @Test
    void a_future_job_holds_its_key() {
        assertHeldBy(add(unique(), in(3_600)));
    }

    @Test
    void the_first_of_a_list_takes_the_key_from_the_rest() {
        JobSpec first = unique().build();
        JobSpec second = unique().build();
        List<Enqueued> answers =
                store.jobs().enqueue(List.of(new NewJob(first, now), new NewJob(second, now)), now, null);

        assertThat(answers).containsExactly(new Enqueued(CREATED, first.id()), new Enqueued(DUPLICATE, first.id()));
        assertThat(readAll()).hasSize(1);
    }

    @Test
    void keys_are_compared_as_they_are() {
        add(spec().uniqueKey("a"));
        for (String other : List.of("A", "a ", "á", "")) {
            assertThat(tryToAdd(spec().uniqueKey(other)).outcome())
                    .as("'%s'", other)
                    .isEqualTo(CREATED);
        }
    }

    @Test
    void a_key_is_held_through_running_retrying_release_and_parking() {
        UUID id = add(unique());
        ClaimedJob claimed = claimOne("a");
        assertHeldBy(id);
        settle(claimed, new Settlement.Retry(now, FAULT));
        assertHeldBy(id);
        claimed = claimOne("a");
        settle(claimed, released(now));
        assertHeldBy(id);
        claimed = claimOne("a");
        settle(claimed, new Settlement.Parked("no handler"));
        assertHeldBy(id);
    }

    @Test
    void a_key_is_held_while_its_job_waits_for_the_next_try() {
        UUID id = add(unique());
        settle(claimOne("a"), new Settlement.Retry(in(60), FAULT));
        assertHeldBy(id);
        now = in(60);
        store.jobs().promote(now, 10);
        assertHeldBy(id);
    }

    @Test
    void a_key_is_free_when_its_job_has_ended_however_it_ended() {
        List<Settlement.Outcome> ends =
                List.of(new Settlement.Completed(null), new Settlement.Failed(FAULT), new Settlement.Cancelled(FAULT));
        for (Settlement.Outcome end : ends) {
            add(unique());
            settle(claimOne("a"), end);
        }
        assertFree();
    }

    @Test
    void a_key_is_free_when_its_waiting_job_was_cancelled() {
        UUID id = add(unique(), in(60));
        change(Action.CANCEL, id);

        assertFree();
    }

    @Test
    void a_cancel_that_waits_for_its_node_keeps_the_key_until_the_job_ends() {
        UUID id = add(unique());
        ClaimedJob claimed = claimOne("a");
        change(Action.CANCEL, id);
        assertHeldBy(id);

        settle(claimed, new Settlement.Retry(in(5), FAULT));
        assertFree();
    }

    @Test
    void a_duplicate_is_told_even_when_its_queue_is_full() {
        store.queues().put("default", QueueConfig.DEFAULT.maxSize(1));

        assertHeldBy(add(unique()));
    }

    @Test
    void a_retried_job_takes_its_key_again() {
        UUID id = add(unique());
        settle(claimOne("a"), new Settlement.Failed(FAULT));
        assertThat(change(Action.RETRY, id)).containsExactly(id);

        assertHeldBy(id);
    }

    @Test
    void a_job_whose_key_another_holds_is_not_retried() {
        UUID old = add(unique());
        settle(claimOne("a"), new Settlement.Failed(FAULT));
        UUID young = add(unique());
        assertThat(change(Action.RETRY, old)).isEmpty();
        assertThat(read(old).status()).isEqualTo(JobStatus.FAILED);
        assertHeldBy(young);

        complete(claimOne("a"));
        assertThat(change(Action.RETRY, old)).containsExactly(old);
        assertHeldBy(old);
    }

    @Test
    void of_two_ended_jobs_with_one_key_only_the_newer_is_retried() {
        UUID old = add(unique());
        settle(claimOne("a"), new Settlement.Failed(FAULT));
        UUID young = add(unique());
        settle(claimOne("a"), new Settlement.Failed(FAULT));

        assertThat(change(Action.RETRY, old, young)).containsExactly(young);
        assertHeldBy(young);
        change(Action.CANCEL, young);
        assertFree();
    }
}
