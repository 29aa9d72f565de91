package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "a, '', 1",
        "backup, backup, 0",
        "bakup, backup, 1",
        "bcakup, backup, 1",
        "backups, backup, 1",
        "kitten, sitting, 3",
        "ca, abc, 3",
        "flaw, lawn, 2"
    })
    void counts_insertions_removals_replacements_and_swaps(String a, String b, int distance) {
        assertThat(NearestName.distance(a, b)).isEqualTo(distance);
        assertThat(NearestName.distance(b, a)).isEqualTo(distance);
    }

    @Test
    void is_no_greater_than_the_number_of_changes_made() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            String from = random.ints(3 + random.nextInt(10), 'a', 'e')
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            StringBuilder to = new StringBuilder(from);
            int changes = random.nextInt(4);
            for (int i = 0; i < changes; i++) {
                change(to, random);
            }
            assertThat(NearestName.distance(from, to.toString()))
                    .describedAs("round %d: %s to %s", round, from, to)
                    .isLessThanOrEqualTo(changes)
                    .isGreaterThanOrEqualTo(Math.abs(from.length() - to.length()))
                    .matches(distance -> distance > 0 || from.contentEquals(to));
        }
    }

    private static void change(StringBuilder text, Random random) {
        int at = random.nextInt(text.length());
        char letter = (char) ('a' + random.nextInt(4));
        switch (random.nextInt(3)) {
            case 0 -> text.insert(at, letter);
            case 1 -> text.setCharAt(at, letter);
            default -> text.deleteCharAt(text.length() > 1 ? at : 0).append(text.isEmpty() ? "x" : "");
        }
    }

    @Test
    void the_nearest_of_the_known_names_is_meant() {
        List<String> known = List.of("backup:run", "backup:rm", "cleanup", "report");

        assertThat(NearestName.of("bakup:run", known)).contains("backup:run");
        assertThat(NearestName.of("BACKUP:RUM", known)).contains("backup:rm");
        assertThat(NearestName.of("claenup", known)).contains("cleanup");
        assertThat(NearestName.of("reprot", known)).contains("report");
    }

    @Test
    void of_equally_near_names_the_first_in_order_is_meant() {
        assertThat(NearestName.of("jobx", List.of("jobc", "joba", "jobb"))).contains("joba");
    }

    @Test
    void what_resembles_nothing_is_not_guessed() {
        assertThat(NearestName.of("invoice", List.of("backup:run", "cleanup"))).isEmpty();
        assertThat(NearestName.of("ab", List.of("cd"))).isEmpty();
        assertThat(NearestName.of("anything", List.of())).isEmpty();
    }
}
