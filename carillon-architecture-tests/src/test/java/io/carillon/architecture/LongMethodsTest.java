package io.carillon.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongMethodsTest {
    private static final int MOST_LINES = 60;

    @Test
    void no_method_of_the_product_is_longer_than_sixty_lines() throws IOException {
        List<Path> sources = Project.mainSources();

        assertThat(sources).anyMatch(file -> file.endsWith("io/carillon/spi/package-info.java"));
        assertThat(LongMethods.longerThan(MOST_LINES, sources)).isEmpty();
    }

    @Test
    void a_method_of_sixty_one_lines_is_found_wherever_it_hides(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("Long.java"), """
                class Long {
                    @Deprecated
                    void sixty() {%s}

                    void sixtyOne() {%s}

                    static {%s}

                    Long() {
                        new Object() {
                            void hidden() {%s}
                        };
                    }

                    record Inner(int x) {
                        Inner {%s}
                    }
                }
                """.formatted(lines(58), lines(60), lines(60), lines(60), lines(60)));

        assertThat(LongMethods.longerThan(60, List.of(file)))
                .extracting(LongMethods.Method::name, LongMethods.Method::lines)
                .containsExactlyInAnyOrder(
                        tuple("Long.sixtyOne", 61),
                        tuple("Long.{}", 61),
                        tuple("Long.<init>", 65),
                        tuple(".hidden", 61),
                        tuple("Inner.<init>", 61));
    }

    private static String lines(int breaks) {
        return Stream.generate(() -> "\n").limit(breaks).reduce("", String::concat);
    }
}
