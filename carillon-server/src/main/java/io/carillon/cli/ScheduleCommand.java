package io.carillon.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

@Command(
        name = "schedule",
        mixinStandardHelpOptions = true,
        description = "Looks at schedules, makes and changes them.")
final class ScheduleCommand implements Program.Group {
    @Override
    public Map<String, Supplier<Object>> commands(Terminal terminal) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("list", () -> new ScheduleListCommand(terminal));
        commands.put("show", () -> new ScheduleShowCommand(terminal));
        commands.put("add", () -> new ScheduleAddCommand(terminal));
        commands.put("rm", () -> new ScheduleChangeCommand.Remove(terminal));
        commands.put("run", () -> new ScheduleChangeCommand.Run(terminal));
        commands.put("pause", () -> new ScheduleChangeCommand.Pause(terminal));
        commands.put("resume", () -> new ScheduleChangeCommand.Resume(terminal));
        commands.put("import", () -> new ScheduleImportCommand(terminal));
        commands.put("export", () -> new ScheduleExportCommand(terminal));
        return commands;
    }
}
