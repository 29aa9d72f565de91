package io.carillon.cli;

import io.carillon.web.api.Api;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", mixinStandardHelpOptions = true, description = "Lists schedules in order of name.")
final class ScheduleListCommand extends ClientCommand {
    @Option(names = "--json", description = "One JSON array.")
    boolean json;

    ScheduleListCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Api api) {
        List<Map<String, @Nullable Object>> schedules = AllSchedules.read(api);
        if (json) {
            printJson(schedules);
            return 0;
        }
        Instant now = terminal.clock().instant();
        Table table = new Table("NAME", "WHEN", "ZONE", "NEXT", "LAST", "STATUS", "RUNS", "SOURCE");
        for (Map<String, @Nullable Object> schedule : schedules) {
            boolean enabled = Boolean.TRUE.equals(schedule.get("enabled"));
            table.row(
                    schedule.get("name"),
                    schedule.get("type") + " " + schedule.get("schedule"),
                    schedule.get("zone"),
                    enabled ? Words.relative(schedule, "next_run", now) : "paused",
                    Words.relative(schedule, "last_run", now),
                    schedule.get("last_status"),
                    JobListCommand.what(schedule),
                    schedule.get("source"));
        }
        table.print(terminal.out());
        return 0;
    }
}
