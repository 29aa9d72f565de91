package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every fire around real changes of real zones, and every date of a century, beside the naive {@link CronOracle}. */
class CronOracleTest {

    private static final Instant FROM = Instant.parse("2004-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2027-01-01T00:00:00Z");
    private static final int HOUR = 3600;

    private final Seed seed = Seed.fresh();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Africa/Casablanca",
                "Europe/Dublin", "Pacific/Chatham", "Pacific/Apia", "Asia/Shanghai", "UTC"
            })
    void everyMinuteAroundChangesOfTheClocks(String id) {
        ZoneId zone = ZoneId.of(id);
        Random random = seed.random(id);
        RandomCron crons = new RandomCron(random);
        for (Instant change : changes(zone, random, 8)) {
            ZoneWindow window =
                    new ZoneWindow(zone, change.minusSeconds(30 * HOUR), change.plusSeconds(30 * HOUR), 30 * HOUR, 60);
            for (int i = 0; i < 25; i++) {
                String expression = i % 5 == 0 ? minutesOf(crons) : crons.nightly();
                checkWindow(expression, window, null);
                checkWindow(expression, window, new boolean[] {random.nextBoolean(), random.nextBoolean()});
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Chatham", "UTC"})
    void everySecondAroundChangesOfTheClocks(String id) {
        ZoneId zone = ZoneId.of(id);
        Random random = seed.random(id + " by second");
        RandomCron crons = new RandomCron(random);
        for (Instant change : changes(zone, random, 2)) {
            ZoneWindow window =
                    new ZoneWindow(zone, change.minusSeconds(2 * HOUR), change.plusSeconds(2 * HOUR), 2 * HOUR, 1);
            for (int i = 0; i < 25; i++) {
                checkWindow(crons.nightlyBySecond(), window, null);
            }
        }
    }

    /** Offsets of seconds: Amsterdam was 19 minutes and 32 seconds ahead until 1937. */
    @Test
    void everySecondWhereOffsetsWereNotWholeMinutes() {
        RandomCron crons = new RandomCron(seed.random("Amsterdam"));
        Instant change = Instant.parse("1937-06-30T23:40:28Z");
        ZoneId zone = ZoneId.of("Europe/Amsterdam");
        ZoneWindow window =
                new ZoneWindow(zone, change.minusSeconds(2 * HOUR), change.plusSeconds(2 * HOUR), 2 * HOUR, 1);
        for (int i = 0; i < 20; i++) {
            checkWindow(crons.nightlyBySecond(), window, null);
        }
    }

    @Test
    void theDayThatApiaLost() {
        ZoneId apia = ZoneId.of("Pacific/Apia");
        Instant change = Instant.parse("2011-12-30T10:00:00Z");
        ZoneWindow window =
                new ZoneWindow(apia, change.minusSeconds(60 * HOUR), change.plusSeconds(60 * HOUR), 30 * HOUR, 60);
        RandomCron crons = new RandomCron(seed.random("Apia"));
        for (String expression :
                List.of("0 2 * * *", "0 2 30 12 *", "0 0 L * *", "*/7 * 30 12 *", "0 0 * * FRI", "0 12 30W * *")) {
            checkWindow(expression, window, null);
        }
        for (int i = 0; i < 60; i++) {
            checkWindow(crons.nightly(), window, null);
        }
    }

    @Test
    void everyDateOfACentury() {
        RandomCron crons = new RandomCron(seed.random("dates"));
        for (int i = 0; i < 120; i++) {
            String expression = "0 0 0 " + crons.dates() + " " + crons.years();
            Cron cron = parseIfPossible(expression);
            if (cron == null) {
                assertNeverFires(expression);
            } else {
                checkDates(expression, cron);
            }
        }
    }

    private void checkDates(String expression, Cron cron) {
        CronOracle oracle = new CronOracle(expression);
        LocalDate first = LocalDate.of(1969, 12, 1);
        LocalDate last = LocalDate.of(2101, 2, 1);
        List<LocalDate> days = first.datesUntil(last.plusDays(1)).toList();
        Instant expected = null;
        for (int i = 1; i < days.size(); i++) {
            if (oracle.matches(days.get(i - 1))) {
                expected = midnight(days.get(i - 1));
            }
            Instant from = midnight(days.get(i));
            expect(expected, cron.previous(from, ZoneOffset.UTC), midnight(first), "previous", expression, from);
        }
        expected = null;
        for (int i = days.size() - 2; i >= 0; i--) {
            if (oracle.matches(days.get(i + 1))) {
                expected = midnight(days.get(i + 1));
            }
            Instant from = midnight(days.get(i));
            expect(expected, cron.next(from, ZoneOffset.UTC), midnight(last), "next", expression, from);
        }
    }

    private static Instant midnight(LocalDate date) {
        return date.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /** What lies outside of the days looked at is not judged: there {@code expected} is null. */
    private void expect(
            @Nullable Instant expected,
            @Nullable Instant actual,
            Instant edge,
            String what,
            String expression,
            Instant from) {
        boolean right = expected != null
                ? expected.equals(actual)
                : actual == null || (what.equals("next") ? actual.isAfter(edge) : actual.isBefore(edge));
        if (!right) {
            fail("%s of '%s' from %s: expected %s, got %s (%s)", what, expression, from, expected, actual, seed);
        }
    }

    private void assertNeverFires(String expression) {
        CronOracle oracle = new CronOracle(expression);
        LocalDate from = LocalDate.of(1970, 1, 1);
        boolean fires = from.datesUntil(from.plusYears(400)).anyMatch(oracle::matches);
        assertThat(fires).as("'%s' was refused, %s", expression, seed).isFalse();
    }

    private static @Nullable Cron parseIfPossible(String expression) {
        try {
            return Cron.parse(expression);
        } catch (InvalidScheduleException e) {
            assertThat(e).hasMessageContaining("this would never fire");
            return null;
        }
    }

    private static String minutesOf(RandomCron crons) {
        String expression = crons.expression();
        while (expression.split(" ").length != 5 || parseIfPossible(expression) == null) {
            expression = crons.expression();
        }
        return expression;
    }

    /** Some changes of the zone, and for a zone without any some days of its own. */
    private static List<Instant> changes(ZoneId zone, Random random, int count) {
        List<Instant> changes = new ArrayList<>();
        ZoneOffsetTransition next = zone.getRules().nextTransition(FROM);
        while (next != null && next.getInstant().isBefore(UNTIL)) {
            changes.add(next.getInstant());
            next = zone.getRules().nextTransition(next.getInstant());
        }
        while (changes.size() > count) {
            changes.remove(random.nextInt(changes.size()));
        }
        return changes.isEmpty() ? List.of(FROM, Instant.parse("2016-02-29T00:00:00Z")) : changes;
    }

    /** @param chosen whether to run after gaps, and twice; null for the rule of the expression itself */
    private void checkWindow(String expression, ZoneWindow window, boolean @Nullable [] chosen) {
        CronOracle oracle = new CronOracle(expression);
        Cron cron = Cron.parse(expression);
        boolean afterGap = chosen == null ? !oracle.realTime() : chosen[0];
        boolean twice = chosen == null ? oracle.realTime() : chosen[1];
        List<Instant> fires = window.fires(oracle, afterGap, twice);
        Schedule schedule = Schedule.cron(expression).zone(window.zone());
        if (chosen != null) {
            schedule = schedule.gap(afterGap ? Schedule.Gap.RUN_AFTER : Schedule.Gap.SKIP)
                    .overlap(twice ? Schedule.Overlap.BOTH : Schedule.Overlap.ONCE);
        }
        List<Instant> instants = window.instants();
        int index = 0;
        for (Instant at : instants) {
            while (index < fires.size() && fires.get(index).isBefore(at)) {
                index++;
            }
            Instant before = index == 0 ? null : fires.get(index - 1);
            boolean fireNow = index < fires.size() && fires.get(index).equals(at);
            int after = fireNow ? index + 1 : index;
            Instant next = after < fires.size() ? fires.get(after) : null;
            expect(next, schedule.next(at), instants.getLast(), "next", expression + " " + window.zone(), at);
            expect(
                    before,
                    schedule.previous(at),
                    instants.getFirst(),
                    "previous",
                    expression + " " + window.zone(),
                    at);
        }
        Instant first = cron.next(instants.getFirst().minusNanos(1), window.zone());
        if (chosen == null && !fires.isEmpty() && !fires.getFirst().equals(first)) {
            fail(
                    "first fire of '%s' in %s: expected %s, got %s (%s)",
                    expression, window.zone(), fires.getFirst(), first, seed);
        }
    }
}
