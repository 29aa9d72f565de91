package io.carillon.examples.docs;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A fenced block of a page.
 *
 * @param page the page, relative to the project
 * @param line line of its first line of text, from 1
 * @param info what stands behind the fence: the language, then options such as {@code exit=2} or {@code skip=reason}
 * @param text what it holds, each line ended
 * @param output the {@code text} block after it, which says what it prints; null when there is none
 */
record Snippet(
        Path page,
        int line,
        String info,
        String text,
        @Nullable Snippet output) {
    /** The language; empty when the fence names none. */
    String language() {
        return info.split("\\s+", 2)[0];
    }

    /** The value of an option; a word without a value has the empty one. */
    Optional<String> option(String name) {
        List<String> words = Arrays.asList(info.split("\\s+"));
        return words.stream()
                .skip(1)
                .filter(word -> word.equals(name) || word.startsWith(name + "="))
                .map(word -> word.substring(Math.min(word.length(), name.length() + 1)))
                .findFirst();
    }

    boolean isSkipped() {
        return option("skip").isPresent();
    }

    boolean is(String language) {
        return language().equals(language);
    }

    Snippet withOutput(@Nullable Snippet expected) {
        return new Snippet(page, line, info, text, expected);
    }

    /** Where an editor finds it. */
    String place() {
        return page + ":" + line;
    }

    @Override
    public String toString() {
        String first = text.lines()
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .findFirst()
                .orElse("");
        return place() + " " + (first.length() <= 60 ? first : first.substring(0, 60) + "…");
    }
}
