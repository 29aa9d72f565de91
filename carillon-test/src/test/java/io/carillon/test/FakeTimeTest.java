package io.carillon.test;

import static io.carillon.test.CarillonAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.JobRequest;
import io.carillon.ScheduleDefinition;
import io.carillon.TaskHandler;
import io.carillon.TaskName;
import io.carillon.internal.Runtime;
import io.carillon.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CarillonExtension.class)
class FakeTimeTest {
    private static final TaskName<Void> WORK = TaskName.of("work");

    private final FakeTime time = FakeTime.at(TestScheduler.START);
    private final List<String> seen = new ArrayList<>();

    private String at() {
        return Duration.between(TestScheduler.START, time.instant()).toString();
    }

    @Test
    void everything_happens_at_its_moment_and_in_order() {
        FakeProcess process = time.process();
        process.loop("each 3 s", () -> {
            seen.add("a " + at());
            return Duration.ofSeconds(3);
        });
        process.loop("each 2 s", () -> {
            seen.add("b " + at());
            return Duration.ofSeconds(2);
        });
        time.advance(Duration.ofSeconds(4));
        assertThat(seen).containsExactly("a PT0S", "b PT0S", "b PT2S", "a PT3S", "b PT4S");
    }

    @Test
    void a_woken_loop_goes_at_once_and_a_closed_one_never() {
        Runtime.Loop loop = time.process().loop("idle", () -> {
            seen.add(at());
            return Runtime.UNTIL_WOKEN;
        });
        time.advance(Duration.ofSeconds(5));
        loop.wake();
        loop.wake();
        time.drain();
        loop.close();
        loop.wake();
        time.advance(Duration.ofDays(1));
        assertThat(seen).containsExactly("PT0S", "PT5S");
    }

    @Test
    void a_killed_process_does_nothing_more_and_a_frozen_one_catches_up() {
        FakeProcess frozen = time.process();
        FakeProcess killed = time.process();
        frozen.loop("frozen", () -> {
            seen.add("frozen " + at());
            return Duration.ofSeconds(10);
        });
        killed.loop("killed", () -> {
            seen.add("killed " + at());
            return Duration.ofSeconds(10);
        });
        time.drain();
        frozen.freeze();
        killed.kill();
        time.advance(Duration.ofSeconds(25));
        frozen.thaw();
        time.advance(Duration.ofSeconds(9));
        assertThat(seen).containsExactly("frozen PT0S", "killed PT0S", "frozen PT25S");
    }

    @Test
    void what_never_rests_is_reported_by_name() {
        time.process().loop("restless", () -> Duration.ZERO);
        assertThatThrownBy(time::drain).isInstanceOf(AssertionError.class).hasMessageContaining("restless");
    }

    @Test
    void a_handler_with_its_own_thread_waits_while_the_test_goes_on() {
        FakeProcess process = time.processWithThreads();
        CompletableFuture<Void> go = new CompletableFuture<>();
        process.handle("waits", () -> {
            try {
                seen.add("begins " + at());
                time.sleep(Duration.ofSeconds(3));
                seen.add("slept " + at());
                seen.add("came " + time.await(go, Duration.ofHours(1)) + " " + at());
                seen.add("came " + time.await(new CompletableFuture<>(), Duration.ofSeconds(1)) + " " + at());
            } catch (InterruptedException e) {
                seen.add("interrupted");
            }
        });
        time.advance(Duration.ofSeconds(10));
        go.complete(null);
        time.advance(Duration.ofSeconds(10));
        assertThat(seen).containsExactly("begins PT0S", "slept PT3S", "came true PT10S", "came false PT11S");
    }

    @Test
    void handlers_that_go_on_at_the_same_moment_go_on_one_after_the_other_and_after_the_test() {
        FakeProcess process = time.processWithThreads();
        CompletableFuture<Void> go = new CompletableFuture<>();
        AtomicInteger atWork = new AtomicInteger();
        for (int i = 0; i < 4; i++) {
            process.handle("waits", () -> {
                try {
                    time.await(go, Duration.ofHours(1));
                } catch (InterruptedException e) {
                    seen.add("interrupted");
                }
                int most = atWork.incrementAndGet();
                // Without giving the processor away: on a busy one that would take as long as the others keep it, each
                // time.
                for (int look = 0; look < 300_000; look++) {
                    Thread.onSpinWait();
                    most = Math.max(most, atWork.get());
                }
                seen.add(most + " at work");
                atWork.decrementAndGet();
            });
        }
        time.drain();
        go.complete(null);
        assertThat(atWork).hasValue(0);
        time.drain();
        assertThat(seen).containsExactly("1 at work", "1 at work", "1 at work", "1 at work");
    }

    @Test
    void a_result_that_comes_while_a_handler_is_about_to_wait_gives_it_no_second_turn() {
        CompletableFuture<Void> result = new CompletableFuture<>() {
            @Override
            public CompletableFuture<Void> whenComplete(BiConsumer<? super Void, ? super Throwable> action) {
                complete(null);
                return super.whenComplete(action);
            }
        };
        time.processWithThreads().handle("waits", () -> {
            try {
                seen.add("came " + time.await(result, Duration.ofHours(1)));
            } catch (InterruptedException e) {
                seen.add("interrupted");
            }
        });
        time.drain();
        time.drain();
        assertThat(seen).containsExactly("came true");
    }

    @Test
    void without_one_time_goes_by_for_the_loops_while_it_takes_its_time() throws Exception {
        FakeProcess process = time.process();
        process.loop("beat", () -> {
            seen.add("beat " + at());
            return Duration.ofSeconds(5);
        });
        process.handle("long", () -> {
            try {
                time.sleep(Duration.ofSeconds(12));
                seen.add("done " + at());
            } catch (InterruptedException e) {
                seen.add("interrupted");
            }
        });
        process.handle("next", () -> seen.add("next " + at()));
        time.drain();
        assertThat(seen).containsExactly("beat PT0S", "beat PT5S", "beat PT10S", "done PT12S", "next PT12S");
    }

    @Test
    void time_does_not_go_back() {
        assertThatThrownBy(() -> time.advance(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> time.advanceTo(TestScheduler.START.minusSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_extension_gives_a_started_scheduler_and_its_time(TestScheduler test, FakeTime itsTime) {
        assertThat(test.scheduler().isRunning()).isTrue();
        assertThat(test.time()).isSameAs(itsTime);
    }

    @Test
    void the_next_instant_of_a_schedule_is_fired_without_counting_days(TestScheduler test) {
        test.scheduler().register(WORK, TaskHandler.action((nothing, context) -> seen.add("" + test.now())));
        test.scheduler()
                .putSchedule(ScheduleDefinition.of("nightly", Schedule.daily("00:20"), JobRequest.of(WORK, null)));
        assertThat(test.fireNext("nightly")).isTrue();
        assertThat(seen).containsExactly("2030-01-07T00:20:00Z");
        Instant once = test.now().plusSeconds(60);
        test.scheduler().putSchedule(ScheduleDefinition.of("once", Schedule.once(once), JobRequest.of(WORK, null)));
        assertThat(test.fireNext("once")).isTrue();
        assertThat(test.fireNext("once")).isFalse();
        assertThat(seen).hasSize(2);
    }

    @Test
    void an_assertion_that_does_not_hold_says_what_it_found(TestScheduler test) {
        String id = test.scheduler().enqueue(JobRequest.named("nobody", null));
        test.drain();
        assertThat(test.job(id))
                .isPending()
                .hasAttempt(0)
                .hasResult(null)
                .waitsFor("nobody")
                .isDueAt(test.now());
        assertThatThrownBy(() -> assertThat(test.job(id)).isCompleted())
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(id, "to be completed", "got pending", "no live node has a handler");
        assertThatThrownBy(() -> assertThat(test.job(id)).hasAttempt(1)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThat(test.job(id)).hasResult("1")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThat(test.job(id)).hasError("x")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThat(test.job(id)).waitsFor("rain")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThat(test.job(id)).isDueAt(Instant.EPOCH))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> test.job("none"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("none");
    }
}
