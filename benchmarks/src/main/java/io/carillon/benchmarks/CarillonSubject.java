package io.carillon.benchmarks;

import io.carillon.Carillon;
import io.carillon.JobRequest;
import io.carillon.ScheduleDefinition;
import io.carillon.Scheduler;
import io.carillon.TaskName;
import io.carillon.jdbc.JdbcStore;
import io.carillon.schedule.Schedule;
import java.sql.Connection;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** Carillon, embedded. */
final class CarillonSubject implements Subject {
    static final String NAME = "carillon";

    /** Threads that put schedules; each put is a commit of its own. */
    private static final int ADDING = 8;

    private static final TaskName<Work.Payload> TASK = TaskName.of("bench:work", Work.Payload.class);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean rescues() {
        return true;
    }

    @Override
    public boolean worksOn(Kind kind) {
        return kind != Kind.MEMORY;
    }

    @Override
    public CarillonEngine open(Place place, Options options) {
        JdbcStore store = JdbcStore.open(place.url(), null, null);
        Carillon.Builder builder = Carillon.builder().store(store);
        if (options.tuned()) {
            builder.maxWorkers(options.slots());
        }
        return new CarillonEngine(builder.build(), store);
    }

    /** A scheduler and its store, which it closes. */
    static final class CarillonEngine implements Engine {
        private final Scheduler scheduler;
        private final JdbcStore store;

        private CarillonEngine(Scheduler scheduler, JdbcStore store) {
            this.scheduler = scheduler;
            this.store = store;
        }

        Scheduler scheduler() {
            return scheduler;
        }

        @Override
        public void enqueue(Work work) {
            scheduler.enqueue(request(work));
        }

        @Override
        public void enqueueAll(List<Work> work) {
            scheduler.enqueueAll(work.stream().map(CarillonEngine::request).toList());
        }

        @Override
        public void enqueue(Work work, Connection transaction) {
            scheduler.enqueueAll(List.of(request(work)), transaction);
        }

        private static JobRequest request(Work work) {
            JobRequest request = JobRequest.of(TASK, work.payload());
            if (work.priority() != 4) {
                request = request.priority(work.priority());
            }
            if (!work.queue().equals("default")) {
                request = request.queue(work.queue());
            }
            if (work.uniqueKey() != null) {
                request = request.uniqueKey(work.uniqueKey());
            }
            return work.delaySeconds() == 0 ? request : request.delay(Duration.ofSeconds(work.delaySeconds()));
        }

        @Override
        public void addSchedules(int first, int count, Cron cron) throws Exception {
            AtomicInteger next = new AtomicInteger(first);
            Threads.run(ADDING, () -> {
                for (int number = next.getAndIncrement(); number < first + count; number = next.getAndIncrement()) {
                    scheduler.putSchedule(ScheduleDefinition.of(
                            "schedule-" + number,
                            Schedule.cron(cron.of(number)).zone(ZoneOffset.UTC),
                            JobRequest.of(
                                    TASK, Work.plain(number, Work.USUAL_BYTES).payload())));
                }
            });
        }

        @Override
        public void start(Handler handler) {
            scheduler.register(TASK, (payload, context) -> {
                handler.handle(payload.number(), context.fireTime());
                return null;
            });
            scheduler.start();
        }

        @Override
        public OptionalLong statements() {
            return OptionalLong.of(store.statements());
        }

        @Override
        public void close() {
            scheduler.close();
        }
    }
}
