package io.carillon.examples.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/**
 * The terminal: lines, and where there is somebody to look at it, below them one line that changes. Thread-safe.
 */
final class Screen {
    private static final int WIDTH = 79;
    private static final String ERASE_LINE = "\r\u001b[K";

    /** Around a line that must not become two: only the last row of it would be erased. */
    private static final String NO_WRAP = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";

    private final PrintStream out;
    private final boolean live;
    private String status = "";

    /** @param live whether the last line may change */
    Screen(PrintStream out, boolean live) {
        this.out = out;
        this.live = live;
    }

    /** Standard output; live when that is a terminal that can erase a line. */
    static Screen ofProcess() {
        boolean dumb = "dumb".equals(System.getenv("TERM")) || System.getenv("TERM") == null;
        return new Screen(System.out, !dumb && isTerminal());
    }

    /** Asks the system: Java's own answer differs from version to version. */
    private static boolean isTerminal() {
        try {
            Process test = new ProcessBuilder("sh", "-c", "test -t 1")
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return test.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean isLive() {
        return live;
    }

    /** Whether nobody can read it any more, as when {@code ./carillon demo | head} has its ten lines. */
    boolean isGone() {
        return out.checkError();
    }

    /** Adds lines above the one that changes. */
    synchronized void lines(List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder(live ? ERASE_LINE : "");
        lines.forEach(line -> text.append(line).append('\n'));
        show(text.append(live ? NO_WRAP + status + WRAP : "").toString());
    }

    void line(String line) {
        lines(List.of(line));
    }

    /** Changes the last line; without effect where it cannot. */
    synchronized void status(String text) {
        String cut = text.length() <= WIDTH ? text : text.substring(0, WIDTH);
        if (live && !cut.equals(status)) {
            status = cut;
            show(ERASE_LINE + NO_WRAP + cut + WRAP);
        }
    }

    private void show(String text) {
        out.print(text);
        out.flush();
    }
}
