package io.carillon.cli;

import io.carillon.server.CarillonServer;
import io.carillon.server.ConfigOptions;
import io.carillon.server.Launch;
import io.carillon.server.StartException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a process that stays is configured, and how it ends. */
final class ServerOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "Configuration file; otherwise carillon.yaml here.")
    @Nullable Path config;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data folder; otherwise data beside the configuration file, or here.")
    @Nullable Path data;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Sets one setting; may be repeated.")
    List<String> set = new ArrayList<>();

    @Option(names = "--no-workers", description = "Fires schedules and answers, but runs no job.")
    boolean noWorkers;

    /** The sources of settings with what was said here. */
    ConfigOptions apply(ConfigOptions options) {
        ConfigOptions said = options.file(config).with(set);
        said = data == null ? said : said.with("carillon.data", data);
        return noWorkers ? said.with("carillon.workers", false) : said;
    }

    /** Runs until the process is asked to end. */
    static int runToEnd(Launch launch, Terminal terminal) throws StartException, InterruptedException {
        CarillonServer server = CarillonServer.start(launch);
        // A request to end is this program's usual end, and no error.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, terminal), "carillon-end"));
        String place = server.url() == null ? "ready" : "ready at " + server.url();
        terminal.say(place + ", on " + server.store() + "; Ctrl-C ends it");
        server.awaitClose();
        return 0;
    }

    private static void end(CarillonServer server, Terminal terminal) {
        terminal.say("ending; jobs that run have " + server.grace().toSeconds() + " s to finish");
        server.close();
        terminal.say("ended");
        Runtime.getRuntime().halt(0);
    }
}
