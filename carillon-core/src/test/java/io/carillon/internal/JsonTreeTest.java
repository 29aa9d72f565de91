package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class JsonTreeTest {
    private static final int DEEPEST = 500;
    private static final int MOST_DIGITS = 1_000;
    private static final JsonTree SOME = JsonTree.read("""
            {"text": "a", "empty": "", "number": 5, "long": 5000000000, "exact": 0.10, "yes": true, "no": false,
             "none": null, "list": ["a", "b"], "mixed": ["a", 1], "object": {"x": "1", "y": "2"}, "odd": {"x": 1}}""");

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("\"a\"", "a"),
                Arguments.of("\"\"", ""),
                Arguments.of("\"\\u00e9 \\n \\ud83d\\ude00\"", "é \n 😀"),
                Arguments.of("\"任务\"", "任务"),
                Arguments.of("true", true),
                Arguments.of("false", false),
                Arguments.of("null", null),
                Arguments.of("0", 0),
                Arguments.of("-1", -1),
                Arguments.of("2147483647", Integer.MAX_VALUE),
                Arguments.of("2147483648", 2_147_483_648L),
                Arguments.of("-9223372036854775808", Long.MIN_VALUE),
                Arguments.of("9223372036854775808", new BigInteger("9223372036854775808")),
                Arguments.of("0.10", new BigDecimal("0.10")),
                Arguments.of("1.0", new BigDecimal("1.0")),
                Arguments.of("1e3", new BigDecimal("1e3")),
                Arguments.of("1E-400", new BigDecimal("1E-400")),
                Arguments.of("[]", List.of()),
                Arguments.of("[1, [null, \"a\"], {}]", List.of(1, Arrays.asList(null, "a"), Map.of())),
                Arguments.of("{}", Map.of()),
                Arguments.of(" {\"\": {\"a\": [true]}}\n", Map.of("", Map.of("a", List.of(true)))));
    }

    @ParameterizedTest
    @MethodSource("values")
    void each_kind_of_value_is_read_as_exactly_as_it_was_written(String json, Object value) {
        assertThat(JsonTree.value(json)).isEqualTo(value);
    }

    @Test
    void an_object_keeps_the_order_of_its_text_and_of_two_equal_names_the_last() {
        assertThat(JsonTree.read("{\"z\": 1, \"a\": 2, \"m\": 3, \"z\": 4}").properties())
                .asString()
                .isEqualTo("{z=4, a=2, m=3}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"a\"}",
                "{\"a\": }",
                "{\"a\": 1,}",
                "{a: 1}",
                "{'a': 1}",
                "[1, 2",
                "[1 2]",
                "[1,]",
                "]",
                "\"a",
                "\"a\nb\"",
                "\"\\x\"",
                "\"\\ud8\"",
                "01",
                "+1",
                ".5",
                "1.",
                "1e",
                "NaN",
                "tru",
                "True",
                "nul",
                "// a remark\n1",
                "{} x",
            })
    void what_is_no_json_is_refused(String text) {
        assertThatThrownBy(() -> JsonTree.value(text)).isInstanceOf(JacksonException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``     | nothing
            ` \n ` | nothing
            {} {}  | more follows the end
            1 2    | more follows the end
            [] ""  | more follows the end
            """)
    void a_text_holds_one_value(String text, String says) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonTree.value(text))
                .withMessageContaining(says);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"a\"", "1", "1.5", "true", "null"})
    void a_tree_is_an_object(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonTree.read(json))
                .withMessageStartingWith("expected a Map for JSON, got ");
    }

    @Test
    void depth_and_length_of_numbers_have_a_limit_so_that_no_stored_text_can_exhaust_the_reader() {
        assertThat(JsonTree.value("[".repeat(DEEPEST) + "]".repeat(DEEPEST))).isInstanceOf(List.class);
        assertThatThrownBy(() -> JsonTree.value("[".repeat(DEEPEST + 1) + "]".repeat(DEEPEST + 1)))
                .isInstanceOf(JacksonException.class)
                .hasMessageContaining("depth");
        String digits = "9".repeat(MOST_DIGITS);
        assertThat(JsonTree.value(digits)).isEqualTo(new BigInteger(digits));
        assertThat(JsonTree.value("0." + digits.substring(1))).isEqualTo(new BigDecimal("0." + digits.substring(1)));
        assertThatThrownBy(() -> JsonTree.value(digits + "9"))
                .isInstanceOf(JacksonException.class)
                .hasMessageContaining("length");
        String megabyte = "x".repeat(1 << 20);
        assertThat(JsonTree.value("\"" + megabyte + "\"")).isEqualTo(megabyte);
    }

    static Stream<Arguments> questions() {
        return Stream.of(
                question(tree -> tree.text("text"), "a"),
                question(tree -> tree.text("empty"), ""),
                question(tree -> tree.text("none"), null),
                question(tree -> tree.text("absent"), null),
                question(tree -> tree.flag("yes"), true),
                question(tree -> tree.flag("no"), false),
                question(tree -> tree.flag("absent"), null),
                question(tree -> tree.integer("number"), 5),
                question(tree -> tree.integer("none"), null),
                question(tree -> tree.parsed("text", String::length), 1),
                question(tree -> tree.parsed("none", String::length), null),
                question(tree -> tree.texts("list"), List.of("a", "b")),
                question(tree -> tree.texts("absent"), null),
                question(tree -> tree.object("object").text("y"), "2"),
                question(tree -> tree.textsByName("absent"), null));
    }

    private static Arguments question(Function<JsonTree, Object> asked, Object answer) {
        return Arguments.of(asked, answer);
    }

    @ParameterizedTest
    @MethodSource("questions")
    void a_property_is_read_by_name_and_what_is_not_there_or_null_is_null(
            Function<JsonTree, Object> asked, Object answer) {
        assertThat(asked.apply(SOME)).isEqualTo(answer);
    }

    @Test
    void an_object_of_texts_keeps_its_order() {
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("x", "1");
        expected.put("y", "2");
        assertThat(SOME.textsByName("object")).containsExactlyEntriesOf(expected);
    }

    static Stream<Arguments> wrongQuestions() {
        return Stream.of(
                wrong(tree -> tree.text("number"), "expected a String for number, got 5"),
                wrong(tree -> tree.text("yes"), "expected a String for yes, got true"),
                wrong(tree -> tree.text("list"), "expected a String for list, got [a, b]"),
                wrong(tree -> tree.parsed("number", text -> text), "expected a String for number, got 5"),
                wrong(tree -> tree.flag("text"), "expected a Boolean for text, got a"),
                wrong(tree -> tree.flag("number"), "expected a Boolean for number, got 5"),
                wrong(tree -> tree.integer("text"), "expected a Integer for text, got a"),
                wrong(tree -> tree.integer("long"), "expected a Integer for long, got 5000000000"),
                wrong(tree -> tree.integer("exact"), "expected a Integer for exact, got 0.10"),
                wrong(tree -> tree.texts("text"), "expected a List for text, got a"),
                wrong(tree -> tree.texts("mixed"), "expected a String for mixed, got 1"),
                wrong(tree -> tree.textsByName("list"), "expected a Map for list, got [a, b]"),
                wrong(tree -> tree.textsByName("odd"), "expected a String for odd, got 1"),
                wrong(tree -> tree.object("text"), "expected a Map for text, got a"),
                wrong(tree -> tree.object("absent"), "expected a Map for absent, got null"));
    }

    private static Arguments wrong(Function<JsonTree, Object> asked, String says) {
        return Arguments.of(asked, says);
    }

    @ParameterizedTest
    @MethodSource("wrongQuestions")
    void a_property_of_another_type_than_asked_for_is_refused_by_name(Function<JsonTree, Object> asked, String says) {
        assertThatIllegalArgumentException().isThrownBy(() -> asked.apply(SOME)).withMessage(says);
    }
}
