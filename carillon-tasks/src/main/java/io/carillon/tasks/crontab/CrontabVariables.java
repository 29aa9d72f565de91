package io.carillon.tasks.crontab;

import io.carillon.InvalidValueException;
import io.carillon.tasks.ShellLine;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The variables of a crontab as far as it was read: each holds for the lines below it. */
final class CrontabVariables {
    static final String ZONE = "CRON_TZ";
    static final String DELAY = "RANDOM_DELAY";
    static final String SHELL = "SHELL";
    static final String HOME = "HOME";

    private static final Set<String> OWN_TO_CRON = Set.of("LOGNAME", "USER");
    private static final Pattern LINE = Pattern.compile("\\s*(\"[^\"]*\"|'[^']*'|[^\\s=\"']+)\\s*=\\s*(.*?)\\s*");
    private static final Pattern EXPANSION = Pattern.compile("\\$\\{?[A-Za-z_]");

    private final Map<String, String> environment = new TreeMap<>();
    private final Map<String, Integer> refused = new LinkedHashMap<>();
    private @Nullable ZoneId zone;
    private Duration delay = Duration.ZERO;

    /** Whether this is the line of a variable. */
    static boolean matches(String line) {
        return LINE.matcher(line).matches();
    }

    /**
     * Takes the line of a variable.
     *
     * @param note takes what a reader should know
     */
    void read(int number, String line, BiConsumer<Integer, String> note) throws RefusedLine {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(line);
        }
        String name = unquote(matcher.group(1));
        try {
            String value = unquote(matcher.group(2));
            set(name, value, text -> note.accept(number, text));
            refused.remove(name);
        } catch (RefusedLine e) {
            refused.put(name, number);
            throw e;
        }
    }

    private void set(String name, String value, java.util.function.Consumer<String> note) throws RefusedLine {
        if (OWN_TO_CRON.contains(name)) {
            note.accept("cron sets " + name + " itself; this line is left out");
            return;
        }
        switch (name) {
            case ZONE -> zone = zone(value);
            case DELAY -> delay = minutes(value);
            default -> {
                requireVariable(name);
                if (name.equals(SHELL) || name.equals(HOME)) {
                    requireAbsolute(name, value);
                }
                noteWhatDiffers(name, value, note);
                environment.put(name, value);
            }
        }
    }

    private static void noteWhatDiffers(String name, String value, java.util.function.Consumer<String> note) {
        if (name.equals("MAILTO")) {
            note.accept("no mail is sent to '" + value + "': output is kept as the job's log");
        } else if (name.equals("TZ")) {
            note.accept("as in cron, TZ is for the commands only; " + ZONE + " is what moves their times");
        } else if (EXPANSION.matcher(value).find()) {
            note.accept("as in cron, the value of " + name + " is taken as it is written: variables are not expanded");
        }
    }

    /** Refuses a line below a variable that was refused and without which it would do something else. */
    void requireIntact() throws RefusedLine {
        for (String name : new String[] {ZONE, SHELL, HOME}) {
            Integer line = refused.get(name);
            if (line != null) {
                throw new RefusedLine("needs " + name + ", which was refused in line " + line);
            }
        }
    }

    /** For the commands; without {@value #SHELL}. */
    Map<String, String> environment() {
        Map<String, String> copy = new TreeMap<>(environment);
        copy.remove(SHELL);
        return copy;
    }

    @Nullable String shell() {
        return environment.get(SHELL);
    }

    @Nullable String home() {
        return environment.get(HOME);
    }

    /** Zone of the times below; null for the default. */
    @Nullable ZoneId zone() {
        return zone;
    }

    /** By how much a fire may be late at random. */
    Duration delay() {
        return delay;
    }

    private static @Nullable ZoneId zone(String value) throws RefusedLine {
        if (value.isEmpty()) {
            return null;
        }
        try {
            // A leading colon is how the C library marks the name of a file.
            return ZoneId.of(value.startsWith(":") ? value.substring(1) : value);
        } catch (DateTimeException e) {
            String same = new TreeSet<>(ZoneId.getAvailableZoneIds())
                    .stream().filter(value::equalsIgnoreCase).findFirst().orElse(null);
            throw new RefusedLine("'" + value + "' is no time zone"
                    + (same == null ? ", as Europe/Berlin is one" : "; did you mean " + same + "?"));
        }
    }

    private static Duration minutes(String value) throws RefusedLine {
        if (!value.matches("\\d{1,4}")) {
            throw new RefusedLine(DELAY + " is a number of minutes, not '" + value + "'");
        }
        return Duration.ofMinutes(Integer.parseInt(value));
    }

    private static void requireAbsolute(String name, String value) throws RefusedLine {
        if (!value.startsWith("/")) {
            throw new RefusedLine(name + " must be an absolute path, not '" + value + "'");
        }
    }

    private static void requireVariable(String name) throws RefusedLine {
        try {
            ShellLine.of("true").environment(Map.of(name, ""));
        } catch (InvalidValueException e) {
            throw new RefusedLine("'" + name + "' cannot be a variable: " + e.expected());
        }
    }

    private static String unquote(String text) throws RefusedLine {
        if (text.isEmpty() || (text.charAt(0) != '"' && text.charAt(0) != '\'')) {
            return text;
        }
        char quote = text.charAt(0);
        int end = text.indexOf(quote, 1);
        if (end < 0) {
            throw new RefusedLine("the quote " + quote + " is not closed");
        }
        if (end < text.length() - 1) {
            throw new RefusedLine(
                    "a value in quotes ends with them, but behind the quote follows '" + text.substring(end + 1) + "'");
        }
        return text.substring(1, end);
    }
}
