package io.carillon.benchmarks;

import io.carillon.benchmarks.NodeProcess.Mode;
import io.carillon.benchmarks.Subject.Options;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long a process takes from its start to its first job, and the server to its first answer. */
final class StartCase implements Case {
    @Override
    public String name() {
        return "start";
    }

    @Override
    public String about() {
        return "cold start: a new process to its first job on an empty database; the server to ready; memory";
    }

    @Override
    public List<Trial> trials(Setting setting) {
        List<Trial> trials = new ArrayList<>();
        for (Server server : setting.servers()) {
            for (Subject subject : Subjects.on(server.kind(), setting.peers())) {
                if (!(subject instanceof RawSubject)) {
                    trials.add(new EmbeddedTrial(server, subject));
                }
            }
        }
        String home = System.getProperty("carillon.home");
        if (home != null && !setting.quick()) {
            trials.add(new ServerTrial(Path.of(home, "carillon")));
        }
        return trials;
    }

    /** The process makes the tables, enqueues one job and runs it. */
    private record EmbeddedTrial(Server server, Subject on) implements Trial {
        @Override
        public String subject() {
            return on.name();
        }

        @Override
        public String variant() {
            return server.kind().word() + " embedded";
        }

        /** The system has read the files before, as it has where programs are started again and again. */
        @Override
        public void warmUp() throws Exception {
            run();
        }

        @Override
        public List<Value> run() throws Exception {
            try (Place place = server.place()) {
                long begin = System.nanoTime();
                try (Node node = Node.start(on, place, Options.DEFAULTS, Mode.FIRST)) {
                    node.await("1"::equals);
                    return List.of(
                            new Value("first_job", (System.nanoTime() - begin) / 1e9, "s"),
                            new Value("memory", node.peakMib(), "MiB"));
                }
            }
        }
    }

    /** What {@code ./carillon server} does on an empty folder. */
    private record ServerTrial(Path launcher) implements Trial {
        private static final Duration PATIENCE = Duration.ofSeconds(60);

        @Override
        public String subject() {
            return CarillonSubject.NAME;
        }

        @Override
        public String variant() {
            return "sqlite server";
        }

        /** Builds the program if need be. */
        @Override
        public void warmUp() throws Exception {
            Process process = new ProcessBuilder(launcher.toString(), "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (AtExit whenBrokenOff = AtExit.call(() -> endAll(process))) {
                if (process.waitFor() != 0) {
                    throw new IllegalStateException(
                            launcher + " --version: expected status 0, got " + process.exitValue());
                }
            }
            run();
        }

        @Override
        public List<Value> run() throws Exception {
            Path data = Files.createTempDirectory("carillon-start");
            int port = freePort();
            long begin = System.nanoTime();
            Process process = new ProcessBuilder(
                            launcher.toString(), "server", "--port", "" + port, "--set", "carillon.data=" + data)
                    .directory(data.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (HttpClient client = HttpClient.newHttpClient();
                    AtExit whenBrokenOff = AtExit.call(() -> end(process, data))) {
                HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                        .build();
                while (!answers(client, ready)) {
                    if (!process.isAlive() || System.nanoTime() - begin > PATIENCE.toNanos()) {
                        throw new IllegalStateException(
                                "the server was not ready within " + PATIENCE.toSeconds() + " s");
                    }
                    TimeUnit.MILLISECONDS.sleep(5);
                }
                double seconds = (System.nanoTime() - begin) / 1e9;
                // The launcher gives its process to the server.
                double memory = Node.peakMib(process.pid());
                return List.of(new Value("ready", seconds, "s"), new Value("memory", memory, "MiB"));
            } finally {
                process.destroy();
                process.waitFor(30, TimeUnit.SECONDS);
                Folders.remove(data);
            }
        }

        /** Whoever builds has started others. */
        private static void endAll(Process process) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }

        private static void end(Process process, Path data) {
            process.destroyForcibly();
            try {
                Folders.remove(data);
            } catch (IOException e) {
                System.err.println("carillon: " + data + " was not removed: " + e.getMessage());
            }
        }

        private static boolean answers(HttpClient client, HttpRequest request) throws InterruptedException {
            try {
                return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException e) {
                return false;
            }
        }

        private static int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }
    }
}
