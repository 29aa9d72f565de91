package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.JobQuery;
import io.carillon.JobStatus;
import io.carillon.Node;
import io.carillon.Queue;
import io.carillon.QueueConfig;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Action;
import io.carillon.spi.JobStore.Promotion;
import io.carillon.spi.Settlement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a node takes future jobs that it is to start when they are due. */
abstract class ClaimFutureConformance extends StorePart {
    ClaimFutureConformance(StoreConformance kit) {
        super(kit);
    }

    @BeforeEach
    void startANode() {
        node("a");
    }

    private List<ClaimedJob> take(String node, UUID... jobs) {
        return store.jobs().claimFuture(node, now, List.of(jobs));
    }

    private List<UUID> taken(UUID... jobs) {
        return take("a", jobs).stream().map(job -> job.spec().id()).toList();
    }

    @Test
    void a_future_job_is_taken_and_nobody_else_gets_it() {
        UUID id = add(spec().params("[7]").priority(3), in(10));
        ClaimedJob job = take("a", id).getFirst();

        assertThat(job.spec().params()).isEqualTo("[7]");
        assertThat(job.spec().priority()).isEqualTo(3);
        assertThat(job.due()).isEqualTo(in(10));
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(read(id).status()).isEqualTo(JobStatus.RUNNING);
        assertThat(store.jobs().held("a", 10)).singleElement().satisfies(held -> {
            assertThat(held.job()).isEqualTo(job);
            assertThat(held.startedAt()).isEqualTo(now);
        });
        assertThat(taken(id)).isEmpty();
        now = in(10);
        assertThat(store.jobs().promote(now, 10)).isEqualTo(new Promotion(0, Set.of(), null));
        assertThat(claim("a", 10)).isEmpty();
    }

    @Test
    void it_ends_as_any_job_and_its_keys_are_free_again() {
        UUID id = add(spec().uniqueKey("k"), in(10));
        ClaimedJob job = take("a", id).getFirst();
        now = in(10);
        Settlement end = Settlement.of(job, now, now, new Settlement.Completed(null));
        assertThat(store.jobs().settle(List.of(end), now, null)).containsExactly(true);
        assertThat(read(id).status()).isEqualTo(JobStatus.COMPLETED);
        add(spec().uniqueKey("k"));
    }

    @Test
    void handed_back_before_its_time_it_waits_for_it() {
        UUID id = add(spec(), in(10));
        ClaimedJob job = take("a", id).getFirst();
        Settlement back =
                Settlement.of(job, now, now, new Settlement.Released(job.due(), "shutdown", Settlement.Crash.NONE));
        assertThat(store.jobs().settle(List.of(back), now, null)).containsExactly(true);
        assertThat(claim("a", 10)).isEmpty();
        ClaimedJob again = take("a", id).getFirst();
        assertThat(again.fence()).isEqualTo(job.fence() + 1);
        assertThat(again.attempt()).isEqualTo(1);
    }

    @Test
    void of_the_jobs_named_only_the_future_ones_are_taken_in_order_of_due() {
        UUID ready = add(spec());
        UUID late = add(spec(), in(3));
        UUID soon = add(spec(), in(2));
        UUID tie = add(spec().priority(9), in(2));
        UUID unnamed = add(spec(), in(1));
        UUID running = add(spec(), in(1));
        take("a", running);

        assertThat(taken(late, running, ready, tie, soon, late, nextId())).containsExactly(soon, tie, late);
        assertThat(read(unnamed).status()).isEqualTo(JobStatus.PENDING);
        assertThat(claimedIds("a", 10)).containsExactly(ready);
        assertThat(store.jobs().claimFuture("a", now, List.of())).isEmpty();
    }

    @Test
    void a_job_with_a_serial_key_stays_because_it_gets_in_line_when_it_is_due() {
        UUID keyed = add(spec().serialKey("k"), in(1));
        assertThat(taken(keyed)).isEmpty();
        UUID rival = add(spec().serialKey("k"));
        assertThat(claimedIds("a", 10)).containsExactly(rival);
    }

    @Test
    void a_queue_with_a_limit_gives_nothing() {
        store.queues().put("limited", QueueConfig.DEFAULT.limit(5));
        assertThat(taken(add(spec().queue("limited"), in(1)))).isEmpty();
        store.queues().put("limited", QueueConfig.DEFAULT.maxSize(5));
        UUID bounded = add(spec().queue("limited"), in(1));
        assertThat(taken(bounded)).containsExactly(bounded);
    }

    @Test
    void a_paused_queue_gives_nothing_until_its_pause_is_over() {
        UUID job = add(spec(), in(10));
        store.queues().pause("default", new Queue.Pause("repairs", now, in(5)));
        assertThat(taken(job)).isEmpty();
        now = in(5);
        assertThat(taken(job)).containsExactly(job);
    }

    @Test
    void only_a_live_and_active_node_gets_jobs() {
        UUID job = add(spec(), now.plus(LEASE).plusSeconds(10));
        assertThat(take("nobody", job)).isEmpty();
        node("draining");
        store.nodes().change("draining", Node.State.DRAINING);
        assertThat(take("draining", job)).isEmpty();
        now = now.plus(LEASE);
        assertThat(take("a", job)).isEmpty();
    }

    @Test
    void a_job_of_a_node_that_died_before_its_time_is_an_orphan() {
        UUID id = add(spec(), now.plus(LEASE).plusSeconds(10));
        take("a", id);
        Instant dead = now.plus(LEASE);
        assertThat(store.jobs().orphans(dead, 10))
                .singleElement()
                .satisfies(orphan -> assertThat(orphan.job().spec().id()).isEqualTo(id));
    }

    @Test
    void a_cancel_reaches_the_node_that_has_taken_it() {
        UUID id = add(spec(), in(10));
        take("a", id);
        assertThat(store.jobs().change(JobQuery.ALL.id(id), Action.CANCEL, "no", now))
                .containsExactly(id);
        assertThat(store.nodes().keepAlive("a", now, now.plus(LEASE), 1).cancel())
                .containsExactly(id);
    }
}
