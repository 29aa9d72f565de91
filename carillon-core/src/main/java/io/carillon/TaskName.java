package io.carillon;

import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The stable name of a kind of work and the type of its payload: all that a producer knows. A node binds a handler to
 * it with {@link Scheduler#register(TaskName, TaskHandler)}.
 *
 * <pre>{@code
 * record Invoice(long customer, YearMonth month) {}
 * static final TaskName<Invoice> INVOICE = TaskName.of("invoice:run", Invoice.class);
 * }</pre>
 *
 * @param name 1-200 characters: letters, digits and {@code . _ - : / $ @ +}, beginning with a letter, digit or underscore
 * @param payload the record or class that JSON parameters are read into
 */
public record TaskName<P>(String name, Class<P> payload) {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}._:/$@+-]{0,199}");

    public TaskName {
        Objects.requireNonNull(payload, "payload");
        requireName("task", name);
    }

    /** @throws InvalidValueException when {@code name} is no name, see {@link TaskName} */
    public static <P> TaskName<P> of(String name, Class<P> payload) {
        return new TaskName<>(name, payload);
    }

    /** A task without parameters. */
    public static TaskName<Void> of(String name) {
        return new TaskName<>(name, Void.class);
    }

    /**
     * Checks the name of a task, schedule or queue and gives it back.
     *
     * @param field what the refusal calls it
     * @throws InvalidValueException when it is none
     */
    public static String requireName(String field, @Nullable String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new InvalidValueException(
                    field,
                    "1-200 letters, digits or . _ - : / $ @ +, beginning with a letter, digit or underscore",
                    name);
        }
        return name;
    }
}
