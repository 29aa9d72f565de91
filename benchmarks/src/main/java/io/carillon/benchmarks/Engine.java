package io.carillon.benchmarks;

import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A subject on a database. Enqueue is called by many threads at once. */
interface Engine extends AutoCloseable {
    /** What runs for each job; called by many threads at once. */
    @FunctionalInterface
    interface Handler {
        /**
         * @param number of the work or of the schedule
         * @param due when a schedule meant it to run; null for other work
         */
        void handle(long number, @Nullable Instant due) throws Exception;
    }

    /** When schedules fire, as a cron expression of six fields in UTC. */
    @FunctionalInterface
    interface Cron {
        String of(int number);

        /** The same for Quartz, which wants one of the day fields to be a question mark. */
        default String ofQuartz(int number) {
            String expression = of(number);
            return expression.substring(0, expression.length() - 1) + "?";
        }
    }

    /** Accepts one job: durable when it returns. */
    void enqueue(Work work) throws Exception;

    /** Accepts many, in the subject's best published way. */
    void enqueueAll(List<Work> work) throws Exception;

    /** Accepts one within a transaction of the user's, who commits. */
    default void enqueue(Work work, Connection transaction) throws Exception {
        throw new UnsupportedOperationException("no enqueue inside a transaction of the user's");
    }

    /** Adds schedules with numbers from {@code first} on. */
    default void addSchedules(int first, int count, Cron cron) throws Exception {
        throw new UnsupportedOperationException("no schedules");
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
