package io.carillon.benchmarks;

import io.carillon.benchmarks.CarillonSubject.CarillonEngine;
import io.carillon.benchmarks.Subject.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Producers and workers together, for long, below the peak: does it keep up, and does the database stay in shape? */
final class SteadyCase implements Case {
    private static final List<Integer> PERCENTS = List.of(50, 90);

    @Override
    public String name() {
        return "steady";
    }

    @Override
    public String about() {
        return "producers and workers together at 50 % and 90 % of the peak: delay, backlog, growth of the database";
    }

    @Override
    public List<Trial> trials(Setting setting) {
        List<Trial> trials = new ArrayList<>();
        for (Server server : setting.servers()) {
            for (int percent : PERCENTS) {
                trials.add(new SteadyTrial(server, percent, setting.seconds()));
            }
        }
        return trials;
    }

    private static final class SteadyTrial implements Trial {
        private static final int SLOTS = 500;
        /** A run lasts this many times what others do: what grows, grows slowly. */
        private static final int LONGER = 6;

        private static final int TICK_MILLIS = 10;
        private static final int PEAK_BATCH = 200;

        private final Server server;
        private final int percent;
        private final double seconds;
        private final CarillonSubject carillon = new CarillonSubject();
        private double peak;

        SteadyTrial(Server server, int percent, double seconds) {
            this.server = server;
            this.percent = percent;
            this.seconds = seconds;
        }

        @Override
        public String subject() {
            return carillon.name();
        }

        @Override
        public String variant() {
            return server.kind().word() + " " + percent + "% of peak";
        }

        /**
         * The peak: as many as are worked off while one producer enqueues as fast as it may without a backlog, once the
         * first half of the time has warmed the JVM up.
         */
        @Override
        public void warmUp() throws Exception {
            try (Place place = server.place();
                    CarillonEngine engine = carillon.open(place, Options.tuned(SLOTS))) {
                AtomicLong done = new AtomicLong();
                engine.start((number, due) -> done.incrementAndGet());
                long sent = 0;
                long cold = -1;
                long begin = System.nanoTime();
                while ((System.nanoTime() - begin) / 1e9 < seconds) {
                    if (cold < 0 && (System.nanoTime() - begin) / 1e9 > seconds / 2) {
                        cold = done.get();
                    }
                    if (sent - done.get() < 10L * PEAK_BATCH) {
                        engine.enqueueAll(batch(PEAK_BATCH, sent));
                        sent += PEAK_BATCH;
                    } else {
                        TimeUnit.MILLISECONDS.sleep(1);
                    }
                }
                peak = (done.get() - Math.max(0, cold)) / (seconds / 2);
            }
        }

        private static List<Work> batch(int size, long first) {
            List<Work> batch = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                batch.add(Work.plain(first + i, Work.USUAL_BYTES));
            }
            return batch;
        }

        @Override
        public List<Value> run() throws Exception {
            try (Place place = server.place();
                    CarillonEngine engine = carillon.open(place, Options.tuned(SLOTS))) {
                ConcurrentLinkedQueue<Double> waits = new ConcurrentLinkedQueue<>();
                AtomicLong done = new AtomicLong();
                engine.start((number, due) -> {
                    // One in a hundred says enough.
                    if (done.incrementAndGet() % 100 == 0) {
                        waits.add((NodeProcess.micros() - number) / 1e3);
                    }
                });
                Shapes shapes = new Shapes(place);
                Meter meter = Meter.start(place, engine);
                long sent = produce(engine, peak * percent / 100, shapes);
                long backlog = sent - done.get();
                List<Value> values = new ArrayList<>(meter.perJob(done.get()));
                double[] all = waits.stream().mapToDouble(Double::doubleValue).toArray();
                values.add(new Value("p50", Measurement.percentile(all, 0.5), "ms"));
                values.add(new Value("p99", Measurement.percentile(all, 0.99), "ms"));
                values.add(new Value("backlog", backlog, "jobs"));
                values.addAll(shapes.values(done.get()));
                return values;
            }
        }

        /** Some jobs each tick; their numbers are when they were enqueued. */
        private long produce(CarillonEngine engine, double rate, Shapes shapes) throws Exception {
            long sent = 0;
            long begin = System.nanoTime();
            while (true) {
                double passed = (System.nanoTime() - begin) / 1e9;
                shapes.look(passed / (seconds * LONGER));
                if (passed >= seconds * LONGER) {
                    return sent;
                }
                int due = (int) Math.min(10_000, rate * passed - sent);
                if (due > 0) {
                    engine.enqueueAll(batch(due, NodeProcess.micros()));
                    sent += due;
                }
                TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
            }
        }
    }
}
