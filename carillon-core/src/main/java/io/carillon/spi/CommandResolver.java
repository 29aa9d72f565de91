package io.carillon.spi;

import io.carillon.InvalidValueException;
import org.jspecify.annotations.Nullable;

/**
 * Says which task runs a command text that is not itself the name of a known task. Resolvers are asked in order; the
 * first answer counts. The job keeps the text as its command, the named task's handler reads it from the context.
 */
@FunctionalInterface
public interface CommandResolver {
    /**
     * @return name of the task; null when this resolver does not know such commands
     * @throws InvalidValueException when it knows them but they may not run here (a task type that is switched off)
     */
    @Nullable String taskFor(String command);
}
