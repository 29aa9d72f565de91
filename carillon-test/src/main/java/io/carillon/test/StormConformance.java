package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.spi.Store;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many threads at once: whatever they do to each other, what they were told fits together. */
abstract class StormConformance extends StorePart {
    private static final int THREADS = 4;

    StormConformance(StoreConformance kit) {
        super(kit);
    }

    private void storm(List<Store> views, int threads) {
        long seed = Seeds.next();
        Storm storm = new Storm(views, seed, Math.max(1, kit.operations() / threads));
        Storm.Remains remains = storm.run(threads);

        assertThat(remains.jobs()).as("jobs of %s", Seeds.replay(seed)).isNotEmpty();
        assertThat(HistoryCheck.violations(storm.history(), remains))
                .as("what cannot be, %s", Seeds.replay(seed))
                .isEmpty();
    }

    @Test
    void what_one_node_is_told_fits_together() {
        storm(List.of(store), 1);
    }

    @Test
    void what_many_nodes_are_told_fits_together() {
        storm(List.of(store), THREADS);
    }

    @Test
    void what_nodes_of_two_processes_are_told_fits_together() {
        try (Store other = kit.reopen(store)) {
            storm(List.of(store, other), THREADS);
        }
    }
}
