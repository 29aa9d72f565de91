package io.carillon.cli;

import com.sun.net.httpserver.HttpServer;
import io.carillon.server.CarillonServer;
import io.carillon.server.ConfigOptions;
import io.carillon.server.Launch;
import io.carillon.web.api.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Does once what users do, without output and in a folder of its own, while the JVM notes which classes that needs: the
 * launcher makes its class caches of it. What is missing here works as well, only slower to start.
 */
final class Training {
    private static final List<List<String>> WITHOUT_STORE = List.of(
            List.of("--help"),
            List.of("cron", "next", "*/5 9-17 * * MON-FRI", "--zone", "Europe/Berlin"),
            List.of("cron", "next", "-"),
            List.of("cron", "explain", "0 2 * * *", "--lang", "en"),
            List.of("cron", "explain", "0 2 * * *", "--lang", "zh"),
            List.of("cron", "next", "61 * * * *"));

    private static final List<List<String>> CHANGING = List.of(
            List.of("schedule", "add", "nightly", "--cron", "0 2 * * *", "hello_job"),
            List.of("schedule", "pause", "nightly"),
            List.of("schedule", "resume", "nightly"),
            List.of("job", "enqueue", "hello_job", "--param", "greet=Ann"));

    private static final List<List<String>> ASKING = List.of(
            List.of("schedule", "list"),
            List.of("schedule", "list", "--json"),
            List.of("schedule", "show", "nightly"),
            List.of("schedule", "export"),
            List.of("job", "list"),
            List.of("job", "list", "--json", "--status", "pending"),
            List.of("job", "show", "no-such-job"),
            List.of("queue", "list"),
            List.of("node", "list"),
            List.of("doctor"));

    private Training() {}

    /** @param args {@code commands} or {@code server}: what the cache is for */
    public static void main(String[] args) throws Exception {
        giveUpAfter(Duration.ofMinutes(2));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        System.setOut(nowhere);
        System.setErr(nowhere);
        Path folder = Files.createTempDirectory("carillon-training");
        try {
            if (args[0].equals("server")) {
                runServer(folder);
            } else {
                runCommands(new Terminal(
                        new ByteArrayInputStream("@daily\n".getBytes(StandardCharsets.UTF_8)),
                        nowhere,
                        nowhere,
                        options(folder),
                        InstantSource.system()));
            }
        } finally {
            remove(folder);
        }
        // Threads of drivers and clients end by themselves, but late.
        System.exit(0);
    }

    /** Whoever starts the program for the first time waits for this. */
    private static void giveUpAfter(Duration patience) {
        Thread watch = new Thread(() -> {
            try {
                Thread.sleep(patience);
                Runtime.getRuntime().halt(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        watch.setDaemon(true);
        watch.start();
    }

    private static ConfigOptions options(Path folder) {
        return new ConfigOptions(null, List.of(), Map.of(), Map.of(), folder);
    }

    private static void runCommands(Terminal terminal) throws IOException {
        Main.run("--version");
        run(terminal, WITHOUT_STORE, null);
        run(terminal, CHANGING, null);
        run(terminal, ASKING, null);
        HttpServer server = answerEmptyLists();
        try {
            run(terminal, CHANGING, url(server.getAddress()));
            run(terminal, ASKING, url(server.getAddress()));
        } finally {
            server.stop(0);
        }
    }

    private static void run(Terminal terminal, List<List<String>> commands, @Nullable URI server) {
        for (List<String> command : commands) {
            Stream<String> where = server == null || command.contains("doctor")
                    ? Stream.empty()
                    : Stream.of("--url", server.toString());
            new Program(terminal).run(Stream.concat(command.stream(), where).toArray(String[]::new));
        }
    }

    private static URI url(InetSocketAddress address) {
        return URI.create("http://127.0.0.1:" + address.getPort());
    }

    /** Commands that ask a server need the JDK's client, whatever it is that answers. */
    private static HttpServer answerEmptyLists() throws IOException {
        Map<String, @Nullable Object> list = new LinkedHashMap<>();
        list.put("items", List.of());
        list.put("next", null);
        byte[] answer = Json.write(list).getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static void runServer(Path folder) throws Exception {
        ConfigOptions options = options(folder).with("server.port", 0).with("carillon.grace", "1s");
        try (CarillonServer server = CarillonServer.start(Launch.of(options, line -> {}))) {
            String[] ask = {"--url", String.valueOf(server.url())};
            Terminal terminal = new Terminal(System.in, System.out, System.err, options, InstantSource.system());
            new Program(terminal).run("server", "--help");
            new Program(terminal).run("job", "enqueue", "--wait", "hello_job", ask[0], ask[1]);
            run(terminal, ASKING, server.url());
            try (Http http = new Http(URI.create(ask[1]))) {
                http.get("/health/ready", Map.of());
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
