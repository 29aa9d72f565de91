package io.carillon.server;

import io.carillon.Carillon;
import io.carillon.Event;
import io.carillon.RetryPolicy;
import io.carillon.Scheduler;
import io.carillon.server.ServerSettings.Engine;
import io.carillon.spi.Store;
import io.carillon.spi.StoreException;
import io.carillon.tasks.CommandTypes;
import io.carillon.tasks.ShellOptions;
import io.carillon.tasks.ShellTask;
import io.carillon.web.JobMetrics;
import io.carillon.web.api.FieldError;
import io.carillon.web.api.InvalidDocumentException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running program: a store, a scheduler on it, and, unless it was started without, HTTP in front.
 *
 * <p>The parts are made here, one after the other, and Spring is handed what it needs: whatever a user can get wrong is
 * found before Spring starts, and said in one line.
 */
public final class CarillonServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CarillonServer.class);

    /** As {@link Carillon.Builder#grace} has it. */
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

    private final Scheduler scheduler;
    private final String store;
    private final ServerSettings settings;
    private final @Nullable HttpSide http;
    private final @Nullable ServerFile announcement;
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean closing;

    private CarillonServer(
            Scheduler scheduler,
            String store,
            ServerSettings settings,
            @Nullable HttpSide http,
            @Nullable ServerFile announcement) {
        this.scheduler = scheduler;
        this.store = store;
        this.settings = settings;
        this.http = http;
        this.announcement = announcement;
    }

    /**
     * Starts the program; returns when it is ready.
     *
     * @throws StartException when it cannot start for a reason that its user can change; nothing is left open
     */
    public static CarillonServer start(Launch launch) throws StartException, InterruptedException {
        Configuration configuration;
        Configuration.Whole whole;
        try {
            configuration = Configuration.load(launch.options());
            whole = configuration.whole();
        } catch (InvalidDocumentException e) {
            throw StartException.refused(
                    e.errors().stream().map(FieldError::message).collect(Collectors.joining("\n")), e);
        }
        ServerSettings settings = whole.settings();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        JobMetrics metrics = new JobMetrics(registry);
        Store store = openStore(settings, launch.say());
        Scheduler scheduler = scheduler(settings, store, metrics.andThen(launch.events()));
        HttpSide http = null;
        try {
            registerTasks(scheduler, settings, launch);
            http = HttpSide.start(
                    launch.http(), configuration, settings, new HttpSide.Parts(scheduler, metrics, registry));
            DefinitionSync.apply(scheduler, whole.definitions(), configuration.file() != null);
            if (settings.engine().enabled()) {
                scheduler.start();
            }
            return new CarillonServer(scheduler, store.description(), settings, http, announce(http, settings));
        } catch (StartException | RuntimeException e) {
            if (http != null) {
                http.close();
            }
            scheduler.close();
            if (e instanceof StoreException lost) {
                throw storeTrouble(lost);
            }
            throw e;
        }
    }

    private static Store openStore(ServerSettings settings, Consumer<String> say)
            throws StartException, InterruptedException {
        try {
            return Stores.open(settings.store(), say);
        } catch (StoreException e) {
            throw storeTrouble(e);
        }
    }

    private static StartException storeTrouble(StoreException e) {
        return StartException.failed(String.valueOf(e.getMessage()), e);
    }

    private static Scheduler scheduler(ServerSettings settings, Store store, Consumer<Event> events) {
        Engine engine = settings.engine();
        Carillon.Builder builder = Carillon.builder()
                .store(store)
                .workers(engine.workers())
                .zone(engine.zone())
                .retry(engine.retry().orElse(RetryPolicy.DEFAULT))
                .commands(new CommandTypes(settings.shellEnabled()))
                .listener(events);
        set(engine.maxConcurrent(), builder::maxWorkers);
        set(engine.times().scanInterval(), builder::scanInterval);
        set(engine.times().timeout(), builder::timeout);
        set(engine.times().lease(), builder::lease);
        set(engine.times().grace(), builder::grace);
        set(engine.times().misfireGrace(), builder::misfireGrace);
        set(engine.times().retention(), builder::retention);
        set(engine.limits().maxParamsBytes(), builder::maxParamsBytes);
        set(engine.limits().maxLogLines(), builder::maxLogLines);
        return builder.build();
    }

    private static <T> void set(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }

    private static void registerTasks(Scheduler scheduler, ServerSettings settings, Launch launch) {
        scheduler.register("hello_job", HelloJob::new);
        if (settings.shellEnabled()) {
            ShellTask.register(scheduler, ShellOptions.DEFAULT);
        }
        launch.tasks().accept(scheduler);
    }

    private static @Nullable ServerFile announce(@Nullable HttpSide http, ServerSettings settings) {
        if (http == null || http.url() == null) {
            return null;
        }
        ServerFile file = new ServerFile(
                Objects.requireNonNull(http.url()),
                ProcessHandle.current().pid(),
                settings.store().name());
        Path folder = settings.store().data();
        try {
            file.write(folder);
        } catch (IOException e) {
            LOG.warn("commands will not find this server by its data folder {}: {}", folder, e.toString());
        }
        return file;
    }

    /** The scheduler it runs. */
    public Scheduler scheduler() {
        return scheduler;
    }

    /** Where it answers; null when it was started without HTTP. */
    public @Nullable URI url() {
        return http == null ? null : http.url();
    }

    /** Where jobs are kept, for people. */
    public String store() {
        return store;
    }

    /** Its data folder. */
    public Path data() {
        return settings.store().data();
    }

    /** How long running jobs may go on once it is closed. */
    public Duration grace() {
        return Objects.requireNonNullElse(settings.engine().times().grace(), DEFAULT_GRACE);
    }

    /** Waits until it is closed. */
    public void awaitClose() throws InterruptedException {
        closed.await();
    }

    /**
     * Stops: no new claims, running jobs get their grace, HTTP answers until the end. Repeating it is harmless; only
     * the first caller waits.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
        }
        try {
            scheduler.stop();
            if (announcement != null) {
                announcement.remove(settings.store().data());
            }
        } catch (IOException e) {
            LOG.warn("server.json could not be removed: {}", e.toString());
        } finally {
            if (http != null) {
                http.close();
            }
            scheduler.close();
            closed.countDown();
        }
    }
}
