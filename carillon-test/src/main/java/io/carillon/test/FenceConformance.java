package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Attempt;
import io.carillon.Job;
import io.carillon.JobStatus;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Action;
import io.carillon.spi.JobStore.Checkpoint;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stale fence changes nothing. */
abstract class FenceConformance extends StorePart {
    FenceConformance(StoreConformance kit) {
        super(kit);
    }

    @BeforeEach
    void startTwoNodes() {
        node("a");
        node("b");
    }

    @Test
    void an_end_under_another_fence_is_stale() {
        add(spec());
        ClaimedJob claimed = claimOne("a");
        Job before = read(claimed.spec().id());
        List<Settlement.Outcome> outcomes = List.of(
                new Settlement.Completed("1"),
                new Settlement.Failed(FAULT),
                new Settlement.Retry(now, FAULT),
                new Settlement.Cancelled(FAULT),
                released(now),
                new Settlement.Parked("no handler"));

        for (Settlement.Outcome outcome : outcomes) {
            assertThat(settle(end(claimed.spec().id(), claimed.fence() - 1, outcome)))
                    .isFalse();
            assertThat(settle(end(claimed.spec().id(), claimed.fence() + 1, outcome)))
                    .isFalse();
        }
        assertThat(read(claimed.spec().id())).isEqualTo(before);
        assertThat(store.jobs().attempts(claimed.spec().id())).isEmpty();
        assertThat(complete(claimed)).isTrue();
    }

    @Test
    void a_rescued_node_settles_nothing_any_more() {
        add(spec());
        ClaimedJob lost = claimOne("a");
        settle(lost, released(now));
        ClaimedJob again = claimOne("b");

        assertThat(settle(lost, new Settlement.Completed("late"))).isFalse();
        assertThat(read(lost.spec().id()).status()).isEqualTo(JobStatus.RUNNING);
        assertThat(read(lost.spec().id()).node()).isEqualTo("b");
        assertThat(settle(again, new Settlement.Completed("in time"))).isTrue();
        assertThat(settle(lost, new Settlement.Failed(FAULT))).isFalse();
        assertThat(read(lost.spec().id()).result()).isEqualTo("in time");
    }

    @Test
    void a_stale_end_leaves_nothing_of_what_it_carries() {
        add(spec());
        ClaimedJob lost = claimOne("a");
        settle(lost, released(now));
        NewJob followUp = new NewJob(spec().build(), now);
        Settlement late = new Settlement(
                lost.spec().id(),
                lost.fence(),
                now,
                now,
                new Settlement.Failed(FAULT),
                new Job.Progress(99, "nearly"),
                List.of(followUp));

        assertThat(settle(late)).isFalse();
        assertThat(readAll()).hasSize(1);
        assertThat(read(lost.spec().id()).progress()).isNull();
        assertThat(read(lost.spec().id()).error()).isNull();
        assertThat(store.jobs().attempts(lost.spec().id()))
                .extracting(Attempt::outcome)
                .containsExactly("released");
    }

    @Test
    void only_a_running_job_can_end() {
        UUID ready = add(spec());
        UUID future = add(spec(), in(60));

        for (UUID id : List.of(ready, future, nextId())) {
            for (long fence = 0; fence < 2; fence++) {
                assertThat(settle(end(id, fence, new Settlement.Completed("x"))))
                        .isFalse();
            }
        }
        assertThat(readAll())
                .extracting(Job::status)
                .containsOnly(JobStatus.PENDING)
                .hasSize(2);
    }

    @Test
    void a_finished_job_ends_no_second_time() {
        add(spec());
        ClaimedJob claimed = claimOne("a");
        settle(claimed, new Settlement.Completed("first"));
        settle(claimed, new Settlement.Failed(FAULT));
        settle(claimed, new Settlement.Retry(now, FAULT));

        Job job = read(claimed.spec().id());
        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.result()).isEqualTo("first");
        assertThat(store.jobs().attempts(claimed.spec().id())).isEmpty();
        assertThat(claim("a", 5)).isEmpty();
    }

    @Test
    void repeating_an_end_whose_answer_was_lost_does_no_harm() {
        add(spec());
        ClaimedJob claimed = claimOne("a");
        NewJob followUp = new NewJob(spec().build(), now);
        Settlement end = end(claimed.spec().id(), claimed.fence(), new Settlement.Retry(in(30), FAULT), followUp);
        assertThat(settle(end)).isTrue();
        Job once = read(claimed.spec().id());
        settle(end);

        assertThat(read(claimed.spec().id())).isEqualTo(once);
        assertThat(store.jobs().attempts(claimed.spec().id())).hasSize(1);
        assertThat(readAll()).hasSize(2);
    }

    @Test
    void each_end_of_a_batch_is_judged_by_itself() {
        List<ClaimedJob> claimed = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            add(spec());
            claimed.add(claimOne("a"));
        }
        List<Boolean> accepted = store.jobs()
                .settle(
                        List.of(
                                end(claimed.get(0).spec().id(), 1, new Settlement.Completed("0")),
                                end(claimed.get(1).spec().id(), 7, new Settlement.Completed("1")),
                                end(nextId(), 1, new Settlement.Completed("?")),
                                end(claimed.get(2).spec().id(), 1, new Settlement.Retry(in(9), FAULT)),
                                end(claimed.get(3).spec().id(), 1, new Settlement.Failed(FAULT))),
                        now,
                        null);

        assertThat(accepted).containsExactly(true, false, false, true, true);
        assertThat(claimed)
                .extracting(job -> read(job.spec().id()).status())
                .containsExactly(JobStatus.COMPLETED, JobStatus.RUNNING, JobStatus.RETRYING, JobStatus.FAILED);
        assertThat(store.jobs().settle(List.of(), now, null)).isEmpty();
    }

    @Test
    void a_late_end_counts_as_long_as_nobody_rescued_the_job() {
        add(spec());
        ClaimedJob claimed = claimOne("a");
        pass(LEASE.multipliedBy(3));
        assertThat(complete(claimed)).isTrue();

        add(spec());
        node("c");
        ClaimedJob orphaned = claimOne("c");
        store.nodes().remove("c");
        assertThat(complete(orphaned)).isTrue();
    }

    @Test
    void the_fence_goes_on_growing_when_a_finished_job_is_retried() {
        UUID id = add(spec());
        ClaimedJob first = claimOne("a");
        settle(first, new Settlement.Failed(FAULT));
        assertThat(read(id).fence()).isEqualTo(1);
        change(Action.RETRY, id);
        assertThat(read(id).fence()).isEqualTo(1);

        ClaimedJob second = claimOne("b");
        assertThat(second.fence()).isEqualTo(2);
        assertThat(settle(first, new Settlement.Completed("late"))).isFalse();
        assertThat(complete(second)).isTrue();
        assertThat(read(id).fence()).isEqualTo(2);
    }

    @Test
    void a_checkpoint_is_there_for_the_next_attempt() {
        add(spec());
        ClaimedJob first = claimOne("a");
        UUID id = first.spec().id();
        assertThat(store.jobs()
                        .checkpoint(List.of(
                                new Checkpoint(id, 1, "{\"page\": 3}", null),
                                new Checkpoint(id, 1, null, new Job.Progress(30, "page 3")))))
                .containsExactly(true, true);
        assertThat(read(id).progress()).isEqualTo(new Job.Progress(30, "page 3"));

        settle(first, new Settlement.Retry(now, FAULT));
        ClaimedJob second = claimOne("b");
        assertThat(second.checkpoint()).isEqualTo("{\"page\": 3}");
        settle(second, released(now));
        assertThat(claimOne("a").checkpoint()).isEqualTo("{\"page\": 3}");
    }

    @Test
    void a_stale_checkpoint_changes_nothing() {
        add(spec());
        ClaimedJob lost = claimOne("a");
        UUID id = lost.spec().id();
        settle(lost, released(now));
        Checkpoint late = new Checkpoint(id, 1, "late", new Job.Progress(1, "late"));
        assertThat(store.jobs().checkpoint(List.of(late))).containsExactly(false);

        ClaimedJob held = claimOne("b");
        assertThat(held.checkpoint()).isNull();
        Checkpoint good = new Checkpoint(id, 2, "good", null);
        Checkpoint unknown = new Checkpoint(nextId(), 1, "x", null);
        assertThat(store.jobs().checkpoint(List.of(late, good, unknown))).containsExactly(false, true, false);
        complete(held);
        assertThat(store.jobs().checkpoint(List.of(good))).containsExactly(false);
        assertThat(read(id).progress()).isNull();
    }
}
