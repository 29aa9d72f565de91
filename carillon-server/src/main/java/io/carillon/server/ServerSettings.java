package io.carillon.server;

import io.carillon.Carillon;
import io.carillon.RetryPolicy;
import io.carillon.web.api.Fields;
import io.carillon.web.api.QueueDocument;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is set below {@code carillon}, except jobs and queues, and what the program uses of Spring's own keys.
 *
 * @param engine how jobs are run
 * @param store where everything is kept
 * @param http where requests are answered
 * @param shellEnabled whether shell lines may be run
 * @param logLevel least severity that is logged, as SLF4J names it
 */
public record ServerSettings(Engine engine, StoreSettings store, Http http, boolean shellEnabled, String logLevel) {
    private static final List<String> LOG_LEVELS = List.of("trace", "debug", "info", "warn", "error", "off");

    /**
     * How jobs are run; what they mean is said at {@link io.carillon.Carillon.Builder}. Null: its default.
     *
     * @param enabled whether the node starts with the program
     * @param workers whether the node runs jobs
     * @param zone of schedules that name none
     */
    public record Engine(
            boolean enabled,
            boolean workers,
            ZoneId zone,
            @Nullable Integer maxConcurrent,
            RetryPolicy retry,
            Times times,
            Limits limits) {}

    /** Durations of the engine; null: the default. */
    public record Times(
            @Nullable Duration scanInterval,
            @Nullable Duration timeout,
            @Nullable Duration lease,
            @Nullable Duration grace,
            @Nullable Duration misfireGrace,
            @Nullable Duration retention) {}

    /** Sizes of the engine; null: the default. */
    public record Limits(
            @Nullable Integer maxParamsBytes, @Nullable Integer maxLogLines) {}

    /**
     * Where everything is kept.
     *
     * @param url JDBC URL; null: SQLite in the data folder
     * @param patience how long the start waits for it to answer
     */
    public record StoreSettings(
            Path data,
            @Nullable String url,
            @Nullable String username,
            @Nullable String password,
            Duration patience) {
        /** The URL, that of SQLite in the data folder when none was set. */
        public String effectiveUrl() {
            return url != null ? url : "jdbc:sqlite:" + data.resolve("carillon.db");
        }

        /** Which store it is, without what only its users may know. */
        public String name() {
            return withoutPassword(effectiveUrl());
        }
    }

    /** Where requests are answered; port 0 takes a free one. */
    public record Http(String address, int port) {}

    /**
     * Reads the settings. They mean nothing before the caller has finished {@code root}.
     *
     * @param root the whole configuration
     * @param directory where a relative data folder begins
     */
    static ServerSettings read(Fields root, Path directory) {
        root.ignore("logging", "management", "debug", "trace");
        Fields spring = root.section("spring");
        spring.allowOthers();
        Fields server = root.section("server");
        server.allowOthers();
        Fields in = root.section("carillon");
        in.ignore("jobs", "queues");
        Fields tasks = in.section("tasks");
        boolean shell = Boolean.TRUE.equals(tasks.section("shell").flag("enabled"));
        Fields script = tasks.section("script");
        if (Boolean.TRUE.equals(script.flag("enabled"))) {
            script.refuse("enabled", "false: this version runs no scripts", true);
        }
        String mode = in.section("security").text("mode");
        if (mode != null && !mode.equals("none")) {
            in.section("security").refuse("mode", "none, the one mode of this version", mode);
        }
        String level = in.section("log").text("level");
        if (level != null && !LOG_LEVELS.contains(level.toLowerCase(Locale.ROOT))) {
            in.section("log").refuse("level", "one of " + String.join(", ", LOG_LEVELS), level);
        }
        return new ServerSettings(
                readEngine(in),
                readStore(in, spring.section("datasource"), directory),
                readHttp(server),
                shell,
                level == null ? "info" : level);
    }

    private static Engine readEngine(Fields in) {
        Boolean enabled = in.flag("enabled");
        Boolean workers = in.flag("workers");
        ZoneId zone = in.zone("zone");
        Integer days = in.integer("log_retention_days", 1, 36_500);
        Times times = new Times(
                checked(in, "scan_interval", Carillon.Builder::scanInterval),
                checked(in, "timeout", Carillon.Builder::timeout),
                checked(in, "lease", Carillon.Builder::lease),
                checked(in, "grace", Carillon.Builder::grace),
                checked(in, "misfire_grace", Carillon.Builder::misfireGrace),
                days == null ? null : Duration.ofDays(days));
        Limits limits =
                new Limits(in.integer("max_params_bytes", 1, 100 << 20), in.integer("max_log_lines", 0, 1_000_000));
        return new Engine(
                enabled == null || enabled,
                workers == null || workers,
                zone == null ? ZoneId.systemDefault() : zone,
                in.integer("max_concurrent", 1, 100_000),
                QueueDocument.readRetryPolicy(in),
                times,
                limits);
    }

    /** A duration that the engine takes, so that one it does not take is refused with its key and line. */
    private static @Nullable Duration checked(
            Fields in, String name, BiFunction<Carillon.Builder, Duration, Carillon.Builder> setter) {
        Duration duration = in.duration(name);
        in.set(Carillon.builder(), name, duration, setter);
        return duration;
    }

    private static StoreSettings readStore(Fields in, Fields datasource, Path directory) {
        Path data = in.parsed("data", "a folder", Path::of);
        Duration patience = in.duration("store_wait");
        String url = datasource.text("url");
        if (url != null && !url.startsWith("jdbc:sqlite:") && !url.startsWith("jdbc:postgresql:")) {
            datasource.refuse("url", "a URL that begins with jdbc:postgresql: or jdbc:sqlite:", withoutPassword(url));
        }
        return new StoreSettings(
                directory.resolve(data == null ? Path.of("data") : data),
                url,
                datasource.text("username"),
                datasource.anyText("password"),
                patience == null ? Duration.ofSeconds(60) : patience);
    }

    private static Http readHttp(Fields server) {
        String address = Objects.requireNonNullElse(server.text("address"), "127.0.0.1");
        Integer port = server.integer("port", 0, 65_535);
        if (!isLoopback(address)) {
            server.refuse(
                    "address",
                    "a loopback address (127.0.0.1, ::1, localhost), because carillon.security.mode is none and whoever"
                            + " reaches the port may run jobs",
                    address);
        }
        return new Http(address, port == null ? 8080 : port);
    }

    private static boolean isLoopback(String address) {
        boolean literal = address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*|localhost");
        try {
            return literal && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** A data source's URL as it may be shown. */
    public static String withoutPassword(String url) {
        return url.replaceAll("(?i)(password=)[^&]*", "$1…").replaceFirst("(://[^/@:]*:)(?:[^?]*|[^/]*)@", "$1…@");
    }
}
