package io.carillon.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** One node in a Java process of its own, behind a connection of its own. */
final class NodeProcess implements AutoCloseable {
    /** How a node is started; the same for each of its lives. */
    record Config(Path folder, int ledgerPort, Duration lease, int slots, LyingStore.Lie lie) {}

    private static final Duration KEEPS_ALL = Duration.ofDays(30);

    private final String name;
    private final Config config;
    private Duration retention = KEEPS_ALL;
    private final FaultProxy proxy;
    private int life;
    private Process process;

    NodeProcess(String name, Config config, int databasePort) throws IOException {
        this.name = name;
        this.config = config;
        this.proxy = new FaultProxy(databasePort);
        this.process = launch();
    }

    String name() {
        return name;
    }

    FaultProxy proxy() {
        return proxy;
    }

    private Process launch() throws IOException {
        life++;
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                CrashNode.class.getName(),
                Postgres.url(proxy.port()),
                String.valueOf(config.ledgerPort()),
                name,
                String.valueOf(config.lease().toMillis()),
                String.valueOf(config.slots()),
                config.lie().name(),
                String.valueOf(retention.toMillis()),
                retention.equals(KEEPS_ALL) ? "silent" : "vitals"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
    }

    private Path log() {
        return config.folder().resolve(name + "-" + life + ".log");
    }

    void awaitReady() {
        Awaitility.await(name + " is ready").atMost(Duration.ofSeconds(60)).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError(name + " died at its start:\n" + output());
            }
            return output().contains("ready");
        });
    }

    String output() throws IOException {
        return Files.exists(log()) ? Files.readString(log(), StandardCharsets.UTF_8) : "";
    }

    /** kill -9 and a new life. */
    void killAndRestart() throws IOException, InterruptedException {
        kill();
        process = launch();
    }

    void kill() throws InterruptedException {
        signal("KILL");
        process.waitFor(60, TimeUnit.SECONDS);
    }

    /** SIGTERM, as a deployment does, and a new life. */
    void restartOrderly() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError(name + " did not stop within 60 s of SIGTERM:\n" + output());
        }
        process = launch();
    }

    /** As {@link #restartOrderly}; from then on it keeps history no longer than this, and tells the ledger how it is. */
    void restartToSoak(Duration keep) throws IOException, InterruptedException {
        retention = keep;
        restartOrderly();
    }

    void stop() {
        signal("STOP");
    }

    void go() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new AssertionError("kill -" + signal, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        go();
        process.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
        proxy.close();
    }
}
