package io.carillon.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.carillon.benchmarks.Server.Usage;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Watches what a stretch of work costs: time, CPU of client and database apart, statements, write-ahead log. */
final class Meter {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Place place;
    private final Engine engine;
    private final Usage before;
    private final double sentBefore;
    private final double cpuBefore;
    private final long begun;

    private Meter(Place place, Engine engine) throws Exception {
        this.place = place;
        this.engine = engine;
        before = place.server().usage(place);
        sentBefore = sent();
        cpuBefore = cpu();
        begun = System.nanoTime();
    }

    /** Begins to watch. */
    static Meter start(Place place, Engine engine) throws Exception {
        return new Meter(place, engine);
    }

    double seconds() {
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Ends and says what each job cost, its rate first; NaN what cannot be known here. */
    List<Value> perJob(long jobs) throws Exception {
        double seconds = seconds();
        double cpu = cpu() - cpuBefore;
        double sent = sent() - sentBefore;
        Usage used = place.server().usage(place).since(before);
        List<Value> values = new ArrayList<>();
        values.add(new Value("rate", jobs / seconds, "jobs/s"));
        values.add(new Value("client_cpu", cpu / 1e3 / jobs, "µs/job"));
        values.add(new Value("database_cpu", used.cpuNanos() / 1e3 / jobs, "µs/job"));
        double statements = Double.isNaN(used.statements()) ? sent : used.statements();
        values.add(new Value("statements", statements / jobs, "/job"));
        values.add(new Value("wal", used.walBytes() / jobs, "B/job"));
        return values;
    }

    /** Ends and says what each second cost, for work that comes at a rate of its own. */
    List<Value> perSecond() throws Exception {
        double seconds = seconds();
        double cpu = cpu() - cpuBefore;
        double sent = sent() - sentBefore;
        Usage used = place.server().usage(place).since(before);
        double statements = Double.isNaN(used.statements()) ? sent : used.statements();
        return List.of(
                new Value("statements", statements / seconds, "/s"),
                new Value("client_cpu", cpu / 1e7 / seconds, "% of a core"),
                new Value("database_cpu", used.cpuNanos() / 1e7 / seconds, "% of a core"),
                new Value("wal", used.walBytes() / seconds, "B/s"));
    }

    private double sent() {
        return engine.statements().isPresent() ? engine.statements().getAsLong() : Double.NaN;
    }

    private static double cpu() {
        return SYSTEM.getProcessCpuTime();
    }
}
