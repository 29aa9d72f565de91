package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Job;
import io.carillon.JobSpec;
import io.carillon.JobStatus;
import io.carillon.Node;
import io.carillon.Queue;
import io.carillon.QueueConfig;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Demand;
import io.carillon.spi.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How nodes take jobs. */
abstract class ClaimConformance extends StorePart {
    ClaimConformance(StoreConformance kit) {
        super(kit);
    }

    private record Place(int priority, int due, UUID id) {}

    @Test
    void jobs_are_taken_by_priority_then_due_then_id() {
        node("a");
        List<Place> places = new ArrayList<>();
        for (int n = 0; n < 60; n++) {
            places.add(new Place(n % 10, -(n % 3), nextId()));
        }
        Collections.shuffle(places, new Random(7));
        for (Place place : places) {
            add(JobSpec.of(place.id(), "work", now).priority(place.priority()), in(place.due()));
        }
        places.sort(Comparator.comparing((Place place) -> -place.priority())
                .thenComparing(Place::due)
                .thenComparing(place -> place.id().toString()));

        List<UUID> taken = new ArrayList<>(claimedIds("a", 7));
        taken.addAll(claimedIds("a", 100));
        assertThat(taken)
                .containsExactlyElementsOf(places.stream().map(Place::id).toList());
    }

    @Test
    void ids_are_ordered_as_their_text() {
        node("a");
        Random random = new Random(11);
        List<UUID> ids = new ArrayList<>();
        for (int n = 0; n < 20; n++) {
            ids.add(new UUID(random.nextLong(), random.nextLong()));
            add(JobSpec.of(ids.getLast(), "work", now));
        }
        ids.sort(Comparator.comparing(UUID::toString));

        assertThat(readAll()).extracting(job -> job.spec().id()).containsExactlyElementsOf(ids.reversed());
        assertThat(claimedIds("a", 20)).containsExactlyElementsOf(ids);
    }

    @Test
    void a_claimed_job_carries_what_its_handler_needs() {
        node("a");
        JobSpec spec = spec().params("{\"n\": 1}").build();
        add(JobSpec.of(spec.id(), spec.task(), spec.createdAt()).params(spec.params()), now.minusSeconds(3));

        assertThat(claimOne("a")).isEqualTo(new ClaimedJob(spec, 1, 1, now.minusSeconds(3), null, 0, 0));
    }

    @Test
    void a_claimed_job_reads_as_running_on_its_node() {
        node("a");
        UUID id = add(spec());
        pass(Duration.ofSeconds(2));
        claimOne("a");

        Job job = read(id);
        assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(job.node()).isEqualTo("a");
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.fence()).isEqualTo(1);
        assertThat(job.startedAt()).isEqualTo(now);
        assertThat(job.completedAt()).isNull();
    }

    @Test
    void each_claim_of_a_job_raises_attempt_and_fence_by_one() {
        node("a");
        node("b");
        add(spec());
        for (int attempt = 1; attempt <= 3; attempt++) {
            ClaimedJob claimed = claimOne(attempt % 2 == 0 ? "a" : "b");
            assertThat(claimed.attempt()).isEqualTo(attempt);
            assertThat(claimed.fence()).isEqualTo(attempt);
            settle(claimed, new Settlement.Retry(now, FAULT));
        }
    }

    @Test
    void a_job_is_taken_once() {
        node("a");
        node("b");
        add(spec());
        claimOne("a");

        assertThat(claim("a", 10)).isEmpty();
        assertThat(claim("b", 10)).isEmpty();
    }

    @Test
    void no_more_than_asked_for_is_taken_and_the_rest_stays_in_order() {
        node("a");
        List<UUID> ids = List.of(add(spec()), add(spec()), add(spec()));

        assertThat(claimedIds("a", 2)).containsExactly(ids.get(0), ids.get(1));
        assertThat(claimedIds("a", 2)).containsExactly(ids.get(2));
    }

    @Test
    void the_answer_is_in_the_order_of_the_demands_and_other_queues_are_left_alone() {
        node("a");
        UUID inX = add(spec().queue("x").priority(0));
        UUID inY = add(spec().queue("y").priority(9));
        add(spec().queue("z"));
        List<ClaimedJob> claimed = store.jobs().claim("a", now, List.of(new Demand("x", 5), new Demand("y", 5)));

        assertThat(ids(claimed)).containsExactly(inX, inY);
        assertThat(store.jobs().claim("a", now, List.of())).isEmpty();
        assertThat(claim("a", "z", 5)).hasSize(1);
    }

    @Test
    void a_ready_job_is_taken_by_a_node_whose_clock_is_behind() {
        node("a");
        UUID job = add(spec(), now);
        now = now.minusMillis(40);

        assertThat(claimedIds("a", 1)).containsExactly(job);
    }

    @Test
    void an_unknown_node_gets_nothing() {
        add(spec());

        assertThat(claim("nobody", 1)).isEmpty();
    }

    @Test
    void a_node_whose_lease_has_ended_gets_nothing() {
        Node node = node("a");
        add(spec());
        now = node.leaseUntil();
        assertThat(claim("a", 1)).isEmpty();

        now = node.leaseUntil().minusMillis(1);
        assertThat(claim("a", 1)).hasSize(1);
    }

    @Test
    void a_node_that_renewed_its_lease_goes_on_getting_jobs() {
        Node node = node("a");
        add(spec());
        store.nodes().keepAlive("a", now, now.plus(LEASE).plusSeconds(5), 0);
        now = node.leaseUntil();

        assertThat(claim("a", 1)).hasSize(1);
    }

    @Test
    void a_draining_node_gets_nothing_until_it_is_active_again() {
        node("a");
        add(spec());
        store.nodes().change("a", Node.State.DRAINING);
        assertThat(claim("a", 1)).isEmpty();

        store.nodes().change("a", Node.State.ACTIVE);
        assertThat(claim("a", 1)).hasSize(1);
    }

    @Test
    void a_removed_node_gets_nothing() {
        node("a");
        add(spec());
        store.nodes().remove("a");

        assertThat(claim("a", 1)).isEmpty();
    }

    @Test
    void nothing_is_taken_from_a_paused_queue_until_it_is_resumed() {
        node("a");
        UUID held = add(spec().queue("x"));
        store.queues().pause("x", new Queue.Pause("maintenance", now, null));
        assertThat(claim("a", "x", 1)).isEmpty();
        add(spec().queue("y"));
        assertThat(claim("a", "y", 1)).hasSize(1);

        store.queues().pause("x", null);
        assertThat(ids(claim("a", "x", 1))).containsExactly(held);
    }

    @Test
    void a_pause_with_an_end_ends_by_itself() {
        node("a");
        add(spec());
        store.queues().pause("default", new Queue.Pause("lunch", now, in(10)));
        now = START.plusSeconds(10).minusMillis(1);
        assertThat(claim("a", 1)).isEmpty();

        now = START.plusSeconds(10);
        assertThat(claim("a", 1)).hasSize(1);
    }

    @Test
    void the_limit_of_a_queue_holds_over_all_nodes_and_claims() {
        node("a");
        node("b");
        store.queues().put("default", QueueConfig.DEFAULT.limit(3));
        for (int n = 0; n < 5; n++) {
            add(spec());
        }
        assertThat(claim("a", 2)).hasSize(2);
        List<ClaimedJob> third = claim("b", 5);
        assertThat(third).hasSize(1);
        assertThat(claim("a", 5)).isEmpty();

        complete(third.getFirst());
        assertThat(claim("b", 5)).hasSize(1);
        assertThat(claim("b", 5)).isEmpty();
    }

    @Test
    void the_limit_of_a_queue_holds_over_the_demands_of_one_claim() {
        node("a");
        store.queues().put("x", QueueConfig.DEFAULT.limit(2));
        for (int n = 0; n < 4; n++) {
            add(spec().queue("x"));
        }
        List<Demand> demands = List.of(new Demand("x", 1), new Demand("x", 4));

        assertThat(store.jobs().claim("a", now, demands)).hasSize(2);
    }

    @Test
    void an_orphan_counts_towards_the_limit_until_it_is_settled() {
        store.queues().put("default", QueueConfig.DEFAULT.limit(1));
        node("a");
        add(spec());
        add(spec());
        ClaimedJob lost = claimOne("a");
        store.nodes().remove("a");
        node("b");
        assertThat(claim("b", 5)).isEmpty();

        settle(lost, released(now));
        assertThat(claim("b", 5)).hasSize(1);
    }

    @Test
    void another_limit_holds_from_the_next_claim() {
        node("a");
        for (int n = 0; n < 6; n++) {
            add(spec());
        }
        store.queues().put("default", QueueConfig.DEFAULT.limit(1));
        assertThat(claim("a", 9)).hasSize(1);
        store.queues().put("default", QueueConfig.DEFAULT.limit(3));
        assertThat(claim("a", 9)).hasSize(2);
        store.queues().put("default", QueueConfig.DEFAULT);
        assertThat(claim("a", 9)).hasSize(3);
    }

    @Test
    void parked_jobs_are_taken_only_by_a_demand_for_their_task() {
        node("a");
        UUID parked = park("rare", 1);
        UUID other = park("other", 9);
        assertThat(claim("a", 5)).isEmpty();
        assertThat(demand("a", 5, "absent")).isEmpty();

        assertThat(demand("a", 5, "rare")).containsExactly(parked);
        assertThat(demand("a", 5, "rare", "other")).containsExactly(other);
    }

    @Test
    void a_demand_for_parked_jobs_takes_no_ready_ones_and_keeps_the_order() {
        node("a");
        List<UUID> parked = List.of(park("rare", 2), park("rare", 8), park("rare", 2));
        add(spec());

        assertThat(demand("a", 2, "rare", "work")).containsExactly(parked.get(1), parked.get(0));
        assertThat(demand("a", 2, "rare", "work")).containsExactly(parked.get(2));
    }

    @Test
    void limit_and_pause_hold_for_parked_jobs_as_well() {
        node("a");
        park("rare", 4);
        park("rare", 4);
        store.queues().put("default", QueueConfig.DEFAULT.limit(1));
        store.queues().pause("default", new Queue.Pause("", now, null));
        assertThat(demand("a", 5, "rare")).isEmpty();

        store.queues().pause("default", null);
        assertThat(demand("a", 5, "rare")).hasSize(1);
        assertThat(demand("a", 5, "rare")).isEmpty();
    }

    private UUID park(String task, int priority) {
        UUID id = add(JobSpec.of(nextId(), task, now).priority(priority));
        assertThat(settle(claimOne("a"), new Settlement.Parked("no handler for " + task)))
                .isTrue();
        return id;
    }

    private List<UUID> demand(String node, int max, String... tasks) {
        return ids(store.jobs().claim(node, now, List.of(new Demand("default", max, Set.of(tasks)))));
    }
}
