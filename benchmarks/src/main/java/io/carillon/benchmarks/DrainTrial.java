package io.carillon.benchmarks;

import io.carillon.benchmarks.DrainCase.Shape;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Fills a new database with ready jobs, then measures from the start of the workers to the last durable outcome. */
final class DrainTrial implements Trial {
    private static final int FIRST_JOBS = 500;
    private static final int MOST_JOBS = 5_000_000;
    private static final long PATIENCE_MINUTES = 10;
    /** From here on a drain says what longer ones will do: what is compiled, planned and opened is so by then. */
    static final double LONG_ENOUGH_SECONDS = 2;

    private final Server server;
    private final Subject subject;
    private final Shape shape;
    private final double seconds;
    private int jobs = FIRST_JOBS;

    DrainTrial(Server server, Subject subject, Shape shape, double seconds) {
        this.server = server;
        this.subject = subject;
        this.shape = shape;
        this.seconds = seconds;
    }

    @Override
    public String subject() {
        return subject.name();
    }

    @Override
    public String variant() {
        return server.kind().word() + " " + shape.words();
    }

    /** Drains more and more jobs until the time they take says how many will take as long as a run should. */
    @Override
    public void warmUp() throws Exception {
        while (true) {
            double rate = rate(run());
            if (jobs / rate >= Math.min(seconds / 2, LONG_ENOUGH_SECONDS)) {
                jobs = Math.clamp(Math.round(rate * seconds), FIRST_JOBS, MOST_JOBS);
                return;
            }
            jobs *= 4;
        }
    }

    private static double rate(List<Value> values) {
        return values.getFirst().value();
    }

    @Override
    public List<Value> run() throws Exception {
        try (Place place = server.place();
                Engine engine = subject.open(place, shape.options())) {
            Filling.fill(engine, jobs, shape::work);
            CountDownLatch left = new CountDownLatch(jobs);
            Meter meter = Meter.start(place, engine);
            engine.start((number, due) -> left.countDown());
            if (!left.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException(
                        left.getCount() + " of " + jobs + " jobs did not run in " + PATIENCE_MINUTES + " minutes");
            }
            engine.close();
            return meter.perJob(jobs);
        }
    }
}
