package io.carillon.server;

import io.carillon.Event;
import io.carillon.Scheduler;
import java.util.function.Consumer;

/**
 * How to start the program.
 *
 * @param options where settings come from
 * @param http whether it answers requests; without, it only runs jobs
 * @param tasks binds further handlers before anything runs
 * @param say takes what the user should read while it starts, a line at a time
 * @param events hears of everything that happens, as {@link io.carillon.Carillon.Builder#listener} says
 */
public record Launch(
        ConfigOptions options, boolean http, Consumer<Scheduler> tasks, Consumer<String> say, Consumer<Event> events) {
    /** A server with the tasks it ships. */
    public static Launch of(ConfigOptions options, Consumer<String> say) {
        return new Launch(options, true, scheduler -> {}, say, event -> {});
    }

    /** Other settings. */
    public Launch with(ConfigOptions others) {
        return new Launch(others, http, tasks, say, events);
    }

    /** Adds handlers. */
    public Launch tasks(Consumer<Scheduler> more) {
        return new Launch(options, http, tasks.andThen(more), say, events);
    }

    public Launch http(boolean answers) {
        return new Launch(options, answers, tasks, say, events);
    }

    /** Adds a listener. */
    public Launch events(Consumer<Event> more) {
        return new Launch(options, http, tasks, say, events.andThen(more));
    }
}
