package io.carillon.tasks.crontab;

import io.carillon.schedule.InvalidScheduleException;
import io.carillon.schedule.Schedule;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line with a time and a command, taken apart.
 *
 * @param schedule without zone and delay
 * @param user the user column of a system crontab; null in a user's
 * @param command as it stands there, with its percent signs
 */
record CrontabLine(Schedule schedule, @Nullable String user, String command) {
    private static final Pattern MACRO = Pattern.compile("(@\\S*)\\s*(.*)");
    private static final Pattern EVERY = Pattern.compile("(\\S*)\\s*(.*)");
    private static final Pattern FIELDS = Pattern.compile("(\\S+(?:\\s+\\S+){0,4})\\s*(.*)");
    private static final Pattern USER = Pattern.compile("(\\S+)\\s*(.*)");
    private static final Pattern USER_NAME = Pattern.compile("[A-Za-z_][\\w.@-]*\\$?");
    private static final Pattern LIKE_A_FIELD = Pattern.compile("[*?](/\\d+)?|\\d+([-,/]\\d+)*");
    private static final Pattern SECONDS = Pattern.compile("@\\d+");
    private static final Pattern FREE_BSD_FLAGS = Pattern.compile("(?:-[nq]+\\s+)+");

    /** @param note takes what a reader should know */
    static CrontabLine parse(String line, CrontabOptions.Form form, Consumer<String> note) throws RefusedLine {
        String text = line.strip();
        if (text.indexOf('\0') >= 0) {
            throw new RefusedLine("contains a NUL character");
        }
        if (text.endsWith("\\")) {
            throw new RefusedLine("ends with a backslash, but a line of a crontab cannot go on in the next one");
        }
        if (text.startsWith("-") && text.length() > 1 && !Character.isWhitespace(text.charAt(1))) {
            note.accept("the '-' in front keeps cron from logging the run; here every run has its log");
            text = text.substring(1);
        }
        return text.startsWith("@") ? macro(text, form, note) : fields(text, form, note);
    }

    private static CrontabLine macro(String text, CrontabOptions.Form form, Consumer<String> note) throws RefusedLine {
        Matcher matcher = match(MACRO, text);
        String macro = matcher.group(1).toLowerCase(Locale.ROOT);
        String rest = matcher.group(2);
        if (macro.equals("@reboot")) {
            throw new RefusedLine("@reboot has no time: the line would run when this machine starts, which a scheduler"
                    + " of several machines does not know; a unit of the init system is the place for it");
        }
        if (SECONDS.matcher(macro).matches()) {
            throw new RefusedLine(
                    "counts from the end of the last run, which there is no schedule for; nearest is @every "
                            + macro.substring(1) + "s");
        }
        if (macro.equals("@every")) {
            Matcher every = match(EVERY, rest);
            return withCommand(schedule("@every " + every.group(1)), every.group(2), form, note);
        }
        String expression = macro.equals("@every_minute") ? "* * * * *" : macro;
        return withCommand(schedule(expression), rest, form, note);
    }

    private static CrontabLine fields(String text, CrontabOptions.Form form, Consumer<String> note) throws RefusedLine {
        Matcher matcher = match(FIELDS, text);
        String time = matcher.group(1);
        String rest = matcher.group(2);
        if (time.split("\\s+").length < 5) {
            throw new RefusedLine("expected five time fields and a command, or a variable (NAME=value)");
        }
        String firstWord = rest.split("\\s", 2)[0];
        if (LIKE_A_FIELD.matcher(firstWord).matches()) {
            throw new RefusedLine("a crontab has five time fields, and '" + firstWord
                    + "' looks like a sixth; for seconds there is @every 30s");
        }
        String fixed = RandomFields.choose(time, rest);
        if (!fixed.equals(time)) {
            note.accept("'" + time + "' leaves the choice to cron; chosen for this command was '" + fixed + "'");
        }
        return withCommand(schedule(fixed), rest, form, note);
    }

    private static CrontabLine withCommand(
            Schedule schedule, String rest, CrontabOptions.Form form, Consumer<String> note) throws RefusedLine {
        String user = null;
        String command = rest;
        if (form == CrontabOptions.Form.SYSTEM) {
            Matcher matcher = match(USER, rest);
            user = matcher.group(1);
            command = matcher.group(2);
            if (!USER_NAME.matcher(user).matches()) {
                throw new RefusedLine(
                        "expected the name of a user behind the time, as in every line of a system crontab," + " got '"
                                + user + "'");
            }
        } else if (rest.split("\\s", 2)[0].equals("root")) {
            throw new RefusedLine("'root' looks like the user of a system crontab, but this one was read as a user's,"
                    + " where the command follows the time");
        }
        Matcher flags = FREE_BSD_FLAGS.matcher(command);
        if (flags.lookingAt()) {
            note.accept("'" + flags.group().strip() + "' is for cron's mail and log, which there are none of here");
            command = command.substring(flags.end());
        }
        if (command.isBlank() || Percent.parse(command).line().isBlank()) {
            throw new RefusedLine("expected a command behind the time" + (user == null ? "" : " and the user"));
        }
        return new CrontabLine(schedule, user, command);
    }

    private static Schedule schedule(String expression) throws RefusedLine {
        try {
            return Schedule.cron(expression);
        } catch (InvalidScheduleException e) {
            throw new RefusedLine(String.valueOf(e.getMessage()));
        }
    }

    private static Matcher match(Pattern pattern, String text) throws RefusedLine {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new RefusedLine("expected a user and a command behind the time");
        }
        return matcher;
    }
}
