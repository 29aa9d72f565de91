package io.carillon.schedule;

import java.util.List;

/** The seven fields of a cron expression, in the order in which they are written. */
enum CronField {
    SECOND("second", 0, 59),
    MINUTE("minute", 0, 59),
    HOUR("hour", 0, 23),
    DAY_OF_MONTH("day of month", 1, 31),
    MONTH("month", 1, 12, "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"),
    DAY_OF_WEEK("day of week", 0, 7, "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"),
    YEAR("year", Years.FIRST, Years.LAST);

    private final String title;
    private final int min;
    private final int max;
    private final List<String> names;

    CronField(String title, int min, int max, String... names) {
        this.title = title;
        this.min = min;
        this.max = max;
        this.names = List.of(names);
    }

    String title() {
        return title;
    }

    int min() {
        return min;
    }

    /** The largest number accepted; for the day of week 7, which is Sunday again. */
    int max() {
        return max;
    }

    /** How many different values there are. */
    int size() {
        return this == DAY_OF_WEEK ? 7 : max - min + 1;
    }

    /** The names of the values from {@link #min} on; empty where only numbers are accepted. */
    List<String> names() {
        return names;
    }

    /** A value as it is written in an expression. */
    String print(int value) {
        return this == DAY_OF_WEEK ? names.get(value % 7) : Integer.toString(value);
    }
}
