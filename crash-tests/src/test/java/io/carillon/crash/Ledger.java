package io.carillon.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The world outside: it sees every handler begin and every completion that a node reports as durable, in one order, and
 * lives in the test's own process, so that nothing a fault does to nodes or database can change what it saw.
 *
 * <p>It is also a fenced resource: an effect that arrives with a smaller fence than one seen before is refused, as
 * {@code TaskContext.fence()} tells users to build theirs.
 */
final class Ledger implements AutoCloseable {
    /** One begun attempt. */
    record Start(String job, int attempt, long fence, String node, long nanos) {}

    /** How a node is, by its own account: bytes that live in its heap, its threads, its open files. */
    record Vitals(long heap, long threads, long files) {}

    private final ServerSocket server;
    private final List<Start> starts = new ArrayList<>();
    private final Map<String, List<String>> completions = new HashMap<>();
    private final Map<String, Long> greatestFence = new HashMap<>();
    private final Set<String> effects = new HashSet<>();
    private final List<String> doubledEffects = new ArrayList<>();
    private final Map<String, Vitals> vitals = new HashMap<>();
    private int refused;
    private long entries;

    Ledger() throws IOException {
        server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(this::accept, "ledger");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread reader = new Thread(() -> serve(socket), "ledger-client");
                reader.setDaemon(true);
                reader.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                Writer out = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write(record(line.split(" ")) + "\n");
                out.flush();
            }
        } catch (IOException e) {
            // The node died; what it said until then counts.
        }
    }

    private synchronized String record(String[] words) {
        entries++;
        String job = words[1];
        switch (words[0]) {
            case "start" ->
                starts.add(new Start(
                        job, Integer.parseInt(words[2]), Long.parseLong(words[3]), words[4], System.nanoTime()));
            case "effect" -> {
                long fence = Long.parseLong(words[2]);
                if (fence < greatestFence.getOrDefault(job, 0L)) {
                    refused++;
                    return "refused";
                }
                greatestFence.put(job, fence);
                if (!effects.add(job + "#" + fence)) {
                    doubledEffects.add(job + "#" + fence);
                }
            }
            case "done" ->
                completions.computeIfAbsent(job, id -> new ArrayList<>()).add(words[2]);
            case "vitals" ->
                vitals.put(
                        words[1],
                        new Vitals(Long.parseLong(words[2]), Long.parseLong(words[3]), Long.parseLong(words[4])));
            default -> throw new IllegalArgumentException("unknown entry " + words[0]);
        }
        return "ok";
    }

    synchronized List<Start> starts() {
        return List.copyOf(starts);
    }

    /** The last account of each node, by name. */
    synchronized Map<String, Vitals> vitals() {
        return Map.copyOf(vitals);
    }

    /** How often anybody said anything. */
    synchronized long entries() {
        return entries;
    }

    /** Effects that came late, from an attempt that had been given up, and were refused. */
    synchronized int refused() {
        return refused;
    }

    /** What must never be: everything found wrong, in words; empty when all is well. */
    synchronized List<String> faults() {
        List<String> faults = new ArrayList<>();
        Set<String> claims = new HashSet<>();
        for (Start start : starts) {
            if (!claims.add(start.job() + "#" + start.fence())) {
                faults.add("fence " + start.fence() + " of job " + start.job() + " began twice");
            }
        }
        doubledEffects.forEach(effect -> faults.add("effect " + effect + " was accepted twice"));
        completions.forEach((job, nodes) -> {
            if (nodes.size() > 1) {
                faults.add("job " + job + " was completed " + nodes.size() + " times, by " + nodes);
            }
        });
        return faults;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /**
     * A node's line to the ledger: one connection, one entry at a time, each acknowledged. The connection belongs to a
     * platform thread: were a handler's virtual thread interrupted while it writes, the JDK would close the socket, and
     * with it the ledger for all handlers of the node.
     */
    static final class Client {
        private final ExecutorService thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("ledger-client").factory());
        private final BufferedReader in;
        private final Writer out;

        Client(int port) throws IOException {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            out = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8);
        }

        /** Returns false when the ledger refused the entry. */
        boolean write(Object... words) {
            String line = Stream.of(words).map(String::valueOf).collect(Collectors.joining(" "));
            return CompletableFuture.supplyAsync(() -> send(line), thread).join();
        }

        private boolean send(String line) {
            try {
                out.write(line + '\n');
                out.flush();
                return "ok".equals(in.readLine());
            } catch (IOException e) {
                throw new UncheckedIOException("the ledger went away with the test", e);
            }
        }
    }
}
