package io.carillon.benchmarks;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.scheduling.support.CronTrigger;

/** Timers of one process that keep nothing: how punctual this machine can be. They only know schedules. */
record MemorySubject(String name) implements Subject {
    private static final int THREADS = 10;

    @Override
    public boolean rescues() {
        return false;
    }

    @Override
    public boolean worksOn(Kind kind) {
        return kind == Kind.MEMORY;
    }

    @Override
    public Engine open(Place place, Options options) {
        return name.equals("spring") ? new SpringTimers() : new JdkTimers();
    }

    private abstract static class Timers implements Engine {
        private int count;
        private @Nullable Cron cron;

        @Override
        public void enqueue(Work work) {
            throw new UnsupportedOperationException("schedules only");
        }

        @Override
        public void enqueueAll(List<Work> work) {
            throw new UnsupportedOperationException("schedules only");
        }

        @Override
        public void addSchedules(int first, int count, Cron cron) {
            this.count = first + count;
            this.cron = cron;
        }

        @Override
        public void start(Handler handler) {
            for (int number = 0; cron != null && number < count; number++) {
                add(number, cron.of(number), handler);
            }
        }

        abstract void add(int number, String expression, Handler handler);

        static void handle(Handler handler, int number, @Nullable Instant due) {
            try {
                handler.handle(number, due);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Spring's scheduler with a cron trigger each. */
    private static final class SpringTimers extends Timers {
        private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

        private SpringTimers() {
            scheduler.setPoolSize(THREADS);
            scheduler.initialize();
        }

        @Override
        void add(int number, String expression, Handler handler) {
            ScheduledFuture<?> future = scheduler.schedule(
                    () -> handle(handler, number, null), new CronTrigger(expression, TimeZone.getTimeZone("UTC")));
            if (future == null) {
                throw new IllegalStateException("'" + expression + "' never fires");
            }
        }

        @Override
        public void close() {
            scheduler.shutdown();
        }
    }

    /** The JDK's pool; each task asks an expression when it is next due. */
    private static final class JdkTimers extends Timers {
        private final ScheduledExecutorService pool = Executors.newScheduledThreadPool(THREADS);

        @Override
        void add(int number, String expression, Handler handler) {
            arm(CronExpression.parse(expression), number, handler, Instant.now());
        }

        private void arm(CronExpression expression, int number, Handler handler, Instant after) {
            ZonedDateTime next = expression.next(after.atZone(ZoneOffset.UTC));
            if (next == null || pool.isShutdown()) {
                return;
            }
            Instant due = next.toInstant();
            long nanos = TimeUnit.MILLISECONDS.toNanos(due.toEpochMilli() - System.currentTimeMillis());
            ScheduledFuture<?> timer = pool.schedule(
                    () -> {
                        handle(handler, number, due);
                        arm(expression, number, handler, due);
                    },
                    nanos,
                    TimeUnit.NANOSECONDS);
            if (timer.isCancelled()) {
                throw new IllegalStateException("the pool was closed");
            }
        }

        @Override
        public void close() {
            pool.shutdownNow();
        }
    }
}
