package io.carillon.internal;

import static io.carillon.internal.Work.WORK;
import static io.carillon.internal.Work.work;
import static io.carillon.test.CarillonAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Event;
import io.carillon.InvalidValueException;
import io.carillon.Job;
import io.carillon.JobRequest;
import io.carillon.LogLine;
import io.carillon.memory.InMemoryStore;
import io.carillon.spi.JobStore.Checkpoint;
import io.carillon.spi.StoreException;
import io.carillon.test.FakeTime;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Log lines, progress and checkpoints on their way into the store. */
class JournalTest {
    private final FakeTime time = FakeTime.at(TestScheduler.START);
    private final FlakyStore flaky = new FlakyStore(new InMemoryStore(time, Runnable::run));
    private final TestScheduler test = TestScheduler.builder()
            .time(time)
            .store(flaky.store())
            .handlerThreads()
            .with(draft -> draft.maxLogLines = 100)
            .start();

    private String enqueue() {
        return test.scheduler().enqueue(JobRequest.of(WORK, null));
    }

    private List<String> log(String id) {
        return test.scheduler().logs(id, -1, 1_000).stream()
                .map(LogLine::message)
                .toList();
    }

    @Test
    void a_job_reads_as_completed_only_when_all_its_lines_are_stored() {
        work(test, context -> IntStream.range(0, 50).forEach(i -> context.log("line " + i)));
        List<String> order = new ArrayList<>();
        flaky.spy((call, arguments) -> order.add(call));
        flaky.fail("logs.append", 2);
        String id = enqueue();
        test.drain();
        assertThat(test.job(id)).isRunning();
        test.advance(Duration.ofSeconds(1));
        assertThat(test.job(id)).isCompleted();
        assertThat(log(id)).hasSize(50).startsWith("line 0", "line 1").endsWith("line 49");
        assertThat(order.indexOf("jobs.settle")).isGreaterThan(order.lastIndexOf("logs.append"));
    }

    @Test
    void lines_appear_while_the_handler_runs_many_at_a_time() {
        work(test, context -> {
            for (int i = 0; i < 10; i++) {
                context.log("line " + i);
                test.sleep(Duration.ofMillis(50));
            }
            context.output("stderr", "last");
        });
        String id = enqueue();
        test.advance(Duration.ofMillis(210));
        assertThat(test.job(id)).isRunning();
        assertThat(log(id)).contains("line 0").hasSizeLessThan(10);
        test.advance(Duration.ofSeconds(1));
        assertThat(log(id)).hasSize(11);
        assertThat(test.scheduler().logs(id, -1, 100).getLast().stream()).isEqualTo("stderr");
        assertThat(flaky.calls("logs.append")).isLessThan(6);
    }

    @Test
    void line_numbers_grow_over_the_attempts_of_a_job() {
        work(test, context -> {
            context.log("attempt " + context.attempt());
            if (context.attempt() < 3) {
                throw new IllegalStateException("again");
            }
        });
        String id = enqueue();
        test.advance(Duration.ofMinutes(2));
        List<LogLine> lines = test.scheduler().logs(id, -1, 10);
        assertThat(lines).extracting(LogLine::message).containsExactly("attempt 1", "attempt 2", "attempt 3");
        assertThat(lines).extracting(LogLine::seq).isSorted().doesNotHaveDuplicates();
        assertThat(test.scheduler().logs(id, lines.get(1).seq(), 10)).hasSize(1);
    }

    @Test
    void lines_beyond_the_limit_are_counted_in_one_last_line() {
        work(test, context -> IntStream.range(0, 142).forEach(i -> context.log("line " + i)));
        String id = enqueue();
        test.drain();
        assertThat(log(id)).hasSize(101).endsWith("42 more lines were left out: at most 100 are kept of an attempt");
    }

    @Test
    void a_long_line_is_cut_and_a_character_no_database_takes_is_replaced() {
        work(test, context -> {
            context.log("x".repeat(20_000));
            context.log("a\0b");
        });
        String id = enqueue();
        test.drain();
        assertThat(log(id).getFirst()).hasSizeLessThan(16_100).endsWith("(20000 characters)");
        assertThat(log(id).getLast()).isEqualTo("a\uFFFDb");
    }

    @Test
    void when_too_many_lines_wait_the_handler_waits_and_none_is_lost() {
        TestScheduler chatty = TestScheduler.builder()
                .time(time)
                .store(flaky.store())
                .handlerThreads()
                .with(draft -> draft.maxLogLines = 100_000)
                .start();
        test.scheduler().stop();
        List<Integer> written = new ArrayList<>();
        work(chatty, context -> {
            for (int i = 0; i < Journal.MOST_LINES + 500; i++) {
                context.log("line");
                written.add(i);
            }
        });
        boolean[] away = {true};
        flaky.failWhile("logs.append", () -> away[0]);
        String id = enqueue();
        chatty.advance(Duration.ofSeconds(5));
        assertThat(written).hasSize(Journal.MOST_LINES);
        away[0] = false;
        chatty.advance(Duration.ofSeconds(5));
        assertThat(chatty.job(id)).isCompleted();
        assertThat(chatty.job(id).logCount()).isEqualTo(Journal.MOST_LINES + 500);
    }

    @Test
    void what_waits_is_bounded_by_its_length_too() {
        TestScheduler chatty = TestScheduler.builder()
                .time(time)
                .store(flaky.store())
                .handlerThreads()
                .start();
        test.scheduler().stop();
        int lineLength = 10_000;
        List<Integer> written = new ArrayList<>();
        work(chatty, context -> {
            for (int i = 0; i < 1_000; i++) {
                context.log("x".repeat(lineLength));
                written.add(i);
            }
        });
        boolean[] away = {true};
        flaky.failWhile("logs.append", () -> away[0]);
        String id = enqueue();
        chatty.advance(Duration.ofSeconds(5));
        assertThat(written).hasSize(Journal.MOST_CHARACTERS / lineLength);
        away[0] = false;
        chatty.advance(Duration.ofSeconds(5));
        assertThat(chatty.job(id)).isCompleted();
        assertThat(chatty.job(id).logCount()).isEqualTo(1_000);
    }

    @Test
    void a_checkpoint_or_progress_without_end_is_refused_or_cut() {
        List<Integer> stored = new ArrayList<>();
        work(test, context -> {
            context.progress(5, "x".repeat(1_000_000));
            context.checkpoint("x".repeat((1 << 20) - 2));
            stored.add(1);
            context.checkpoint("x".repeat(1 << 20));
        });
        String id = enqueue();
        test.advance(Duration.ofSeconds(1));
        assertThat(stored).hasSize(1);
        assertThat(test.job(id)).isRetrying().hasError(InvalidValueException.class.getName());
        assertThat(test.job(id).progress().message()).hasSize(2_001);
    }

    @Test
    void progress_is_stored_a_few_times_a_second_and_the_last_value_always_arrives() {
        work(test, context -> {
            for (int i = 0; i <= 100; i++) {
                context.progress(i, "step " + i);
                test.sleep(Duration.ofMillis(10));
            }
            context.progress(77, "nearly");
        });
        String id = enqueue();
        test.advance(Duration.ofMillis(500));
        assertThat(test.job(id).progress()).isNotNull();
        test.advance(Duration.ofSeconds(1));
        assertThat(test.job(id)).isCompleted();
        assertThat(test.job(id).progress()).isEqualTo(new Job.Progress(77, "nearly"));
        assertThat(flaky.calls("jobs.checkpoint")).isBetween(3, 8);
        assertThat(test.events()).filteredOn(Event.OfProgress.class::isInstance).hasSizeBetween(3, 8);
    }

    @Test
    void a_checkpoint_is_durable_when_the_call_returns_and_the_next_attempt_reads_it() {
        List<String> seen = new ArrayList<>();
        work(test, context -> {
            int done = context.checkpoint(Integer.class).orElse(0);
            seen.add("from " + done);
            if (done < 3) {
                context.checkpoint(done + 1);
                seen.add("stored " + flaky.calls("jobs.checkpoint"));
                assertThat(context.checkpoint(Integer.class)).contains(done + 1);
                throw new IllegalStateException("again");
            }
        });
        flaky.fail("jobs.checkpoint", 1);
        String id = enqueue();
        test.advance(Duration.ofMinutes(5));
        assertThat(test.job(id)).isCompleted().hasAttempt(4);
        assertThat(seen).containsExactly("from 0", "stored 2", "from 1", "stored 3", "from 2", "stored 4", "from 3");
    }

    @Test
    void a_checkpoint_the_store_will_not_take_fails_its_attempt_and_holds_nobody_up() {
        work(test, context -> context.checkpoint(context.params()));
        List<Object> refusing = new ArrayList<>();
        flaky.spy((call, arguments) -> {
            if (call.equals("jobs.checkpoint")) {
                refusing.clear();
                ((List<?>) arguments[0])
                        .stream()
                                .map(Checkpoint.class::cast)
                                .filter(mark -> String.valueOf(mark.data()).contains("bad"))
                                .forEach(refusing::add);
            }
        });
        flaky.refuseWhile("jobs.checkpoint", () -> !refusing.isEmpty());
        String bad = test.scheduler().enqueue(JobRequest.of(WORK, null).params(Map.of("a", "bad")));
        String good = test.scheduler().enqueue(JobRequest.of(WORK, null).params(Map.of("a", "good")));
        test.advance(Duration.ofSeconds(2));
        assertThat(test.job(good)).isCompleted();
        assertThat(test.job(bad)).isRetrying().hasError(StoreException.class.getName());
    }
}
