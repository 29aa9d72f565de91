package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.web.api.FieldError;
import io.carillon.web.api.InvalidDocumentException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How files, variables and assignments become one tree of settings. */
class SettingsSourcesTest {
    @TempDir
    Path folder;

    private YamlFile yaml(String text) throws IOException {
        return YamlFile.read(Files.writeString(folder.resolve("carillon.yaml"), text));
    }

    private String refused(String text) {
        InvalidDocumentException refused = catchThrowableOfType(InvalidDocumentException.class, () -> yaml(text));
        assertThat(refused).as(text).isNotNull();
        return refused.errors().getFirst().message().replace(folder.toString() + "/", "");
    }

    @Test
    void words_are_read_as_people_mean_them() throws IOException {
        Map<String, Object> tree = yaml("""
                        time: 14:30
                        on: on
                        no: no
                        date: 2030-01-31
                        truth: true
                        none: ~
                        empty:
                        number: 12
                        octal: 0123
                        large: 123456789012345678901
                        exact: 0.10
                        text: "12"
                        list: [a, 1]
                        """).tree();
        assertThat(tree)
                .containsEntry("time", "14:30")
                .containsEntry("on", "on")
                .containsEntry("no", "no")
                .containsEntry("date", "2030-01-31")
                .containsEntry("truth", true)
                .containsEntry("none", null)
                .containsEntry("empty", null)
                .containsEntry("number", 12L)
                .containsEntry("octal", "0123")
                .containsEntry("exact", new BigDecimal("0.10"))
                .containsEntry("text", "12")
                .containsEntry("list", List.of("a", 1L));
        assertThat(tree.get("large")).hasToString("123456789012345678901");
    }

    @Test
    void anchors_and_merges_stand_for_what_they_name() throws IOException {
        Map<String, Object> tree = yaml("base: &b {queue: mail, priority: 3}\njob: {<<: *b, priority: 5}\n")
                .tree();
        assertThat(tree.get("job")).isEqualTo(Map.of("queue", "mail", "priority", 5L));
    }

    @Test
    void each_value_knows_its_line() throws IOException {
        assertThat(yaml("carillon:\n  zone: UTC\n  jobs:\n  - name: a\n    type: daily\n")
                        .lines())
                .containsEntry("carillon.zone", 2)
                .containsEntry("carillon.jobs[0].type", 5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a: 1\\na: 2           | carillon.yaml:2
            a: [1                 | carillon.yaml:
            a: *nowhere           | carillon.yaml:1
            a: &x [*x]            | no alias to what it is part of
            - a                   | keys and values such as 'carillon:'
            \\tb: 1               | carillon.yaml:1
            ? [a]\\n: b           | a text as key
            """)
    void what_is_no_yaml_is_refused_with_its_line(String text, String says) {
        assertThat(refused(text.replace("\\n", "\n").replace("\\t", "\t"))).contains(says);
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.io.File [x]", "javax.script.ScriptEngineManager {}"})
    void a_tag_makes_no_object_of_the_class_it_names(String tagged) {
        assertThat(refused("a: !!" + tagged))
                .startsWith("carillon.yaml:1:4: expected YAML")
                .contains("not allowed");
    }

    @Test
    void a_file_that_is_not_there_or_no_text_is_said_so() throws IOException {
        assertThatThrownBy(() -> YamlFile.read(folder.resolve("none.yaml"))).hasMessageContaining("no such file");
        Path bytes = Files.write(folder.resolve("bytes.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 1});
        assertThatThrownBy(() -> YamlFile.read(bytes)).hasMessageContaining("a file in UTF-8");
    }

    @Test
    void later_values_lie_over_earlier_ones_in_whatever_case() {
        ConfigTree tree = new ConfigTree();
        Map<String, Object> file = new LinkedHashMap<>();
        file.put(
                "carillon",
                new LinkedHashMap<>(Map.of("max-concurrent", 1, "queues", Map.of("a.b", Map.of("workers", 1)))));
        file.put("spring.datasource.url", "jdbc:sqlite:x");
        tree.putAll(file);
        tree.put("carillon.maxConcurrent", 2);
        tree.put("carillon.queues[a.b].workers", 3);
        tree.put("carillon.jobs[0].name", "first");
        tree.put("carillon.jobs[1].name", "second");
        tree.put("carillon.jobs[0].enabled", false);
        assertThat(tree.root().get("carillon"))
                .isEqualTo(Map.of(
                        "max-concurrent",
                        2,
                        "queues",
                        Map.of("a.b", Map.of("workers", 3)),
                        "jobs",
                        List.of(Map.of("name", "first", "enabled", false), Map.of("name", "second"))));
        assertThat(tree.root().get("spring")).isEqualTo(Map.of("datasource", Map.of("url", "jdbc:sqlite:x")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            carillon.jobs[2].name | a number from 0 to 0 in brackets
            carillon.zone.name    | a value that has parts above 'name'
            """)
    void a_path_that_leads_nowhere_is_refused(String path, String says) {
        ConfigTree tree = new ConfigTree();
        tree.put("carillon.zone", "UTC");
        assertThatThrownBy(() -> tree.put(path, "x")).hasMessageContaining(says);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CARILLON_MAX_CONCURRENT              | carillon.max_concurrent
            CARILLON_MAXCONCURRENT               | carillon.max_concurrent
            CARILLON_TASKS_SHELL_ENABLED         | carillon.tasks.shell.enabled
            SERVER_PORT                          | server.port
            CARILLON_JOBS_3_RETRY_DELAY          | carillon.jobs[3].retry_delay
            CARILLON_QUEUES_MAIL_WORKERS         | carillon.queues[mail].workers
            CARILLON_QUEUES_HIGH_PRIORITY_MAX_SIZE | carillon.queues[high-priority].max_size
            CARILLON_QUEUES_MAIL_NONSENSE        |
            CARILLON_HOME_OF_MINE                |
            PATH                                 |
            """)
    void a_variable_means_a_setting_or_nothing(String variable, String path) {
        EnvironmentNames names = new EnvironmentNames(
                List.of("carillon.max_concurrent", "carillon.tasks.shell.enabled", "server.port"),
                List.of("workers", "max_size"),
                List.of("high-priority"));
        assertThat(names.path(variable)).isEqualTo(path);
        assertThat(names.nearest("CARILLON_MAX_CONCURENT")).isEqualTo("CARILLON_MAX_CONCURRENT");
        assertThat(names.nearest("SERVER_PROT")).as("somebody else's").isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            plain               | plain
            ${A}                | one
            x-${A}-${B}-y       | x-one-two-y
            ${NONE:else}        | else
            ${NONE:}            | ''
            ${NONE:${A}}        | one
            ${C}                | one!
            $A {A}              | $A {A}
            jdbc:${NONE:a:b}    | jdbc:a:b
            """)
    void placeholders_stand_for_variables_or_defaults(String text, String filled) {
        Map<String, String> values = Map.of("A", "one", "B", "two", "C", "${A}!", "LOOP", "${LOOP}");
        Placeholders placeholders = new Placeholders(values::get);
        assertThat(placeholders.resolve("key", text)).isEqualTo(filled);
        assertThat(refusal(placeholders, "${NOBODY}").expected()).contains("a value for ${NOBODY}");
        assertThat(refusal(placeholders, "${A").expected()).contains("a '}'");
        assertThat(refusal(placeholders, "${LOOP}").expected()).contains("in a circle");
    }

    private static FieldError refusal(Placeholders placeholders, String text) {
        InvalidDocumentException refused =
                catchThrowableOfType(InvalidDocumentException.class, () -> placeholders.resolve("carillon.zone", text));
        assertThat(refused.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.field()).isEqualTo("carillon.zone"));
        return refused.errors().getFirst();
    }
}
