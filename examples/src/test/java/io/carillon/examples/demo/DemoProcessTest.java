package io.carillon.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.Carillon;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobStatus;
import io.carillon.Scheduler;
import io.carillon.jdbc.JdbcStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a process: killed with -9 in the middle of a census, started again, ended with Ctrl-C. */
class DemoProcessTest {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int ZONES = 150;

    @TempDir
    Path folder;

    private Path data;
    private Path ledger;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void write_a_crontab_with_a_line_that_stays() throws IOException {
        data = folder.resolve("demo");
        ledger = folder.resolve("ledger");
        Path crontab = folder.resolve("home/examples/demo/crontab");
        Files.createDirectories(crontab.getParent());
        Files.writeString(crontab, "# Stays\n@every 1h echo $$ > stays.pid; sleep 600 & sleep 600\n");
    }

    @AfterEach
    void leave_no_process_behind() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void a_killed_demo_goes_on_where_it_was_and_ctrl_c_ends_it_cleanly() throws Exception {
        Process first = start("first.log");
        await().atMost(SOON).until(() -> ledgerLines().size() >= ZONES / 4);
        ProcessHandle line = line();
        Instant killed = Instant.now();
        first.destroyForcibly().waitFor();
        await().atMost(SOON).until(() -> !line.isAlive());
        Files.delete(data.resolve("work/stays.pid"));
        assertThat(ledgerLines()).hasSizeLessThan(ZONES);

        Process second = start("second.log");
        await().atMost(SOON).until(() -> log("second.log").contains("clock changes"));
        assertThat(log("second.log")).contains("goes on, ");
        ProcessHandle secondLine = line();

        Ending ending = Ending.here();
        send(ending, second);

        assertThat(second.waitFor(SOON.toSeconds(), TimeUnit.SECONDS))
                .as("it ends")
                .isTrue();
        assertThat(second.exitValue()).isEqualTo(ending.status);
        assertThat(log("second.log")).endsWith("Stopped. Started again, the demo goes on from here.\n");
        await().atMost(SOON).until(() -> !secondLine.isAlive());
        assertThat(Files.list(folder)).hasSize(5);
        assertNoZoneTwice(killed, first.pid());
    }

    private void assertNoZoneTwice(Instant killed, long firstPid) throws IOException {
        Map<String, List<String>> ledgerByJob = new HashMap<>();
        for (String line : ledgerLines()) {
            String[] words = line.split(" ");
            ledgerByJob.computeIfAbsent(words[1], job -> new ArrayList<>()).add(words[2]);
        }
        try (Scheduler scheduler = Carillon.builder()
                .store(JdbcStore.sqlite(data.resolve("carillon.db")))
                .build()) {
            List<Job> jobs = scheduler
                    .getTasks(JobQuery.ALL.task("census:zone").limit(1_000))
                    .items();
            assertThat(jobs).hasSize(ZONES).allMatch(job -> job.status() == JobStatus.COMPLETED);
            assertThat(ledgerByJob.keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            jobs.stream().map(Job::id).toList());
            List<Job> before = jobs.stream()
                    .filter(job -> Objects.requireNonNull(job.completedAt()).isBefore(killed))
                    .toList();
            assertThat(before).hasSizeBetween(1, ZONES - 1);
            assertThat(before)
                    .allSatisfy(job -> assertThat(ledgerByJob.get(job.id())).containsExactly(String.valueOf(firstPid)));
            assertThat(scheduler
                            .getTasks(JobQuery.ALL.status(JobStatus.RUNNING))
                            .items())
                    .isEmpty();
            assertThat(scheduler.nodes()).noneMatch(node -> node.isAlive(scheduler.now()));
        }
    }

    private Process start(String log) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-Dcarillon.home=" + folder.resolve("home"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.carillon.cli.Main",
                        "demo",
                        "--data",
                        data.toString(),
                        "--port",
                        "0",
                        "--zones",
                        String.valueOf(ZONES),
                        "--ledger",
                        ledger.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log).toFile())
                .start();
        started.add(process);
        return process;
    }

    private static void send(Ending ending, Process process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("sh", "-c", "kill -" + ending + " " + process.pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    /**
     * How to end a process in order: as Ctrl-C does, unless it cannot hear that. What a shell starts in the background
     * inherits an ignored SIGINT, children and all.
     */
    private enum Ending {
        INT(130),
        TERM(143);

        final int status;

        Ending(int status) {
            this.status = status;
        }

        static Ending here() throws IOException {
            Path status = Path.of("/proc/self/status");
            boolean deaf = Files.exists(status)
                    && Files.readAllLines(status).stream()
                            .filter(line -> line.startsWith("SigIgn:"))
                            .anyMatch(line ->
                                    (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 0b10) != 0);
            return deaf ? TERM : INT;
        }
    }

    /** The shell line that stays. */
    private ProcessHandle line() throws IOException {
        Path pid = data.resolve("work/stays.pid");
        await().atMost(SOON).until(() -> Files.exists(pid) && Files.size(pid) > 0);
        return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
    }

    private List<String> ledgerLines() throws IOException {
        return Files.exists(ledger) ? Files.readAllLines(ledger) : List.of();
    }

    private String log(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }
}
