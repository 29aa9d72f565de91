package io.carillon.benchmarks;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Runs trials so that they can be compared: first each warms up, then come rounds in which each runs once, in an order
 * drawn anew. What the machine's neighbours do meanwhile then hits all of them alike.
 */
final class Rounds {
    /** What became of them. */
    record Outcome(List<Measurement> measurements, List<String> failures) {}

    private static final Duration UNLIMITED = Duration.ofDays(1_000);

    private final int runs;
    private final Random random;
    private final Consumer<String> progress;
    private final long deadline;

    /** @param progress is told in a line what is being done */
    Rounds(int runs, long seed, Consumer<String> progress) {
        this(runs, seed, progress, UNLIMITED);
    }

    /** @param budget no round but the first begins that would not be over so long from now */
    Rounds(int runs, long seed, Consumer<String> progress, Duration budget) {
        this.runs = runs;
        this.random = new Random(seed);
        this.progress = progress;
        this.deadline = System.nanoTime() + budget.toNanos();
    }

    /** A trial that fails is left out from then on and reported; the others go on. */
    Outcome run(String benchmark, List<Trial> trials) throws InterruptedException {
        Map<Trial, Map<String, List<Value>>> values = new LinkedHashMap<>();
        List<Trial> alive = new ArrayList<>(trials);
        List<String> failures = new ArrayList<>();
        for (Trial trial : trials) {
            values.put(trial, new LinkedHashMap<>());
            progress.accept(benchmark + ": " + label(trial) + " warms up");
            attempt(trial, alive, failures, trial::warmUp);
        }
        long took = 0;
        for (int round = 1; round <= runs; round++) {
            long begun = System.nanoTime();
            if (round > 1 && begun + took - deadline > 0) {
                progress.accept(benchmark + ": no time for more than " + (round - 1) + " of " + runs + " runs");
                break;
            }
            List<Trial> order = new ArrayList<>(alive);
            Collections.shuffle(order, random);
            for (Trial trial : order) {
                progress.accept(benchmark + ": " + label(trial) + ", run " + round + " of " + runs);
                attempt(trial, alive, failures, () -> keep(trial.run(), requireNonNull(values.get(trial))));
            }
            took = System.nanoTime() - begun;
        }
        for (Trial trial : trials) {
            attempt(trial, alive, failures, trial::end);
        }
        List<Measurement> measurements = new ArrayList<>();
        values.forEach((trial, metrics) ->
                metrics.values().forEach(all -> measurements.add(Measurement.of(benchmark, trial, all))));
        return new Outcome(measurements, failures);
    }

    /** What could not be measured here is not a number, and left out. */
    private static void keep(List<Value> values, Map<String, List<Value>> byMetric) {
        values.stream()
                .filter(value -> Double.isFinite(value.value()))
                .forEach(value -> byMetric.computeIfAbsent(value.metric(), metric -> new ArrayList<>())
                        .add(value));
    }

    @FunctionalInterface
    private interface Step {
        void take() throws Exception;
    }

    private static void attempt(Trial trial, List<Trial> alive, List<String> failures, Step step)
            throws InterruptedException {
        try {
            step.take();
        } catch (InterruptedException | BadUsage e) {
            throw e;
        } catch (Exception e) {
            if (AtExit.hasBegun()) {
                throw new InterruptedException("broken off");
            }
            alive.remove(trial);
            failures.add(label(trial) + ": " + e);
        }
    }

    private static String label(Trial trial) {
        return trial.subject() + " (" + trial.variant() + ")";
    }
}
