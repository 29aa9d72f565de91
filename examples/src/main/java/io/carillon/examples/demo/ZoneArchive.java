package io.carillon.examples.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service that the census asks: answers a zone's name, sent as a line over TCP, with its {@link ZoneHistory}. Like
 * many a service it has to fetch what nobody has asked for yet, some of it from far away, and answers from memory after
 * that. Whoever asks for something far away with little patience sees a timeout, and is answered at once when asking
 * again.
 */
final class ZoneArchive implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ZoneArchive.class);

    /** One zone in so many is far away. */
    private static final int FAR = 9;

    private static final int BACKLOG = 200;

    /**
     * How long things take.
     *
     * @param near first answer for most zones
     * @param far first answer for the others
     * @param patience how long a reader waits
     */
    record Pace(Duration near, Duration far, Duration patience) {
        static final Pace USUAL = new Pace(Duration.ofMillis(60), Duration.ofMillis(1500), Duration.ofMillis(500));
    }

    private final Pace pace;
    private final Instant from;
    private final Instant to;
    private final ServerSocket socket;
    private final Map<String, CompletableFuture<String>> fetched = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private ZoneArchive(Pace pace, Instant from, Instant to, ServerSocket socket) {
        this.pace = pace;
        this.from = from;
        this.to = to;
        this.socket = socket;
    }

    /** Opens it on a free port of this machine, for nobody else. */
    static ZoneArchive open(Pace pace, Instant from, Instant to) {
        try {
            ServerSocket socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
            ZoneArchive archive = new ZoneArchive(pace, from, to, socket);
            Thread.ofPlatform().daemon().name("zone-archive").start(archive::accept);
            return archive;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on a port of this machine", e);
        }
    }

    /** Whether the first answer for a zone takes long. */
    static boolean isFar(String zone) {
        return Math.floorMod(zone.hashCode(), FAR) == 0;
    }

    /**
     * Asks for a zone, as a client does.
     *
     * @throws SocketTimeoutException when the answer takes longer than the reader's patience
     */
    ZoneHistory read(String zone) throws IOException {
        int patience = Math.toIntExact(pace.patience().toMillis());
        try (Socket connection = new Socket()) {
            connection.connect(new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort()), patience);
            connection.setSoTimeout(patience);
            connection.getOutputStream().write((zone + "\n").getBytes(StandardCharsets.UTF_8));
            List<String> lines = reader(connection).lines().toList();
            if (lines.size() == 1 && lines.getFirst().startsWith("error ")) {
                throw new IOException(lines.getFirst().substring("error ".length()));
            }
            return ZoneHistory.parse(lines);
        } catch (IllegalArgumentException e) {
            throw new IOException("the archive's answer for " + zone + " was cut off: " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw e.getCause() instanceof SocketTimeoutException
                    ? new SocketTimeoutException(
                            "the archive did not answer for " + zone + " within " + patience + " ms")
                    : e.getCause();
        }
    }

    private void accept() {
        while (!closed) {
            try {
                Socket connection = socket.accept();
                if (closed) {
                    // It got in while the socket was being closed.
                    connection.close();
                } else {
                    Thread.ofVirtual().start(() -> answer(connection));
                }
            } catch (SocketException e) {
                LOG.debug("the archive is closed: {}", e.getMessage());
            } catch (IOException e) {
                LOG.warn("a reader of the archive could not be let in", e);
            }
        }
    }

    private void answer(Socket connection) {
        try (connection;
                OutputStream out = connection.getOutputStream()) {
            String zone = reader(connection).readLine();
            String text =
                    fetched.computeIfAbsent(String.valueOf(zone), this::fetch).join();
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It has lost patience; what was fetched for it stays.
            LOG.debug("a reader of the archive is gone: {}", e.getMessage());
        }
    }

    private CompletableFuture<String> fetch(String zone) {
        Duration time = isFar(zone) ? pace.far() : pace.near();
        return CompletableFuture.supplyAsync(
                () -> history(zone), CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS));
    }

    private String history(String zone) {
        try {
            return ZoneHistory.of(ZoneId.of(zone), from, to).print();
        } catch (DateTimeException e) {
            return "error " + e.getMessage() + "\n";
        }
    }

    private static BufferedReader reader(Socket connection) throws IOException {
        return new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        closed = true;
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing the archive: {}", e.getMessage());
        }
    }
}
