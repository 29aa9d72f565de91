package io.carillon.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;
import org.jobrunr.utils.mapper.jackson3.Jackson3JsonMapper;
import org.jspecify.annotations.Nullable;

/** JobRunr's open source edition, with job requests, which spare it to look into byte code. */
final class JobRunrSubject implements Subject {
    private static final int WORKERS = 100;
    /** Threads that add schedules, which it takes one by one. */
    private static final int ADDING = 8;

    /** The shortest it allows. */
    private static final Duration POLL = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "jobrunr";
    }

    @Override
    public boolean rescues() {
        return true;
    }

    @Override
    public boolean worksOn(Kind kind) {
        return kind == Kind.POSTGRES;
    }

    @Override
    public int shortestPeriodSeconds() {
        return 5;
    }

    /** It takes them one by one, with several statements each. */
    @Override
    public boolean takesManySchedules() {
        return false;
    }

    @Override
    public Engine open(Place place, Options options) {
        return new JobRunrEngine(Pools.open(place, 20), options);
    }

    /** What is stored. */
    public record Request(Work.Payload payload) implements JobRequest {
        @Override
        public Class<RequestHandler> getJobRequestHandler() {
            return RequestHandler.class;
        }
    }

    /** What runs. */
    public static final class RequestHandler implements JobRequestHandler<Request> {
        private final Engine.@Nullable Handler handler;

        RequestHandler(Engine.@Nullable Handler handler) {
            this.handler = handler;
        }

        @Override
        public void run(Request request) throws Exception {
            if (handler == null) {
                throw new IllegalStateException("runs before it was started");
            }
            // It does not tell a job which instant of its schedule it stands for.
            handler.handle(request.payload().number(), null);
        }
    }

    private static final class JobRunrEngine implements Engine {
        private final HikariDataSource pool;
        private final Options options;
        private final StorageProvider storage;
        private final JobRequestScheduler scheduler;
        private @Nullable BackgroundJobServer server;

        private JobRunrEngine(HikariDataSource pool, Options options) {
            this.pool = pool;
            this.options = options;
            storage = SqlStorageProviderFactory.using(pool);
            scheduler = JobRunr.configure()
                    .useJsonMapper(new Jackson3JsonMapper())
                    .useStorageProvider(storage)
                    .initialize()
                    .getJobRequestScheduler();
        }

        @Override
        public void enqueue(Work work) {
            Request request = new Request(work.payload());
            if (work.delaySeconds() == 0) {
                scheduler.enqueue(request);
            } else {
                scheduler.schedule(Instant.now().plusSeconds(work.delaySeconds()), request);
            }
        }

        @Override
        public void enqueueAll(List<Work> work) {
            if (work.stream().anyMatch(one -> one.delaySeconds() != 0)) {
                work.forEach(this::enqueue);
            } else {
                scheduler.enqueue(work.stream().map(one -> new Request(one.payload())));
            }
        }

        @Override
        public void addSchedules(int first, int count, Cron cron) throws Exception {
            AtomicInteger next = new AtomicInteger(first);
            Threads.run(ADDING, () -> {
                for (int number = next.getAndIncrement(); number < first + count; number = next.getAndIncrement()) {
                    scheduler.scheduleRecurrently(
                            "schedule-" + number,
                            cron.of(number),
                            ZoneOffset.UTC,
                            new Request(Work.plain(number, Work.USUAL_BYTES).payload()));
                }
            });
        }

        @Override
        public void start(Handler handler) {
            BackgroundJobServerConfiguration configuration =
                    BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration();
            if (options.tuned()) {
                configuration.andWorkerCount(WORKERS).andPollInterval(POLL);
            }
            JobActivator handlers = new JobActivator() {
                @Override
                public <T> T activateJob(Class<T> type) {
                    return type.cast(new RequestHandler(handler));
                }
            };
            server = new BackgroundJobServer(storage, new Jackson3JsonMapper(), handlers, configuration);
            server.start();
        }

        @Override
        public void close() {
            if (server != null) {
                server.stop();
            }
            storage.close();
            pool.close();
        }
    }
}
