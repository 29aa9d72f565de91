package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.JobStatus;
import io.carillon.spi.JobStore.Action;
import io.carillon.spi.JobStore.Promotion;
import io.carillon.spi.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How future jobs become ready. */
abstract class PromoteConformance extends StorePart {
    PromoteConformance(StoreConformance kit) {
        super(kit);
    }

    @BeforeEach
    void startANode() {
        node("a");
    }

    private Promotion promote(int limit) {
        return store.jobs().promote(now, limit);
    }

    @Test
    void an_empty_store_has_nothing_due() {
        assertThat(promote(10)).isEqualTo(new Promotion(0, Set.of(), null));
    }

    @Test
    void a_job_is_ready_when_it_is_due_and_not_before() {
        UUID job = add(spec(), in(10));
        now = START.plusSeconds(10).minusMillis(1);
        assertThat(promote(10)).isEqualTo(new Promotion(0, Set.of(), START.plusSeconds(10)));
        assertThat(claim("a", 10)).isEmpty();

        now = START.plusSeconds(10);
        assertThat(promote(10)).isEqualTo(new Promotion(1, Set.of("default"), null));
        assertThat(claimedIds("a", 10)).containsExactly(job);
    }

    @Test
    void the_answer_names_the_queues_and_when_the_next_is_due() {
        add(spec().queue("x"), in(1));
        add(spec().queue("y"), in(2));
        add(spec().queue("y"), in(2));
        add(spec().queue("z"), in(3));
        now = in(2);

        assertThat(promote(10)).isEqualTo(new Promotion(3, Set.of("x", "y"), START.plusSeconds(3)));
    }

    @Test
    void the_earliest_come_first_and_the_rest_stay_for_the_next_call() {
        UUID last = add(spec(), in(3));
        UUID first = add(spec(), in(1));
        UUID middle = add(spec(), in(2));
        now = in(5);

        assertThat(promote(2)).isEqualTo(new Promotion(2, Set.of("default"), START.plusSeconds(3)));
        assertThat(claimedIds("a", 10)).containsExactly(first, middle);
        assertThat(promote(2)).isEqualTo(new Promotion(1, Set.of("default"), null));
        assertThat(claimedIds("a", 10)).containsExactly(last);
    }

    @Test
    void jobs_due_at_one_instant_are_all_promoted_however_small_the_steps() {
        List<UUID> ids = new ArrayList<>();
        for (int n = 0; n < 7; n++) {
            ids.add(add(spec(), in(10)));
        }
        now = in(10);
        List<UUID> claimed = new ArrayList<>();
        for (int step = 0; step < 4; step++) {
            promote(2);
            claimed.addAll(claimedIds("a", 10));
        }
        assertThat(claimed).containsExactlyElementsOf(ids);
        assertThat(promote(2).nextDue()).isNull();
    }

    @Test
    void promoted_jobs_are_claimed_by_priority_among_the_others() {
        UUID low = add(spec().priority(1));
        UUID high = add(spec().priority(8), in(1));
        now = in(1);
        promote(10);

        assertThat(claimedIds("a", 10)).containsExactly(high, low);
    }

    @Test
    void a_job_that_waits_for_its_next_try_is_promoted_like_any_other() {
        UUID job = add(spec());
        settle(claimOne("a"), new Settlement.Retry(in(5), FAULT));
        now = in(5);
        promote(10);
        assertThat(read(job).status()).isEqualTo(JobStatus.RETRYING);

        assertThat(claimedIds("a", 10)).containsExactly(job);
    }

    @Test
    void a_cancelled_job_is_not_promoted() {
        UUID job = add(spec(), in(5));
        change(Action.CANCEL, job);
        now = in(5);

        assertThat(promote(10)).isEqualTo(new Promotion(0, Set.of(), null));
        assertThat(claim("a", 10)).isEmpty();
    }

    @Test
    void a_thousand_due_jobs_are_promoted_in_one_call() {
        for (int n = 0; n < 1_000; n++) {
            add(spec(), in(1));
        }
        now = in(1);

        assertThat(promote(1_000).moved()).isEqualTo(1_000);
        assertThat(claim("a", 1_000)).hasSize(1_000);
    }
}
