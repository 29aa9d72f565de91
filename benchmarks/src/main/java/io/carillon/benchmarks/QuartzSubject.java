package io.carillon.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.quartz.CronScheduleBuilder;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/** Quartz, clustered; tuned: many threads and triggers acquired in batches. */
final class QuartzSubject implements Subject {
    private static final int THREADS = 50;
    /** The cluster's; nodes in other processes must have the same, so there is one in a process at a time. */
    private static final String NAME = "bench";

    @Override
    public String name() {
        return "quartz";
    }

    @Override
    public boolean rescues() {
        return true;
    }

    @Override
    public boolean worksOn(Kind kind) {
        return kind == Kind.POSTGRES;
    }

    /** It takes them one by one, with several statements each. */
    @Override
    public boolean takesManySchedules() {
        return false;
    }

    @Override
    public Engine open(Place place, Options options) throws Exception {
        if (place.number("select count(*) from pg_tables where tablename = 'qrtz_triggers'") == 0) {
            place.execute(List.of(tables()));
        }
        return new QuartzEngine(Pools.open(place, options.tuned() ? 20 : 10), options);
    }

    /** As Quartz ships them; comments at the ends of lines are harmless in one text. */
    private static String tables() throws Exception {
        try (InputStream in = Scheduler.class.getResourceAsStream("impl/jdbcjobstore/tables_postgres.sql")) {
            if (in == null) {
                throw new IllegalStateException("Quartz comes without its tables for PostgreSQL");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Quartz makes the jobs itself, so they find their engine by its name. */
    public static final class QuartzJob implements Job {
        @Override
        public void execute(JobExecutionContext context) throws JobExecutionException {
            try {
                QuartzEngine engine =
                        QuartzEngine.RUNNING.get(context.getScheduler().getSchedulerName());
                Engine.Handler handler = engine == null ? null : engine.handler;
                if (handler == null) {
                    throw new IllegalStateException("runs before it was started");
                }
                Date due = context.getScheduledFireTime();
                handler.handle(context.getMergedJobDataMap().getLong("number"), due == null ? null : due.toInstant());
            } catch (Exception e) {
                throw new JobExecutionException(e);
            }
        }
    }

    private static final class QuartzEngine implements Engine {
        static final Map<String, QuartzEngine> RUNNING = new ConcurrentHashMap<>();

        private final HikariDataSource pool;
        private final Scheduler scheduler;
        private final JobDetail job = JobBuilder.newJob(QuartzJob.class)
                .withIdentity("work")
                .storeDurably()
                .requestRecovery()
                .build();
        private volatile @Nullable Handler handler;

        private QuartzEngine(HikariDataSource pool, Options options) throws SchedulerException {
            this.pool = pool;
            DBConnectionManager.getInstance().addConnectionProvider(NAME, new Pooled(pool));
            scheduler = new StdSchedulerFactory(properties(options)).getScheduler();
            RUNNING.put(NAME, this);
            scheduler.addJob(job, true);
        }

        private Properties properties(Options options) {
            Properties properties = new Properties();
            properties.putAll(Map.of(
                    "org.quartz.scheduler.instanceName", NAME,
                    "org.quartz.scheduler.instanceId", "AUTO",
                    "org.quartz.scheduler.skipUpdateCheck", "true",
                    "org.quartz.threadPool.threadCount", Integer.toString(options.tuned() ? THREADS : 10),
                    "org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX",
                    "org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate",
                    "org.quartz.jobStore.dataSource", NAME,
                    "org.quartz.jobStore.isClustered", "true"));
            if (options.tuned()) {
                properties.setProperty("org.quartz.scheduler.batchTriggerAcquisitionMaxCount", "" + THREADS);
                properties.setProperty("org.quartz.jobStore.acquireTriggersWithinLock", "true");
            }
            return properties;
        }

        @Override
        public void enqueue(Work work) throws SchedulerException {
            scheduler.scheduleJob(trigger(work));
        }

        private Trigger trigger(Work work) {
            return TriggerBuilder.newTrigger()
                    .forJob(job)
                    .withIdentity(Long.toString(work.payload().number()))
                    .startAt(Date.from(Instant.now().plusSeconds(work.delaySeconds())))
                    .usingJobData("number", work.payload().number())
                    .usingJobData("customer", work.payload().customer())
                    .usingJobData("text", work.payload().text())
                    .build();
        }

        @Override
        public void enqueueAll(List<Work> work) throws SchedulerException {
            Set<Trigger> triggers = new HashSet<>();
            work.forEach(one -> triggers.add(trigger(one)));
            scheduler.scheduleJobs(Map.of(job, triggers), true);
        }

        @Override
        public void addSchedules(int first, int count, Cron cron) throws SchedulerException {
            Set<Trigger> triggers = new HashSet<>();
            for (int number = first; number < first + count; number++) {
                triggers.add(TriggerBuilder.newTrigger()
                        .forJob(job)
                        .withIdentity("schedule-" + number)
                        .usingJobData("number", (long) number)
                        .withSchedule(CronScheduleBuilder.cronSchedule(cron.ofQuartz(number))
                                .inTimeZone(TimeZone.getTimeZone("UTC")))
                        .build());
            }
            scheduler.scheduleJobs(Map.of(job, triggers), true);
        }

        @Override
        public void start(Handler handler) throws SchedulerException {
            this.handler = handler;
            scheduler.start();
        }

        @Override
        public void close() throws SchedulerException {
            scheduler.shutdown(true);
            RUNNING.remove(NAME);
            pool.close();
        }
    }

    private record Pooled(HikariDataSource pool) implements ConnectionProvider {
        @Override
        public Connection getConnection() throws SQLException {
            return pool.getConnection();
        }

        @Override
        public void initialize() {}

        @Override
        public void shutdown() {
            pool.close();
        }
    }
}
