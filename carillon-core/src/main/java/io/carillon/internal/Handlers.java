package io.carillon.internal;

import io.carillon.RetryPolicy;
import io.carillon.TaskContext;
import io.carillon.spi.ClaimedJob;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tasks this node can run. Thread-safe. */
interface Handlers {
    /** A task's code on this node. */
    interface Binding {
        /** The policy the handler was registered with. */
        RetryPolicy retry();

        /**
         * Reads the payload and runs one attempt on the calling thread.
         *
         * @return the result as JSON text; null for none
         * @throws PayloadMismatch when the parameters do not fit the task's payload type
         * @throws Exception whatever the handler throws
         */
        @Nullable String run(ClaimedJob job, TaskContext context) throws Exception;
    }

    /** The binding of a task; null when this node has none. May load a class that implements {@code Task} by its name. */
    @Nullable Binding find(String task);

    /** Names bound so far; announced to the cluster. */
    Set<String> names();

    /** The parameters of a job do not fit what its task reads them into; trying again would not help. */
    final class PayloadMismatch extends RuntimeException {
        PayloadMismatch(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
