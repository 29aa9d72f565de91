package io.carillon.benchmarks;

import java.sql.Connection;
import java.util.List;
import java.util.OptionalLong;

/** A subject on a database. Enqueue is called by many threads at once. */
interface Engine extends AutoCloseable {
    /** What runs for each job; called by many threads at once. */
    @FunctionalInterface
    interface Handler {
        void handle(long number) throws Exception;
    }

    /** Accepts one job: durable when it returns. */
    void enqueue(Work work) throws Exception;

    /** Accepts many, in the subject's best published way. */
    void enqueueAll(List<Work> work) throws Exception;

    /** Accepts one within a transaction of the user's, who commits. */
    default void enqueue(Work work, Connection transaction) throws Exception {
        throw new UnsupportedOperationException("no enqueue inside a transaction of the user's");
    }

    /** Begins to work. */
    void start(Handler handler) throws Exception;

    /** Statements sent so far, by its own count, for databases that do not count; empty when it does not, either. */
    default OptionalLong statements() {
        return OptionalLong.empty();
    }

    /** Ends; every outcome is durable when it returns. */
    @Override
    void close() throws Exception;
}
