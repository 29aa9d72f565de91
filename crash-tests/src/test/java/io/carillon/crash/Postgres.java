package io.carillon.crash;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real PostgreSQL with everything durable, on a fixed port, that can be stopped as a power cut would. */
final class Postgres implements AutoCloseable {
    private final Path data;
    private final int port;
    private EmbeddedPostgres server;

    Postgres(Path data) throws IOException {
        this.data = data;
        this.port = freePort();
        this.server = start();
    }

    int port() {
        return port;
    }

    String url() {
        return url(port);
    }

    static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
    }

    private EmbeddedPostgres start() throws IOException {
        // The embedded default is fsync=off: a crash would then lose what was acknowledged, which is what we look for.
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "100")
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
    }

    /** Ends every server process at once, without a checkpoint, and starts again after a pause; recovery replays the log. */
    void crashAndRestart(Duration pause) throws IOException, InterruptedException {
        long postmaster = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
        Stream<ProcessHandle> backends = ProcessHandle.of(postmaster).stream().flatMap(ProcessHandle::children);
        ProcessHandle[] all = backends.toArray(ProcessHandle[]::new);
        ProcessHandle.of(postmaster).ifPresent(ProcessHandle::destroyForcibly);
        for (ProcessHandle backend : all) {
            backend.destroyForcibly();
        }
        for (ProcessHandle backend : all) {
            backend.onExit().orTimeout(60, TimeUnit.SECONDS).join();
        }
        // Lets go of the folder; there is no server left for it to stop.
        server.close();
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        Files.deleteIfExists(data.resolve("postmaster.pid"));
        server = start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
