package io.carillon.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.InvalidValueException;
import io.carillon.JobRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ShellLineTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void a_line_survives_being_a_request_and_json() {
        Map<String, String> params = new LinkedHashMap<>();
        params.put("z", "last first");
        params.put("environment", "production");
        params.put("a", "");
        ShellLine line = ShellLine.of("make \"$1\"")
                .params(params)
                .stdin("one\ntwo\n")
                .environment(Map.of("LANG", "de_DE.UTF-8", "EMPTY", ""))
                .directory("~/work")
                .shell("/bin/bash");

        JobRequest request = line.request();
        JsonNode stored = JSON.readTree(JSON.writeValueAsString(request.params()));

        assertThat(ShellLine.from(request)).contains(line);
        ShellLine read = ShellLine.read("make \"$1\"", stored);
        assertThat(read).isEqualTo(line);
        assertThat(read.params().keySet()).containsExactly("z", "environment", "a");
    }

    @Test
    void a_line_alone_has_no_parameters() {
        JobRequest request = ShellLine.of("df -h").request();
        assertThat(request.params()).isNull();
        assertThat(request.command()).isEqualTo("df -h");
    }

    @Test
    void a_task_by_name_is_no_line() {
        assertThat(ShellLine.from(JobRequest.named("backup:run", null))).isEmpty();
    }

    @Test
    void values_of_every_kind_become_text() {
        ShellLine line = ShellLine.read("x", JSON.readTree("""
                        {"text": "a b", "number": 12, "half": 0.5, "yes": true, "nothing": null, "list": [1, "b"],
                         "object": {"k": "v"}}"""));
        assertThat(line.params())
                .isEqualTo(Map.of(
                        "text", "a b",
                        "number", "12",
                        "half", "0.5",
                        "yes", "true",
                        "nothing", "",
                        "list", "[1,\"b\"]",
                        "object", "{\"k\":\"v\"}"));
    }

    @Test
    void a_list_of_parameters_is_numbered() {
        assertThat(ShellLine.from(JobRequest.command("x").params(List.of("a", 2)))
                        .orElseThrow()
                        .params())
                .isEqualTo(Map.of("1", "a", "2", "2"));
    }

    @Test
    void what_cannot_be_is_refused_by_name() {
        ShellLine line = ShellLine.of("true");
        assertRefused("command", () -> ShellLine.of("  "));
        assertRefused("command", () -> ShellLine.of("a\0b"));
        assertRefused("environment", () -> line.environment(Map.of("1A", "x")));
        assertRefused("environment", () -> line.environment(Map.of("A-B", "x")));
        assertRefused("environment", () -> line.environment(Map.of("CARILLON_JOB_ID", "x")));
        assertRefused("directory", () -> line.directory("work"));
        assertRefused("directory", () -> line.directory("~other"));
        assertRefused("shell", () -> line.shell("bash"));
        assertRefused("params", () -> line.params(Map.of("@shell", "x")));
        assertRefused("@shell", () -> ShellLine.read("true", JSON.readTree("{\"@shell\": {\"cwd\": \"/\"}}")));
    }

    private static void assertRefused(String field, Runnable attempt) {
        assertThatThrownBy(attempt::run)
                .isInstanceOf(InvalidValueException.class)
                .extracting(e -> ((InvalidValueException) e).field())
                .isEqualTo(field);
    }
}
