package io.carillon.cli;

import io.carillon.server.ConfigOptions;
import io.carillon.server.Launch;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        description = "Runs jobs and answers HTTP: REST, metrics and the page.")
final class ServerCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    final ServerOptions options = new ServerOptions();

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port on this machine; 8080 if not said, 0 for a free one.")
    @Nullable String port;

    ServerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        ConfigOptions said = options.apply(terminal.options());
        said = port == null ? said : said.with("server.port", port);
        return ServerOptions.runToEnd(Launch.of(said, terminal::say), terminal);
    }
}
