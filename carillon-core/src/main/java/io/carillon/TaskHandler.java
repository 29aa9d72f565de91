package io.carillon;

import org.jspecify.annotations.Nullable;

/**
 * The code behind a {@link TaskName}: a lambda, or a method reference. Called by many threads at once, each call with a
 * payload and context of its own; the payload of a task without parameters is null.
 *
 * <pre>{@code
 * scheduler.register(REPORT, reports::build);                    // String build(Report report, TaskContext context)
 * scheduler.register(MAIL, TaskHandler.action(mailer::send));    // void send(Mail mail)
 * }</pre>
 *
 * @param <P> type of the payload
 */
@FunctionalInterface
public interface TaskHandler<P> {
    /** Code that returns nothing and needs nothing but its payload. */
    @FunctionalInterface
    interface Action<P> {
        /** Runs one attempt; throwing ends it as failed. */
        void run(P payload) throws Exception;
    }

    /** Code that returns nothing. */
    @FunctionalInterface
    interface ContextAction<P> {
        /** Runs one attempt; throwing ends it as failed. */
        void run(P payload, TaskContext context) throws Exception;
    }

    /**
     * Runs one attempt.
     *
     * @return the result, stored as JSON with the job; null for none. What cannot be written as JSON ends the job as
     *     failed
     * @throws Exception ends the attempt as failed
     */
    @Nullable Object handle(P payload, TaskContext context) throws Exception;

    /** A handler of a method that takes the payload and returns nothing: {@code action(mailer::send)}. */
    static <P> TaskHandler<P> action(Action<? super P> action) {
        return (payload, context) -> {
            action.run(payload);
            return null;
        };
    }

    /** A handler of a method that takes payload and context and returns nothing: {@code action(reports::build)}. */
    static <P> TaskHandler<P> action(ContextAction<? super P> action) {
        return (payload, context) -> {
            action.run(payload, context);
            return null;
        };
    }
}
