package io.carillon.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

@Command(name = "job", mixinStandardHelpOptions = true, description = "Looks at jobs, makes and changes them.")
final class JobCommand implements Program.Group {
    @Override
    public Map<String, Supplier<Object>> commands(Terminal terminal) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("list", () -> new JobListCommand(terminal));
        commands.put("show", () -> new JobShowCommand(terminal));
        commands.put("logs", () -> new JobLogsCommand(terminal));
        commands.put("enqueue", () -> new JobEnqueueCommand(terminal));
        commands.put("retry", () -> new JobChangeCommand.Retry(terminal));
        commands.put("cancel", () -> new JobChangeCommand.Cancel(terminal));
        return commands;
    }
}
