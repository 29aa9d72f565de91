package io.carillon.schedule;

import java.util.function.IntConsumer;

/**
 * One entry of a field's list.
 *
 * @param from the value; for {@link Kind#LAST} and {@link Kind#LAST_WEEKDAY} the days before the last
 * @param to the end of a range, which may lie below {@code from} (it wraps round); for {@link Kind#NTH_OF} the week
 * @param step 1 unless {@code /n} was written
 */
record CronItem(Kind kind, int from, int to, int step) {

    enum Kind {
        /** {@code *} with or without a step. */
        ALL,
        /** A value, a range, {@code a/n}. */
        RANGE,
        /** {@code L}, {@code L-n}. */
        LAST,
        /** {@code nW}. */
        NEAREST,
        /** {@code LW}, {@code L-nW}. */
        LAST_WEEKDAY,
        /** {@code FRIL}: the last one of the month. */
        LAST_OF,
        /** {@code FRI#2}: the second one of the month. */
        NTH_OF
    }

    static CronItem all(CronField field, int step) {
        return new CronItem(Kind.ALL, field.min(), field.max(), step);
    }

    static CronItem range(int from, int to, int step) {
        return new CronItem(Kind.RANGE, from, to, step);
    }

    static CronItem of(Kind kind, int value) {
        return new CronItem(kind, value, value, 1);
    }

    boolean isStar() {
        return kind == Kind.ALL && step == 1;
    }

    boolean isSingle() {
        return kind == Kind.RANGE && from == to;
    }

    /** Calls back with each value of an {@link Kind#ALL} or {@link Kind#RANGE}, in order; Sunday is 0. */
    void forEachValue(CronField field, IntConsumer action) {
        int span = to >= from ? to - from : to - from + field.size();
        for (int i = 0; i <= span; i += step) {
            action.accept(field.min() + (from - field.min() + i) % field.size());
        }
    }

    /** The entry as {@link Cron#parse} reads it. */
    String print(CronField field) {
        String steps = step == 1 ? "" : "/" + step;
        return switch (kind) {
            case ALL -> "*" + steps;
            case RANGE -> field.print(from) + (isSingle() ? "" : "-" + field.print(to)) + steps;
            case LAST -> from == 0 ? "L" : "L-" + from;
            case NEAREST -> from + "W";
            case LAST_WEEKDAY -> from == 0 ? "LW" : "L-" + from + "W";
            case LAST_OF -> field.print(from) + "L";
            case NTH_OF -> field.print(from) + "#" + to;
        };
    }
}
