package io.carillon.benchmarks;

import io.carillon.benchmarks.Subject.Options;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** How late many schedules fire, and whether each instant fires exactly once. */
final class SchedulesCase implements Case {
    private static final int FREQUENT = 10_000;
    private static final int DAILY = 100_000;

    @Override
    public String name() {
        return "schedules";
    }

    @Override
    public String about() {
        return "10,000 schedules each 10 s, and 100,000 daily ones due at once: lateness, nothing lost or doubled";
    }

    @Override
    public List<Trial> trials(Setting setting) throws Exception {
        List<Trial> trials = new ArrayList<>();
        List<Server> servers = new ArrayList<>(setting.servers());
        servers.add(new MemoryServer());
        for (Server server : servers) {
            for (Subject subject : Subjects.on(server.kind(), setting.peers())) {
                if (subject instanceof RawSubject) {
                    continue;
                }
                addFrequent(trials, server, subject, setting);
                if (!setting.quick() && subject.takesManySchedules()) {
                    trials.add(new AtOnceTrial(
                            server, subject, options(subject), setting.count(DAILY), setting.remarks()));
                }
            }
        }
        return trials;
    }

    private static void addFrequent(List<Trial> trials, Server server, Subject subject, Setting setting) {
        int count = setting.count(FREQUENT);
        Frequent frequent = new Frequent(server, subject, options(subject), count, setting.seconds());
        if (subject.shortestPeriodSeconds() <= frequent.period()) {
            trials.add(frequent);
            if (!setting.quick() && frequent.options().tuned() && server.kind() != Kind.MEMORY) {
                trials.add(new Frequent(server, subject, Options.DEFAULTS, count, setting.seconds()));
            }
        }
    }

    /** One start of a handler. */
    record Fire(long number, long dueMillis, double lateMillis) {}

    /** Waits are what the handlers saw; an instant counts when it lies in a window. */
    static List<Value> values(Iterable<Fire> fires, long fromMillis, long toMillis, long expected) {
        Set<List<Long>> distinct = new HashSet<>();
        List<Double> late = new ArrayList<>();
        for (Fire fire : fires) {
            if (fire.dueMillis >= fromMillis && fire.dueMillis < toMillis) {
                distinct.add(List.of(fire.number, fire.dueMillis));
                late.add(fire.lateMillis);
            }
        }
        double[] all = late.stream().mapToDouble(Double::doubleValue).toArray();
        return List.of(
                new Value("late_p50", Measurement.percentile(all, 0.5), "ms"),
                new Value("late_p99", Measurement.percentile(all, 0.99), "ms"),
                new Value("late_max", Measurement.percentile(all, 1), "ms"),
                new Value("missing", expected - distinct.size(), "fires"),
                new Value("doubled", all.length - distinct.size(), "fires"));
    }

    static Fire fire(long number, long dueMillis) {
        return new Fire(number, dueMillis, NodeProcess.micros() / 1e3 - dueMillis);
    }

    private static Options options(Subject subject) {
        return subject instanceof CarillonSubject ? Options.DEFAULTS : Options.tuned(0);
    }

    /** Each schedule fires each period, a tenth of them at each tenth of it. */
    private record Frequent(Server server, Subject on, Options options, int count, double seconds) implements Trial {
        private static final int GROUPS = 10;
        /** Those who never are punctual are measured nevertheless. */
        private static final int MOST_PERIODS_TO_START = 6;

        private static final int PUNCTUAL_MILLIS = 500;

        @Override
        public String subject() {
            return on.name();
        }

        /** Short runs cannot wait for 10 seconds: they have fewer schedules that fire more often. */
        private int period() {
            return seconds >= 2 * GROUPS ? GROUPS : 1;
        }

        private int schedules() {
            return Math.max(1, count * period() / GROUPS);
        }

        @Override
        public String variant() {
            boolean plain = options.tuned() || on instanceof CarillonSubject;
            return String.format(
                    Locale.ROOT,
                    "%s %,d each %d s%s",
                    server.kind().word(),
                    schedules(),
                    period(),
                    plain ? "" : " defaults");
        }

        @Override
        public List<Value> run() throws Exception {
            try (Place place = server.place();
                    Engine engine = on.open(place, options)) {
                engine.addSchedules(0, schedules(), number -> number % period() + "/" + period() + " * * * * *");
                ConcurrentLinkedQueue<Fire> fires = new ConcurrentLinkedQueue<>();
                engine.start(
                        (number, due) -> fires.add(fire(number, due == null ? dueBefore(number) : due.toEpochMilli())));
                awaitCalm(fires);
                Meter meter = Meter.start(place, engine);
                long from = (System.currentTimeMillis() / 1_000 + 1) * 1_000;
                long windows = Math.max(1, (long) (seconds / period()));
                long to = from + windows * period() * 1_000;
                TimeUnit.MILLISECONDS.sleep(to - System.currentTimeMillis());
                List<Value> costs = meter.perSecond();
                // The last ones may be late, too.
                TimeUnit.SECONDS.sleep(period());
                engine.close();
                List<Value> values = new ArrayList<>(values(fires, from, to, windows * schedules()));
                values.addAll(costs);
                return values;
            }
        }

        /** What fell due while schedules were being added fires at the start; that is over when a period is punctual. */
        private void awaitCalm(ConcurrentLinkedQueue<Fire> fires) throws InterruptedException {
            for (int i = 0; i < MOST_PERIODS_TO_START; i++) {
                TimeUnit.SECONDS.sleep(period() + 1);
                boolean punctual = i > 0 && fires.stream().allMatch(fire -> fire.lateMillis < PUNCTUAL_MILLIS);
                fires.clear();
                if (punctual) {
                    return;
                }
            }
        }

        /** The latest instant at which a schedule was due, for those who do not tell which one it is. */
        private long dueBefore(long number) {
            long second = System.currentTimeMillis() / 1_000;
            return (second - Math.floorMod(second - number, (long) period())) * 1_000;
        }
    }
}
