package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class IdsTest {
    private static final Instant NOW = Instant.parse("2030-05-06T07:08:09.123Z");

    private final Ids ids = new Ids();

    @Test
    void an_id_says_its_version_and_its_millisecond() {
        UUID id = ids.next(NOW);

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void ids_of_one_millisecond_grow_past_the_counter() {
        List<UUID> made = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            made.add(ids.next(NOW));
        }

        assertThat(made).isSortedAccordingTo(IdsTest::asText);
        assertThat(made.getLast().version()).isEqualTo(7);
        assertThat(made.getLast().getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli() + 2);
    }

    @Test
    void ids_grow_while_the_clock_goes_back() {
        UUID first = ids.next(NOW);
        UUID second = ids.next(NOW.minusSeconds(3_600));
        UUID third = ids.next(NOW.plusMillis(1));

        assertThat(List.of(first, second, third)).isSortedAccordingTo(IdsTest::asText);
        assertThat(third.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli() + 1);
    }

    @Test
    void ids_of_two_processes_at_one_instant_differ() {
        assertThat(new Ids().next(NOW)).isNotEqualTo(new Ids().next(NOW));
        assertThat(new Ids(1).next(NOW)).isNotEqualTo(new Ids(2).next(NOW)).isEqualTo(new Ids(1).next(NOW));
    }

    @Test
    void each_of_many_threads_gets_growing_ids_and_no_two_get_the_same() throws Exception {
        int threads = 8;
        int each = 50_000;
        CyclicBarrier start = new CyclicBarrier(threads);
        Callable<List<UUID>> maker = () -> {
            List<UUID> made = new ArrayList<>(each);
            start.await();
            for (int i = 0; i < each; i++) {
                made.add(ids.next(NOW.plusMillis(i / 100)));
            }
            return made;
        };
        Set<UUID> all = new HashSet<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<List<UUID>>> runs = pool.invokeAll(Collections.nCopies(threads, maker));
            for (Future<List<UUID>> run : runs) {
                assertThat(run.get()).isSortedAccordingTo(IdsTest::asText);
                all.addAll(run.get());
            }
        }

        assertThat(all).hasSize(threads * each);
    }

    /** As stores order them. */
    private static int asText(UUID one, UUID other) {
        return one.toString().compareTo(other.toString());
    }
}
