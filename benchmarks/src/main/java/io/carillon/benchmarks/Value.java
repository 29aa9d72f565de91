package io.carillon.benchmarks;

/**
 * One figure of one run.
 *
 * @param metric what it is, in snake case
 * @param unit of the figure; {@code /s} for a rate
 */
record Value(String metric, double value, String unit) {}
