package io.carillon.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant to type. */
final class NearestName {
    private NearestName() {}

    /**
     * The known name nearest to a mistyped one, if one is near enough: a third of the letters may differ, at least one,
     * at most four. Case does not count; of equally near names the first in order.
     */
    static Optional<String> of(String typed, Collection<String> known) {
        String wanted = typed.toLowerCase(Locale.ROOT);
        int most = Math.clamp(wanted.length() / 3, 1, 4);
        record Guess(String name, int distance) {}
        return known.stream()
                .filter(name -> Math.abs(name.length() - wanted.length()) <= most)
                .map(name -> new Guess(name, distance(wanted, name.toLowerCase(Locale.ROOT))))
                .filter(guess -> guess.distance() <= most)
                .min(Comparator.comparingInt(Guess::distance).thenComparing(Guess::name))
                .map(Guess::name);
    }

    /**
     * How many letters must be inserted, removed, replaced or swapped with their neighbour to get from one text to the
     * other: the distance of Damerau and Levenshtein, where a swapped pair is not touched again.
     */
    static int distance(String a, String b) {
        int[] twoUp = new int[b.length() + 1];
        int[] up = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            up[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = up[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(up[j], row[j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], 1 + twoUp[j - 2]);
                }
            }
            int[] spare = twoUp;
            twoUp = up;
            up = row;
            row = spare;
        }
        return up[b.length()];
    }
}
