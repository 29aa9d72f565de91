package io.carillon.examples.docs;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a block printed with what its page says. In the page {@code …} stands for any part of a line, and a
 * line of it alone for any number of lines. Columns may be wider or narrower: any white space is one space.
 */
final class Expected {
    private static final String ANYTHING = "…";

    private Expected() {}

    /** What is wrong, with both texts; null when they agree. */
    static @Nullable String difference(String expected, String actual) {
        List<String> wanted = lines(expected);
        List<String> came = lines(actual);
        return matches(normal(wanted), normal(came))
                ? null
                : "the page says:\n" + indent(wanted) + "\nbut it printed:\n" + indent(came);
    }

    private static boolean matches(List<String> wanted, List<String> came) {
        if (wanted.isEmpty()) {
            return came.isEmpty();
        }
        List<String> rest = wanted.subList(1, wanted.size());
        if (wanted.getFirst().equals(ANYTHING)) {
            for (int skipped = 0; skipped <= came.size(); skipped++) {
                if (matches(rest, came.subList(skipped, came.size()))) {
                    return true;
                }
            }
            return false;
        }
        return !came.isEmpty()
                && line(wanted.getFirst()).matcher(came.getFirst()).matches()
                && matches(rest, came.subList(1, came.size()));
    }

    private static Pattern line(String wanted) {
        return Pattern.compile(
                Arrays.stream(wanted.split(ANYTHING, -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    private static List<String> lines(String text) {
        return text.strip().lines().map(String::stripTrailing).toList();
    }

    private static List<String> normal(List<String> lines) {
        return lines.stream().map(line -> line.strip().replaceAll("\\s+", " ")).toList();
    }

    private static String indent(List<String> lines) {
        return lines.isEmpty()
                ? "    (nothing)"
                : lines.stream().map("    "::concat).collect(Collectors.joining("\n"));
    }
}
