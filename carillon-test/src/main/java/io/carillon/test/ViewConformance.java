package io.carillon.test;

import static io.carillon.spi.JobStore.Enqueued.Outcome.DUPLICATE;
import static io.carillon.spi.JobStore.Enqueued.Outcome.QUEUE_FULL;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.JobStatus;
import io.carillon.Queue;
import io.carillon.QueueConfig;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Action;
import io.carillon.spi.JobStore.Demand;
import io.carillon.spi.JobStore.Enqueued;
import io.carillon.spi.ScheduleStore.Entry;
import io.carillon.spi.ScheduleStore.Fired;
import io.carillon.spi.ScheduleStore.Step;
import io.carillon.spi.Settlement;
import io.carillon.spi.Store;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two processes on one store: what one did, the other finds. */
abstract class ViewConformance extends StorePart {
    private Store one;
    private Store two;

    @SuppressWarnings("NullAway.Init") // the stores are opened before each test
    ViewConformance(StoreConformance kit) {
        super(kit);
    }

    @BeforeEach
    void openASecondView() {
        one = store;
        two = kit.reopen(store);
        node("a");
        through(two);
        node("b");
        through(one);
    }

    @AfterEach
    void closeTheSecondView() {
        two.close();
    }

    /** From here on calls go through this view. */
    private void through(Store view) {
        store = view;
    }

    @Test
    void what_one_stored_the_other_reads_and_runs() {
        UUID id = add(spec());
        through(two);
        assertThat(read(id).status()).isEqualTo(JobStatus.PENDING);
        settle(claimOne("b"), new Settlement.Completed("[1]"));

        through(one);
        assertThat(read(id).result()).isEqualTo("[1]");
        assertThat(claim("a", 5)).isEmpty();
    }

    @Test
    void a_job_that_one_holds_the_other_does_not_get() {
        for (int n = 0; n < 4; n++) {
            add(spec());
        }
        List<UUID> mine = claimedIds("a", 2);
        through(two);
        List<UUID> others = claimedIds("b", 10);

        assertThat(others).hasSize(2).doesNotContainAnyElementsOf(mine);
    }

    @Test
    void limits_keys_and_sizes_hold_over_both() {
        store.queues().put("default", QueueConfig.DEFAULT.limit(1).maxSize(2));
        UUID id = add(spec().uniqueKey("k"));
        claimOne("a");
        through(two);
        add(spec());
        assertThat(claim("b", 5)).isEmpty();
        assertThat(tryToAdd(spec().uniqueKey("k"))).isEqualTo(new Enqueued(DUPLICATE, id));
        add(spec());
        through(one);

        assertThat(tryToAdd(spec()).outcome()).isEqualTo(QUEUE_FULL);
    }

    @Test
    void another_view_changes_the_options_of_a_queue_and_its_pause() {
        add(spec());
        add(spec());
        claim("a", 1);
        two.queues().put("default", QueueConfig.DEFAULT.limit(1));
        assertThat(claim("a", 1)).isEmpty();
        two.queues().put("default", QueueConfig.DEFAULT);
        two.queues().pause("default", new Queue.Pause("", now, null));
        assertThat(claim("a", 1)).isEmpty();

        two.queues().pause("default", null);
        assertThat(claim("a", 1)).hasSize(1);
    }

    @Test
    void the_other_rescues_and_the_fence_lets_one_win() {
        add(spec());
        ClaimedJob lost = claimOne("a");
        through(two);
        store.nodes().remove("a");
        ClaimedJob orphan = store.jobs().orphans(now, 5).getFirst().job();
        settle(orphan, released(now));
        ClaimedJob again = claimOne("b");
        through(one);

        assertThat(complete(lost)).isFalse();
        through(two);
        assertThat(complete(again)).isTrue();
    }

    @Test
    void a_cancel_from_one_reaches_the_node_of_the_other() {
        UUID id = add(spec());
        claimOne("a");
        through(two);
        change(Action.CANCEL, id);

        assertThat(one.nodes().keepAlive("a", now, in(15), 1).cancel()).containsExactly(id);
    }

    @Test
    void of_two_that_fire_one_wins() {
        one.schedules().put(new Entry("s", "{}", "r", true, now, now, null, null, 0, START, 0), null);
        Entry seen = two.schedules().due(1).getFirst();
        Step step = new Step("s", seen.version(), in(60), in(60), List.of(), List.of(), false);

        assertThat(two.schedules().fire(List.of(step), now))
                .extracting(Fired::outcome)
                .containsExactly(Fired.Outcome.FIRED);
        assertThat(one.schedules().fire(List.of(step), now))
                .extracting(Fired::outcome)
                .containsExactly(Fired.Outcome.LOST);
    }

    @Test
    void locks_and_records_are_shared() {
        assertThat(one.locks().acquire("l", "a", now, in(10))).isNotNull();
        assertThat(two.locks().acquire("l", "b", now, in(10))).isNull();
        one.records().put("kind", "k", "v", null, null, now);

        assertThat(two.records().put("kind", "k", "w", null, 1L, now)).isEqualTo(2);
        assertThat(one.records().put("kind", "k", "x", null, 1L, now)).isZero();
    }

    @Test
    void what_was_accepted_outlives_the_process_that_stored_it() {
        add(spec());
        claimOne("a");
        UUID waiting = add(spec());
        one.close();
        through(two);

        assertThat(readAll()).hasSize(2);
        assertThat(ids(store.jobs().claim("b", now, List.of(new Demand("default", 5)))))
                .containsExactly(waiting);
    }
}
