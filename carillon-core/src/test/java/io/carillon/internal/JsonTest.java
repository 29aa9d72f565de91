package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | {}",
                "{ \"b\" : 1, \"a\" : 2 } | {\"a\":2,\"b\":1}",
                "[{\"b\":[{\"d\":1,\"c\":2}],\"a\":null}] | [{\"a\":null,\"b\":[{\"c\":2,\"d\":1}]}]",
                "[3,1,2] | [3,1,2]",
                "{\"é\":\"\\u00e9\",\"a\":true} | {\"a\":true,\"é\":\"é\"}"
            })
    void the_canonical_form_orders_properties_at_every_depth_and_never_elements(String json, String canonical) {
        assertThat(Json.canonical(json)).isEqualTo(canonical);
        assertThat(Json.canonical(canonical)).isEqualTo(canonical);
    }

    @Test
    void what_is_no_json_has_no_canonical_form() {
        assertThatThrownBy(() -> Json.canonical("{\"a\":"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not JSON");
    }

    @Test
    void a_hash_is_cut_to_the_length_that_was_asked_for() {
        assertThat(Hashes.hex("abc", 8)).isEqualTo("ba7816bf");
        assertThat(Hashes.hex("abc", 64)).hasSize(64).startsWith("ba7816bf8f01cfea");
        assertThat(Hashes.hex("", 4)).isEqualTo("e3b0");
    }
}
