package io.carillon.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * The command line: finds the command that is meant, runs it, and makes one line and a status of whatever goes wrong. Only
 * the commands on the way to the one that is meant are made, since each costs a few milliseconds to look at.
 */
final class Program {
    /** A command that has others below it. */
    interface Group {
        Map<String, Supplier<Object>> commands(Terminal terminal);
    }

    private static final int BAD_USAGE = 2;

    private final Terminal terminal;

    Program(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Runs one command and returns its exit status. */
    int run(String... args) {
        CommandLine root = new CommandLine(new Root());
        addCommands(root, new Root(), args, 0);
        // What begins with @ is a macro (@daily), never a file of arguments.
        root.setExpandAtFiles(false);
        root.setOut(new PrintWriter(terminal.out(), true, terminal.out().charset()));
        root.setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()));
        root.setParameterExceptionHandler((error, ignored) -> badUsage(error));
        root.setExecutionExceptionHandler((error, command, parsed) -> failed(error));
        int status = root.execute(args);
        terminal.out().flush();
        return status;
    }

    private void addCommands(CommandLine parent, Group group, String[] args, int at) {
        Map<String, Supplier<Object>> commands = group.commands(terminal);
        String wanted = at < args.length ? args[at] : "";
        if (at == 0 && !commands.containsKey(wanted)) {
            // Looked for only when it may be one of them: finding services is slow.
            ServiceLoader.load(Subcommand.class).forEach(more -> commands.put(more.name(), more::create));
        }
        if (commands.containsKey(wanted)) {
            add(parent, wanted, commands.get(wanted).get(), args, at);
        } else {
            commands.forEach((name, command) -> add(parent, name, command.get(), args, args.length));
        }
    }

    private void add(CommandLine parent, String name, Object command, String[] args, int at) {
        CommandLine line = new CommandLine(command);
        if (command instanceof Group group) {
            addCommands(line, group, args, at + 1);
        }
        parent.addSubcommand(name, line);
    }

    private int badUsage(ParameterException error) {
        terminal.say(BadUsage.sentence(error));
        return BAD_USAGE;
    }

    private int failed(Exception error) {
        Refusal refusal = Refusal.of(error);
        refusal.message().lines().forEach(terminal::say);
        if (refusal.unexpected()) {
            error.printStackTrace(terminal.err());
        }
        return refusal.status();
    }

    @Command(
            name = "carillon",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            synopsisSubcommandLabel = "COMMAND",
            footer = {"", "'carillon bench' builds and runs the measurements; see its --help."},
            description = "A durable job scheduler and task queue.")
    private static final class Root implements Group {
        @Override
        public Map<String, Supplier<Object>> commands(Terminal terminal) {
            Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
            commands.put("server", () -> new ServerCommand(terminal));
            commands.put("scheduler", () -> new SchedulerCommand(terminal));
            commands.put("cron", CronCommand::new);
            commands.put("schedule", ScheduleCommand::new);
            commands.put("job", JobCommand::new);
            commands.put("queue", QueueCommand::new);
            commands.put("node", NodeCommand::new);
            commands.put("backup", () -> new BackupCommand(terminal));
            commands.put("doctor", () -> new DoctorCommand(terminal));
            return commands;
        }
    }
}
