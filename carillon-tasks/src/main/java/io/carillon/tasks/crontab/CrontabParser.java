package io.carillon.tasks.crontab;

import io.carillon.InvalidValueException;
import io.carillon.JobRequest;
import io.carillon.RetryPolicy;
import io.carillon.ScheduleDefinition;
import io.carillon.schedule.Schedule;
import io.carillon.tasks.ShellLine;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Walks through a crontab from top to bottom. For one crontab; not thread-safe. */
final class CrontabParser {
    static final String SOURCE = "crontab";

    private final CrontabOptions options;
    private final EntryNames names;
    private final CrontabVariables variables = new CrontabVariables();
    private final List<String> comment = new ArrayList<>();
    private final List<Crontab.Entry> entries = new ArrayList<>();
    private final List<Crontab.Refusal> refusals = new ArrayList<>();
    private final List<Crontab.Note> notes = new ArrayList<>();

    CrontabParser(CrontabOptions options) {
        this.options = options;
        this.names = new EntryNames(options.prefix());
    }

    Crontab parse(String text) {
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        List<String> lines = plain.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            read(i + 1, lines.get(i));
        }
        if (!plain.isEmpty() && !plain.endsWith("\n") && !lines.getLast().isBlank()) {
            notes.add(new Crontab.Note(lines.size(), "has no line end, for which cron would leave it out"));
        }
        return new Crontab(entries, refusals, notes);
    }

    private void read(int number, String line) {
        String text = line.strip();
        if (text.isEmpty()) {
            comment.clear();
        } else if (text.startsWith("#")) {
            comment.add(text.replaceFirst("^#+\\s*", ""));
        } else {
            try {
                if (CrontabVariables.matches(line)) {
                    variables.read(number, line, (at, said) -> notes.add(new Crontab.Note(at, said)));
                } else {
                    entries.add(new Crontab.Entry(number, entry(number, line)));
                }
            } catch (RefusedLine e) {
                refusals.add(new Crontab.Refusal(number, line, e.reason()));
            }
            comment.clear();
        }
    }

    private ScheduleDefinition entry(int number, String line) throws RefusedLine {
        CrontabLine parsed = CrontabLine.parse(line, options.form(), said -> notes.add(new Crontab.Note(number, said)));
        requireOurs(parsed.user());
        variables.requireIntact();
        Percent command = Percent.parse(parsed.command());
        requireRunnable(command.line());
        return ScheduleDefinition.of(names.next(comment, parsed.command()), schedule(parsed.schedule()), job(command))
                .description(EntryNames.description(comment))
                .source(SOURCE);
    }

    private void requireOurs(@Nullable String user) throws RefusedLine {
        if (user != null && !user.equals(options.user())) {
            throw new RefusedLine("is for the user " + user + ", but this program runs as " + options.user()
                    + " and cannot run it as another: import it where " + user + " runs Carillon");
        }
    }

    private void requireRunnable(String command) throws RefusedLine {
        try {
            if (options.commands().taskFor(command) == null) {
                throw new RefusedLine("is nothing that runs here");
            }
        } catch (InvalidValueException e) {
            throw new RefusedLine(String.valueOf(e.getMessage()));
        }
    }

    private Schedule schedule(Schedule schedule) {
        ZoneId zone = variables.zone();
        Schedule zoned = zone == null ? schedule : schedule.zone(zone);
        return variables.delay().equals(Duration.ZERO) ? zoned : zoned.jitter(variables.delay());
    }

    private JobRequest job(Percent command) {
        return ShellLine.of(command.line())
                .stdin(command.stdin())
                .environment(variables.environment())
                .shell(variables.shell())
                .directory(Objects.requireNonNullElse(variables.home(), options.directory()))
                .request()
                .timeout(options.timeout())
                .retry(RetryPolicy.never());
    }
}
