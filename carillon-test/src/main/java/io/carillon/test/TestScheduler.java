package io.carillon.test;

import io.carillon.Event;
import io.carillon.Job;
import io.carillon.Scheduler;
import io.carillon.internal.DefaultScheduler;
import io.carillon.internal.Settings;
import io.carillon.memory.InMemoryStore;
import io.carillon.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler in {@link FakeTime}: started, in memory, and doing nothing until the test says so. Everything then happens
 * on the test's thread.
 *
 * <pre>{@code
 * try (TestScheduler test = TestScheduler.create()) {
 *     test.scheduler().register(INVOICE, (invoice, context) -> "sent");
 *     String id = test.scheduler().enqueue(JobRequest.of(INVOICE, new Invoice(42)).delay(Duration.ofHours(1)));
 *     test.advance(Duration.ofHours(1));
 *     assertThat(test.job(id)).isCompleted().hasResult("\"sent\"");
 * }
 * }</pre>
 *
 * A handler that takes long calls {@link #sleep}. Several schedulers of one cluster share a {@link FakeTime} and a store:
 * see {@link Builder#time} and {@link Builder#store}.
 */
public final class TestScheduler implements AutoCloseable {
    /** Where time stands if nobody says otherwise: a Monday at midnight UTC. */
    public static final Instant START = Instant.parse("2030-01-07T00:00:00Z");

    private final FakeTime time;
    private final FakeProcess process;
    private final Scheduler scheduler;
    private final List<Event> events;

    private TestScheduler(FakeTime time, FakeProcess process, Scheduler scheduler, List<Event> events) {
        this.time = time;
        this.process = process;
        this.scheduler = scheduler;
        this.events = events;
    }

    /** One with the defaults, started. */
    public static TestScheduler create() {
        return builder().start();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Options of a {@link TestScheduler}; what is not said is as in {@link io.carillon.Carillon.Builder}, the zone UTC. */
    public static final class Builder {
        private final Settings.Draft draft = new Settings.Draft();
        private @Nullable FakeTime time;
        private boolean threads;

        private Builder() {
            draft.zone = ZoneOffset.UTC;
            draft.host = "test";
        }

        /** The time to live in; one of its own, from {@link #START}, if never said. */
        public Builder time(FakeTime time) {
            this.time = time;
            return this;
        }

        /** The store to share; an {@link InMemoryStore} of its own if never said. */
        public Builder store(Store store) {
            draft.store = store;
            return this;
        }

        /** Handlers get threads of their own, so that several can be under way at once; see {@link FakeTime#sleep}. */
        public Builder handlerThreads() {
            this.threads = true;
            return this;
        }

        /** Sets any other option. */
        public Builder with(Consumer<Settings.Draft> change) {
            change.accept(draft);
            return this;
        }

        /** Makes a scheduler that is not started. */
        public TestScheduler build() {
            FakeTime when = time == null ? FakeTime.at(START) : time;
            FakeProcess process = threads ? when.processWithThreads() : when.process();
            if (draft.store == null) {
                draft.store = new InMemoryStore(when, Runnable::run);
            }
            List<Event> events = Collections.synchronizedList(new ArrayList<>());
            draft.runtime = process;
            draft.listeners.add(events::add);
            return new TestScheduler(when, process, new DefaultScheduler(draft.settings()), events);
        }

        /** Makes one and starts it. */
        public TestScheduler start() {
            TestScheduler test = build();
            test.scheduler.start();
            test.drain();
            return test;
        }
    }

    /** The scheduler under test. */
    public Scheduler scheduler() {
        return scheduler;
    }

    /** The time it lives in. */
    public FakeTime time() {
        return time;
    }

    /** The process it runs in, to be killed or frozen. */
    public FakeProcess process() {
        return process;
    }

    /** Where time stands. */
    public Instant now() {
        return time.instant();
    }

    /** Does all that is due now. */
    public void drain() {
        time.drain();
    }

    /** Lets time go by. */
    public void advance(Duration by) {
        time.advance(by);
    }

    /** Lets time go by, up to an instant. */
    public void advanceTo(Instant instant) {
        time.advanceTo(instant);
    }

    /**
     * Lets time go by until a schedule has its next instant, and does all that is due then.
     *
     * @return whether it has one
     */
    public boolean fireNext(String schedule) {
        Instant next = scheduler.getSchedule(schedule).orElseThrow().nextRun();
        if (next != null) {
            time.advanceTo(next.isAfter(now()) ? next : now());
        }
        return next != null;
    }

    /** For handlers: takes time, see {@link FakeTime#sleep}. */
    public void sleep(Duration by) throws InterruptedException {
        time.sleep(by);
    }

    /** A job as it stands. */
    public Job job(String id) {
        return scheduler.getTask(id).orElseThrow(() -> new AssertionError("there is no job " + id));
    }

    /** What has happened on this node so far, in order. */
    public List<Event> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    /** Stops the scheduler and closes its store. */
    @Override
    public void close() {
        scheduler.close();
    }
}
