package io.carillon.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Splits a cron expression into its fields and has each of them read. */
final class CronParser {

    private static final int MAX_LENGTH = 1_000;
    private static final String FORMS =
            "5 fields (minute hour day-of-month month day-of-week), 6 with the second first, 7 with the year last";
    private static final String QUARTZ_FORMS =
            "6 fields (second minute hour day-of-month month day-of-week) or 7 with the year last";

    private static final Map<String, String> MACROS = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");

    private final String text;
    private final boolean quartz;
    private final List<String> tokens = new ArrayList<>();
    private final List<Integer> offsets = new ArrayList<>();

    private CronParser(String text, boolean quartz) {
        this.text = text;
        this.quartz = quartz;
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && !isBlank(text.charAt(end))) {
                end++;
            }
            if (end > at) {
                tokens.add(text.substring(at, end).toUpperCase(Locale.ROOT));
                offsets.add(at);
            }
            at = end + 1;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    /** What was read: the fields, and the expression in upper case with single spaces (macros in lower case). */
    record Parsed(CronFields fields, String text) {}

    static Parsed parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw refuse(MAX_LENGTH + 1, "at most " + MAX_LENGTH + " characters", text.length() + "", null);
        }
        CronParser parser = new CronParser(text, false);
        if (!parser.tokens.isEmpty() && parser.tokens.getFirst().startsWith("@")) {
            String macro = parser.macro();
            return new Parsed(new CronParser(MACROS.getOrDefault(macro, ""), false).fields(), macro);
        }
        return new Parsed(parser.fields(), String.join(" ", parser.tokens));
    }

    /** A Quartz expression in Carillon's own words. */
    static String translateQuartz(String text) {
        if (text.length() > MAX_LENGTH) {
            throw refuse(MAX_LENGTH + 1, "at most " + MAX_LENGTH + " characters", text.length() + "", null);
        }
        CronParser parser = new CronParser(text, true);
        CronFields fields = parser.fields();
        List<String> words = new ArrayList<>();
        for (CronField field : CronField.values()) {
            if (field == CronField.YEAR && parser.tokens.size() == 6) {
                break;
            }
            List<String> entries = new ArrayList<>();
            fields.get(field).forEach(item -> entries.add(item.print(field)));
            words.add(String.join(",", entries));
        }
        return String.join(" ", words);
    }

    private String macro() {
        String macro = tokens.getFirst().toLowerCase(Locale.ROOT);
        int position = offsets.getFirst() + 1;
        if (macro.equals("@every")) {
            throw refuse(
                    position, "cron fields or a macro", text.trim(), "@every is a schedule of its own: Schedule.cron");
        }
        if (macro.equals("@reboot")) {
            throw refuse(position, "cron fields or a macro with a time", macro, "a start has no time in the calendar");
        }
        if (!MACROS.containsKey(macro)) {
            String near = CronHints.nearest(macro, CronHints.MACROS);
            String hint = near == null ? null : "did you mean " + near + "?";
            throw refuse(position, String.join(" ", CronHints.MACROS), macro, hint);
        }
        if (tokens.size() > 1) {
            throw refuse(offsets.get(1) + 1, "the end after " + macro, tokens.get(1), null);
        }
        return macro;
    }

    private CronFields fields() {
        int count = tokens.size();
        if (count < (quartz ? 6 : 5) || count > 7) {
            throw wrongCount(count);
        }
        CronFields fields = new CronFields(count > 5);
        if (quartz) {
            checkQuestionMarks();
        }
        int first = count == 5 ? CronField.MINUTE.ordinal() : 0;
        for (int i = 0; i < count; i++) {
            CronField field = CronField.values()[first + i];
            fields.put(field, new CronFieldParser(field, tokens.get(i), offsets.get(i), quartz).parse());
        }
        return fields;
    }

    private InvalidScheduleException wrongCount(int count) {
        String got = count + (count == 1 ? " field" : " fields") + (count == 0 ? "" : ": " + text.strip());
        if (count > 7) {
            return refuse(offsets.get(7) + 1, quartz ? QUARTZ_FORMS : FORMS, got, null);
        }
        String hint = quartz && count == 5 ? "Quartz needs a second, such as 0, before the minute" : null;
        return refuse(text.stripTrailing().length() + 1, quartz ? QUARTZ_FORMS : FORMS, got, hint);
    }

    /** Quartz knows no "either day" rule: exactly one of the two day fields must be '?', and no other may. */
    private void checkQuestionMarks() {
        for (int i = 0; i < tokens.size(); i++) {
            CronField field = CronField.values()[i];
            if (tokens.get(i).equals("?") && field != CronField.DAY_OF_MONTH && field != CronField.DAY_OF_WEEK) {
                throw refuseField(field, "a value or *", "?", "'?' is for the two day fields");
            }
        }
        boolean anyDay = tokens.get(CronField.DAY_OF_MONTH.ordinal()).equals("?");
        boolean anyWeekday = tokens.get(CronField.DAY_OF_WEEK.ordinal()).equals("?");
        if (anyDay && anyWeekday) {
            throw refuseField(CronField.DAY_OF_WEEK, "'?' in one of the two day fields", "? in both", "write * here");
        }
        if (!anyDay && !anyWeekday) {
            String got = tokens.get(CronField.DAY_OF_WEEK.ordinal());
            String hint = "Quartz cannot combine day of month and day of week";
            throw refuseField(CronField.DAY_OF_WEEK, "'?' in one of the two day fields", got, hint);
        }
    }

    private InvalidScheduleException refuseField(CronField field, String expected, String got, @Nullable String hint) {
        int position = offsets.get(field.ordinal()) + 1;
        return InvalidScheduleException.of(
                "cron field '" + field.title() + "'", field.title(), position, expected, got, hint);
    }

    private static InvalidScheduleException refuse(int position, String expected, String got, @Nullable String hint) {
        return InvalidScheduleException.of("cron expression", "expression", position, expected, got, hint);
    }

    /** Refuses fields that are each right but name no date together, such as 30 February. */
    static void refuseImpossible(String text, CronFields fields, CronMatcher matcher) {
        if (!matcher.isEmpty()) {
            return;
        }
        CronParser parser = new CronParser(text, false);
        int shift = parser.tokens.size() == 5 ? 1 : 0;
        String days = parser.tokens.get(CronField.DAY_OF_MONTH.ordinal() - shift);
        String months = parser.tokens.get(CronField.MONTH.ordinal() - shift);
        String weekdays = parser.tokens.get(CronField.DAY_OF_WEEK.ordinal() - shift);
        boolean yearAtFault = !fields.daysOfAnyYear().isEmpty();
        CronField field = yearAtFault ? CronField.YEAR : CronField.DAY_OF_MONTH;
        String got = "day " + days + ", month " + months + ", weekday " + weekdays
                + (yearAtFault ? ", year " + parser.tokens.getLast() : "");
        throw InvalidScheduleException.of(
                "cron field '" + field.title() + "'",
                field.title(),
                parser.offsets.get(field.ordinal() - shift) + 1,
                yearAtFault ? "a year that has such a date" : "a date that exists in some year",
                got,
                "this would never fire");
    }
}
