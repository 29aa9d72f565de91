package io.carillon.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.JobSpec;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.Store.Signal;
import io.carillon.spi.Store.Signal.Kind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Delivery of signals with an executor of the caller's; the conformance kit has the rest of the store. */
class InMemoryStoreSignalsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final List<Signal> heard = new ArrayList<>();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final InMemoryStore direct = new InMemoryStore(InstantSource.fixed(NOW), Runnable::run);
    private final InMemoryStore queued = new InMemoryStore(InstantSource.fixed(NOW), waiting::add);

    private static Signal ready(int queue) {
        return new Signal(Kind.READY, "q" + queue);
    }

    @Test
    void a_direct_executor_delivers_before_publish_returns() {
        direct.signals().subscribe(heard::add);
        direct.signals().publish(ready(1));

        assertThat(heard).containsExactly(ready(1));
    }

    @Test
    void a_listener_may_publish_and_use_the_store() {
        direct.signals().subscribe(signal -> {
            heard.add(signal);
            if (heard.size() == 1) {
                NewJob job = new NewJob(JobSpec.of(new UUID(1, 1), "work", NOW).build(), NOW);
                direct.jobs().enqueue(List.of(job), NOW, null);
                direct.signals().publish(ready(2));
            }
        });
        direct.signals().publish(ready(1));

        assertThat(heard).containsExactly(ready(1), ready(2));
        assertThat(direct.jobs().counts()).hasSize(1);
    }

    @Test
    void equal_signals_that_wait_are_merged_and_the_order_stays() {
        queued.signals().subscribe(heard::add);
        for (int n : new int[] {1, 2, 1, 3, 2}) {
            queued.signals().publish(ready(n));
        }
        assertThat(heard).isEmpty();
        assertThat(waiting).hasSize(1);
        waiting.remove().run();

        assertThat(heard).containsExactly(ready(1), ready(2), ready(3));
        queued.signals().publish(ready(1));
        assertThat(waiting).hasSize(1);
    }

    @Test
    void signals_past_the_bound_are_dropped_rather_than_kept() {
        queued.signals().subscribe(heard::add);
        for (int n = 0; n < MemorySignals.MOST_PENDING + 5; n++) {
            queued.signals().publish(ready(n));
        }
        waiting.remove().run();

        assertThat(heard).hasSize(MemorySignals.MOST_PENDING);
    }

    @Test
    void closing_ends_the_subscriptions_and_nothing_else() {
        direct.signals().subscribe(heard::add);
        NewJob job = new NewJob(JobSpec.of(new UUID(1, 1), "work", NOW).build(), NOW);
        direct.jobs().enqueue(List.of(job), NOW, null);
        direct.close();
        direct.signals().publish(ready(1));
        assertThat(heard).isEmpty();
        assertThat(direct.jobs().counts()).hasSize(1);

        direct.signals().subscribe(heard::add);
        direct.signals().publish(ready(2));
        assertThat(heard).containsExactly(ready(2));
    }

    @Test
    void its_time_is_that_of_the_clock_it_was_given() {
        assertThat(direct.now()).isEqualTo(NOW);
        assertThat(direct.description()).isEqualTo("memory");
    }
}
