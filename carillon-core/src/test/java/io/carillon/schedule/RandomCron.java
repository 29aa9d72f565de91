package io.carillon.schedule;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Makes random cron expressions, with a liking for what is rare: the night hours, wrapped ranges, L, W and #. */
final class RandomCron {

    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "mar", "Apr", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> WEEKDAYS = List.of("SUN", "MON", "tue", "Wed", "THU", "FRI", "SAT");

    private final Random random;

    RandomCron(Random random) {
        this.random = random;
    }

    /** 5, 6 or 7 fields. */
    String expression() {
        String dates = dates();
        return switch (random.nextInt(4)) {
            case 0 -> sixty() + " " + sixty() + " " + hour() + " " + dates;
            case 1 -> sixty() + " " + sixty() + " " + hour() + " " + dates + " " + years();
            default -> sixty() + " " + hour() + " " + dates;
        };
    }

    /** 5 fields that fire often around the hours at which clocks are changed. */
    String nightly() {
        String day = oneOf("*", "*", "*", "?", "*/2", "1-31");
        return sixty() + " " + oneOf("*", "*/2", "0-3", "22-3", number(0, 3) + "", hour()) + " " + day + " * *";
    }

    /** 6 fields that fire often around the hours at which clocks are changed. */
    String nightlyBySecond() {
        return sixty() + " " + nightly();
    }

    /** Day of month, month, day of week. */
    String dates() {
        return dayOfMonth() + " " + month() + " " + dayOfWeek();
    }

    String years() {
        return oneOf("*", "2024", "2000-2030", "1970/3", "2010,2012,2026-2040/2", "*/4");
    }

    private String sixty() {
        return listOf(() -> plain(0, 59, 60));
    }

    private String hour() {
        return listOf(() -> plain(0, 23, 24));
    }

    private String month() {
        return random.nextBoolean() ? "*" : listOf(() -> plain(1, 12, 12, MONTHS));
    }

    private String dayOfMonth() {
        return switch (random.nextInt(3)) {
            case 0 -> "*";
            case 1 -> listOf(() -> plain(1, 31, 31));
            default ->
                listOf(() -> oneOf(
                        "L",
                        "LW",
                        "L-" + number(0, 30),
                        "l-" + number(0, 30) + "w",
                        number(1, 31) + "W",
                        plain(1, 31, 31)));
        };
    }

    private String dayOfWeek() {
        return switch (random.nextInt(3)) {
            case 0 -> oneOf("*", "?");
            case 1 -> listOf(() -> plain(0, 7, 7, WEEKDAYS));
            default ->
                listOf(() -> oneOf(
                        number(0, 7) + "L",
                        oneOf("SUNL", "monL", "FRIl"),
                        number(0, 7) + "#" + number(1, 5),
                        "WED#" + number(1, 5),
                        plain(0, 7, 7)));
        };
    }

    private String plain(int min, int max, int size, List<String> names) {
        if (random.nextBoolean()) {
            return plain(min, max, size);
        }
        String from = names.get(random.nextInt(names.size()));
        return oneOf(from, from + "-" + names.get(random.nextInt(names.size())), from + "-" + number(min, max) + "/2");
    }

    private String plain(int min, int max, int size) {
        String range = number(min, max) + "-" + number(min, max);
        return switch (random.nextInt(7)) {
            case 0 -> "*";
            case 1 -> "*/" + number(1, size);
            case 2 -> range;
            case 3 -> range + "/" + number(1, Math.max(2, size / 3));
            case 4 -> number(min, max) + "/" + number(1, Math.max(2, size / 2));
            default -> number(min, max) + "";
        };
    }

    private String listOf(Supplier<String> entry) {
        StringBuilder list = new StringBuilder(entry.get());
        while (random.nextInt(4) == 0) {
            list.append(',').append(entry.get());
        }
        return list.toString();
    }

    private int number(int min, int max) {
        return min + random.nextInt(max - min + 1);
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
