package io.carillon.examples.demo;

import io.carillon.Event;
import io.carillon.Event.NodeChange;
import io.carillon.Scheduler;
import io.carillon.examples.demo.Census.Run;
import io.carillon.server.CarillonServer;
import io.carillon.server.ConfigOptions;
import io.carillon.server.Launch;
import io.carillon.server.StartException;
import io.carillon.tasks.crontab.Crontab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** A running demo: server, crontab, census, and what the terminal shows of them. */
final class Demo implements AutoCloseable {
    private static final int USUAL_PORT = 8080;
    private static final int LIVE_STEP_MILLIS = 250;
    private static final int QUIET_STEP_MILLIS = 1_000;
    private static final int PERCENT_A_LINE = 10;

    /**
     * What can be chosen.
     *
     * @param data folder for everything
     * @param port null: 8080, or a free one when that is taken
     * @param again whether to begin a new census when the last one is finished
     * @param exit whether to end when the census is finished
     * @param zones what is counted
     * @param pace how fast the archive is
     * @param ledger file to which each zone that was computed is added; null for none
     * @param home the source tree
     */
    record Settings(
            Path data,
            @Nullable Integer port,
            boolean again,
            boolean exit,
            List<String> zones,
            ZoneArchive.Pace pace,
            @Nullable Path ledger,
            Path home) {}

    private final Settings settings;
    private final DemoFolder folder;
    private final Screen screen;
    private final ZoneArchive archive;
    private final CarillonServer server;
    private final CountDownLatch asked = new CountDownLatch(1);

    private Demo(Settings settings, DemoFolder folder, Screen screen, ZoneArchive archive, CarillonServer server) {
        this.settings = settings;
        this.folder = folder;
        this.screen = screen;
        this.archive = archive;
        this.server = server;
    }

    /**
     * Starts everything.
     *
     * @throws StartException when the server cannot start
     */
    static Demo start(Settings settings, Screen screen) throws IOException, StartException, InterruptedException {
        return start(settings, screen, Demo::freePort);
    }

    /** @param freePort finds a port when none is chosen */
    static Demo start(Settings settings, Screen screen, IntSupplier freePort)
            throws IOException, StartException, InterruptedException {
        DemoFolder folder = DemoFolder.open(settings.data());
        ZoneArchive archive = ZoneArchive.open(settings.pace(), Census.FROM, Census.TO);
        try {
            int port = settings.port() != null ? settings.port() : freePort.getAsInt();
            Launch launch = launch(settings, screen, archive, options(folder, port));
            return new Demo(settings, folder, screen, archive, start(settings, launch));
        } catch (StartException | RuntimeException | InterruptedException e) {
            archive.close();
            throw e;
        }
    }

    private static Launch launch(Settings settings, Screen screen, ZoneArchive archive, ConfigOptions options) {
        return Launch.of(options, screen::line)
                .tasks(scheduler -> Census.register(scheduler, archive, (zone, job) -> note(settings, zone, job)))
                .events(event -> tellTrouble(event, screen));
    }

    /** A port that was free when we looked may be another demo's by now. */
    private static CarillonServer start(Settings settings, Launch launch) throws StartException, InterruptedException {
        try {
            return CarillonServer.start(launch);
        } catch (StartException e) {
            if (settings.port() != null || !e.isPortInUse()) {
                throw e;
            }
            return CarillonServer.start(launch.with(launch.options().with("server.port", 0)));
        }
    }

    /** What else stands in the log only: a full disk, say, which cannot take a line of log either. */
    static void tellTrouble(Event event, Screen screen) {
        if (event instanceof Event.OfNode node
                && (node.change() == NodeChange.STORE_LOST || node.change() == NodeChange.STORE_BACK)) {
            screen.line("Store      " + node.message());
        }
    }

    /** Settings of its own: those of the user's environment are for the user's servers. */
    private static ConfigOptions options(DemoFolder folder, int port) {
        return new ConfigOptions(null, List.of(), Map.of(), Map.of(), folder.root())
                .with("carillon.data", folder.root())
                .with("carillon.tasks.shell.enabled", true)
                .with("carillon.max-concurrent", 18)
                .with("carillon.lease", "6s")
                .with("carillon.grace", "2s")
                .with("server.port", port)
                .with("logging.file.name", folder.log())
                .with("logging.threshold.console", "off");
    }

    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(USUAL_PORT, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException taken) {
            return 0;
        }
    }

    private static void note(Settings settings, String zone, String job) {
        if (settings.ledger() != null) {
            try {
                String line = zone + " " + job + " " + ProcessHandle.current().pid() + "\n";
                Files.writeString(settings.ledger(), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Shows what happens until somebody asks to stop, or, if so chosen, until the census is finished. */
    void run() throws IOException, InterruptedException {
        try {
            begin();
        } catch (IllegalStateException e) {
            // Whoever asks to stop while it begins has closed the scheduler under it.
            if (asked.getCount() > 0) {
                throw e;
            }
        }
    }

    private void begin() throws IOException, InterruptedException {
        Scheduler scheduler = server.scheduler();
        greet();
        LineWatch lines = new LineWatch(scheduler, scheduler.now());
        List<Crontab.Refusal> refused = DemoCrontab.importInto(scheduler, settings.home(), folder.work());
        screen.lines(refused.stream().map(line -> "Crontab    " + line).toList());
        Census census = new Census(scheduler);
        Run run = census.begin(settings.zones(), settings.again());
        CensusWatch watch = new CensusWatch(census, scheduler, run);
        boolean wasFinished = watch.report() != null;
        screen.line("Census     " + describe(run, wasFinished));
        screen.line("");
        if (wasFinished) {
            show(watch);
        }
        follow(watch, lines, wasFinished);
    }

    private void greet() {
        screen.line("");
        screen.line("Dashboard  " + server.url() + elsewhere());
        screen.line("Data       " + folder.shown(folder.root()) + " (log: " + folder.shown(folder.log()) + ")");
        screen.line("Crontab    examples/demo/crontab, each line once now and then by its time");
    }

    private String elsewhere() {
        boolean moved =
                settings.port() == null && server.url() != null && server.url().getPort() != USUAL_PORT;
        return moved ? "  (" + USUAL_PORT + " is taken)" : "";
    }

    private static String describe(Run run, boolean finished) {
        if (finished) {
            return run.zones() + " time zones were counted before; --again counts them once more";
        }
        String jobs = run.zones() + " time zones, one job each, in three queues";
        return run.finished() == 0 ? jobs : jobs + "; goes on, " + run.finished() + " were finished before";
    }

    private void follow(CensusWatch watch, LineWatch lines, boolean wasFinished) throws InterruptedException {
        boolean finished = wasFinished;
        int said = -1;
        int step = screen.isLive() ? LIVE_STEP_MILLIS : QUIET_STEP_MILLIS;
        do {
            screen.lines(lines.news());
            if (finished) {
                screen.status(lines.count() + " crontab runs, " + lines.failed() + " failed. Ctrl-C ends the demo.");
                continue;
            }
            CensusWatch.Progress progress = watch.look();
            if (screen.isLive()) {
                screen.status("Census " + progress.bar() + " " + progress);
            } else if (progress.percent() / PERCENT_A_LINE != said) {
                said = progress.percent() / PERCENT_A_LINE;
                screen.line("Census     " + progress);
            }
            if (watch.report() != null) {
                finished = true;
                show(watch);
            }
        } while (!(finished && settings.exit()) && !screen.isGone() && !asked.await(step, TimeUnit.MILLISECONDS));
    }

    private void show(CensusWatch watch) {
        CensusReport report = watch.report();
        if (report != null) {
            List<String> lines = new ArrayList<>();
            lines.add("");
            report.text()
                    .lines()
                    .map(line -> line.isEmpty() ? "" : "    " + line)
                    .forEach(lines::add);
            lines.add("");
            screen.lines(lines);
        }
    }

    /** The scheduler that runs it. */
    Scheduler scheduler() {
        return server.scheduler();
    }

    /** Ends it: running jobs get two seconds, then go back to their queues. Repeating it is harmless. */
    @Override
    public void close() {
        asked.countDown();
        server.close();
        archive.close();
    }
}
