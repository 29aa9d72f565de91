package io.carillon.benchmarks;

import io.carillon.benchmarks.NodeProcess.Mode;
import io.carillon.benchmarks.Subject.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** How long it takes from the call that enqueues to the start of the handler, at rates that are no strain. */
final class LatencyCase implements Case {
    private static final List<Integer> RATES = List.of(10, 200, 1_000, 5_000);
    private static final int COMPARED_RATE = 1_000;

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String about() {
        return "time from enqueue to the handler's start, at default settings";
    }

    @Override
    public boolean quick() {
        return true;
    }

    @Override
    public List<Trial> trials(Setting setting) {
        List<Trial> trials = new ArrayList<>();
        for (Server server : setting.servers()) {
            for (Subject subject : Subjects.on(server.kind(), setting.peers())) {
                if (subject instanceof RawSubject) {
                    continue;
                }
                boolean ours = subject instanceof CarillonSubject;
                for (int rate : ours && !setting.quick() ? RATES : List.of(COMPARED_RATE)) {
                    Options options = ours ? Options.DEFAULTS : Options.tuned(0);
                    trials.add(new LatencyTrial(server, subject, options, rate, true, setting.seconds()));
                    if (ours && !setting.quick()) {
                        trials.add(new LatencyTrial(server, subject, options, rate, false, setting.seconds()));
                    }
                    if (!ours) {
                        // At their defaults they poll each 10 or 15 seconds, or with few threads.
                        trials.add(new LatencyTrial(server, subject, Options.DEFAULTS, rate, true, setting.seconds()));
                    }
                }
            }
        }
        return trials;
    }

    private record LatencyTrial(
            Server server, Subject on, Options options, int rate, boolean otherProcess, double seconds)
            implements Trial {
        private static final int PRODUCERS = 8;
        private static final double MOST_SECONDS_TO_COMPILE = 3;

        @Override
        public String subject() {
            return on.name();
        }

        @Override
        public String variant() {
            return server.kind().word() + " " + rate + "/s " + (otherProcess ? "other process" : "same process")
                    + (options.tuned() || on instanceof CarillonSubject ? "" : " defaults");
        }

        @Override
        public List<Value> run() throws Exception {
            try (Place place = server.place();
                    Engine engine = on.open(place, options)) {
                return otherProcess ? withNode(place, engine) : within(place, engine);
            }
        }

        private List<Value> withNode(Place place, Engine engine) throws Exception {
            try (Node node = Node.start(on, place, options, Mode.STAMP)) {
                node.awaitReady();
                produce(engine, warmUpSeconds());
                long from = NodeProcess.micros();
                long cpuBefore = node.cpuNanos();
                Meter meter = Meter.start(place, engine);
                long sent = produce(engine, seconds);
                List<Value> costs = new ArrayList<>(meter.perSecond());
                costs.add(
                        new Value("worker_cpu", (node.cpuNanos() - cpuBefore) / 1e7 / meter.seconds(), "% of a core"));
                letLateOnesStart();
                node.askToEnd();
                List<Double> waits = new ArrayList<>();
                for (String line = node.await(any -> true); !line.equals("end"); line = node.await(any -> true)) {
                    add(waits, line, from);
                }
                return values(waits, sent, costs);
            }
        }

        private static void add(List<Double> waits, String line, long from) {
            int blank = line.indexOf(' ');
            if (blank > 0) {
                long number = Long.parseLong(line.substring(0, blank));
                if (number >= from) {
                    waits.add((Long.parseLong(line.substring(blank + 1)) - number) / 1e3);
                }
            }
        }

        private List<Value> within(Place place, Engine engine) throws Exception {
            ConcurrentLinkedQueue<long[]> stamps = new ConcurrentLinkedQueue<>();
            engine.start((number, due) -> stamps.add(new long[] {number, NodeProcess.micros()}));
            produce(engine, warmUpSeconds());
            long from = NodeProcess.micros();
            Meter meter = Meter.start(place, engine);
            long sent = produce(engine, seconds);
            List<Value> costs = meter.perSecond();
            letLateOnesStart();
            engine.close();
            List<Double> waits = new ArrayList<>();
            stamps.forEach(stamp -> {
                if (stamp[0] >= from) {
                    waits.add((stamp[1] - stamp[0]) / 1e3);
                }
            });
            return values(waits, sent, costs);
        }

        /** Short runs need a longer one beforehand: a process that has just begun compiles what it runs. */
        private double warmUpSeconds() {
            return Math.max(seconds / 4, Math.min(seconds, MOST_SECONDS_TO_COMPILE));
        }

        /** What has not started after this long is counted as not started. */
        private void letLateOnesStart() throws InterruptedException {
            TimeUnit.MILLISECONDS.sleep((long) (Math.min(2, seconds) * 1_000));
        }

        /** Enqueues at the rate for a while; the number of a job is when it was enqueued. Gives how many there were. */
        private long produce(Engine engine, double length) throws Exception {
            AtomicLong turn = new AtomicLong();
            AtomicLong last = new AtomicLong();
            long jobs = Math.max(1, Math.round(rate * length));
            long begin = System.nanoTime();
            Threads.run(PRODUCERS, () -> {
                for (long i = turn.getAndIncrement(); i < jobs; i = turn.getAndIncrement()) {
                    long at = begin + i * TimeUnit.SECONDS.toNanos(1) / rate;
                    while (System.nanoTime() < at) {
                        LockSupport.parkNanos(at - System.nanoTime());
                    }
                    long number = last.updateAndGet(before -> Math.max(before + 1, NodeProcess.micros()));
                    engine.enqueue(Work.plain(number, Work.USUAL_BYTES));
                }
            });
            return jobs;
        }

        private List<Value> values(List<Double> waits, long sent, List<Value> costs) {
            double[] all = waits.stream().mapToDouble(Double::doubleValue).toArray();
            List<Value> values = new ArrayList<>(List.of(
                    new Value("p50", Measurement.percentile(all, 0.5), "ms"),
                    new Value("p99", Measurement.percentile(all, 0.99), "ms"),
                    new Value("started", 100.0 * all.length / sent, "%")));
            values.addAll(costs);
            return values;
        }
    }
}
