package io.carillon.benchmarks;

import io.carillon.JobRequest;
import io.carillon.LogLine;
import io.carillon.Scheduler;
import io.carillon.TaskName;
import io.carillon.benchmarks.CarillonSubject.CarillonEngine;
import io.carillon.benchmarks.Subject.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What it costs to keep what jobs say while they run. */
final class LogsCase implements Case {
    private static final int JOBS = 100;
    /** Of each job; together ten thousand lines a second. */
    private static final int LINES_PER_SECOND = 100;

    private static final TaskName<Talk> TALK = TaskName.of("bench:talk", Talk.class);
    private static final String LINE = "a usual line of a log, with some words and a number, ";

    /** How much there is to say. */
    record Talk(int lines) {}

    @Override
    public String name() {
        return "logs";
    }

    @Override
    public String about() {
        return "100 jobs that log 100 lines a second each: what a line costs, and whether all are kept";
    }

    @Override
    public List<Trial> trials(Setting setting) {
        List<Trial> trials = new ArrayList<>();
        for (Server server : setting.servers()) {
            trials.add(new LogsTrial(server, new CarillonSubject(), setting.count(JOBS), setting.seconds()));
        }
        return trials;
    }

    private record LogsTrial(Server server, CarillonSubject carillon, int jobs, double seconds) implements Trial {
        private static final int PATIENCE_MINUTES = 5;
        private static final int PAGE = 1_000;

        @Override
        public String subject() {
            return carillon.name();
        }

        @Override
        public String variant() {
            return String.format(Locale.ROOT, "%s %,d lines/s", server.kind().word(), jobs * LINES_PER_SECOND);
        }

        @Override
        public void warmUp() throws Exception {
            talk(seconds / 4);
        }

        @Override
        public List<Value> run() throws Exception {
            return talk(seconds);
        }

        private List<Value> talk(double length) throws Exception {
            int lines = (int) Math.max(1, length * LINES_PER_SECOND);
            try (Place place = server.place();
                    CarillonEngine engine = carillon.open(place, Options.tuned(jobs))) {
                Scheduler scheduler = engine.scheduler();
                CountDownLatch left = new CountDownLatch(jobs);
                scheduler.register(TALK, (talk, context) -> {
                    long begin = System.nanoTime();
                    for (int i = 0; i < talk.lines(); i++) {
                        long at = begin + i * TimeUnit.SECONDS.toNanos(1) / LINES_PER_SECOND;
                        LockSupport.parkNanos(at - System.nanoTime());
                        context.log(LINE + i);
                    }
                    left.countDown();
                    return null;
                });
                List<String> ids = new ArrayList<>();
                for (int job = 0; job < jobs; job++) {
                    ids.add(scheduler.enqueue(JobRequest.of(TALK, new Talk(lines))));
                }
                Meter meter = Meter.start(place, engine);
                scheduler.start();
                if (!left.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                    throw new IllegalStateException(left.getCount() + " of " + jobs + " jobs did not end");
                }
                scheduler.stop();
                List<Value> values = new ArrayList<>();
                for (Value value : meter.perJob((long) jobs * lines)) {
                    values.add(new Value(
                            value.metric(), value.value(), value.unit().replace("job", "line")));
                }
                values.add(new Value("missing", (double) jobs * lines - kept(scheduler, ids), "lines"));
                return values;
            }
        }

        private static long kept(Scheduler scheduler, List<String> ids) {
            long kept = 0;
            for (String id : ids) {
                long after = 0;
                for (List<LogLine> page = scheduler.logs(id, after, PAGE);
                        !page.isEmpty();
                        page = scheduler.logs(id, after, PAGE)) {
                    kept += page.size();
                    after = page.getLast().seq();
                }
            }
            return kept;
        }
    }
}
