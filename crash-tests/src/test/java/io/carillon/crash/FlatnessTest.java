package io.carillon.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** The rule of the soak can fail. */
class FlatnessTest {
    private static boolean isFlat(IntToLongFunction figure) {
        Flatness flatness = new Flatness();
        for (int i = 0; i < 60; i++) {
            flatness.add("figure", figure.applyAsLong(i), 1_000);
        }
        return flatness.courses().getFirst().isFlat();
    }

    @Test
    void what_stays_or_goes_up_and_down_or_shrinks_is_flat() {
        assertThat(isFlat(i -> 50_000)).isTrue();
        assertThat(isFlat(i -> 20_000 + 5_000 * (i % 7))).isTrue();
        assertThat(isFlat(i -> 90_000 - 1_000 * i)).isTrue();
        assertThat(isFlat(i -> i < 40 ? 0 : 900)).isTrue();
    }

    @Test
    void what_grows_is_not() {
        assertThat(isFlat(i -> 50_000 + 1_000 * i)).isFalse();
        assertThat(isFlat(i -> 5_000 * (i % 7) + 1_000 * i)).isFalse();
        assertThat(isFlat(i -> i < 40 ? 50_000 : 80_000)).isFalse();
        assertThat(isFlat(i -> 100L * i)).isFalse();
    }
}
