package io.carillon.examples.demo;

import io.carillon.InvalidValueException;
import io.carillon.server.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./carillon demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Runs a crontab and a census of this machine's time zones, with a dashboard, in a folder of its own."
                        + " Started again, it goes on where it was.")
final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "carillon-demo",
            description = "Folder for everything it writes; ${DEFAULT-VALUE} in the current one if not said.")
    Path data = Path.of("carillon-demo");

    @Option(names = "--port", paramLabel = "N", description = "Port of the dashboard; 8080 or, when taken, a free one.")
    @Nullable Integer port;

    @Option(names = "--again", description = "Begins a new census when the last one is finished.")
    boolean again;

    @Option(names = "--exit", description = "Ends when the census is finished.")
    boolean exit;

    @Option(names = "--zones", paramLabel = "N", description = "Counts the first N time zones only.")
    int zones = Integer.MAX_VALUE;

    @Option(
            names = "--ledger",
            paramLabel = "FILE",
            description = "Adds a line to this file for each zone it computes.")
    @Nullable Path ledger;

    @Override
    public Integer call() throws IOException, StartException, InterruptedException {
        Screen screen = Screen.ofProcess();
        Demo demo = Demo.start(settings(), screen);
        Thread stop = new Thread(() -> stop(demo, screen), "demo-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        demo.run();
        // Ends by itself only with --exit; otherwise the process is ending already, and the hook is at work.
        return 0;
    }

    private static void stop(Demo demo, Screen screen) {
        screen.status("");
        demo.close();
        screen.line("Stopped. Started again, the demo goes on from here.");
    }

    private Demo.Settings settings() {
        if (zones < 1) {
            throw new InvalidValueException("--zones", "1 or more", zones);
        }
        List<String> all =
                ZoneId.getAvailableZoneIds().stream().sorted().limit(zones).toList();
        Path home = Path.of(System.getProperty("carillon.home", ""));
        return new Demo.Settings(data, port, again, exit, all, ZoneArchive.Pace.USUAL, ledger, home);
    }
}
