package io.carillon.cli;

import io.carillon.schedule.Schedule;
import io.carillon.web.api.Api;
import io.carillon.web.api.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows a schedule, and what became of its latest fire times.")
final class ScheduleShowCommand extends ClientCommand {
    private static final String FIRES = "10";

    @Parameters(paramLabel = "NAME")
    String name = "";

    @Option(names = "--json", description = "One JSON object.")
    boolean json;

    ScheduleShowCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Api api) {
        Map<String, @Nullable Object> schedule = api.schedules().get(name).object();
        if (json) {
            printJson(schedule);
            return 0;
        }
        String type = String.valueOf(schedule.get("type"));
        String expression = String.valueOf(schedule.get("schedule"));
        terminal.out().println(Schedule.parse(type, expression).explain(Locale.getDefault()));
        schedule.forEach((field, value) -> {
            if (value != null && !value.equals("") && !value.equals(List.of())) {
                terminal.out().printf("%-13s %s%n", field, value instanceof String ? value : Json.write(value));
            }
        });
        showFires(items(api.schedules().fires(name, Map.of("limit", FIRES))));
        return 0;
    }

    private void showFires(List<Map<String, @Nullable Object>> fires) {
        if (fires.isEmpty()) {
            return;
        }
        terminal.out().println();
        Table table = new Table("INSTANT", "OUTCOME", "COUNT", "JOB", "REASON");
        for (Map<String, @Nullable Object> fire : fires) {
            table.row(fire.get("instant"), fire.get("outcome"), fire.get("count"), fire.get("job"), fire.get("reason"));
        }
        table.print(terminal.out());
    }
}
