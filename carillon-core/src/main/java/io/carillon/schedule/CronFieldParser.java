package io.carillon.schedule;

import io.carillon.schedule.CronItem.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one field of a cron expression from left to right; refuses with the position in the whole expression. */
final class CronFieldParser {

    private final CronField field;
    private final String token;
    private final int offset;
    private final boolean quartz;
    private int at;

    /**
     * @param token the field in upper case
     * @param offset where it begins in the expression, counted from 0
     * @param quartz weekdays are 1-7 from Sunday and a lone {@code L} is Saturday
     */
    CronFieldParser(CronField field, String token, int offset, boolean quartz) {
        this.field = field;
        this.token = token;
        this.offset = offset;
        this.quartz = quartz;
    }

    List<CronItem> parse() {
        if (token.equals("?")) {
            return List.of(CronItem.all(field, 1));
        }
        List<CronItem> items = new ArrayList<>();
        items.add(item());
        while (at < token.length()) {
            if (token.charAt(at) != ',') {
                throw refuse(at, "',' or the end of the field", token.substring(at), CronHints.trailing(token, at));
            }
            at++;
            items.add(item());
        }
        return items;
    }

    private CronItem item() {
        if (at == token.length() || token.charAt(at) == ',') {
            throw refuse(at, values(), "", "a value is missing");
        }
        if (take('*')) {
            return CronItem.all(field, step());
        }
        if (token.charAt(at) == '?') {
            throw refuse(at, values(), "?", "'?' stands alone in its field");
        }
        if (token.charAt(at) == 'L' && field == CronField.DAY_OF_MONTH) {
            return last();
        }
        if (isLoneQuartzL()) {
            at++;
            return CronItem.range(6, 6, 1);
        }
        int from = value();
        if (field == CronField.DAY_OF_MONTH && take('W')) {
            return CronItem.of(Kind.NEAREST, from);
        }
        if (field == CronField.DAY_OF_WEEK && take('L')) {
            return CronItem.of(Kind.LAST_OF, from % 7);
        }
        if (field == CronField.DAY_OF_WEEK && take('#')) {
            return new CronItem(Kind.NTH_OF, from % 7, week(), 1);
        }
        return range(from);
    }

    private boolean isLoneQuartzL() {
        return quartz
                && field == CronField.DAY_OF_WEEK
                && token.charAt(at) == 'L'
                && (at + 1 == token.length() || token.charAt(at + 1) == ',');
    }

    private CronItem range(int from) {
        if (take('-')) {
            int toAt = at;
            int to = value();
            if (field == CronField.YEAR && to < from) {
                throw refuse(
                        toAt, "a year from " + from + " on", Integer.toString(to), "a range of years does not wrap");
            }
            return CronItem.range(from, to, step());
        }
        if (at < token.length() && token.charAt(at) == '/') {
            int top = quartz && field == CronField.DAY_OF_WEEK ? 6 : field.max();
            return CronItem.range(from, top, step());
        }
        return CronItem.range(from, from, 1);
    }

    /** {@code L}, {@code L-3}, {@code LW} or {@code L-3W}. */
    private CronItem last() {
        at++;
        int before = 0;
        if (take('-')) {
            before = number(0, 30, "0-30 days before the last", null);
        }
        return CronItem.of(take('W') ? Kind.LAST_WEEKDAY : Kind.LAST, before);
    }

    private int week() {
        return number(1, 5, "the week of the month, 1-5", "for the last one write L instead, such as FRIL");
    }

    private int step() {
        if (!take('/')) {
            return 1;
        }
        int from = at;
        int step = number(1, Integer.MAX_VALUE, "a step of 1 or more", null);
        if (step > field.size()) {
            throw refuse(from, "a step of 1-" + field.size(), Integer.toString(step), CronHints.step(field, step));
        }
        return step;
    }

    private int value() {
        if (at < token.length() && Character.isLetter(token.charAt(at))) {
            return name();
        }
        int shift = quartz && field == CronField.DAY_OF_WEEK ? 1 : 0;
        int from = at;
        String digits = digits();
        int value = digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
        int min = field.min() + shift;
        if (value < min || value > field.max()) {
            throw refuse(from, min + "-" + field.max(), digits, CronHints.value(field, value, quartz));
        }
        return value - shift;
    }

    private int name() {
        int from = at;
        while (at < token.length() && Character.isLetter(token.charAt(at))) {
            at++;
        }
        String word = token.substring(from, at);
        boolean last = field == CronField.DAY_OF_WEEK && word.length() == 4 && word.endsWith("L");
        int index = field.names().indexOf(last ? word.substring(0, 3) : word);
        if (index < 0) {
            throw refuse(from, values(), word, CronHints.word(field, word));
        }
        at -= last ? 1 : 0;
        return field.min() + index;
    }

    private int number(int min, int max, String expected, @Nullable String hint) {
        int from = at;
        String digits = digits(expected);
        int value = digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
        if (value < min || value > max) {
            throw refuse(from, expected, digits, hint);
        }
        return value;
    }

    private String digits() {
        return digits(values());
    }

    private String digits(String expected) {
        int from = at;
        while (at < token.length() && token.charAt(at) >= '0' && token.charAt(at) <= '9') {
            at++;
        }
        if (from == at) {
            throw refuse(from, expected, token.substring(from), CronHints.missingNumber(field, token, from));
        }
        return token.substring(from, at);
    }

    private boolean take(char expected) {
        if (at < token.length() && token.charAt(at) == expected) {
            at++;
            return true;
        }
        return false;
    }

    private String values() {
        int shift = quartz && field == CronField.DAY_OF_WEEK ? 1 : 0;
        String numbers = field.min() + shift + "-" + field.max();
        return switch (field) {
            case DAY_OF_MONTH -> numbers + ", L, L-n, nW, LW or L-nW";
            case MONTH -> numbers + " or JAN-DEC";
            case DAY_OF_WEEK -> numbers + " or SUN-SAT, with L or #k behind it";
            default -> numbers;
        };
    }

    private InvalidScheduleException refuse(int index, String expected, String got, @Nullable String hint) {
        return InvalidScheduleException.of(
                "cron field '" + field.title() + "'", field.title(), offset + index + 1, expected, got, hint);
    }
}
