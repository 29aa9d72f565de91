package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.server.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code doctor}: each finding on a line of its own, and status 1 as soon as one of them is bad. */
class DoctorCommandTest {
    @TempDir
    Path folder;

    private final InstantSource system = InstantSource.system();

    private String finding(Cli.Result result, String what) {
        return result.lines().stream()
                .filter(line -> line.substring(5).startsWith(what + " "))
                .reduce((one, two) -> {
                    throw new AssertionError("two findings on " + what);
                })
                .orElse("");
    }

    @Test
    void where_nothing_is_yet_nothing_is_bad_and_nothing_is_made() {
        Cli.Result result = new Cli(folder).run("doctor");
        assertThat(result.status()).isZero();
        assertThat(result.lines()).hasSize(6).allMatch(line -> line.startsWith("ok   "));
        assertThat(finding(result, "configuration")).endsWith(" no file");
        assertThat(finding(result, "data folder"))
                .endsWith(folder.resolve("data").toString());
        assertThat(finding(result, "server")).endsWith(" none runs on this data folder");
        assertThat(finding(result, "store")).endsWith(" not made yet; the first start makes it");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void the_files_it_goes_by_are_named() throws Exception {
        Path file = Files.writeString(folder.resolve("carillon.yaml"), "carillon: {data: here}\n");
        Cli.Result result = new Cli(folder).run("doctor");
        assertThat(finding(result, "configuration")).endsWith(" " + file);
        assertThat(finding(result, "data folder"))
                .endsWith(folder.resolve("here").toString());
        assertThat(finding(new Cli(folder).run("doctor", "--data", "there"), "data folder"))
                .endsWith(folder.resolve("there").toString());
    }

    @Test
    void a_server_is_named_with_its_address_and_process() throws Exception {
        try (TestServer server = TestServer.start(folder)) {
            Cli.Result result = new Cli(folder).run("doctor");
            assertThat(result.status()).as(result.out()).isZero();
            assertThat(finding(result, "server"))
                    .contains(server.url().toString())
                    .endsWith("process " + ProcessHandle.current().pid());
            assertThat(finding(result, "store")).contains("sqlite", "its schema is up to date");
            assertThat(finding(result, "clock")).contains(" ms from the store's");
        }
        assertThat(finding(new Cli(folder).run("doctor"), "server"))
                .as("after its end")
                .endsWith(" none runs on this data folder");
    }

    @ParameterizedTest
    @CsvSource({"PT0S, ok, 0", "PT4S, ok, 0", "PT-4S, ok, 0", "PT6S, BAD, 1", "PT-6S, BAD, 1", "PT5H, BAD, 1"})
    void a_clock_that_is_far_from_the_stores_is_bad(Duration off, String mark, int status) {
        new Cli(folder).ok("job", "enqueue", "hello_job");
        Cli.Result result = new Cli(folder, Map.of(), () -> system.instant().plus(off)).run("doctor");
        assertThat(finding(result, "clock")).startsWith(mark + " ");
        assertThat(result.status()).isEqualTo(status);
        assertThat(result.lines()).filteredOn(line -> line.startsWith("BAD")).hasSize(status);
    }

    @Test
    void a_file_that_is_no_database_is_bad_and_says_which() throws Exception {
        Files.createDirectory(folder.resolve("data"));
        Files.writeString(folder.resolve("data/carillon.db"), "this is a letter to my aunt\n".repeat(200));
        Cli.Result result = new Cli(folder).run("doctor");
        assertThat(result.status()).isEqualTo(1);
        assertThat(finding(result, "store"))
                .startsWith("BAD ")
                .contains("expected an SQLite database, got another kind of file");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void a_data_folder_that_is_a_file_is_bad_and_named() throws Exception {
        Files.writeString(folder.resolve("data"), "");
        Cli.Result result = new Cli(folder).run("doctor");
        assertThat(result.status()).isEqualTo(1);
        assertThat(finding(result, "store"))
                .startsWith("BAD ")
                .contains("expected a folder, but " + folder.resolve("data") + " is a file")
                .doesNotContain("Exception");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            carillon: {maxConcurent: 5}                          | did you mean 'max-concurrent'?
            carillon: {zone: Mars}                               | carillon.zone: expected a time zone
            carillon: [                                          | carillon.yaml
            carillon: {jobs: [{name: a, type: cron, schedule: x}]} | carillon.jobs[0].schedule
            carillon: {queues: {mail: {workers: 0}}}             | carillon.queues.mail.workers
            """)
    void a_configuration_that_no_start_would_take_is_status_2_with_its_place(String yaml, String says)
            throws Exception {
        Files.writeString(folder.resolve("carillon.yaml"), yaml + "\n");
        Cli.Result result = new Cli(folder).refused(2, "doctor");
        assertThat(result.err()).contains(says);
        assertThat(result.lines()).hasSizeLessThan(3);
    }

    @Test
    void what_a_server_that_was_killed_left_behind_is_no_server() throws Exception {
        new Cli(folder).ok("job", "enqueue", "hello_job");
        Path left = folder.resolve("data/server.json");
        for (String text : List.of("", "{", "[]", "{\"url\": 5}", "{\"url\": \"http://127.0.0.1:1\", \"pid\": 0}")) {
            Files.writeString(left, text);
            Cli.Result result = new Cli(folder).run("doctor");
            assertThat(result.status()).as(text + result.err()).isZero();
            assertThat(finding(result, "server")).as(text).endsWith(" none runs on this data folder");
        }
    }
}
