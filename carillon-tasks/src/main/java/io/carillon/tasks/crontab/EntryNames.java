package io.carillon.tasks.crontab;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names for lines that have none: what the comment right above says, else the words of the command with a short hash of
 * it. The same file gives the same names, and a line keeps its name when its time changes.
 */
final class EntryNames {
    /** A comment that is meant as a name, letter by letter. */
    private static final Pattern EXACT = Pattern.compile("name:\\s*([\\p{L}\\p{N}_][\\p{L}\\p{N}._:/$@+-]{0,199})");

    /** What {@link CrontabExport} says about a line and is no part of its description. */
    static final String LOST = "not said here: ";

    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}._]+");
    private static final Pattern EDGES = Pattern.compile("^[-._]+|[-._]+$");
    private static final Pattern TABLE_HEAD =
            Pattern.compile("(?i)\\b(m|min|minute)\\b.*\\b(h|hour)\\b.*\\bdom|.*----.*");
    private static final Pattern LIKE_AN_ENTRY = Pattern.compile("(@\\w+|[*\\d][\\d*,/~-]*(\\s+[\\w*,/~-]+){4})\\s.*");
    private static final Pattern END_OF_WORDS = Pattern.compile("[|<>].*");
    private static final int LONGEST_COMMENT = 3;
    private static final int LONGEST = 60;
    private static final int MOST_WORDS = 4;
    private static final int HASH_LENGTH = 6;

    private final String prefix;
    private final Map<String, Integer> taken = new HashMap<>();

    EntryNames(String prefix) {
        this.prefix = prefix;
    }

    /** Names a line, differently from all before. */
    String next(List<String> comment, String command) {
        String named = fromComment(comment);
        String name = prefix + (named != null ? named : fromCommand(command));
        int count = taken.merge(name, 1, Integer::sum);
        return count == 1 ? name : next(name, count);
    }

    private String next(String name, int count) {
        String numbered = name + "-" + count;
        return taken.putIfAbsent(numbered, 1) == null ? numbered : next(name, count + 1);
    }

    /** What a comment says about the line below besides its name. */
    static String description(List<String> comment) {
        List<String> said = comment.stream()
                .filter(line -> !EXACT.matcher(line).matches() && !line.startsWith(LOST))
                .toList();
        return saysWhatFollows(said) ? String.join(" ", said) : "";
    }

    /** Whether a comment is about the line below, rather than a preface, the head of a table or a line switched off. */
    private static boolean saysWhatFollows(List<String> comment) {
        return comment.size() <= LONGEST_COMMENT
                && comment.stream()
                        .noneMatch(line -> TABLE_HEAD.matcher(line).find()
                                || LIKE_AN_ENTRY.matcher(line).matches()
                                || CrontabVariables.matches(line));
    }

    private static @Nullable String fromComment(List<String> comment) {
        if (comment.isEmpty()) {
            return null;
        }
        Matcher exact = EXACT.matcher(comment.getFirst());
        if (exact.matches()) {
            return exact.group(1);
        }
        String slug = saysWhatFollows(comment) ? slug(comment.getFirst()) : "";
        return slug.isEmpty() ? null : slug;
    }

    private static String fromCommand(String command) {
        StringBuilder words = new StringBuilder();
        int count = 0;
        for (String word : END_OF_WORDS.matcher(command).replaceFirst("").split("\\s+")) {
            String plain = slug(word.substring(word.lastIndexOf('/') + 1));
            boolean says = !word.startsWith("-") && !word.contains("=") && !plain.isEmpty();
            if (says && count++ < MOST_WORDS) {
                words.append(plain).append('-');
            }
        }
        return slug(words.isEmpty() ? "line" : words.toString()) + "-"
                + hash(command).substring(0, HASH_LENGTH);
    }

    private static String slug(String text) {
        String words = NO_WORD.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("-");
        String trimmed = EDGES.matcher(words).replaceAll("");
        if (trimmed.length() <= LONGEST) {
            return trimmed;
        }
        int end = trimmed.lastIndexOf('-', LONGEST);
        return EDGES.matcher(trimmed.substring(0, end > 0 ? end : LONGEST)).replaceAll("");
    }

    /** Eight hexadecimal digits of a text. */
    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
