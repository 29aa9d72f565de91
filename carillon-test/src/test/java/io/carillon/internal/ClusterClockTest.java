package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.memory.InMemoryStore;
import io.carillon.spi.Store;
import io.carillon.test.FakeProcess;
import io.carillon.test.FakeTime;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClusterClockTest {
    private final FakeTime time = FakeTime.at(TestScheduler.START);
    private final FakeProcess process = time.process();
    private Duration storeAhead = Duration.ZERO;
    private final Store store = new InMemoryStore(() -> time.instant().plus(storeAhead), Runnable::run);

    @Test
    void time_is_the_stores_and_the_answer_says_how_far_the_machine_is_off() {
        process.setWallClockAhead(Duration.ofSeconds(-7));
        ClusterClock clock = new ClusterClock(process);
        assertThat(clock.isDue()).isTrue();
        assertThat(clock.measure(store)).isEqualTo(Duration.ofSeconds(-7));
        assertThat(clock.instant()).isEqualTo(TestScheduler.START);
        time.advance(Duration.ofSeconds(42));
        assertThat(clock.instant()).isEqualTo(TestScheduler.START.plusSeconds(42));
    }

    @Test
    void it_is_measured_again_each_minute_and_when_the_machines_clocks_drift_apart() {
        ClusterClock clock = new ClusterClock(process);
        clock.measure(store);
        assertThat(clock.isDue()).isFalse();
        time.advance(Duration.ofSeconds(59));
        assertThat(clock.isDue()).isFalse();
        time.advance(Duration.ofSeconds(1));
        assertThat(clock.isDue()).isTrue();
        clock.measure(store);
        assertThat(clock.isDue()).isFalse();
        process.setWallClockAhead(Duration.ofMillis(501));
        assertThat(clock.isDue()).isTrue();
        assertThat(clock.instant()).isEqualTo(TestScheduler.START.plusSeconds(60));
    }

    @Test
    void it_follows_a_store_whose_clock_was_set() {
        ClusterClock clock = new ClusterClock(process);
        clock.measure(store);
        storeAhead = Duration.ofHours(2);
        assertThat(clock.instant()).isEqualTo(TestScheduler.START);
        clock.measure(store);
        assertThat(clock.instant()).isEqualTo(TestScheduler.START.plus(storeAhead));
    }

    @Test
    void a_difference_no_longer_than_the_call_leaves_time_as_it_is() {
        ClusterClock clock = new ClusterClock(process);
        clock.measure(store);
        storeAhead = Duration.ofNanos(-900_000);
        clock.measure(store);
        assertThat(clock.instant()).isEqualTo(TestScheduler.START);
    }

    @Test
    void instants_are_whole_microseconds() {
        FakeTime odd = FakeTime.at(Instant.parse("2030-01-01T00:00:00.123456789Z"));
        ClusterClock clock = new ClusterClock(odd.process());
        clock.measure(new InMemoryStore(odd, Runnable::run));
        assertThat(clock.instant()).isEqualTo(Instant.parse("2030-01-01T00:00:00.123456Z"));
    }
}
