package io.carillon.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private static final String ERASE = "\r\u001b[K";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void where_nobody_looks_there_are_lines_only() {
        Screen screen = new Screen(out, false);
        screen.status("half way");
        screen.line("done");
        screen.lines(List.of());
        screen.lines(List.of("a", "b"));
        assertThat(bytes).hasToString("done\na\nb\n");
    }

    @Test
    void lines_appear_above_the_one_that_changes() {
        Screen screen = new Screen(out, true);
        screen.status("1 of 2");
        screen.status("1 of 2");
        screen.line("news");
        screen.lines(List.of());
        screen.status("2 of 2");
        assertThat(bytes)
                .hasToString(ERASE + unwrapped("1 of 2") + ERASE + "news\n" + unwrapped("1 of 2") + ERASE
                        + unwrapped("2 of 2"));
    }

    @Test
    void the_line_that_changes_does_not_wrap() {
        new Screen(out, true).status("x".repeat(200));
        assertThat(bytes).hasToString(ERASE + unwrapped("x".repeat(79)));
    }

    /** As a narrow terminal cuts it by itself. */
    private static String unwrapped(String text) {
        return "\u001b[?7l" + text + "\u001b[?7h";
    }

    @Test
    void it_knows_when_nobody_reads_any_more() {
        Screen screen = new Screen(new PrintStream(closedPipe()), false);
        assertThat(screen.isGone()).isFalse();
        screen.line("anybody there?");
        assertThat(screen.isGone()).isTrue();
    }

    static OutputStream closedPipe() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
    }
}
