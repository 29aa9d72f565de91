package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.memory.Bug;
import io.carillon.memory.InMemoryStore;
import io.carillon.spi.Store;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The checker sees each promise broken by some bug, and none where there is none. */
class HistoryCheckTest {
    private static final int STEPS = 400;

    private static Set<Promise> brokenBy(Store store, long seed, int threads) {
        Storm storm = new Storm(List.of(store), seed, STEPS);
        Storm.Remains remains = storm.run(threads);
        return HistoryCheck.violations(storm.history(), remains).stream()
                .map(Violation::promise)
                .collect(Collectors.toSet());
    }

    @Test
    void every_promise_is_seen_broken() {
        Set<Promise> broken = EnumSet.noneOf(Promise.class);
        // What the threads of one storm meet is up to the machine; a second storm is only needed when it was busy.
        for (long seed = 1; seed <= 10 && broken.size() < Promise.values().length; seed++) {
            for (Bug bug : Bug.values()) {
                broken.addAll(brokenBy(bug.open(), seed, 4));
            }
        }
        assertThat(broken).containsExactlyInAnyOrder(Promise.values());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_store_without_bugs_breaks_none(long seed) {
        assertThat(brokenBy(new InMemoryStore(), seed, 4)).isEmpty();
    }

    @Test
    void one_node_alone_does_the_same_again_from_the_same_seed() {
        assertThat(remains(5)).isEqualTo(remains(5)).isNotEqualTo(remains(6));
    }

    private static Storm.Remains remains(long seed) {
        return new Storm(List.of(new InMemoryStore()), seed, STEPS).run(1);
    }
}
