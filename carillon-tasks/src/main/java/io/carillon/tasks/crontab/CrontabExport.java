package io.carillon.tasks.crontab;

import io.carillon.InvalidValueException;
import io.carillon.JobRequest;
import io.carillon.JobSpec;
import io.carillon.RetryPolicy;
import io.carillon.ScheduleDefinition;
import io.carillon.spi.CommandResolver;
import io.carillon.tasks.CommandTypes;
import io.carillon.tasks.ShellLine;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Schedules as a user's crontab. What cron can say becomes a line below a comment with its name, which
 * {@link Crontab#parse} takes up again; what it cannot becomes a comment with the reason. Options that cron does not have
 * (overlap, misfire, retries, queue…) are lost, and named in a comment where they are not those of an imported line.
 */
public final class CrontabExport {
    private static final CommandResolver TYPES = new CommandTypes(true);

    private CrontabExport() {}

    /** Writes schedules, those with the fewest variables first, else in order of name. */
    public static String export(Collection<ScheduleDefinition> schedules) {
        StringBuilder text =
                new StringBuilder("# Written by Carillon. Lines for cron(8); what cron cannot say is commented.\n");
        List<ScheduleDefinition> refused = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        List<Line> lines = new ArrayList<>();
        for (ScheduleDefinition schedule : schedules) {
            try {
                lines.add(Line.of(schedule));
            } catch (RefusedLine e) {
                refused.add(schedule);
                reasons.add(e.reason());
            }
        }
        lines.sort(Comparator.comparing((Line line) -> line.variables.size())
                .thenComparing(line -> line.variables.toString())
                .thenComparing(line -> line.schedule.name()));
        Map<String, String> variables = new TreeMap<>();
        for (Line line : lines) {
            if (line.variables.keySet().containsAll(variables.keySet())) {
                line.print(text, variables);
            } else {
                refused.add(line.schedule);
                reasons.add("it must not see variables of lines above, and a crontab cannot take one back");
            }
        }
        for (int i = 0; i < refused.size(); i++) {
            text.append("\n# not for cron: ")
                    .append(comment(refused.get(i)))
                    .append("\n#   ")
                    .append(reasons.get(i));
            text.append('\n');
        }
        return text.toString();
    }

    private static String comment(ScheduleDefinition schedule) {
        JobRequest job = schedule.job();
        String what = Objects.requireNonNullElse(job.command(), "task " + job.task());
        return (schedule.name() + " (" + schedule.schedule() + "): " + what).replaceAll("\\R", " ⏎ ");
    }

    /**
     * A schedule that cron can run.
     *
     * @param variables what must stand above it, and nothing else may
     */
    private record Line(ScheduleDefinition schedule, String time, String command, Map<String, String> variables) {

        static Line of(ScheduleDefinition schedule) throws RefusedLine {
            ShellLine shell = shellLine(schedule.job());
            String command = new Percent(shell.line(), shell.stdin()).print();
            String time = CronTimes.print(schedule.schedule());
            if (!command.equals(command.strip()) || command.endsWith("\\")) {
                throw new RefusedLine("cron takes away spaces and backslashes at the ends of the command");
            }
            return new Line(schedule, time, command, variables(schedule, shell));
        }

        private static ShellLine shellLine(JobRequest job) throws RefusedLine {
            try {
                String command = job.command();
                if (command == null || TYPES.taskFor(command) == null) {
                    throw new RefusedLine("runs a task, not a shell line");
                }
                ShellLine line = ShellLine.from(job).orElseThrow();
                if (!line.params().isEmpty()) {
                    throw new RefusedLine("has parameters");
                }
                return line;
            } catch (InvalidValueException e) {
                throw new RefusedLine(String.valueOf(e.getMessage()));
            }
        }

        private static Map<String, String> variables(ScheduleDefinition schedule, ShellLine shell) throws RefusedLine {
            Map<String, String> variables = new TreeMap<>(shell.environment());
            String home = variables.get(CrontabVariables.HOME);
            String directory = shell.directory();
            if (directory != null && !directory.equals("~") && !directory.equals(home)) {
                if (home != null) {
                    throw new RefusedLine("starts in " + directory + ", but cron starts in the home folder");
                }
                variables.put(CrontabVariables.HOME, directory);
            }
            if (shell.shell() != null) {
                variables.put(CrontabVariables.SHELL, shell.shell());
            }
            ZoneId zone = schedule.schedule().zone();
            if (zone != null) {
                variables.put(CrontabVariables.ZONE, zone.getId());
            }
            if (!schedule.schedule().jitter().isZero()) {
                variables.put(
                        CrontabVariables.DELAY,
                        String.valueOf(schedule.schedule().jitter().toMinutes()));
            }
            for (String value : variables.values()) {
                quote(value);
            }
            return variables;
        }

        /** @param above variables so far; afterwards those of this line */
        void print(StringBuilder text, Map<String, String> above) {
            text.append('\n');
            variables.forEach((name, value) -> {
                if (!value.equals(above.put(name, value))) {
                    text.append(name).append('=').append(quoted(value)).append('\n');
                }
            });
            text.append("# name: ").append(schedule.name()).append('\n');
            if (!schedule.description().isBlank()) {
                text.append("# ")
                        .append(schedule.description().replaceAll("\\R", " "))
                        .append('\n');
            }
            String lost = lostOptions();
            if (!lost.isEmpty()) {
                text.append("# ").append(EntryNames.LOST).append(lost).append('\n');
            }
            text.append(schedule.enabled() ? "" : "#off# ")
                    .append(time)
                    .append(' ')
                    .append(command)
                    .append('\n');
        }

        private String lostOptions() {
            List<String> lost = new ArrayList<>();
            JobRequest job = schedule.job();
            addUnless(schedule.unique(), "on every node", lost);
            addUnless(
                    schedule.overlap() == ScheduleDefinition.Overlap.SKIP,
                    "overlap " + schedule.overlap().label(),
                    lost);
            addUnless(
                    schedule.misfire() == ScheduleDefinition.Misfire.FIRE_ONCE,
                    "misfire " + schedule.misfire().label(),
                    lost);
            addUnless(job.queue() == null || job.queue().equals(JobSpec.DEFAULT_QUEUE), "queue " + job.queue(), lost);
            addUnless(
                    job.priority() == null || job.priority() == JobSpec.DEFAULT_PRIORITY,
                    "priority " + job.priority(),
                    lost);
            addUnless(job.retry().equals(RetryPolicy.never()), "retries", lost);
            return String.join(", ", lost);
        }

        private static void addUnless(boolean same, String option, List<String> lost) {
            if (!same) {
                lost.add(option);
            }
        }

        private static String quoted(String value) {
            try {
                return quote(value);
            } catch (RefusedLine e) {
                throw new IllegalStateException("checked when the line was made", e);
            }
        }

        private static String quote(String value) throws RefusedLine {
            if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
                throw new RefusedLine("a variable has more than one line");
            }
            boolean plain = !value.isEmpty() && value.equals(value.strip()) && "\"'".indexOf(value.charAt(0)) < 0;
            if (plain) {
                return value;
            }
            if (value.indexOf('"') >= 0 && value.indexOf('\'') >= 0) {
                throw new RefusedLine("a variable has quotes of both kinds");
            }
            return value.indexOf('"') >= 0 ? "'" + value + "'" : '"' + value + '"';
        }
    }
}
