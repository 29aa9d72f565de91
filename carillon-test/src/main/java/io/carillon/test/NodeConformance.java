package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Node;
import io.carillon.Node.State;
import io.carillon.Queue;
import io.carillon.QueueConfig;
import io.carillon.RetryPolicy;
import io.carillon.spi.Store.Beat;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nodes with their leases, queues with their options. */
abstract class NodeConformance extends StorePart {
    NodeConformance(StoreConformance kit) {
        super(kit);
    }

    private Node read(String id, List<Node> nodes) {
        List<Node> found = nodes.stream().filter(node -> node.id().equals(id)).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    @Test
    void a_node_is_read_back_as_it_registered() {
        Node node = new Node(
                "n✓",
                "höst",
                1L << 40,
                "1.2.3",
                START.minusSeconds(9),
                in(15),
                State.DRAINING,
                500,
                3,
                Set.of("a", "b,c", "d \"e\""),
                Set.of("default", "Nächte"));
        store.nodes().register(node);

        assertThat(store.nodes().list()).containsExactly(node);
    }

    @Test
    void registering_again_replaces() {
        node("a");
        Node other = new Node("a", "elsewhere", 1, "2", now, in(60), State.ACTIVE, 0, 0, Set.of(), Set.of("x"));
        store.nodes().register(other);

        assertThat(store.nodes().list()).containsExactly(other);
    }

    @Test
    void nodes_are_listed_by_id_the_dead_ones_too() {
        List.of("b", "a", "B").forEach(this::node);
        pass(LEASE.multipliedBy(9));

        assertThat(store.nodes().list()).extracting(Node::id).containsExactly("B", "a", "b");
    }

    @Test
    void a_beat_renews_a_lease_that_holds() {
        Node node = node("a");
        now = node.leaseUntil().minusMillis(1);

        assertThat(store.nodes().keepAlive("a", now, in(15), 7)).isEqualTo(new Beat(true, State.ACTIVE, List.of()));
        assertThat(store.nodes().list()).containsExactly(node.renewed(in(15), 7));
    }

    @Test
    void a_beat_that_comes_too_late_renews_nothing() {
        Node node = node("a");
        now = node.leaseUntil();

        assertThat(store.nodes().keepAlive("a", now, in(15), 7).held()).isFalse();
        assertThat(store.nodes().list()).containsExactly(node);
        assertThat(store.nodes().keepAlive("a", now, in(15), 7).held()).isFalse();
    }

    @Test
    void the_beat_of_an_unknown_node_makes_none() {
        assertThat(store.nodes().keepAlive("a", now, in(15), 0)).isEqualTo(new Beat(false, State.DRAINING, List.of()));
        assertThat(store.nodes().list()).isEmpty();
    }

    @Test
    void a_beat_tells_whether_the_node_should_take_jobs() {
        Node node = node("a");
        assertThat(store.nodes().change("a", State.DRAINING)).isTrue();
        assertThat(store.nodes().keepAlive("a", now, in(15), 0).state()).isEqualTo(State.DRAINING);
        assertThat(read("a", store.nodes().list())).isEqualTo(node.withState(State.DRAINING));

        assertThat(store.nodes().change("a", State.ACTIVE)).isTrue();
        assertThat(store.nodes().keepAlive("a", now, in(15), 0).state()).isEqualTo(State.ACTIVE);
        assertThat(store.nodes().change("b", State.DRAINING)).isFalse();
    }

    @Test
    void a_removed_node_is_gone_and_removing_it_again_does_no_harm() {
        node("a");
        node("b");
        store.nodes().remove("a");
        store.nodes().remove("a");

        assertThat(store.nodes().list()).extracting(Node::id).containsExactly("b");
        assertThat(store.nodes().keepAlive("a", now, in(15), 0).held()).isFalse();
    }

    @Test
    void a_queue_is_read_back_as_it_was_put() {
        QueueConfig config = QueueConfig.DEFAULT
                .maxSize(100)
                .workers(5)
                .limit(7)
                .timeout(Duration.ofMillis(1_500))
                .retry(RetryPolicy.DEFAULT);
        store.queues().put("Nächte", config);

        assertThat(store.queues().list()).containsExactly(new Queue("Nächte", config, null));
    }

    @Test
    void a_put_replaces_the_options_and_leaves_the_pause() {
        Queue.Pause pause = new Queue.Pause("maintenance ✓", now, in(60));
        store.queues().put("q", QueueConfig.DEFAULT.limit(1));
        store.queues().pause("q", pause);
        store.queues().put("q", QueueConfig.DEFAULT.workers(2));

        assertThat(store.queues().list()).containsExactly(new Queue("q", QueueConfig.DEFAULT.workers(2), pause));
        store.queues().pause("q", null);
        assertThat(store.queues().list()).containsExactly(new Queue("q", QueueConfig.DEFAULT.workers(2), null));
    }

    @Test
    void pausing_an_unknown_queue_makes_it_with_the_defaults() {
        Queue.Pause pause = new Queue.Pause("", now, null);
        store.queues().pause("b", pause);
        store.queues().put("a", QueueConfig.DEFAULT);
        store.queues().put("B", QueueConfig.DEFAULT);

        assertThat(store.queues().list())
                .containsExactly(
                        new Queue("B", QueueConfig.DEFAULT, null),
                        new Queue("a", QueueConfig.DEFAULT, null),
                        new Queue("b", QueueConfig.DEFAULT, pause));
    }

    @Test
    void a_deleted_queue_loses_options_and_pause_and_no_job() {
        node("a");
        add(spec().queue("q"));
        store.queues().put("q", QueueConfig.DEFAULT.limit(1));
        store.queues().pause("q", new Queue.Pause("", now, null));

        assertThat(store.queues().delete("q")).isTrue();
        assertThat(store.queues().delete("q")).isFalse();
        assertThat(store.queues().list()).isEmpty();
        assertThat(claim("a", "q", 5)).hasSize(1);
    }
}
