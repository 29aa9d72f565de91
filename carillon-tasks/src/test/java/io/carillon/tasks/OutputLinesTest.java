package io.carillon.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OutputLinesTest {
    private static final int MOST = 10;

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("", List.of()),
                Arguments.of("a", List.of("a")),
                Arguments.of("a\n", List.of("a")),
                Arguments.of("a\nb", List.of("a", "b")),
                Arguments.of("\n", List.of("")),
                Arguments.of("a\n\nb\n", List.of("a", "", "b")),
                Arguments.of("a\r\nb\r\n", List.of("a", "b")),
                Arguments.of("10%\r20%\r\n", List.of("10%", "20%")),
                Arguments.of("a\r\r\nb", List.of("a", "", "b")),
                Arguments.of("0123456789", List.of("0123456789")),
                Arguments.of("0123456789a", List.of("0123456789… (1 more bytes)")),
                Arguments.of("0123456789abc\nx", List.of("0123456789… (3 more bytes)", "x")),
                Arguments.of("时区数据库", List.of("时区数… (6 more bytes)")),
                Arguments.of("1时区数据", List.of("1时区数… (3 more bytes)")),
                Arguments.of("12时区数据", List.of("12时区… (6 more bytes)")),
                Arguments.of("12345678é9", List.of("12345678é… (1 more bytes)")),
                Arguments.of("123456789é9", List.of("123456789… (3 more bytes)")));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void a_stream_becomes_lines(String text, List<String> lines) throws IOException {
        assertThat(read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(lines);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void it_does_not_matter_how_the_bytes_come(String text, List<String> lines) throws IOException {
        List<InputStream> bytes = new ArrayList<>();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(new ByteArrayInputStream(new byte[] {b}));
        }
        assertThat(read(new SequenceInputStream(Collections.enumeration(bytes))))
                .isEqualTo(lines);
    }

    @Test
    void bytes_that_are_no_text_harm_nobody() throws IOException {
        byte[] noise = new byte[100_000];
        new Random(7).nextBytes(noise);
        List<String> lines = read(new ByteArrayInputStream(noise));
        assertThat(lines)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.length()).isLessThan(MOST + 30));
    }

    private static List<String> read(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        new OutputLines(MOST, lines::add).drain(in);
        return lines;
    }
}
