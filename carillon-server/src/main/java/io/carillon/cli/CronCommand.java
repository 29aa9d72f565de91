package io.carillon.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

@Command(name = "cron", mixinStandardHelpOptions = true, description = "Reads cron expressions.")
final class CronCommand implements Program.Group {
    @Override
    public Map<String, Supplier<Object>> commands(Terminal terminal) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("next", () -> new CronNextCommand(terminal));
        commands.put("explain", () -> new CronExplainCommand(terminal));
        return commands;
    }
}
