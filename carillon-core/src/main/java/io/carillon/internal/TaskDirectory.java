package io.carillon.internal;

import io.carillon.InvalidValueException;
import io.carillon.Node;
import io.carillon.spi.CommandResolver;
import io.carillon.spi.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which names stand for tasks: those with a handler in this process or on a live node, and those that schedules name.
 * What the cluster knows may be a second old. Thread-safe.
 */
final class TaskDirectory {
    /** {@code backup:run}: looks like somebody's command, never like a shell line, a URL or a Java method. */
    private static final Pattern COMMAND_NAME = Pattern.compile("[\\p{L}\\p{N}_.-]+(:[\\p{L}\\p{N}_.-]+)+");

    private final HandlerRegistry handlers;
    private final List<CommandResolver> resolvers;
    private final Recent<Set<String>> onNodes;
    private final Recent<Set<String>> inSchedules;

    /**
     * @param scheduled reads the tasks that schedules name
     * @param clock cluster time, to tell live nodes
     * @param nanos a monotonic clock
     */
    TaskDirectory(
            HandlerRegistry handlers,
            Supplier<Store> store,
            List<CommandResolver> resolvers,
            Supplier<Set<String>> scheduled,
            Supplier<Instant> clock,
            LongSupplier nanos) {
        this.handlers = handlers;
        this.resolvers = resolvers;
        this.onNodes = Recent.second(nanos, () -> tasksOf(store.get().nodes().list(), clock.get()));
        this.inSchedules = Recent.second(nanos, scheduled);
    }

    private static Set<String> tasksOf(List<Node> nodes, Instant now) {
        Set<String> names = new TreeSet<>();
        nodes.stream().filter(node -> node.isAlive(now)).forEach(node -> names.addAll(node.tasks()));
        return names;
    }

    /** Names with a handler in this process or on a live node, in order. */
    Set<String> runnable() {
        Set<String> names = new TreeSet<>(handlers.names());
        names.addAll(onNodes.get());
        return names;
    }

    /**
     * Refuses a task that nobody knows.
     *
     * @throws InvalidValueException with the nearest known name
     */
    void requireKnown(String task) {
        if (!isKnown(task)) {
            throw unknown("task", task);
        }
    }

    /**
     * The task that runs a command: a known task of that very name, else what the first resolver says that takes it.
     *
     * @throws InvalidValueException when there is none; a name like {@code backup:run} that nobody knows is never handed
     *     to resolvers, lest a mistyped one become a shell line
     */
    String taskFor(String command) {
        if (isKnown(command)) {
            return command;
        }
        if (COMMAND_NAME.matcher(command).matches()) {
            throw unknown("command", command);
        }
        for (CommandResolver resolver : resolvers) {
            String task = ask(resolver, command);
            if (task != null) {
                return task;
            }
        }
        throw unknown("command", command);
    }

    /** A resolver knows its type alone; what it refuses may be the mistyped name of a task. */
    private @Nullable String ask(CommandResolver resolver, String command) {
        try {
            return resolver.taskFor(command);
        } catch (InvalidValueException e) {
            Optional<String> nearest = NearestName.of(command, known());
            if (nearest.isEmpty()) {
                throw e;
            }
            throw new InvalidValueException(
                    e.getMessage() + didYouMean(nearest), e.field(), e.expected() + suggestion(nearest), e.got());
        }
    }

    private boolean isKnown(String name) {
        return handlers.find(name) != null
                || onNodes.get().contains(name)
                || inSchedules.get().contains(name);
    }

    private InvalidValueException unknown(String field, String name) {
        Optional<String> nearest = NearestName.of(name, known());
        String why = field.equals("task") || COMMAND_NAME.matcher(name).matches()
                ? "no live node has a handler for it and no schedule names it"
                : "it is no known task, and no task type of this scheduler takes it";
        String message = "unknown " + field + " '" + name + "': " + why + didYouMean(nearest);
        return new InvalidValueException(message, field, "the name of a known task" + suggestion(nearest), name);
    }

    private Set<String> known() {
        Set<String> known = runnable();
        known.addAll(inSchedules.get());
        return known;
    }

    private static String didYouMean(Optional<String> nearest) {
        return nearest.map(guess -> "; did you mean '" + guess + "'?").orElse("");
    }

    private static String suggestion(Optional<String> nearest) {
        return nearest.map(guess -> " (nearest: '" + guess + "')").orElse("");
    }
}
