package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Node;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Orphan;
import io.carillon.spi.Settlement;
import io.carillon.spi.Settlement.Crash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What remains of nodes that died, and of claims whose answer was lost. */
abstract class RescueConformance extends StorePart {
    RescueConformance(StoreConformance kit) {
        super(kit);
    }

    private List<Orphan> orphans() {
        return store.jobs().orphans(now, 100);
    }

    private static List<UUID> idsOf(List<Orphan> orphans) {
        return orphans.stream().map(orphan -> orphan.job().spec().id()).toList();
    }

    @Test
    void a_job_is_an_orphan_from_the_instant_its_nodes_lease_ends() {
        Node node = node("a");
        add(spec());
        pass(Duration.ofSeconds(1));
        ClaimedJob claimed = claimOne("a");
        now = node.leaseUntil().minusMillis(1);
        assertThat(orphans()).isEmpty();

        now = node.leaseUntil();
        assertThat(orphans()).containsExactly(new Orphan(claimed, "a", START.plusSeconds(1)));
    }

    @Test
    void a_renewed_lease_keeps_its_jobs() {
        Node node = node("a");
        add(spec());
        claimOne("a");
        store.nodes().keepAlive("a", in(10), in(30), 1);
        now = node.leaseUntil();
        assertThat(orphans()).isEmpty();

        now = START.plusSeconds(30);
        assertThat(orphans()).hasSize(1);
    }

    @Test
    void the_jobs_of_a_removed_node_are_orphans_at_once() {
        node("a");
        add(spec());
        ClaimedJob claimed = claimOne("a");
        store.nodes().remove("a");

        assertThat(idsOf(orphans())).containsExactly(claimed.spec().id());
    }

    @Test
    void a_draining_node_keeps_its_jobs() {
        node("a");
        add(spec());
        claimOne("a");
        store.nodes().change("a", Node.State.DRAINING);

        assertThat(orphans()).isEmpty();
    }

    @Test
    void waiting_and_finished_jobs_are_no_orphans() {
        node("a");
        add(spec());
        complete(claimOne("a"));
        add(spec());
        settle(claimOne("a"), new Settlement.Retry(in(60), FAULT));
        add(spec());
        store.nodes().remove("a");

        assertThat(orphans()).isEmpty();
    }

    @Test
    void all_of_one_node_come_before_those_of_the_next() {
        List<String> nodes = List.of("a", "b", "c");
        nodes.forEach(this::node);
        for (int n = 0; n < 9; n++) {
            add(spec());
            claimOne(nodes.get(n % 3));
        }
        store.nodes().remove("b");
        pass(LEASE);

        List<String> of = orphans().stream().map(Orphan::node).toList();
        assertThat(of).hasSize(9);
        List<String> runs = new ArrayList<>();
        for (String node : of) {
            if (runs.isEmpty() || !runs.getLast().equals(node)) {
                runs.add(node);
            }
        }
        assertThat(runs).containsExactlyInAnyOrderElementsOf(nodes);
        assertThat(store.jobs().orphans(now, 4)).hasSize(4);
    }

    @Test
    void whoever_settles_an_orphan_first_wins_and_it_runs_again() {
        node("a");
        add(spec());
        claimOne("a");
        pass(LEASE);
        node("b");
        ClaimedJob orphan = orphans().getFirst().job();
        Settlement.Released crashed = new Settlement.Released(now, "node a died", Crash.SUSPECT);
        assertThat(settle(orphan, crashed)).isTrue();
        assertThat(settle(orphan, crashed)).isFalse();
        assertThat(orphans()).isEmpty();

        ClaimedJob again = claimOne("b");
        assertThat(again.attempt()).isEqualTo(1);
        assertThat(again.fence()).isEqualTo(2);
        assertThat(again.crashes()).isEqualTo(1);
        assertThat(complete(orphan)).isFalse();
        assertThat(complete(again)).isTrue();
    }

    @Test
    void an_orphan_tells_of_the_crashes_before() {
        add(spec());
        for (int crash = 0; crash < 3; crash++) {
            node("n" + crash);
            claimOne("n" + crash);
            store.nodes().remove("n" + crash);
            ClaimedJob orphan = orphans().getFirst().job();
            assertThat(orphan.crashes()).isEqualTo(crash);
            assertThat(orphan.strikes()).isEqualTo(crash);
            settle(orphan, new Settlement.Released(now, "died", Crash.PROVEN));
        }
        node("last");
        assertThat(claimOne("last").strikes()).isEqualTo(3);
    }

    @Test
    void a_new_node_does_not_inherit_the_orphans_of_a_lost_one() {
        node("a#1");
        add(spec());
        claimOne("a#1");
        pass(LEASE);
        node("a#2");

        assertThat(orphans()).extracting(Orphan::node).containsExactly("a#1");
    }

    @Test
    void a_node_learns_what_a_lost_claim_took() {
        node("a");
        node("b");
        add(spec());
        ClaimedJob first = claimOne("a");
        add(spec());
        claimOne("b");
        add(spec());
        complete(claimOne("a"));

        assertThat(store.jobs().held("a", 10)).containsExactly(new Orphan(first, "a", now));
        assertThat(store.jobs().held("nobody", 10)).isEmpty();
        settle(first, released(now));
        assertThat(store.jobs().held("a", 10)).isEmpty();
    }

    @Test
    void what_a_node_holds_does_not_hang_on_its_lease() {
        node("a");
        for (int n = 0; n < 3; n++) {
            add(spec());
            claimOne("a");
        }
        pass(LEASE.multipliedBy(2));

        assertThat(store.jobs().held("a", 10)).hasSize(3);
        assertThat(store.jobs().held("a", 2)).hasSize(2);
    }
}
