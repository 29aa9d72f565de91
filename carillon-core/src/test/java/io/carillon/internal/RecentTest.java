package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 100);
    private final AtomicInteger reads = new AtomicInteger();
    private final Recent<Integer> second = Recent.second(nanos::get, reads::incrementAndGet);

    @Test
    void a_value_is_kept_for_a_second() {
        assertThat(second.get()).isEqualTo(1);
        nanos.addAndGet(999_999_999);
        assertThat(second.get()).isEqualTo(1);
        nanos.addAndGet(1);
        assertThat(second.get()).isEqualTo(2);
    }

    @Test
    void a_value_that_was_doubted_is_read_anew() {
        second.get();
        second.invalidate();

        assertThat(second.get()).isEqualTo(2);
        assertThat(second.get()).isEqualTo(2);
    }

    @Test
    void a_doubt_during_the_read_is_not_forgotten() {
        Recent<?>[] self = new Recent<?>[1];
        Recent<Integer> recent = Recent.second(nanos::get, () -> {
            if (reads.get() == 0) {
                self[0].invalidate();
            }
            return reads.incrementAndGet();
        });
        self[0] = recent;

        assertThat(recent.get()).isEqualTo(1);
        assertThat(recent.get()).isEqualTo(2);
    }

    @Test
    void a_cheap_value_is_kept_for_twenty_times_its_cost() {
        Recent<Integer> cheap = Recent.whileCheap(nanos::get, () -> {
            nanos.addAndGet(1_000);
            return reads.incrementAndGet();
        });

        assertThat(cheap.get()).isEqualTo(1);
        nanos.addAndGet(18_999);
        assertThat(cheap.get()).isEqualTo(1);
        nanos.addAndGet(1);
        assertThat(cheap.get()).isEqualTo(2);
    }

    @Test
    void a_dear_value_is_kept_for_a_second_all_the_same() {
        Recent<Integer> dear = Recent.whileCheap(nanos::get, () -> {
            nanos.addAndGet(500_000_000);
            return reads.incrementAndGet();
        });

        assertThat(dear.get()).isEqualTo(1);
        nanos.addAndGet(499_999_999);
        assertThat(dear.get()).isEqualTo(1);
        nanos.addAndGet(1);
        assertThat(dear.get()).isEqualTo(2);
    }

    @Test
    void a_read_that_failed_is_tried_again() {
        Recent<Integer> failing = Recent.second(nanos::get, () -> {
            if (reads.incrementAndGet() == 1) {
                throw new IllegalStateException("away");
            }
            return reads.get();
        });

        assertThatThrownBy(failing::get).hasMessage("away");
        assertThat(failing.get()).isEqualTo(2);
    }

    @Test
    void callers_at_one_moment_share_one_read() throws Exception {
        int threads = 16;
        CyclicBarrier start = new CyclicBarrier(threads);
        Callable<Integer> caller = () -> {
            start.await();
            return second.get();
        };
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (Future<Integer> seen : pool.invokeAll(Collections.nCopies(threads, caller))) {
                assertThat(seen.get()).isEqualTo(1);
            }
        }
        assertThat(reads).hasValue(1);
    }
}
