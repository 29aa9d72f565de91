package io.carillon.cli;

import io.carillon.server.Launch;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "scheduler", mixinStandardHelpOptions = true, description = "Runs jobs, without HTTP.")
final class SchedulerCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    final ServerOptions options = new ServerOptions();

    SchedulerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Launch launch = Launch.of(options.apply(terminal.options()), terminal::say);
        return ServerOptions.runToEnd(launch.http(false), terminal);
    }
}
