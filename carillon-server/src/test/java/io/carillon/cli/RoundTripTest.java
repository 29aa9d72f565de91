package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.server.TestServer;
import io.carillon.web.api.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one place exports, another takes; a copy of the store holds all of it. */
class RoundTripTest {
    @TempDir
    Path folder;

    private Cli from;

    @BeforeEach
    void define() throws Exception {
        Path here = Files.createDirectory(folder.resolve("here"));
        from = new Cli(here);
        ok(from, "schedule", "add", "plain", "--daily", "02:00", "--zone", "UTC", "hello_job");
        ok(from, "schedule", "add", "yes", "--once", "2040-01-01T00:00", "--zone", "Asia/Tokyo", "hello_job");
        ok(
                from,
                "schedule add full --cron */5~9-17~*~*~MON-FRI --zone Europe/Berlin --params {\"greet\":\"Ann:~#1\"}"
                        + " --queue mail --priority 9 --timeout 1m30s --max-retries 7 --retry-delay 2s --backoff linear"
                        + " --overlap queue --misfire catch_up --jitter 10s --every-node --paused --tag a --tag b"
                        + " --description on:~the~'hour' hello_job");
    }

    private static String ok(Cli cli, String... args) {
        String[] words = args.length == 1 ? args[0].split(" ", -1) : args;
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace('~', ' ');
        }
        return cli.ok(words);
    }

    @Test
    void the_export_is_a_configuration_that_defines_the_same() throws Exception {
        String exported = ok(from, "schedule", "export");
        Path there = Files.createDirectory(folder.resolve("there"));
        Files.writeString(there.resolve("carillon.yaml"), exported);
        try (TestServer server = TestServer.start(there)) {
            assertThat(ok(new Cli(there), "schedule", "export")).isEqualTo(exported);
            assertThat(server.get("/api/v1/schedules/full").json())
                    .containsEntry("source", "yaml:disabled")
                    .containsEntry("params", Map.of("greet", "Ann: #1"))
                    .containsEntry("description", "on: the 'hour'")
                    .containsEntry("timeout", 90L)
                    .containsEntry("next_run", null);
        }
    }

    @Test
    void each_exported_object_may_be_put() throws Exception {
        List<?> exported = (List<?>) Json.parse(ok(from, "schedule", "export", "--json"));
        Path there = Files.createDirectory(folder.resolve("there"));
        try (TestServer server = TestServer.start(there)) {
            for (Object schedule : exported) {
                assertThat(server.post("/api/v1/schedules", Json.write(schedule))
                                .status())
                        .isEqualTo(201);
            }
        }
        assertThat(Json.parse(ok(new Cli(there), "schedule", "export", "--json")))
                .isEqualTo(exported);
    }

    @Test
    void a_backup_is_a_store_that_works() throws Exception {
        String id = ok(from, "job", "enqueue", "hello_job", "--delay", "1h").strip();
        Path data = Files.createDirectories(folder.resolve("copy/data"));
        Path copy = data.resolve("carillon.db");
        assertThat(ok(from, "backup", copy.toString())).isEqualTo(copy + "\n");
        Cli there = new Cli(data.getParent());
        assertThat(ok(there, "schedule", "export")).isEqualTo(ok(from, "schedule", "export"));
        assertThat(ok(there, "job", "cancel", id)).isEqualTo(id + " cancelled\n");
        assertThat(ok(from, "job", "show", id)).contains("pending");

        Cli.Result again = from.run("backup", copy.toString());
        assertThat(again.status()).as("never over a file").isNotZero();
        assertThat(again.err().lines()).singleElement().asString().contains(copy.toString());
    }

    @Test
    void doctor_finds_everything_well_and_names_what_it_looked_at() {
        String findings = ok(from, "doctor");
        assertThat(findings.lines()).allMatch(line -> line.startsWith("ok   "));
        assertThat(findings)
                .contains(
                        "program",
                        "java",
                        "configuration",
                        "no file",
                        "data folder",
                        "none runs",
                        "its schema is up to date");
    }
}
