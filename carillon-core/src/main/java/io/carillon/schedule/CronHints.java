package io.carillon.schedule;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The nearest correction for what people really type into cron expressions. */
final class CronHints {

    static final List<String> MACROS =
            List.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");

    private CronHints() {}

    static @Nullable String value(CronField field, int value, boolean quartz) {
        return switch (field) {
            case SECOND, MINUTE ->
                value == 60 ? "the full " + (field == CronField.MINUTE ? "hour" : "minute") + " is 0" : null;
            case HOUR -> value == 24 ? "midnight is 0" : null;
            case DAY_OF_MONTH -> value == 0 ? "days count from 1" : "the last day of a month is L";
            case MONTH -> "January is 1, December 12";
            case DAY_OF_WEEK -> quartz ? "in Quartz Sunday is 1, Saturday 7" : "Sunday is 0 or 7, Saturday 6";
            case YEAR -> null;
        };
    }

    /** A word that is no name of this field. */
    static @Nullable String word(CronField field, String word) {
        String near = nearest(word, field.names());
        if (near != null) {
            return "did you mean " + near + "?";
        }
        for (CronField other : List.of(CronField.MONTH, CronField.DAY_OF_WEEK)) {
            if (other != field && other.names().contains(word)) {
                return word + " belongs in the field '" + other.title() + "'";
            }
        }
        if (word.equals("L") && field == CronField.DAY_OF_WEEK) {
            return "the last Friday of the month is FRIL";
        }
        if (word.equals("L") || word.equals("LW")) {
            return word + " belongs in the field 'day of month'";
        }
        return null;
    }

    static @Nullable String missingNumber(CronField field, String token, int at) {
        if (at == 0 && token.startsWith("/")) {
            return "did you mean *" + token + "?";
        }
        if (at == 0 && token.startsWith("-")) {
            return "a range needs a beginning";
        }
        if (field == CronField.DAY_OF_WEEK && token.startsWith("#", at)) {
            return "the weekday comes first, such as FRI#2";
        }
        return null;
    }

    static @Nullable String trailing(String token, int at) {
        char next = token.charAt(at);
        if (next == '-' && token.charAt(at - 1) == '*') {
            return "'*' is already every value";
        }
        if (next == '/' && token.substring(0, at).contains("/")) {
            return "one step only";
        }
        if (next == 'W' || next == 'L' || next == '#') {
            return switch (next) {
                case 'W' -> "W belongs to a single day of the month, such as 15W";
                case 'L' -> "L stands alone in the day of month or behind a single weekday, such as FRIL";
                default -> "# belongs to a single weekday, such as FRI#2";
            };
        }
        return null;
    }

    static @Nullable String step(CronField field, int step) {
        String unit = switch (field) {
            case SECOND -> "s";
            case MINUTE -> "m";
            case HOUR -> "h";
            case DAY_OF_MONTH -> "d";
            default -> null;
        };
        return unit == null ? null : "the field starts again before that; a steady interval is @every " + step + unit;
    }

    /** The candidate that a slip of the finger away from the word, or null. */
    static @Nullable String nearest(String word, Collection<String> candidates) {
        String best = null;
        int bestDistance = 3;
        for (String candidate : candidates) {
            boolean begins = word.length() > 3 && word.startsWith(candidate);
            int distance = begins ? 1 : distance(word, candidate);
            if (distance < bestDistance && distance < candidate.length() - 1) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best;
    }

    /** Insertions, deletions, replacements and swaps of neighbours between two short words. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
