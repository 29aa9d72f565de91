package io.carillon.benchmarks;

import io.carillon.benchmarks.CarillonSubject.CarillonEngine;
import io.carillon.benchmarks.Subject.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What many jobs cost that run long and only wait: their leases, their threads, their memory. */
final class LongCase implements Case {
    private static final int JOBS = 10_000;

    @Override
    public String name() {
        return "long";
    }

    @Override
    public String about() {
        return "10,000 jobs that sleep: what keeping them alive costs a second";
    }

    @Override
    public List<Trial> trials(Setting setting) {
        List<Trial> trials = new ArrayList<>();
        for (Server server : setting.servers()) {
            trials.add(new LongTrial(server, new CarillonSubject(), setting.count(JOBS), setting.seconds()));
        }
        return trials;
    }

    private record LongTrial(Server server, CarillonSubject carillon, int jobs, double seconds) implements Trial {
        private static final int PATIENCE_MINUTES = 2;

        @Override
        public String subject() {
            return carillon.name();
        }

        @Override
        public String variant() {
            return String.format(Locale.ROOT, "%s %,d sleeping", server.kind().word(), jobs);
        }

        @Override
        public void warmUp() throws Exception {
            sleep(seconds / 4);
        }

        @Override
        public List<Value> run() throws Exception {
            return sleep(seconds);
        }

        private List<Value> sleep(double length) throws Exception {
            try (Place place = server.place();
                    CarillonEngine engine = carillon.open(place, Options.tuned(jobs))) {
                List<Work> work = new ArrayList<>(jobs);
                for (int number = 0; number < jobs; number++) {
                    work.add(Work.plain(number, Work.USUAL_BYTES));
                }
                engine.enqueueAll(work);
                CountDownLatch asleep = new CountDownLatch(jobs);
                CountDownLatch morning = new CountDownLatch(1);
                double before = usedMib();
                engine.start((number, due) -> {
                    asleep.countDown();
                    morning.await();
                });
                if (!asleep.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                    throw new IllegalStateException(asleep.getCount() + " of " + jobs + " jobs did not start");
                }
                Meter meter = Meter.start(place, engine);
                TimeUnit.MILLISECONDS.sleep((long) (length * 1_000));
                List<Value> values = new ArrayList<>(meter.perSecond());
                values.add(new Value("heap", Math.max(0, usedMib() - before) * 1024 / jobs, "KiB/job"));
                morning.countDown();
                return values;
            }
        }

        private static double usedMib() {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            return (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0;
        }
    }
}
