package io.carillon.cli;

import io.carillon.web.api.Api;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = "Makes a schedule, for example: schedule add cleanup --daily 02:00 'find /tmp -mtime +7 -delete'")
final class ScheduleAddCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "A name that no other schedule has.")
    String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "COMMAND",
            description = "Name of a task, or a command such as a shell line, in quotes; NAME if left out.")
    @Nullable String command;

    @ArgGroup(multiplicity = "1")
    @Nullable Rule rule;

    /** When it fires. */
    static final class Rule {
        @Option(names = "--cron", paramLabel = "EXPR", description = "As a cron expression says.")
        @Nullable String cron;

        @Option(names = "--every", paramLabel = "TIME", description = "Each 30s, 5m, 1h, …")
        @Nullable String duration;

        @Option(names = "--daily", paramLabel = "HH:MM")
        @Nullable String daily;

        @Option(names = "--weekly", paramLabel = "'MON,FRI HH:MM'")
        @Nullable String weekly;

        @Option(names = "--monthly", paramLabel = "'1 HH:MM'")
        @Nullable String monthly;

        @Option(names = "--once", paramLabel = "INSTANT")
        @Nullable String once;

        void put(Map<String, @Nullable Object> body) {
            put(body, "cron", cron);
            put(body, "duration", duration);
            put(body, "daily", daily);
            put(body, "weekly", weekly);
            put(body, "monthly", monthly);
            put(body, "once", once);
        }

        private static void put(Map<String, @Nullable Object> body, String type, @Nullable String expression) {
            if (expression != null) {
                body.put("type", type);
                body.put("schedule", expression);
            }
        }
    }

    @Mixin
    final WorkOptions work = new WorkOptions();

    @Option(names = "--zone", paramLabel = "ZONE", description = "Time zone; the configured one if not said.")
    @Nullable String zone;

    @Option(
            names = "--overlap",
            paramLabel = "KIND",
            description = "When the last run is still going: skip (if not said)," + " queue, allow, cancel_previous.")
    @Nullable String overlap;

    @Option(
            names = "--misfire",
            paramLabel = "KIND",
            description = "After downtime: fire_once (if not said), skip," + " catch_up.")
    @Nullable String misfire;

    @Option(names = "--jitter", paramLabel = "TIME", description = "Spreads the runs over that time.")
    @Nullable String jitter;

    @Option(names = "--every-node", description = "Each live node runs it, rather than one.")
    boolean everyNode;

    @Option(names = "--paused", description = "Does not fire before it is resumed.")
    boolean paused;

    @Option(names = "--description", paramLabel = "TEXT")
    @Nullable String description;

    @Option(names = "--tag", paramLabel = "TAG", description = "May be repeated.")
    @Nullable List<String> tags;

    ScheduleAddCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    boolean mayCreate() {
        return true;
    }

    @Override
    int run(Api api) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("name", name);
        if (rule != null) {
            rule.put(body);
        }
        body.put("command", command == null ? name : command);
        work.put(body);
        body.put("zone", zone);
        body.put("overlap", overlap);
        body.put("misfire", misfire);
        body.put("jitter", jitter);
        body.put("unique", !everyNode);
        body.put("enabled", !paused);
        body.put("description", description);
        body.put("tags", tags);
        body.put("source", "cli");
        Map<String, @Nullable Object> made = api.schedules().create(body).object();
        terminal.out().println(name + " added, " + Words.nextRun(made));
        return 0;
    }
}
