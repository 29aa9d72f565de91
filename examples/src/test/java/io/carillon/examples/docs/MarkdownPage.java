package io.carillon.examples.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A page of the documentation and its fenced blocks, in order.
 *
 * @param path relative to the project
 * @param prose its lines outside of blocks, in order
 */
record MarkdownPage(Path path, List<String> prose, List<Snippet> snippets) {
    private static final Pattern FENCE = Pattern.compile("( *)(```+)\\s*(.*?)\\s*");

    /** The folder of the checkout, wherever below it the tests run. */
    static Path project() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isExecutable(folder.resolve("carillon"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException(
                        "no folder with ./carillon above " + Path.of("").toAbsolutePath());
            }
        }
        return folder;
    }

    /** The readmes and everything below {@code docs}. */
    static List<MarkdownPage> all() {
        Path project = project();
        try (Stream<Path> top = Files.list(project);
                Stream<Path> docs = Files.walk(project.resolve("docs"))) {
            return Stream.concat(
                            top.filter(file -> file.getFileName().toString().startsWith("README")), docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .map(file -> read(project, file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MarkdownPage read(Path project, Path file) {
        try {
            return parse(project.relativize(file), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Finds the fenced blocks. A {@code text} block belongs to the block before it when no heading is in between.
     *
     * @throws IllegalArgumentException when a fence is not closed
     */
    static MarkdownPage parse(Path path, String markdown) {
        List<Snippet> snippets = new ArrayList<>();
        List<String> prose = new ArrayList<>();
        @Nullable Fence open = null;
        boolean sameSection = false;
        int number = 0;
        for (String line : markdown.lines().toList()) {
            number++;
            Matcher fence = FENCE.matcher(line);
            if (open == null && fence.matches()) {
                open = new Fence(fence.group(1).length(), fence.group(2), fence.group(3), number + 1);
            } else if (open == null) {
                prose.add(line);
                sameSection &= !line.startsWith("#");
            } else if (fence.matches()
                    && fence.group(2).equals(open.ticks)
                    && fence.group(3).isEmpty()) {
                add(snippets, open.snippet(path), sameSection);
                sameSection = true;
                open = null;
            } else {
                open.text
                        .append(line.substring(Math.min(open.indent, leadingSpaces(line))))
                        .append('\n');
            }
        }
        if (open != null) {
            throw new IllegalArgumentException(path + ":" + (open.line - 1) + ": this fence is not closed");
        }
        return new MarkdownPage(path, List.copyOf(prose), List.copyOf(snippets));
    }

    private static void add(List<Snippet> snippets, Snippet next, boolean sameSection) {
        boolean isOutput = next.is("text") && !next.isSkipped() && sameSection && !snippets.isEmpty();
        if (isOutput
                && snippets.getLast().output() == null
                && !snippets.getLast().is("text")) {
            snippets.add(snippets.removeLast().withOutput(next));
        } else {
            snippets.add(next);
        }
    }

    private static int leadingSpaces(String line) {
        return line.length() - line.stripLeading().length();
    }

    /** Its headings with their marks, such as {@code ## Queues}. */
    List<String> headings() {
        return prose.stream().filter(line -> line.startsWith("#")).toList();
    }

    /** The blocks of these languages that are to be run, in order. */
    List<Snippet> runnable(Set<String> languages) {
        return snippets.stream()
                .filter(snippet -> languages.contains(snippet.language()) && !snippet.isSkipped())
                .toList();
    }

    private static final class Fence {
        private final int indent;
        private final String ticks;
        private final String info;
        private final int line;
        private final StringBuilder text = new StringBuilder();

        Fence(int indent, String ticks, String info, int line) {
            this.indent = indent;
            this.ticks = ticks;
            this.info = info;
            this.line = line;
        }

        Snippet snippet(Path path) {
            return new Snippet(path, line, info, text.toString(), null);
        }
    }
}
