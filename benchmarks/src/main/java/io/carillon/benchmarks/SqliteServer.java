package io.carillon.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** Files of SQLite in a folder; every subject opens them power-safe. */
final class SqliteServer implements Server {
    /** Power-safe, several connections; what {@code JdbcStore} says for itself. */
    private static final String OPTIONS = "?journal_mode=WAL&synchronous=FULL&busy_timeout=30000";

    private final Path folder;
    private int places;
    private volatile boolean closed;

    /** @param parent an existing folder; what is made there goes with {@link #close} */
    SqliteServer(Path parent) throws IOException {
        folder = Files.createTempDirectory(parent, "carillon-bench");
    }

    @Override
    public Kind kind() {
        return Kind.SQLITE;
    }

    @Override
    public String description() {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select sqlite_version()")) {
            row.next();
            return "SQLite " + row.getString(1) + ", journal_mode=wal, synchronous=full";
        } catch (SQLException e) {
            throw new IllegalStateException("SQLite does not start: " + e.getMessage(), e);
        }
    }

    @Override
    public Place place() {
        if (closed) {
            throw new IllegalStateException("its folder is being removed");
        }
        return new Place("jdbc:sqlite:" + folder.resolve(++places + ".db"), this);
    }

    /** The URL for those who do not set what makes a commit durable themselves. */
    static String durable(Place place) {
        return place.url() + OPTIONS;
    }

    @Override
    public void remove(Place place) throws IOException {
        String name = Path.of(place.url().substring("jdbc:sqlite:".length())).getFileName() + "";
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith(name))
                    .toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void calm(Place place) throws SQLException {
        place.execute(List.of("pragma wal_checkpoint(truncate)"));
    }

    /** SQLite works inside the client's process and counts nothing. */
    @Override
    public Usage usage(Place place) {
        return Usage.UNKNOWN;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        Folders.remove(folder);
    }
}
