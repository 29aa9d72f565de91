package io.carillon.cli;

import io.carillon.jdbc.JdbcStore;
import io.carillon.server.Configuration;
import io.carillon.server.ServerSettings;
import io.carillon.server.ServerSettings.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = "Copies the embedded store (SQLite) into a new file, while it is in use.")
final class BackupCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    final ClientOptions client = new ClientOptions();

    @Parameters(paramLabel = "FILE", description = "A file that does not exist yet.")
    Path file = Path.of("");

    BackupCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        StoreSettings store =
                Configuration.load(client.apply(terminal.options())).settings().store();
        if (!store.effectiveUrl().startsWith("jdbc:sqlite:")) {
            throw UsageException.of(
                    "spring.datasource.url",
                    "a store on SQLite",
                    ServerSettings.withoutPassword(store.effectiveUrl()),
                    "; PostgreSQL has pg_dump");
        }
        Path source = Path.of(store.effectiveUrl().substring("jdbc:sqlite:".length()));
        if (!Files.exists(source)) {
            throw new FailedException("there is no store " + source + " to copy");
        }
        Path target = terminal.options().directory().resolve(file);
        try (JdbcStore open = JdbcStore.open(store.effectiveUrl(), store.username(), store.password())) {
            open.backup(target);
        }
        terminal.out().println(target);
        return 0;
    }
}
