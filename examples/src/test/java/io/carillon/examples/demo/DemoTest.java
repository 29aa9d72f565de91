package io.carillon.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.carillon.Event;
import io.carillon.Event.NodeChange;
import io.carillon.InvalidValueException;
import io.carillon.examples.demo.ZoneArchive.Pace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo inside this process. */
class DemoTest {
    private static final List<String> ZONES =
            ZoneId.getAvailableZoneIds().stream().sorted().limit(30).toList();

    @TempDir
    Path folder;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Screen screen = new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);

    @Test
    void it_serves_runs_and_reports_and_leaves_nothing_outside_its_folder() throws Exception {
        Path data = folder.resolve("demo");
        try (ServerSocket taken = takePort8080();
                Demo demo = Demo.start(settings(data), screen)) {
            demo.run();
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertThat(text).containsPattern("Dashboard  http://127\\.0\\.0\\.1:\\d+  \\(8080 is taken\\)");
        assertThat(text)
                .containsSubsequence("Dashboard", "Crontab", "Census     30 time zones", "30 zones, ", "Region");
        assertThat(text).containsPattern("disk-use +ok");
        assertThat(names(folder)).containsExactly("demo");
        assertThat(names(data)).contains("carillon.db", "carillon-demo.txt", "demo.log", "work");
        assertThat(data.resolve("work/disk.txt")).isNotEmptyFile();

        bytes.reset();
        try (Demo demo = Demo.start(settings(data), screen)) {
            demo.run();
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .containsSubsequence("30 time zones were counted before", "30 zones, ");
    }

    @Test
    void it_may_be_stopped_while_it_begins() throws Exception {
        Demo demo = Demo.start(settings(folder.resolve("demo")), screen);
        demo.close();
        demo.run();
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("Dashboard").doesNotContain("Census");
    }

    @Test
    void it_goes_to_another_port_when_the_one_it_found_free_is_taken_meanwhile() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Demo demo = Demo.start(settings(folder.resolve("demo")), screen, taken::getLocalPort)) {
            demo.close();
            demo.run();
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("(8080 is taken)");
    }

    @Test
    void it_ends_when_nobody_reads_its_output_any_more() throws Exception {
        Screen unread = new Screen(new PrintStream(ScreenTest.closedPipe()), false);
        Demo.Settings endless = new Demo.Settings(
                folder.resolve("demo"), null, false, false, ZONES, ZoneArchive.Pace.USUAL, null, Path.of(".."));
        try (Demo demo = Demo.start(endless, unread)) {
            assertTimeoutPreemptively(Duration.ofSeconds(60), demo::run);
        }
    }

    @Test
    void it_says_when_the_store_cannot_be_written_and_when_it_can_again() {
        Demo.tellTrouble(event(NodeChange.STORE_LOST, "the disk is full"), screen);
        Demo.tellTrouble(event(NodeChange.STARTED, "joined"), screen);
        Demo.tellTrouble(event(NodeChange.STORE_BACK, "the store is back after 3 s"), screen);
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("Store      the disk is full", "Store      the store is back after 3 s");
    }

    private static Event event(NodeChange change, String message) {
        return new Event.OfNode(change, "n", message, Instant.EPOCH);
    }

    @Test
    void a_folder_in_use_for_something_else_is_refused_before_anything_starts() throws IOException {
        Files.writeString(folder.resolve("precious"), "x");
        assertThatThrownBy(() -> Demo.start(settings(folder), screen)).isInstanceOf(InvalidValueException.class);
        assertThat(names(folder)).containsExactly("precious");
    }

    private Demo.Settings settings(Path data) {
        Pace quick = new Pace(Duration.ofMillis(5), Duration.ofMillis(800), Duration.ofMillis(300));
        return new Demo.Settings(data, null, false, true, ZONES, quick, null, Path.of(".."));
    }

    /** Takes it unless somebody else has it; either way it is taken. */
    private static @Nullable ServerSocket takePort8080() {
        try {
            return new ServerSocket(8080, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            return null;
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
