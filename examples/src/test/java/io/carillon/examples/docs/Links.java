package io.carillon.examples.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Looks at links into the project: to files that are there, and to headings that their pages have. */
final class Links {
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

    private Links() {}

    /** The targets that are not there, in order. */
    static List<String> broken(MarkdownPage page, Path project) {
        return LINK.matcher(String.join("\n", page.prose()))
                .results()
                .map(MatchResult::group)
                .map(link -> link.substring(2, link.length() - 1))
                .filter(target -> !ELSEWHERE.matcher(target).matches())
                .filter(target -> !leadsSomewhere(page, target, project))
                .toList();
    }

    private static boolean leadsSomewhere(MarkdownPage page, String target, Path project) {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty()
                ? project.resolve(page.path())
                : project.resolve(page.path()).resolveSibling(parts[0]).normalize();
        if (!Files.exists(file)) {
            return false;
        }
        return parts.length == 1
                || MarkdownPage.read(project, file).headings().stream()
                        .anyMatch(heading -> anchor(heading).equals(parts[1]));
    }

    /** As the usual hosts of code make it. */
    private static String anchor(String heading) {
        return heading.replaceFirst("#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }
}
