package io.carillon;

import org.jspecify.annotations.Nullable;

/**
 * The code behind a {@link TaskName}. Called by many threads at once, each call with a payload and context of its own.
 *
 * @param <P> type of the payload
 */
@FunctionalInterface
public interface TaskHandler<P> {
    /**
     * Runs one attempt.
     *
     * @return the result, stored as JSON with the job; null for none
     * @throws Exception ends the attempt as failed
     */
    @Nullable Object handle(P payload, TaskContext context) throws Exception;
}
