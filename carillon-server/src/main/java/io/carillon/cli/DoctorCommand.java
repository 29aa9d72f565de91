package io.carillon.cli;

import io.carillon.server.Configuration;
import io.carillon.server.ServerFile;
import io.carillon.server.ServerSettings.StoreSettings;
import io.carillon.server.Stores;
import io.carillon.spi.Store;
import io.carillon.spi.StoreException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Looks whether Carillon can work here; status 1 when it cannot.")
final class DoctorCommand implements Callable<Integer> {
    private static final Duration TOLERATED = Duration.ofSeconds(5);

    private final Terminal terminal;
    private boolean healthy = true;

    @Mixin
    final ClientOptions client = new ClientOptions();

    DoctorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        good("program", Version.text());
        good("java", System.getProperty("java.runtime.version") + " at " + System.getProperty("java.home"));
        Configuration configuration = Configuration.load(client.apply(terminal.options()));
        configuration.requireStartable();
        StoreSettings settings = configuration.settings().store();
        good(
                "configuration",
                configuration.file() == null ? "no file" : configuration.file().toString());
        good("data folder", settings.data().toString());
        ServerFile.find(settings.data())
                .ifPresentOrElse(
                        server -> good("server", server.url() + ", process " + server.pid()),
                        () -> good("server", "none runs on this data folder"));
        if (settings.url() == null && !Files.exists(settings.data())) {
            good("store", "not made yet; the first start makes it");
        } else {
            lookAtStore(settings);
        }
        return healthy ? 0 : 1;
    }

    private void lookAtStore(StoreSettings settings) throws InterruptedException {
        try (Store store = Stores.open(settings, terminal::say)) {
            good("store", store.description() + ", its schema is up to date");
            Duration offset = Duration.between(terminal.clock().instant(), store.now());
            line("clock", offset.abs().compareTo(TOLERATED) < 0, offset.toMillis() + " ms from the store's");
        } catch (StoreException e) {
            line("store", false, String.valueOf(e.getMessage()));
        }
    }

    private void good(String what, String finding) {
        line(what, true, finding);
    }

    private void line(String what, boolean well, String finding) {
        healthy &= well;
        terminal.out().printf("%-4s %-14s %s%n", well ? "ok" : "BAD", what, finding);
    }
}
