package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.LogLine;
import io.carillon.LogLine.Level;
import io.carillon.spi.Store.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logs of jobs, signals, and what a store says of itself. */
abstract class LogConformance extends StorePart {
    private static final long BOUND_SECONDS = 10;

    private UUID job = new UUID(0, 0);

    LogConformance(StoreConformance kit) {
        super(kit);
    }

    @BeforeEach
    void addAJob() {
        job = add(spec());
    }

    private LogLine line(long seq, String message) {
        return new LogLine(job.toString(), seq, 1, now, Level.INFO, null, message);
    }

    @Test
    void lines_are_read_back_as_they_were_written() {
        List<LogLine> lines = new ArrayList<>();
        for (Level level : Level.values()) {
            lines.add(new LogLine(job.toString(), lines.size(), 2, now, level, "stderr", "上海 ✓ 😀\t" + level));
        }
        lines.add(new LogLine(job.toString(), 1L << 40, 3, in(1), Level.INFO, null, ""));
        store.logs().append(lines);

        assertThat(store.logs().read(job, -1, 100)).containsExactlyElementsOf(lines);
    }

    @Test
    void lines_are_read_by_seq_in_pages_whatever_the_order_they_came_in() {
        store.logs().append(List.of(line(9, "nine"), line(2, "two")));
        store.logs().append(List.of(line(5, "five"), line(0, "zero")));

        assertThat(messages(-1, 10)).containsExactly("zero", "two", "five", "nine");
        assertThat(messages(2, 1)).containsExactly("five");
        assertThat(messages(3, 10)).containsExactly("five", "nine");
        assertThat(messages(9, 10)).isEmpty();
    }

    private List<String> messages(long afterSeq, int limit) {
        return store.logs().read(job, afterSeq, limit).stream()
                .map(LogLine::message)
                .toList();
    }

    @Test
    void a_line_that_is_stored_already_is_left_as_it_is() {
        store.logs().append(List.of(line(1, "first"), line(2, "second")));
        store.logs().append(List.of(line(2, "changed"), line(3, "third"), line(3, "twice")));

        assertThat(messages(-1, 10)).containsExactly("first", "second", "third");
        assertThat(read(job).logCount()).isEqualTo(3);
    }

    @Test
    void the_logs_of_jobs_lie_apart() {
        UUID other = add(spec());
        store.logs()
                .append(List.of(line(1, "mine"), new LogLine(other.toString(), 1, 1, now, Level.INFO, null, "other")));

        assertThat(messages(-1, 10)).containsExactly("mine");
        assertThat(store.logs().read(other, -1, 10)).hasSize(1);
        assertThat(store.logs().read(nextId(), -1, 10)).isEmpty();
    }

    @Test
    void lines_of_an_unknown_job_do_no_harm() {
        UUID unknown = nextId();
        store.logs()
                .append(List.of(new LogLine(unknown.toString(), 1, 1, now, Level.INFO, null, "lost"), line(1, "kept")));
        store.logs().append(List.of());

        assertThat(messages(-1, 10)).containsExactly("kept");
    }

    @Test
    void a_signal_reaches_everybody_who_listens() throws Exception {
        BlockingQueue<Signal> first = new LinkedBlockingQueue<>();
        BlockingQueue<Signal> second = new LinkedBlockingQueue<>();
        try (AutoCloseable one = store.signals().subscribe(first::add);
                AutoCloseable two = store.signals().subscribe(second::add)) {
            assertThat(List.of(one, two)).doesNotContainNull();
            for (Signal.Kind kind : Signal.Kind.values()) {
                Signal signal = new Signal(kind, "näme ✓");
                store.signals().publish(signal);
                await(first, signal);
                await(second, signal);
            }
        }
    }

    /** Waits until the signal comes; signals may be repeated, so others are passed over. */
    private static void await(BlockingQueue<Signal> signals, Signal expected) throws InterruptedException {
        Signal got;
        do {
            got = signals.poll(BOUND_SECONDS, TimeUnit.SECONDS);
            assertThat(got).as("a signal within %s s", BOUND_SECONDS).isNotNull();
        } while (!expected.equals(got));
    }

    @Test
    void a_listener_that_fails_or_left_does_not_keep_signals_from_the_others() throws Exception {
        BlockingQueue<Signal> left = new LinkedBlockingQueue<>();
        BlockingQueue<Signal> stays = new LinkedBlockingQueue<>();
        AutoCloseable leaving = store.signals().subscribe(left::add);
        try (AutoCloseable failing = store.signals().subscribe(LogConformance::fail);
                AutoCloseable staying = store.signals().subscribe(stays::add)) {
            assertThat(List.of(failing, staying)).doesNotContainNull();
            leaving.close();
            for (String name : List.of("one", "two")) {
                Signal signal = new Signal(Signal.Kind.READY, name);
                store.signals().publish(signal);
                await(stays, signal);
            }
        }
        assertThat(left).isEmpty();
    }

    private static void fail(Signal signal) {
        throw new IllegalStateException("a listener that fails on purpose, on " + signal);
    }

    @Test
    void a_signal_without_listeners_goes_nowhere() {
        store.signals().publish(new Signal(Signal.Kind.QUEUE, ""));

        assertThat(store.jobs().counts()).hasSize(1);
    }

    @Test
    void migrating_again_and_closing_again_do_no_harm() {
        store.migrate();
        assertThat(readAll()).hasSize(1);
        store.close();
        store.close();
    }

    @Test
    void a_store_says_what_it_is_and_what_time_it_has() {
        assertThat(store.description()).isNotBlank();
        assertThat(store.now()).isAfter(Instant.EPOCH);
    }
}
