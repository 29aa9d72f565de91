package io.carillon.cli;

import io.carillon.ScheduleDefinition;
import io.carillon.tasks.crontab.CrontabExport;
import io.carillon.web.api.Api;
import io.carillon.web.api.Fields;
import io.carillon.web.api.Json;
import io.carillon.web.api.ScheduleDocument;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Prints every schedule as the carillon.jobs of a configuration file, or as a crontab.")
final class ScheduleExportCommand extends ClientCommand {
    /** What is the state of a schedule rather than its definition. */
    private static final Set<String> STATE = Set.of("id", "source", "last_run", "last_status", "next_run");

    @Option(names = "--json", description = "One JSON array.")
    boolean json;

    @Option(names = "--crontab", description = "A crontab; what cron cannot say is a comment with the reason.")
    boolean crontab;

    ScheduleExportCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Api api) {
        if (json && crontab) {
            throw UsageException.of("--crontab", "one of --json and --crontab", "both");
        }
        if (crontab) {
            terminal.out().print(CrontabExport.export(parsed(api)));
            return 0;
        }
        List<Map<String, @Nullable Object>> definitions = new ArrayList<>();
        for (Map<String, @Nullable Object> schedule : AllSchedules.read(api)) {
            definitions.add(definition(schedule));
        }
        if (json) {
            printJson(definitions);
            return 0;
        }
        terminal.out().println("carillon:");
        terminal.out().println("  jobs:" + (definitions.isEmpty() ? " []" : ""));
        for (Map<String, @Nullable Object> definition : definitions) {
            String mark = "    - ";
            for (Map.Entry<String, @Nullable Object> entry : definition.entrySet()) {
                // JSON is YAML, and quotes what would otherwise be read as something else.
                terminal.out().println(mark + entry.getKey() + ": " + Json.write(entry.getValue()));
                mark = "      ";
            }
        }
        return 0;
    }

    private static List<ScheduleDefinition> parsed(Api api) {
        List<ScheduleDefinition> definitions = new ArrayList<>();
        for (Map<String, @Nullable Object> schedule : AllSchedules.read(api)) {
            Fields fields = Fields.of(schedule, Fields.Style.JSON, "");
            definitions.add(ScheduleDocument.read(fields, ZoneId.systemDefault()));
            fields.finish();
        }
        return definitions;
    }

    private static Map<String, @Nullable Object> definition(Map<String, @Nullable Object> schedule) {
        Map<String, @Nullable Object> definition = new LinkedHashMap<>();
        schedule.forEach((name, value) -> {
            if (!STATE.contains(name) && !isNothing(value)) {
                definition.put(name, value);
            }
        });
        return definition;
    }

    private static boolean isNothing(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case String text -> text.isEmpty();
            case List<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.values().stream().allMatch(ScheduleExportCommand::isNothing);
            default -> false;
        };
    }
}
