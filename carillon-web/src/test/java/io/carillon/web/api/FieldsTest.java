package io.carillon.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.InvalidValueException;
import io.carillon.web.api.Fields.Style;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FieldsTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    /** How each kind of value is read. */
    private static final Map<String, BiFunction<Fields, String, Object>> READERS = Map.of(
            "text", Fields::text,
            "anyText", Fields::anyText,
            "textOrNumber", Fields::textOrNumber,
            "integer", (in, name) -> in.integer(name, 0, 9),
            "flag", Fields::flag,
            "duration", Fields::duration,
            "instant", (in, name) -> in.instant(name, SHANGHAI),
            "zone", Fields::zone,
            "texts", Fields::texts,
            "tree", Fields::tree);

    private static Object read(Style style, String kind, String json) {
        Fields in = of(style, "v", Json.parse(json));
        Object value = READERS.get(kind).apply(in, "v");
        in.finish();
        return value;
    }

    private static Fields of(Style style, String name, Object value) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(name, value);
        return Fields.of(tree, style, "");
    }

    private static List<FieldError> errors(Fields in) {
        InvalidDocumentException refused = catchThrowableOfType(InvalidDocumentException.class, in::finish);
        return refused == null ? List.of() : refused.errors();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            JSON   | text         | "a"                         | a
            JSON   | text         | null                        |
            CONFIG | text         | 12                          | 12
            CONFIG | text         | true                        | true
            JSON   | anyText      | ""                          | ``
            JSON   | textOrNumber | 30                          | 30
            JSON   | textOrNumber | 1.50                        | 1.50
            JSON   | integer      | 9                           | 9
            JSON   | integer      | 7.0                         | 7
            CONFIG | integer      | "7"                         | 7
            QUERY  | integer      | "7"                         | 7
            JSON   | flag         | false                       | false
            CONFIG | flag         | "on"                        | true
            CONFIG | flag         | "No"                        | false
            CONFIG | flag         | 1                           | true
            JSON   | duration     | 90                          | PT1M30S
            JSON   | duration     | 0.5                         | PT0.5S
            JSON   | duration     | "5m"                        | PT5M
            JSON   | duration     | "500ms"                     | PT0.5S
            JSON   | instant      | "2030-01-31T09:00:00Z"      | 2030-01-31T09:00:00Z
            JSON   | instant      | "2030-01-31T09:00:00+01:00" | 2030-01-31T08:00:00Z
            JSON   | instant      | "2030-01-31T09:00"          | 2030-01-31T01:00:00Z
            JSON   | zone         | "Europe/Berlin"             | Europe/Berlin
            JSON   | texts        | ["a", "b"]                  | [a, b]
            CONFIG | texts        | "a, b"                      | [a, b]
            QUERY  | texts        | "a,b"                       | [a, b]
            JSON   | tree         | {"a": [1]}                  | {a=[1]}
            """)
    void a_value_is_read_as_its_kind(Style style, String kind, String json, String expected) {
        assertThat(String.valueOf(read(style, kind, json))).isEqualTo(String.valueOf(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            JSON   | text      | 12          | a text                      | 12
            JSON   | text      | " "         | a text                      | ' '
            JSON   | text      | {}          | a text                      | an object
            JSON   | integer   | 10          | a whole number 0-9          | 10
            JSON   | integer   | -1          | a whole number 0-9          | -1
            JSON   | integer   | 1.5         | a whole number 0-9          | 1.5
            JSON   | integer   | "7"         | a whole number 0-9          | '7'
            JSON   | integer   | 1e300       | a whole number 0-9          | 1E+300
            CONFIG | integer   | "many"      | a whole number 0-9          | 'many'
            JSON   | flag      | "true"      | true or false               | 'true'
            CONFIG | flag      | "perhaps"   | true or false               | 'perhaps'
            JSON   | duration  | true        | seconds or a duration       | true
            JSON   | duration  | "soon"      | a duration such as          | soon
            JSON   | duration  | -5          | a duration such as          | -5
            JSON   | instant   | "tomorrow"  | an instant such as          | 'tomorrow'
            JSON   | instant   | 1700000000  | a text                      | 1700000000
            JSON   | zone      | "Mars/Base" | a time zone such as         | 'Mars/Base'
            JSON   | texts     | "a"         | a list of texts             | 'a'
            JSON   | texts     | ["a", 1]    | a list of texts             | a list
            JSON   | tree      | "a"         | an object or a list         | 'a'
            """)
    void a_wrong_value_is_named_with_what_was_expected_and_what_came(
            Style style, String kind, String json, String expected, String got) {
        Fields in = of(style, "v", Json.parse(json));
        assertThat(READERS.get(kind).apply(in, "v")).as("reads as absent").isNull();
        assertThat(errors(in)).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("v");
            assertThat(error.expected()).contains(expected);
            assertThat(error.message()).startsWith("v: ").contains("expected ", expected, "got " + got);
        });
    }

    @Test
    void every_mistake_is_named_at_once_in_the_order_of_reading() {
        Fields in = Fields.of(Map.of("a", true, "b", "x", "c", Map.of("d", 5)), Style.JSON, "job.");
        in.text("a");
        in.integer("b", 1, 2);
        in.object("c").text("d");
        in.require("e", "something");
        assertThat(errors(in)).extracting(FieldError::field).containsExactly("job.a", "job.b", "job.c.d", "job.e");
    }

    @Test
    void an_unknown_name_is_refused_with_the_nearest_known_one() {
        Fields in = Fields.of(Map.of("quue", "mail"), Style.JSON, "");
        in.text("queue");
        in.text("task");
        assertThat(errors(in))
                .singleElement()
                .extracting(FieldError::message)
                .isEqualTo("quue: expected 'queue', got 'mail' (unknown; did you mean 'queue'?)");
        Fields far = Fields.of(Map.of("colour", "red"), Style.JSON, "");
        far.text("queue");
        far.text("task");
        assertThat(errors(far))
                .singleElement()
                .extracting(FieldError::message)
                .isEqualTo("colour: expected one of queue, task, got 'red' (unknown)");
    }

    @ParameterizedTest
    @CsvSource({"max-retries", "max_retries", "maxRetries", "MAX_RETRIES", "Max-Retries"})
    void people_write_names_in_any_case(String written) {
        Fields in = of(Style.CONFIG, written, 3);
        assertThat(in.integer("max_retries", 0, 9)).isEqualTo(3);
        assertThat(errors(in)).isEmpty();
        Fields wrong = of(Style.CONFIG, written, 99);
        wrong.integer("max_retries", 0, 9);
        assertThat(errors(wrong)).singleElement().extracting(FieldError::field).isEqualTo(written);
    }

    @Test
    void the_same_name_in_two_cases_is_refused() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("max-retries", 1);
        tree.put("max_retries", 2);
        Fields in = Fields.of(tree, Style.CONFIG, "");
        in.integer("max_retries", 0, 9);
        assertThat(errors(in))
                .singleElement()
                .satisfies(error ->
                        assertThat(error.message()).contains("'max-retries'", "'max_retries'", "mean the same"));
    }

    @Test
    void programs_write_names_in_snake_case_only() {
        Fields in = of(Style.JSON, "maxRetries", 3);
        assertThat(in.integer("max_retries", 0, 9)).isNull();
        assertThat(errors(in)).singleElement().extracting(FieldError::field).isEqualTo("maxRetries");
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void a_null_says_nothing(Style style) {
        Fields in = of(style, "v", null);
        READERS.forEach(
                (kind, reader) -> assertThat(reader.apply(in, "v")).as(kind).isNull());
        assertThat(in.has("v")).isFalse();
        assertThat(errors(in)).isEmpty();
    }

    @Test
    void an_empty_parameter_of_a_query_says_nothing() {
        Fields in = of(Style.QUERY, "cursor", "");
        assertThat(in.text("cursor")).isNull();
        assertThat(errors(in)).isEmpty();
    }

    @Test
    void lists_and_named_objects_have_paths() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("jobs", Arrays.asList(Map.of("priority", 99), "text", null));
        tree.put("queues", Map.of("mail", Map.of("workers", 0)));
        Fields in = Fields.of(tree, Style.JSON, "");
        assertThat(in.list("jobs")).hasSize(2).first().satisfies(job -> job.integer("priority", 0, 9));
        in.objects("queues").get("mail").integer("workers", 1, 9);
        assertThat(errors(in))
                .extracting(FieldError::field)
                .containsExactly("jobs[1]", "jobs[0].priority", "queues.mail.workers");
    }

    @Test
    void a_long_value_is_cut_where_it_is_shown() {
        Fields in = of(Style.JSON, "v", "x".repeat(500));
        in.integer("v", 0, 9);
        assertThat(errors(in)).singleElement().satisfies(error -> {
            assertThat(error.got()).asString().hasSize(121).endsWith("…");
            assertThat(error.message().length()).isLessThan(200);
        });
    }

    @Test
    void what_the_maker_refuses_is_noted_under_the_name_as_it_was_written() {
        Fields in = of(Style.CONFIG, "retryDelay", new BigDecimal("1"));
        Duration kept = in.set(Duration.ZERO, "retry_delay", in.duration("retry_delay"), (before, value) -> {
            throw new InvalidValueException("delay", "less than that", value);
        });
        assertThat(kept).isEqualTo(Duration.ZERO);
        assertThat(errors(in)).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("retryDelay");
            assertThat(error.expected()).isEqualTo("less than that");
        });
    }

    @Test
    void instants_have_any_offset_and_fraction() {
        assertThat(read(Style.JSON, "instant", "\"2030-06-01T12:00:00.250-05:30\""))
                .isEqualTo(Instant.parse("2030-06-01T17:30:00.250Z"));
    }
}
