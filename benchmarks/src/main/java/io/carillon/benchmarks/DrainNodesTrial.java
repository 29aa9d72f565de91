package io.carillon.benchmarks;

import io.carillon.benchmarks.CarillonSubject.CarillonEngine;
import io.carillon.benchmarks.NodeProcess.Mode;
import io.carillon.benchmarks.Subject.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A drain by several processes at once; the queue is paused until all of them are ready. Each begins by working off other
 * jobs, which are not measured: on few cores several processes that compile at once measure the compiler.
 */
final class DrainNodesTrial implements Trial {
    private static final int SLOTS = 500;
    private static final int FIRST_JOBS = 1_000;
    private static final int WARM_UP_JOBS = 100_000;
    private static final long PATIENCE_SECONDS = 600;

    private final Server server;
    private final int nodes;
    private final double seconds;
    private final CarillonSubject carillon = new CarillonSubject();
    private int jobs = FIRST_JOBS;

    DrainNodesTrial(Server server, int nodes, double seconds) {
        this.server = server;
        this.nodes = nodes;
        this.seconds = seconds;
    }

    @Override
    public String subject() {
        return carillon.name();
    }

    @Override
    public String variant() {
        return server.kind().word() + " " + nodes + (nodes == 1 ? " process" : " processes");
    }

    @Override
    public void warmUp() throws Exception {
        while (true) {
            double rate = run().getFirst().value();
            if (jobs / rate >= seconds / 8) {
                jobs = (int) Math.max(FIRST_JOBS, rate * seconds);
                return;
            }
            jobs *= 8;
        }
    }

    @Override
    public List<Value> run() throws Exception {
        List<Node> started = new ArrayList<>();
        try (Place place = server.place();
                CarillonEngine engine = carillon.open(place, Options.DEFAULTS)) {
            engine.scheduler().pauseQueue("default", "not yet", null);
            int others = Math.min(jobs, WARM_UP_JOBS * nodes);
            Filling.fill(engine, others);
            for (int node = 0; node < nodes; node++) {
                started.add(Node.start(carillon, place, Options.tuned(SLOTS), Mode.COUNT));
            }
            for (Node node : started) {
                node.awaitReady();
            }
            long[] done = new long[nodes];
            engine.scheduler().resumeQueue("default");
            awaitAll(started, done, others);
            engine.scheduler().pauseQueue("default", "not yet", null);
            Filling.fill(engine, jobs);
            long cpuBefore = cpu(started);
            Meter meter = Meter.start(place, engine);
            engine.scheduler().resumeQueue("default");
            awaitAll(started, done, others + jobs);
            long cpu = cpu(started) - cpuBefore;
            for (Node node : started) {
                node.askToEnd();
            }
            for (Node node : started) {
                node.await("end"::equals);
            }
            List<Value> values = new ArrayList<>(meter.perJob(jobs));
            // What this process used is not what the nodes did, and it cannot count their statements.
            values.removeIf(value -> value.metric().equals("client_cpu")
                    || (value.metric().equals("statements") && server.kind() == Kind.SQLITE));
            values.add(1, new Value("client_cpu", cpu / 1e3 / jobs, "µs/job"));
            return values;
        } finally {
            for (Node node : started) {
                node.close();
            }
        }
    }

    /** @param done jobs that each process has said it did so far */
    private static void awaitAll(List<Node> started, long[] done, int jobs)
            throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            long sum = 0;
            for (int i = 0; i < done.length; i++) {
                done[i] = Long.parseLong(started.get(i).latest(Long.toString(done[i])));
                sum += done[i];
            }
            if (sum >= jobs) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new TimeoutException(sum + " of " + jobs + " jobs ran within " + PATIENCE_SECONDS + " s");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static long cpu(List<Node> nodes) {
        return nodes.stream().mapToLong(Node::cpuNanos).sum();
    }
}
