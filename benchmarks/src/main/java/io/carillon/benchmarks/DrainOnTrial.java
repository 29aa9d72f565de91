package io.carillon.benchmarks;

import static java.util.Objects.requireNonNull;

import io.carillon.benchmarks.CarillonSubject.CarillonEngine;
import io.carillon.benchmarks.Subject.Options;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Carillon drains again and again on one database that was prepared once: with other jobs in it. */
final class DrainOnTrial implements Trial {
    private static final int SLOTS = 500;
    private static final int FIRST_JOBS = 500;
    private static final long PATIENCE_MINUTES = 30;

    /** What is done to the database before anything is measured. */
    @FunctionalInterface
    interface Preparation {
        void prepare(CarillonEngine engine, Place place) throws Exception;
    }

    private final Server server;
    private final String words;
    private final double seconds;
    private final Preparation preparation;
    private final CarillonSubject carillon = new CarillonSubject();
    private @Nullable Place place;
    private int jobs = FIRST_JOBS;

    DrainOnTrial(Server server, String words, double seconds, Preparation preparation) {
        this.server = server;
        this.words = words;
        this.seconds = seconds;
        this.preparation = preparation;
    }

    @Override
    public String subject() {
        return carillon.name();
    }

    @Override
    public String variant() {
        return server.kind().word() + " " + words;
    }

    @Override
    public void warmUp() throws Exception {
        place = server.place();
        try (CarillonEngine engine = carillon.open(place, Options.tuned(SLOTS))) {
            preparation.prepare(engine, place);
        }
        while (true) {
            double rate = run().getFirst().value();
            if (jobs / rate >= Math.min(seconds / 2, DrainTrial.LONG_ENOUGH_SECONDS)) {
                jobs = (int) Math.max(FIRST_JOBS, rate * seconds);
                return;
            }
            jobs *= 4;
        }
    }

    @Override
    public List<Value> run() throws Exception {
        Place prepared = requireNonNull(place, "not warmed up");
        try (CarillonEngine engine = carillon.open(prepared, Options.tuned(SLOTS))) {
            Filling.fill(engine, jobs);
            CountDownLatch left = new CountDownLatch(jobs);
            Meter meter = Meter.start(prepared, engine);
            // Numbers below zero are of the preparation.
            engine.start((number, due) -> {
                if (number >= 0) {
                    left.countDown();
                }
            });
            if (!left.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException(left.getCount() + " of " + jobs + " jobs did not run");
            }
            engine.close();
            return meter.perJob(jobs);
        }
    }

    @Override
    public void end() throws Exception {
        if (place != null) {
            place.close();
        }
    }
}
