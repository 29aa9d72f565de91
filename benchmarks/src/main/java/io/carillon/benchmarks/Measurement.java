package io.carillon.benchmarks;

import java.util.Arrays;
import java.util.List;

/**
 * One figure over all its runs.
 *
 * @param benchmark the case
 * @param subject what was measured
 * @param variant where and how; the database comes first
 * @param metric what the figure is
 * @param value the median
 * @param low the smallest of the runs
 * @param high the largest
 * @param unit of these three
 * @param runs how many there were
 */
record Measurement(
        String benchmark,
        String subject,
        String variant,
        String metric,
        double value,
        double low,
        double high,
        String unit,
        int runs) {

    /** @param values at least one, of the same metric and unit */
    static Measurement of(String benchmark, Trial trial, List<Value> values) {
        double[] sorted = values.stream().mapToDouble(Value::value).sorted().toArray();
        Value one = values.getFirst();
        return new Measurement(
                benchmark,
                trial.subject(),
                trial.variant(),
                one.metric(),
                median(sorted),
                sorted[0],
                sorted[sorted.length - 1],
                one.unit(),
                sorted.length);
    }

    /** @param sorted not empty, ascending */
    static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * The smallest value that at least a share of all does not exceed.
     *
     * @param values in any order; NaN when there are none
     * @param share 0-1
     */
    static double percentile(double[] values, double share) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.clamp((int) Math.ceil(sorted.length * share) - 1, 0, sorted.length - 1)];
    }
}
