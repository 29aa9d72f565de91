package io.carillon.tasks.crontab;

import io.carillon.InvalidValueException;
import io.carillon.ScheduleDefinition;
import io.carillon.ScheduleInfo;
import io.carillon.Scheduler;
import java.util.List;

/**
 * A crontab that was read: the schedules it makes, the lines it cannot take, and what a reader should know.
 *
 * <p>Understood are the crontabs of users and of the system ({@link CrontabOptions.Form}); five fields, {@code @daily}
 * and its like, and beyond cron everything that {@link io.carillon.schedule.Cron} takes in five fields, and
 * {@code @every 30s}; variables with quotes; {@code CRON_TZ} and {@code RANDOM_DELAY}; {@code %}, what stands behind it
 * as standard input, and {@code \%}; a {@code -} in front of a line; values chosen at random ({@code 0~59}), which stay
 * the same for the same command.
 *
 * <p>A line becomes a schedule that runs it as a shell line, on one node each time, with the variables that stand above
 * it, in the home folder, without retries, and with a day's time. Unlike cron it does not start while its last run is
 * still going, and after a downtime it runs once: {@link ScheduleDefinition} says how to change that.
 *
 * @param entries lines that became schedules, in order
 * @param refusals lines that did not, in order
 * @param notes what is different from cron, or looks like a mistake, in order
 */
public record Crontab(List<Entry> entries, List<Refusal> refusals, List<Note> notes) {
    /**
     * A line that became a schedule.
     *
     * @param line its number, from 1
     */
    public record Entry(int line, ScheduleDefinition definition) {}

    /**
     * A line that cannot be taken.
     *
     * @param line its number, from 1
     * @param text the line
     * @param reason why, and where there is one, a way out
     */
    public record Refusal(int line, String text, String reason) {
        @Override
        public String toString() {
            return "line " + line + ": " + reason;
        }
    }

    /**
     * Something to know about a line that was taken.
     *
     * @param line its number, from 1
     */
    public record Note(int line, String text) {
        @Override
        public String toString() {
            return "line " + line + ": " + text;
        }
    }

    public Crontab {
        entries = List.copyOf(entries);
        refusals = List.copyOf(refusals);
        notes = List.copyOf(notes);
    }

    /** Reads a crontab. Never fails: what cannot be read is a {@link Refusal}. */
    public static Crontab parse(String text, CrontabOptions options) {
        return new CrontabParser(options).parse(text);
    }

    /** Whether every line was taken. */
    public boolean isComplete() {
        return refusals.isEmpty();
    }

    /**
     * Creates the schedules, or replaces those that have their names and came from a crontab too.
     *
     * @param partial true: leaves out what was refused; false: does nothing unless {@link #isComplete}
     * @return the schedules as they now stand; empty when nothing was done
     * @throws InvalidValueException before anything is stored, when a schedule from elsewhere has one of the names
     */
    public List<ScheduleInfo> putInto(Scheduler scheduler, boolean partial) {
        if (!partial && !isComplete()) {
            return List.of();
        }
        entries.forEach(entry -> requireFree(scheduler, entry));
        return entries.stream()
                .map(entry -> scheduler.putSchedule(entry.definition()))
                .toList();
    }

    private static void requireFree(Scheduler scheduler, Entry entry) {
        String name = entry.definition().name();
        boolean taken = scheduler
                .getSchedule(name)
                .filter(info -> !CrontabParser.SOURCE.equals(info.definition().source()))
                .isPresent();
        if (taken) {
            throw new InvalidValueException(
                    "name",
                    "a name that no schedule from elsewhere has, for line " + entry.line()
                            + " (a comment above the line names it, or a prefix for all)",
                    name);
        }
    }
}
