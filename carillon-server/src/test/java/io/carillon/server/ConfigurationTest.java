package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.ScheduleInfo;
import io.carillon.web.api.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What settings mean, and how wrong ones are refused. */
class ConfigurationTest {
    @TempDir
    Path folder;

    private Configuration.Whole load(String yaml, Map<String, String> environment, String... set) throws IOException {
        Files.writeString(folder.resolve("carillon.yaml"), yaml);
        return Configuration.load(new ConfigOptions(null, List.of(set), environment, Map.of(), folder))
                .whole();
    }

    @ParameterizedTest
    @ValueSource(strings = {"scan-interval: 7", "scan_interval: 7s", "scanInterval: PT7S", "scan-interval: 7000ms"})
    void a_key_has_three_spellings_and_a_bare_number_is_seconds(String line) throws IOException {
        assertThat(load("carillon:\n  " + line + "\n", Map.of())
                        .settings()
                        .engine()
                        .times()
                        .scanInterval())
                .isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void the_command_line_is_over_the_environment_which_is_over_the_file() throws IOException {
        String yaml = "carillon: {max-concurrent: 1}\n";
        Map<String, String> environment = Map.of("CARILLON_MAX_CONCURRENT", "2");
        assertThat(load(yaml, Map.of()).settings().engine().maxConcurrent()).isEqualTo(1);
        assertThat(load(yaml, environment).settings().engine().maxConcurrent()).isEqualTo(2);
        assertThat(load(yaml, environment, "carillon.maxConcurrent=3")
                        .settings()
                        .engine()
                        .maxConcurrent())
                .isEqualTo(3);
    }

    @Test
    void jobs_and_queues_are_read_and_changed_by_variables() throws IOException {
        Definitions read = load(
                        "carillon:\n  jobs:\n  - {name: hello_job, type: daily, schedule: 14:30}\n"
                                + "  queues:\n    high_priority: {max-size: 100, retry: {max-retries: 3, delay: 5}}\n",
                        Map.of("CARILLON_JOBS_0_ENABLED", "false", "CARILLON_QUEUES_HIGH_PRIORITY_WORKERS", "5"))
                .definitions();
        assertThat(read.jobs()).singleElement().satisfies(job -> {
            assertThat(job.enabled()).isFalse();
            assertThat(job.job().task()).isEqualTo("hello_job");
            assertThat(job.schedule().expression()).isEqualTo("14:30");
        });
        assertThat(read.queues()).containsOnlyKeys("high_priority");
        assertThat(read.queues().get("high_priority").workers()).isEqualTo(5);
        assertThat(read.queues().get("high_priority").retry().delay()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            carillon.max-concurent=3   | max-concurent | max_concurrent
            carillon.max-concurrent=x  | max_concurrent | x
            carillon.scan-interval=soon | scan_interval | soon
            carillon.zone=Mars/Base    | zone | Mars/Base
            carillon.log.level=loud    | log.level | loud
            carillon.security.mode=open | security.mode | open
            server.address=0.0.0.0     | address | loopback
            server.port=70000          | port | 70000
            carillon.jobs[0].typ=daily | jobs[0].typ | type
            carillon.queues[mail].workers=0 | queues.mail.workers | 0
            nonsense                   | --set | key=value
            """)
    void a_wrong_setting_is_refused_with_its_key_and_what_was_expected(String set, String key, String other) {
        assertThatThrownBy(() -> load("", Map.of(), set))
                .isInstanceOfSatisfying(
                        InvalidDocumentException.class,
                        refused -> assertThat(refused.errors())
                                .anySatisfy(error -> assertThat(error.message().replace('-', '_'))
                                        .contains(key.replace('-', '_'), other.replace('-', '_'), "expected")));
    }

    @Test
    void a_refusal_names_the_line_of_the_file() {
        assertThatThrownBy(() -> load("carillon:\n  zone: UTC\n  timeout: never\n", Map.of()))
                .hasMessageContaining("timeout");
        assertThatThrownBy(() -> load("carillon:\n  zone: UTC\n  timeout: never\n", Map.of()))
                .isInstanceOfSatisfying(
                        InvalidDocumentException.class,
                        refused -> assertThat(refused.errors().getFirst().message())
                                .contains("never", "carillon.yaml:3"));
    }

    @Test
    void a_job_that_is_gone_from_the_file_is_removed_and_others_stay() throws Exception {
        Path file = folder.resolve("carillon.yaml");
        String one = "carillon:\n  jobs:\n  - {name: hello_job, type: duration, schedule: 1h}\n";
        Files.writeString(file, one + "  - {name: second, type: duration, schedule: 1h, command: hello_job}\n");
        try (TestServer server = TestServer.start(folder)) {
            server.post(
                    "/api/v1/schedules",
                    "{\"name\": \"mine\", \"type\": \"duration\", \"schedule\": \"1h\", \"task\": \"hello_job\"}");
            assertThat(names(server)).containsExactlyInAnyOrder("hello_job", "second", "mine");
        }
        Files.writeString(file, one);
        try (TestServer server = TestServer.start(folder)) {
            assertThat(names(server)).containsExactlyInAnyOrder("hello_job", "mine");
        }
    }

    @Test
    void a_pause_and_a_resumption_by_hand_outlive_a_restart_until_the_file_says_something_else() throws Exception {
        assertThat(enabledAfter("enabled: true", null)).isTrue();
        assertThat(enabledAfter("enabled: true", "pause")).isFalse();
        assertThat(enabledAfter("enabled: true", null)).as("paused by hand").isFalse();
        assertThat(enabledAfter("description: changed", null))
                .as("another change of the file")
                .isFalse();
        assertThat(enabledAfter("enabled: false", null)).isFalse();
        assertThat(enabledAfter("enabled: true", null))
                .as("switched on in the file")
                .isTrue();
        assertThat(enabledAfter("enabled: false", "resume")).isTrue();
        assertThat(enabledAfter("enabled: false", null)).as("resumed by hand").isTrue();
    }

    /** Starts with a job that has this line, does something to its schedule, and reads whether it is enabled. */
    private boolean enabledAfter(String line, String change) throws Exception {
        Files.writeString(
                folder.resolve("carillon.yaml"),
                "carillon:\n  jobs:\n  - {name: hello_job, type: duration, schedule: 1h, " + line + "}\n");
        try (TestServer server = TestServer.start(folder)) {
            if (change != null) {
                assertThat(server.post("/api/v1/schedules/hello_job/" + change, null)
                                .status())
                        .isEqualTo(200);
            }
            return (boolean) server.get("/api/v1/schedules/hello_job").json().get("enabled");
        }
    }

    private static List<String> names(TestServer server) {
        return server.scheduler().getSchedules(null, 100).items().stream()
                .map(ScheduleInfo::name)
                .toList();
    }
}
