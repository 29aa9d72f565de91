package io.carillon.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Figures taken again and again while the load stays the same, and the rule they must keep: the greatest of the second
 * half is at most a fifth above the greatest of the first half, and some slack for figures that are small. The greatest,
 * because what fills up and is cleared, a heap or a table between two vacuums, is a saw and not a line.
 */
final class Flatness {
    private static final double MOST_GROWTH = 1.2;

    private final Map<String, List<Long>> series = new TreeMap<>();
    private final Map<String, Long> slacks = new TreeMap<>();

    /** Adds a figure. {@code slack} is what it may grow by in any case. */
    void add(String name, long figure, long slack) {
        series.computeIfAbsent(name, unused -> new ArrayList<>()).add(figure);
        slacks.put(name, slack);
    }

    /** How a figure fared. */
    record Course(String name, long first, long mostBefore, long mostAfter, long slack) {
        boolean isFlat() {
            return mostAfter <= mostBefore * MOST_GROWTH + slack;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-40s %,15d %,15d %,15d  %s",
                    name,
                    first,
                    mostBefore,
                    mostAfter,
                    isFlat() ? "flat" : "GROWS");
        }
    }

    /** The course of each figure that was taken often enough to have one, by name. */
    List<Course> courses() {
        List<Course> courses = new ArrayList<>();
        series.forEach((name, figures) -> {
            int middle = figures.size() / 2;
            if (middle > 0) {
                courses.add(new Course(
                        name,
                        figures.getFirst(),
                        most(figures.subList(0, middle)),
                        most(figures.subList(middle, figures.size())),
                        slacks.get(name)));
            }
        });
        return courses;
    }

    private static long most(List<Long> figures) {
        return figures.stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    /** All of it for a person. */
    String report() {
        StringBuilder report = new StringBuilder(
                String.format("%-40s %15s %15s %15s%n", "figure", "at first", "most, 1st half", "most, 2nd half"));
        courses().forEach(course -> report.append(course).append(System.lineSeparator()));
        return report.toString();
    }
}
