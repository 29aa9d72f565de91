package io.carillon.benchmarks;

import io.carillon.benchmarks.NodeProcess.Mode;
import io.carillon.benchmarks.Subject.Options;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** A subject in a process of its own: the parent's end of {@link NodeProcess}. */
final class Node implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 120;

    private final Process process;
    private final AtExit whenBrokenOff;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private Node(Process process) {
        this.process = process;
        whenBrokenOff = AtExit.call(process::destroyForcibly);
        Thread.ofPlatform().daemon().name("node-" + process.pid()).start(this::read);
    }

    /** Starts the process; it may take seconds until it is ready. */
    static Node start(Subject subject, Place place, Options options, Mode mode) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "--enable-native-access=ALL-UNNAMED",
                NodeProcess.class.getName(),
                subject.name(),
                place.kind().word(),
                place.url(),
                Integer.toString(options.slots()),
                Boolean.toString(options.tuned()),
                mode.name());
        return new Node(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // It was killed; whoever waits for a line of it hears of that in time.
        }
    }

    /** Waits for a line and takes it and those before it. */
    String await(Predicate<String> wanted) throws InterruptedException, TimeoutException {
        return await(wanted, Duration.ofSeconds(PATIENCE_SECONDS));
    }

    String await(Predicate<String> wanted, Duration patience) throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            String line = lines.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new TimeoutException("a node's process did not say what was expected within "
                        + patience.toSeconds() + " s; it " + (process.isAlive() ? "runs" : "ended"));
            }
            if (wanted.test(line)) {
                return line;
            }
        }
    }

    /** The latest line, or what is given when there is none that was not taken; takes all. */
    String latest(String otherwise) {
        String latest = otherwise;
        for (String line = lines.poll(); line != null; line = lines.poll()) {
            latest = line;
        }
        return latest;
    }

    void awaitReady() throws InterruptedException, TimeoutException {
        await("ready"::equals);
    }

    /** Asks it to end; what it says then is still to be read. */
    void askToEnd() throws IOException {
        process.getOutputStream().close();
    }

    /** As a power cut would. */
    void kill() {
        process.destroyForcibly();
    }

    /** CPU time used so far, 0 when it is not known. */
    long cpuNanos() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    /** Memory it holds at most so far; NaN when the system does not say. */
    double peakMib() {
        return peakMib(process.pid());
    }

    /** Memory a process holds at most so far; NaN when the system does not say. */
    static double peakMib(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
                }
            }
        } catch (IOException e) {
            // Not Linux.
        }
        return Double.NaN;
    }

    @Override
    public void close() throws InterruptedException {
        whenBrokenOff.close();
        process.destroyForcibly();
        process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
