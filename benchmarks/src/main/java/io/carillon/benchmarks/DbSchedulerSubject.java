package io.carillon.benchmarks;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.task.SchedulableInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.PlainScheduleAndData;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTaskWithPersistentSchedule;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** db-scheduler, with the settings of its author's own measurements; its serializer is the default one. */
final class DbSchedulerSubject implements Subject {
    private static final int THREADS = 100;
    /** As many schedules are added by one call. */
    private static final int BATCH = 1_000;

    private static final double FETCH_BELOW = 2;
    private static final double FETCH_UP_TO = 6;
    private static final Duration POLL = Duration.ofMillis(100);

    private static final List<String> TABLES = List.of(
            "create table if not exists scheduled_tasks (task_name text not null, task_instance text not null,"
                    + " task_data bytea, execution_time timestamptz, picked boolean not null, picked_by text,"
                    + " last_success timestamptz, last_failure timestamptz, consecutive_failures int,"
                    + " last_heartbeat timestamptz, version bigint not null, priority smallint, state text,"
                    + " primary key (task_name, task_instance))",
            "create index if not exists execution_time_idx on scheduled_tasks (execution_time)",
            "create index if not exists last_heartbeat_idx on scheduled_tasks (last_heartbeat)");

    @Override
    public String name() {
        return "db-scheduler";
    }

    @Override
    public boolean rescues() {
        return false;
    }

    @Override
    public boolean worksOn(Kind kind) {
        return kind == Kind.POSTGRES;
    }

    @Override
    public Engine open(Place place, Options options) throws Exception {
        place.execute(TABLES);
        return new DbSchedulerEngine(Pools.open(place, 20), options);
    }

    private static final class DbSchedulerEngine implements Engine {
        private final HikariDataSource pool;
        private final Scheduler scheduler;
        private final OneTimeTask<Work.Payload> task;
        private final RecurringTaskWithPersistentSchedule<PlainScheduleAndData> recurring;
        private volatile @Nullable Handler handler;

        private DbSchedulerEngine(HikariDataSource pool, Options options) {
            this.pool = pool;
            task = Tasks.oneTime("work", Work.Payload.class)
                    .execute((instance, context) -> run(instance.getData().number(), null));
            recurring = Tasks.recurringWithPersistentSchedule("fire", PlainScheduleAndData.class)
                    .execute((instance, context) -> run(
                            Long.parseLong(instance.getId()),
                            context.getExecution().getExecutionTime()));
            SchedulerBuilder builder = Scheduler.create(pool, List.of(task, recurring));
            if (options.tuned()) {
                builder.threads(THREADS)
                        .pollUsingLockAndFetch(FETCH_BELOW, FETCH_UP_TO)
                        .pollingInterval(POLL);
            }
            scheduler = builder.build();
        }

        private void run(long number, @Nullable Instant due) {
            Handler current = handler;
            if (current == null) {
                throw new IllegalStateException("runs before it was started");
            }
            try {
                current.handle(number, due);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void enqueue(Work work) {
            scheduler.schedule(instance(work), due(work));
        }

        private TaskInstance<Work.Payload> instance(Work work) {
            return new TaskInstance<>(
                    task.getTaskName(), Long.toString(work.payload().number()), work.payload());
        }

        private static Instant due(Work work) {
            return Instant.now().plusSeconds(work.delaySeconds());
        }

        @Override
        public void enqueueAll(List<Work> work) {
            List<SchedulableInstance<?>> instances = new ArrayList<>(work.size());
            work.forEach(one -> instances.add(SchedulableInstance.of(instance(one), due(one))));
            scheduler.scheduleBatch(instances);
        }

        @Override
        public void addSchedules(int first, int count, Cron cron) {
            for (int from = first; from < first + count; from += BATCH) {
                List<SchedulableInstance<?>> batch = new ArrayList<>(BATCH);
                for (int number = from; number < Math.min(first + count, from + BATCH); number++) {
                    CronSchedule schedule = new CronSchedule(cron.of(number), ZoneOffset.UTC);
                    batch.add(recurring.schedulableInstance(
                            Integer.toString(number), new PlainScheduleAndData(schedule)));
                }
                scheduler.scheduleBatch(batch);
            }
        }

        @Override
        public void start(Handler handler) {
            this.handler = handler;
            scheduler.start();
        }

        @Override
        public void close() {
            scheduler.stop();
            pool.close();
        }
    }
}
