package io.carillon.cli;

import io.carillon.schedule.InvalidScheduleException;
import io.carillon.schedule.Schedule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "next",
        mixinStandardHelpOptions = true,
        description = "Prints the next fire times, one ISO-8601 UTC instant a line. With - it reads lines of"
                + " EXPR<TAB>ZONE<TAB>FROM<TAB>COUNT (all but the first may be empty) and answers each with one line:"
                + " instants joined by commas, or 'error: …'.")
final class CronNextCommand implements Callable<Integer> {
    private static final int MOST = 1_000_000;

    private final Terminal terminal;

    @Parameters(paramLabel = "EXPR", description = "Cron expression or macro, in quotes; - for many on standard input.")
    String expression = "";

    @Option(names = "--zone", paramLabel = "ZONE", description = "Time zone; the system's if not said.")
    @Nullable String zone;

    @Option(names = "--from", paramLabel = "INSTANT", description = "Only what is later than this; now if not said.")
    @Nullable String from;

    @Option(names = "--count", paramLabel = "N", description = "How many, ${DEFAULT-VALUE} if not said.")
    String count = "5";

    CronNextCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (expression.equals("-")) {
            answerLines();
        } else {
            next(expression, zone, from, count).forEach(terminal.out()::println);
        }
        return 0;
    }

    private void answerLines() throws IOException {
        // Not closed: the streams belong to whoever runs the command.
        BufferedReader in = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
        PrintStream out = terminal.out();
        StringBuilder answers = new StringBuilder();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            answers.append(answer(line)).append('\n');
            if (answers.length() > 8_192 || !in.ready()) {
                out.print(answers);
                out.flush();
                answers.setLength(0);
            }
        }
        out.print(answers);
    }

    private String answer(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length > 4) {
            return "error: expected EXPR, ZONE, FROM and COUNT, got " + fields.length + " fields";
        }
        try {
            return next(fields[0], field(fields, 1, zone), field(fields, 2, from), field(fields, 3, count)).stream()
                    .map(Instant::toString)
                    .collect(Collectors.joining(","));
        } catch (UsageException | InvalidScheduleException e) {
            return "error: " + e.getMessage();
        }
    }

    private static @Nullable String field(String[] fields, int i, @Nullable String otherwise) {
        return i < fields.length && !fields[i].isBlank() ? fields[i].strip() : otherwise;
    }

    private List<Instant> next(String text, @Nullable String inZone, @Nullable String after, @Nullable String many) {
        Schedule schedule = Schedule.cron(text).zone(inZone == null ? ZoneId.systemDefault() : zone(inZone));
        Instant start = after == null ? terminal.clock().instant() : instant(after);
        return schedule.next(start, number(many));
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw UsageException.of("zone", "a time zone such as Asia/Shanghai or UTC", text);
        }
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw UsageException.of("from", "an instant such as 2030-01-31T09:00:00Z", text);
        }
    }

    private static int number(@Nullable String text) {
        if (text == null || !text.matches("\\d{1,7}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST) {
            throw UsageException.of("count", "1-" + MOST, text);
        }
        return Integer.parseInt(text);
    }
}
