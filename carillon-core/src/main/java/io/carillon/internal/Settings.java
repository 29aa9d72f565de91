package io.carillon.internal;

import io.carillon.Event;
import io.carillon.RetryPolicy;
import io.carillon.memory.InMemoryStore;
import io.carillon.spi.CommandResolver;
import io.carillon.spi.Store;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A scheduler's options, checked and complete; what they mean is said at {@link io.carillon.Carillon.Builder}. */
public record Settings(
        Store store,
        Limits limits,
        Timing timing,
        boolean workers,
        Set<String> queues,
        ZoneId zone,
        RetryPolicy retry,
        String host,
        List<CommandResolver> resolvers,
        List<Consumer<Event>> listeners,
        Runtime runtime) {
    /** Bounds. {@code queueSize} null: the default queue has none. */
    public record Limits(int maxWorkers, @Nullable Integer queueSize, int maxParamsBytes, int maxLogLines) {}

    /** Times. */
    public record Timing(
            Duration timeout,
            Duration lease,
            Duration scanInterval,
            Duration grace,
            Duration misfireGrace,
            Duration retention) {
        /** Time between two beats: three fit in a lease. */
        public Duration beat() {
            return lease.dividedBy(3);
        }
    }

    /** The options while they are collected. */
    public static final class Draft {
        public @Nullable Store store;
        public int maxWorkers = 10;
        public @Nullable Integer queueSize;
        public int maxParamsBytes = 1 << 20;
        public int maxLogLines = 10_000;
        public Duration timeout = Duration.ofSeconds(300);
        public Duration lease = Duration.ofSeconds(15);
        public Duration scanInterval = Duration.ofSeconds(1);
        public Duration grace = Duration.ofSeconds(30);
        public Duration misfireGrace = Duration.ofSeconds(5);
        public Duration retention = Duration.ofDays(30);
        public boolean workers = true;
        public Set<String> queues = Set.of();
        public ZoneId zone = ZoneId.systemDefault();
        public RetryPolicy retry = RetryPolicy.DEFAULT;
        public @Nullable String host;
        public final List<CommandResolver> resolvers = new ArrayList<>();
        public final List<Consumer<Event>> listeners = new ArrayList<>();
        public @Nullable Runtime runtime;

        public Settings settings() {
            return new Settings(
                    store == null ? new InMemoryStore() : store,
                    new Limits(maxWorkers, queueSize, maxParamsBytes, maxLogLines),
                    new Timing(timeout, lease, scanInterval, grace, misfireGrace, retention),
                    workers,
                    queues,
                    zone,
                    retry,
                    host == null ? hostName() : host,
                    List.copyOf(resolvers),
                    List.copyOf(listeners),
                    runtime == null ? Runtime.system() : runtime);
        }

        private static String hostName() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "localhost";
            }
        }
    }
}
