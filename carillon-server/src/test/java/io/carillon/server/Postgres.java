package io.carillon.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL on a port that stays the same, which is there or not. */
final class Postgres implements AutoCloseable {
    private final Path data;
    private final int port;
    private @Nullable EmbeddedPostgres server;

    /** @param data an empty folder, or one that an earlier run has left */
    Postgres(Path data) throws IOException {
        this.data = data;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** Options of a process that works on it. */
    ConfigOptions options(Path directory) {
        return TestServer.options(directory)
                .with("spring.datasource.url", url())
                .with("spring.datasource.username", "postgres");
    }

    void start() throws IOException {
        server = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
    }

    void stop() throws IOException {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
