package io.carillon.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> KNOWN = List.of("list", "show", "logs", "enqueue", "retry", "cancel", "--queue");

    @ParameterizedTest
    @CsvSource({
        "lst, list",
        "LIST, list",
        "lsit, list",
        "shwo, show",
        "log, logs",
        "enqeue, enqueue",
        "--qeue, --queue",
        "retries, ",
        "delete, ",
        "x, ",
        "'', ",
    })
    void the_name_with_the_fewest_edits_is_found_when_it_is_near(String typed, String near) {
        assertThat(Nearest.to(typed, KNOWN).orElse(null)).isEqualTo(near);
        assertThat(Nearest.hint(typed, KNOWN)).isEqualTo(near == null ? "" : " (did you mean '" + near + "'?)");
    }

    @ParameterizedTest
    @CsvSource({"job, 'jobs,jog', jobs", "ab, 'ac,aa', aa"})
    void of_equally_near_names_the_first_in_order_counts(String typed, String known, String near) {
        assertThat(Nearest.to(typed, List.of(known.split(",", -1)))).contains(near);
    }
}
