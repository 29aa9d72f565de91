package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.web.api.FieldError;
import io.carillon.web.api.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each key of the configuration: from each place where it may be said, in each form, and what is refused of it. */
class EverySettingTest {
    /** A key, a value, how it is read, and how that looks. */
    private record Setting(String key, String value, Function<ServerSettings, Object> read, String expected) {
        @Override
        public String toString() {
            return key;
        }
    }

    private static final List<Setting> SETTINGS = List.of(
            new Setting("carillon.enabled", "false", s -> s.engine().enabled(), "false"),
            new Setting("carillon.workers", "no", s -> s.engine().workers(), "false"),
            new Setting("carillon.zone", "Asia/Shanghai", s -> s.engine().zone(), "Asia/Shanghai"),
            new Setting("carillon.max-concurrent", "7", s -> s.engine().maxConcurrent(), "7"),
            new Setting("carillon.scan-interval", "2", s -> s.engine().times().scanInterval(), "PT2S"),
            new Setting("carillon.timeout", "5m", s -> s.engine().times().timeout(), "PT5M"),
            new Setting("carillon.lease", "PT20S", s -> s.engine().times().lease(), "PT20S"),
            new Setting("carillon.grace", "500ms", s -> s.engine().times().grace(), "PT0.5S"),
            new Setting("carillon.misfire-grace", "0", s -> s.engine().times().misfireGrace(), "PT0S"),
            new Setting(
                    "carillon.log-retention-days", "30", s -> s.engine().times().retention(), "PT720H"),
            new Setting(
                    "carillon.max-params-bytes",
                    "4096",
                    s -> s.engine().limits().maxParamsBytes(),
                    "4096"),
            new Setting("carillon.max-log-lines", "0", s -> s.engine().limits().maxLogLines(), "0"),
            new Setting(
                    "carillon.retry.max-retries", "4", s -> s.engine().retry().maxRetries(), "4"),
            new Setting(
                    "carillon.retry-policy.delay",
                    "1.5",
                    s -> s.engine().retry().delay(),
                    "PT1.5S"),
            new Setting(
                    "carillon.retry.backoff", "linear", s -> s.engine().retry().backoff(), "LINEAR"),
            new Setting("carillon.store-wait", "3s", s -> s.store().patience(), "PT3S"),
            new Setting("carillon.data", "/srv/2030", s -> s.store().data(), "/srv/2030"),
            new Setting("carillon.tasks.shell.enabled", "on", ServerSettings::shellEnabled, "true"),
            new Setting("carillon.log.level", "DEBUG", ServerSettings::logLevel, "DEBUG"),
            new Setting("server.port", "9000", s -> s.http().port(), "9000"),
            new Setting("server.address", "127.0.0.2", s -> s.http().address(), "127.0.0.2"),
            new Setting(
                    "spring.datasource.url",
                    "jdbc:postgresql://db/x",
                    s -> s.store().url(),
                    "jdbc:postgresql://db/x"),
            new Setting("spring.datasource.username", "ann", s -> s.store().username(), "ann"),
            new Setting(
                    "spring.datasource.password", "pass word", s -> s.store().password(), "pass word"));

    @TempDir
    Path folder;

    static Stream<Setting> settings() {
        return SETTINGS.stream();
    }

    private ServerSettings load(
            String yaml, Map<String, String> environment, Map<String, String> properties, String... set)
            throws IOException {
        Files.writeString(folder.resolve("carillon.yaml"), yaml);
        return Configuration.load(new ConfigOptions(null, List.of(set), environment, properties, folder))
                .settings();
    }

    private ServerSettings file(String yaml) throws IOException {
        return load(yaml, Map.of(), Map.of());
    }

    private static String variable(String key) {
        return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static String camel(String key) {
        StringBuilder camel = new StringBuilder();
        for (String word : key.split("-", -1)) {
            camel.append(camel.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return camel.toString();
    }

    /** The key as nested keys of a file. */
    private static String nested(String key, String value) {
        StringBuilder yaml = new StringBuilder();
        String indent = "";
        String[] steps = key.split("\\.", -1);
        for (String step : steps) {
            yaml.append(yaml.isEmpty() ? "" : "\n").append(indent).append(step).append(':');
            indent += "  ";
        }
        return yaml.append(' ').append(value).append('\n').toString();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void a_setting_is_read_from_each_place_in_each_spelling(Setting setting) throws IOException {
        Map<String, ServerSettings> read = new LinkedHashMap<>();
        String snake = setting.key.replace('-', '_');
        read.put("nested", file(nested(setting.key, setting.value)));
        read.put("nested, snake case", file(nested(snake, setting.value)));
        read.put("nested, camel case", file(nested(camel(setting.key), setting.value)));
        read.put("one key with dots", file(setting.key + ": " + setting.value + "\n"));
        read.put("quoted", file(nested(setting.key, "\"" + setting.value + "\"")));
        read.put("environment", load("", Map.of(variable(setting.key), setting.value), Map.of()));
        read.put("property", load("", Map.of(), Map.of(setting.key, setting.value)));
        read.put("--set", load("", Map.of(), Map.of(), setting.key + "=" + setting.value));
        read.put("--set, camel case", load("", Map.of(), Map.of(), camel(setting.key) + "=" + setting.value));
        read.put("placeholder", load(nested(setting.key, "${MINE}"), Map.of("MINE", setting.value), Map.of()));
        read.forEach((place, settings) ->
                assertThat(setting.read.apply(settings)).as(place).hasToString(setting.expected));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void command_line_over_properties_over_environment_over_file(Setting setting) throws IOException {
        String wrong = nested(setting.key, "[wrong]");
        Map<String, String> environment = Map.of(variable(setting.key), "{wrong: 1}");
        Map<String, String> property = Map.of(setting.key, "[wrong]");
        Map<String, String> good = Map.of(setting.key, setting.value);
        assertThat(setting.read.apply(load(wrong, Map.of(variable(setting.key), setting.value), Map.of())))
                .as("environment over file")
                .hasToString(setting.expected);
        assertThat(setting.read.apply(load(wrong, environment, good)))
                .as("property over environment")
                .hasToString(setting.expected);
        assertThat(setting.read.apply(load(wrong, environment, property, setting.key + "=" + setting.value)))
                .as("command line over all")
                .hasToString(setting.expected);
        assertThat(setting.read.apply(
                        load(wrong, environment, property, setting.key + "=x", setting.key + "=" + setting.value)))
                .as("the last word")
                .hasToString(setting.expected);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void a_key_with_a_letter_too_many_is_refused_with_the_right_one(Setting setting) {
        String last = setting.key.substring(setting.key.lastIndexOf('.') + 1);
        String typo = setting.key + "z";
        InvalidDocumentException refused = catchThrowableOfType(
                InvalidDocumentException.class, () -> load("", Map.of(), Map.of(), typo + "=" + setting.value));
        assertThat(refused).as(typo).isNotNull();
        assertThat(refused.errors()).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo(typo);
            assertThat(error.message()).contains("did you mean '" + last + "'?");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            carillon.enabled            | perhaps      | true or false
            carillon.enabled            | 5            | true or false
            carillon.workers            | [true]       | true or false
            carillon.zone               | Mars         | a time zone such as Asia/Shanghai
            carillon.zone               | {a: b}       | a text
            carillon.max-concurrent     | 0            | a whole number 1-100000
            carillon.max-concurrent     | 100001       | a whole number 1-100000
            carillon.max-concurrent     | 2.5          | a whole number 1-100000
            carillon.max-concurrent     | ten          | a whole number 1-100000
            carillon.scan-interval      | 0            | 10ms to 1h
            carillon.scan-interval      | 2h           | 10ms to 1h
            carillon.scan-interval      | often        | a duration such as 500ms, 30s
            carillon.scan-interval      | true         | seconds or a duration such as 30s
            carillon.timeout            | 0s           | 1ms to 366d
            carillon.timeout            | -5           | a duration such as
            carillon.timeout            | 1y           | ms
            carillon.lease              | 500ms        | 1s to 10m
            carillon.lease              | 11m          | 1s to 10m
            carillon.grace              | 61m          | 0s to 1h
            carillon.misfire-grace      | 3601         | 0s to 1h
            carillon.log-retention-days | 0            | a whole number 1-36500
            carillon.log-retention-days | 30d          | a whole number 1-36500
            carillon.max-params-bytes   | 0            | a whole number 1-104857600
            carillon.max-params-bytes   | 1MB          | a whole number 1-104857600
            carillon.max-log-lines      | -1           | a whole number 0-1000000
            carillon.retry.max-retries  | -1           | a whole number 0-10000
            carillon.retry.delay        | 367d         | 366 days
            carillon.retry.backoff      | cubic        | fixed, linear or exponential
            carillon.retry              | 3            | an object
            carillon.store-wait         | never        | a duration such as
            carillon.tasks              | shell        | an object
            carillon.tasks.shell        | true         | an object
            carillon.tasks.shell.enabled | maybe       | true or false
            carillon.tasks.script.enabled | true       | this version runs no scripts
            carillon.tasks.script.enabled | maybe      | true or false
            carillon.security.mode      | token        | none, the one mode of this version
            carillon.security.mode      | oidc         | none, the one mode of this version
            carillon.log.level          | loud         | one of trace, debug, info, warn, error, off
            server.port                 | 65536        | a whole number 0-65535
            server.port                 | -1           | a whole number 0-65535
            server.port                 | http         | a whole number 0-65535
            server.address              | 0.0.0.0      | a loopback address
            server.address              | 192.168.1.1  | a loopback address
            server.address              | example.com  | a loopback address
            server.address              | '::'         | a loopback address
            spring.datasource.url       | jdbc:mysql://h/x | jdbc:postgresql: or jdbc:sqlite:
            spring.datasource.url       | data.db      | jdbc:postgresql: or jdbc:sqlite:
            """)
    void a_wrong_value_is_refused_with_its_key_what_was_expected_and_its_line(String key, String value, String expected)
            throws IOException {
        InvalidDocumentException refused =
                catchThrowableOfType(InvalidDocumentException.class, () -> file("# mine\n" + nested(key, value)));
        assertThat(refused).isNotNull();
        int line = 1 + key.split("\\.", -1).length;
        assertThat(refused.errors()).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo(key);
            assertThat(error.message())
                    .startsWith(key + ": ")
                    .contains("expected ", expected, "got ")
                    .endsWith("[" + folder.resolve("carillon.yaml") + ":" + line + "]");
        });
    }

    @Test
    void a_value_that_is_not_from_the_file_has_no_line_of_the_file() {
        InvalidDocumentException refused = catchThrowableOfType(
                InvalidDocumentException.class,
                () -> load("carillon:\n  zone: UTC\n", Map.of("CARILLON_ZONE", "Mars"), Map.of()));
        assertThat(refused).hasMessageEndingWith("got 'Mars'");
    }

    @Test
    void every_mistake_is_named_at_once() throws IOException {
        String yaml = "carillon:\n  zone: Mars\n  max-concurrent: 0\n  tiemout: 5\nserver:\n  port: x\n";
        InvalidDocumentException refused = catchThrowableOfType(InvalidDocumentException.class, () -> file(yaml));
        assertThat(refused.errors())
                .extracting(FieldError::field)
                .containsExactlyInAnyOrder(
                        "carillon.zone", "carillon.max-concurrent", "carillon.tiemout", "server.port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "carillon:\n", "carillon: {}\n", "carillon: {zone: }\n", "other: ~\n"})
    void what_is_not_said_has_its_default(String yaml) throws IOException {
        if (yaml.startsWith("other")) {
            InvalidDocumentException refused = catchThrowableOfType(InvalidDocumentException.class, () -> file(yaml));
            assertThat(refused.errors()).extracting(FieldError::field).containsExactly("other");
            return;
        }
        ServerSettings settings = file(yaml);
        assertThat(settings.engine().enabled()).isTrue();
        assertThat(settings.engine().workers()).isTrue();
        assertThat(settings.shellEnabled()).isFalse();
        assertThat(settings.http()).isEqualTo(new ServerSettings.Http("127.0.0.1", 8080));
        assertThat(settings.store().effectiveUrl()).isEqualTo("jdbc:sqlite:" + folder.resolve("data/carillon.db"));
    }

    /** Words that a YAML file would read as something else. */
    @ParameterizedTest
    @ValueSource(strings = {"True", "NULL", "~", "null", "-0", "0.10", "007", "[a", "{", "a: b", "# x", " x ", "'x'"})
    void a_password_is_taken_as_it_is_written(String password) throws IOException {
        String key = "spring.datasource.password";
        List<ServerSettings> read = new ArrayList<>();
        read.add(load("", Map.of(variable(key), password), Map.of()));
        read.add(load("", Map.of(), Map.of(key, password)));
        read.add(load("", Map.of(), Map.of(), key + "=" + password));
        assertThat(read)
                .allSatisfy(settings -> assertThat(settings.store().password()).isEqualTo(password));
    }

    @ParameterizedTest
    @CsvSource({"2030, 2030", "true, true", "null, null", "1.50, 1.50", "a/b, a/b", "../x, ../x"})
    void a_data_folder_is_what_it_is_called_from_where_one_stands(String said, String path) throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("etc"));
        Files.writeString(elsewhere.resolve("c.yaml"), "carillon: {}\n");
        ServerSettings settings = Configuration.load(new ConfigOptions(
                        Path.of("etc/c.yaml"), List.of("carillon.data=" + said), Map.of(), Map.of(), folder))
                .settings();
        assertThat(settings.store().data()).isEqualTo(folder.resolve(path));
    }

    @Test
    void a_data_folder_without_a_name_is_refused_rather_than_the_current_one() {
        InvalidDocumentException refused = catchThrowableOfType(
                InvalidDocumentException.class, () -> load("", Map.of(), Map.of(), "carillon.data="));
        assertThat(refused).hasMessageContaining("carillon.data: expected a text, got ''");
    }

    @Test
    void in_a_file_a_folder_begins_at_the_file() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("etc"));
        for (String yaml : List.of("carillon: {data: store}\n", "carillon: {data: ./store}\n")) {
            Files.writeString(elsewhere.resolve("c.yaml"), yaml);
            ServerSettings settings = Configuration.load(
                            new ConfigOptions(Path.of("etc/c.yaml"), List.of(), Map.of(), Map.of(), folder))
                    .settings();
            assertThat(settings.store().data().normalize()).isEqualTo(elsewhere.resolve("store"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jdbc:postgresql://db:5432/x                   | jdbc:postgresql://db:5432/x
            jdbc:postgresql://db/x?user=ann&password=geheim | jdbc:postgresql://db/x?user=ann&password=…
            jdbc:postgresql://db/x?password=geheim&ssl=true | jdbc:postgresql://db/x?password=…&ssl=true
            jdbc:postgresql://ann:geheim@db:5432/x        | jdbc:postgresql://ann:…@db:5432/x
            jdbc:postgresql://ann:ge/he@im@db:5432/x      | jdbc:postgresql://ann:…@db:5432/x
            jdbc:sqlite:/srv/carillon.db                  | jdbc:sqlite:/srv/carillon.db
            """)
    void a_url_is_shown_without_its_password_and_otherwise_whole(String url, String shown) {
        assertThat(ServerSettings.withoutPassword(url)).isEqualTo(shown);
    }
}
