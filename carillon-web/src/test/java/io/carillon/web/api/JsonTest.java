package io.carillon.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "-12",
                "12345678901234567890123",
                "0.10",
                "\"\"",
                "\"\\\"quoted\\\" \\\\ line\\nnext\"",
                "\"任务 ✓ 🎉\"",
                "[]",
                "{}",
                "[1,[2,{\"a\":null}],\"b\"]",
                "{\"b\":1,\"a\":{\"c\":[]}}",
            })
    void what_is_read_is_written_the_same(String text) {
        assertThat(Json.write(Json.parse(text))).isEqualTo(text);
        assertThat(Json.write(Json.parse(text.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(text);
    }

    @Test
    void numbers_are_exact() {
        assertThat(Json.parse("[9007199254740993, 123456789012345678901, 0.1, 1e3]"))
                .isEqualTo(List.of(
                        9_007_199_254_740_993L,
                        new BigInteger("123456789012345678901"),
                        new BigDecimal("0.1"),
                        new BigDecimal("1E+3")));
    }

    @Test
    void fields_keep_their_order() {
        Map<?, ?> read = (Map<?, ?>) Json.parse("{\"z\": 1, \"a\": 2, \"m\": 3}");
        assertThat(read.keySet().stream().map(Object::toString)).containsExactly("z", "a", "m");
    }

    @Test
    void what_is_no_json_is_written_as_text_and_raw_json_as_it_is() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("raw", new Json.Raw("{\"a\":1}"));
        tree.put("text", new StringBuilder("<script>alert('x')</script>"));
        tree.put("list", Arrays.asList(1, null, true));
        assertThat(Json.write(tree))
                .isEqualTo("{\"raw\":{\"a\":1},\"text\":\"<script>alert('x')</script>\",\"list\":[1,null,true]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {                         | line 1, column
            {"a": 1,}                 | line 1, column 9
            {"a": nope}               | line 1, column 7
            {"a": 1} {"b": 2}         | got more after it, at line 1, column
            {"a": 1, "a": 2}          | Duplicate
            [1 2]                     | line 1, column
            'a'                       | line 1, column 1
            """)
    void malformed_text_is_refused_with_its_place(String text, String says) {
        assertThatThrownBy(() -> Json.parse(text))
                .isInstanceOf(Json.Malformed.class)
                .hasMessageContaining("JSON")
                .hasMessageContaining(says);
    }

    @Test
    void the_place_is_line_and_column() {
        assertThatThrownBy(() -> Json.parse("{\n  \"command\": \"a\",\n  \"delay\": soon\n}"))
                .hasMessageContaining("malformed JSON at line 3, column 12");
    }

    @Test
    void nothing_is_no_json() {
        assertThatThrownBy(() -> Json.parse("  ")).hasMessage("expected JSON, got nothing");
    }

    @Test
    void the_refusal_does_not_show_what_else_was_sent() {
        assertThatThrownBy(() -> Json.parse("{\"password\": \"secret\", oops}"))
                .message()
                .doesNotContain("secret");
    }
}
