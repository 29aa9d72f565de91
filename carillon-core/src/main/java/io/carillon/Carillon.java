package io.carillon;

import io.carillon.internal.DefaultScheduler;
import io.carillon.internal.Settings;
import io.carillon.schedule.Durations;
import io.carillon.spi.CommandResolver;
import io.carillon.spi.Store;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a scheduler comes from.
 *
 * <pre>{@code
 * Scheduler scheduler = Carillon.builder().store(JdbcStore.sqlite(Path.of("data/carillon.db"))).build().start();
 * scheduler.addCronJob("0 2 * * *", new CleanupTask("logs", 30));
 * }</pre>
 */
public final class Carillon {
    private static final AtomicReference<@Nullable Scheduler> GLOBAL = new AtomicReference<>();

    private Carillon() {}

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Makes a scheduler reachable for code that cannot be handed one; null takes it away. Does not close the last one. */
    public static void setGlobal(@Nullable Scheduler scheduler) {
        GLOBAL.set(scheduler);
    }

    /**
     * The scheduler of {@link #setGlobal}.
     *
     * @throws IllegalStateException when none was set
     */
    public static Scheduler global() {
        Scheduler scheduler = GLOBAL.get();
        if (scheduler == null) {
            throw new IllegalStateException("no global scheduler: call Carillon.setGlobal(scheduler) at start-up");
        }
        return scheduler;
    }

    /** Collects the options of a scheduler. Not thread-safe; may be used once. */
    public static final class Builder {
        private final Settings.Draft draft = new Settings.Draft();
        private boolean built;

        private Builder() {}

        /** Where everything is kept. If never said: in memory, and nothing survives the process. The scheduler closes it. */
        public Builder store(Store store) {
            draft.store = Objects.requireNonNull(store, "store");
            return this;
        }

        /** Most jobs this node runs at once, 1-100,000; 10 if never said. */
        public Builder maxWorkers(int maxWorkers) {
            draft.maxWorkers = require("max_workers", maxWorkers, 1, 100_000);
            return this;
        }

        /** Most waiting jobs in the default queue, at least 1; unbounded if never said. */
        public Builder queueSize(int queueSize) {
            draft.queueSize = require("queue_size", queueSize, 1, Integer.MAX_VALUE);
            return this;
        }

        /** Works on these queues only; all if never said or empty. */
        public Builder queues(Set<String> queues) {
            queues.forEach(queue -> TaskName.requireName("queues", queue));
            draft.queues = Set.copyOf(queues);
            return this;
        }

        /** False: fires schedules and looks after the cluster, but runs no job. */
        public Builder workers(boolean workers) {
            draft.workers = workers;
            return this;
        }

        /** Zone of schedules that name none; the system's if never said. */
        public Builder zone(ZoneId zone) {
            draft.zone = Objects.requireNonNull(zone, "zone");
            return this;
        }

        /** Longest run of an attempt where neither job nor queue says otherwise, 1 ms to 366 days; 300 s if never said. */
        public Builder timeout(Duration timeout) {
            draft.timeout = require("timeout", timeout, Duration.ofMillis(1), Duration.ofDays(366));
            return this;
        }

        /** Retries where neither job, handler nor queue says otherwise; {@link RetryPolicy#DEFAULT} if never said. */
        public Builder retry(RetryPolicy retry) {
            draft.retry = retry.orElse(RetryPolicy.DEFAULT);
            return this;
        }

        /**
         * How long a node counts as alive after its last beat, 1 s to 10 min; 15 s if never said. It beats three times a
         * lease; a job of a dead node runs again within a lease and a third.
         */
        public Builder lease(Duration lease) {
            draft.lease = require("lease", lease, Duration.ofSeconds(1), Duration.ofMinutes(10));
            return this;
        }

        /** The safety poll for what no signal told, 10 ms to 1 h; 1 s if never said. A due job does not wait for it. */
        public Builder scanInterval(Duration scanInterval) {
            draft.scanInterval = require("scan_interval", scanInterval, Duration.ofMillis(10), Duration.ofHours(1));
            return this;
        }

        /** How long {@link Scheduler#stop} lets running jobs end before it interrupts them, 0 to 1 h; 30 s if never said. */
        public Builder grace(Duration grace) {
            draft.grace = require("grace", grace, Duration.ZERO, Duration.ofHours(1));
            return this;
        }

        /** How late an instant may be and still fire as if in time, 0 to 1 h; 5 s if never said. */
        public Builder misfireGrace(Duration misfireGrace) {
            draft.misfireGrace = require("misfire_grace", misfireGrace, Duration.ZERO, Duration.ofHours(1));
            return this;
        }

        /** How long finished jobs, their logs and fire records are kept, 1 min to 100 years; 30 days if never said. */
        public Builder retention(Duration retention) {
            draft.retention = require("retention", retention, Duration.ofMinutes(1), Duration.ofDays(36_525));
            return this;
        }

        /** Most bytes of a job's parameters, its result and its checkpoint as JSON, 1-100 MiB; 1 MiB if never said. */
        public Builder maxParamsBytes(int maxParamsBytes) {
            draft.maxParamsBytes = require("max_params_bytes", maxParamsBytes, 1, 100 << 20);
            return this;
        }

        /** Most log lines kept of one attempt, 0-1,000,000; 10,000 if never said. */
        public Builder maxLogLines(int maxLogLines) {
            draft.maxLogLines = require("max_log_lines", maxLogLines, 0, 1_000_000);
            return this;
        }

        /** Name of the machine as other nodes see it; the host's name if never said. */
        public Builder host(String host) {
            draft.host = Objects.requireNonNull(host, "host");
            return this;
        }

        /** Adds a resolver of command texts, after those added before. */
        public Builder commands(CommandResolver resolver) {
            draft.resolvers.add(Objects.requireNonNull(resolver, "resolver"));
            return this;
        }

        /** Adds a subscriber of events; see {@link Event} for how they are delivered. */
        public Builder listener(Consumer<Event> listener) {
            draft.listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /**
         * Makes the scheduler; it does nothing by itself before {@link Scheduler#start}, and asks nothing of the store
         * before it is used.
         *
         * @throws IllegalStateException when it is called again: two schedulers must not close one store
         */
        public Scheduler build() {
            if (built) {
                throw new IllegalStateException("this builder was used; begin with Carillon.builder() again");
            }
            built = true;
            return new DefaultScheduler(draft.settings());
        }

        private static int require(String field, int value, int least, int most) {
            if (value < least || value > most) {
                throw new InvalidValueException(field, least + "-" + most, value);
            }
            return value;
        }

        private static Duration require(String field, Duration value, Duration least, Duration most) {
            if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                throw new InvalidValueException(field, text(least) + " to " + text(most), text(value));
            }
            return value;
        }

        /** What came may be any duration, also one that has no short form. */
        private static String text(Duration duration) {
            boolean isShort = !duration.isNegative() && duration.compareTo(Durations.MAX) <= 0;
            return isShort ? Durations.format(duration) : duration.toString();
        }
    }
}
