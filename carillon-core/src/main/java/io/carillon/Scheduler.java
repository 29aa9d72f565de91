package io.carillon;

/** Schedules and runs jobs. */
public interface Scheduler extends AutoCloseable {}
