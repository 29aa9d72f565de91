package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Walks over decades, and starts from every day of them, in both directions: the long jumps of the search. */
class CronDecadesTest {

    private static final LocalDate FIRST = LocalDate.of(1985, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2045, 12, 31);

    private final Seed seed = Seed.fresh();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "America/New_York",
                "Australia/Lord_Howe",
                "America/Santiago",
                "Africa/Cairo",
                "Africa/Casablanca",
                "Europe/Dublin",
                "Pacific/Chatham",
                "Pacific/Apia",
                "UTC"
            })
    void startsFromEveryDay(String id) {
        RandomCron crons = new RandomCron(seed.random(id));
        Random random = seed.random(id + " times");
        for (int i = 0; i < 4; i++) {
            check(randomSparse(crons, random), ZoneId.of(id));
        }
    }

    @Test
    void startsFromEveryDayInAnyZone() {
        List<String> ids = new ArrayList<>(new TreeSet<>(ZoneId.getAvailableZoneIds()));
        Random random = seed.random("zones");
        RandomCron crons = new RandomCron(random);
        for (int i = 0; i < 25; i++) {
            check(randomSparse(crons, random), ZoneId.of(ids.get(random.nextInt(ids.size()))));
        }
    }

    @Test
    void rareDatesOfEveryZoneKind() {
        for (String expression :
                List.of("0 0 29 2 *", "0 30 1 29 2 */7", "30 2 8-14 3 */7", "59 23 30 12 *", "15 2 L 3 *")) {
            for (String id : List.of("America/New_York", "Pacific/Apia", "Europe/London", "America/Sao_Paulo")) {
                check(expression, ZoneId.of(id));
            }
        }
    }

    /** The search takes changes of the offset to lie further apart than any of them is long. */
    @Test
    void noZoneChangesItsOffsetTwiceWithinAWeek() {
        for (String id : ZoneId.getAvailableZoneIds()) {
            ZoneRules rules = ZoneId.of(id).getRules();
            ZoneOffsetTransition last = rules.nextTransition(Instant.parse("1000-01-01T00:00:00Z"));
            while (last != null && last.getInstant().isBefore(Instant.parse("2150-01-01T00:00:00Z"))) {
                ZoneOffsetTransition next = rules.nextTransition(last.getInstant());
                if (next != null) {
                    assertThat(Duration.between(last.getInstant(), next.getInstant()))
                            .as("%s %s", id, next)
                            .isGreaterThan(Duration.ofDays(6));
                }
                last = next;
            }
        }
    }

    /** Few fires a day, many of them at night, on random dates. */
    private static String randomSparse(RandomCron crons, Random random) {
        String hour = random.nextBoolean() ? "*/" + (4 + random.nextInt(9)) : random.nextInt(4) + "";
        String minute = random.nextBoolean() ? "0,30" : random.nextInt(60) + "";
        String expression = minute + " " + hour + " " + crons.dates();
        try {
            Cron.parse(expression);
            return expression;
        } catch (InvalidScheduleException e) {
            return minute + " " + hour + " * * *";
        }
    }

    private void check(String expression, ZoneId zone) {
        Cron cron = Cron.parse(expression);
        List<Instant> fires = new ArrayList<>(naiveFires(new CronOracle(expression), zone));
        Instant edge = FIRST.atStartOfDay(zone).toInstant();
        Instant end = LAST.atStartOfDay(zone).toInstant();
        fires.removeIf(fire -> fire.isBefore(edge) || fire.isAfter(end));

        Instant walk = edge.minusNanos(1);
        for (Instant fire : fires) {
            walk = expect(fire, cron.next(walk, zone), expression, zone, walk);
        }
        walk = end.plusNanos(1);
        for (Instant fire : fires.reversed()) {
            walk = expect(fire, cron.previous(walk, zone), expression, zone, walk);
        }

        int index = 0;
        for (LocalDate day = FIRST; day.isBefore(LAST); day = day.plusDays(1)) {
            Instant at = day.atTime(12, 0).atZone(zone).toInstant();
            while (index < fires.size() && !fires.get(index).isAfter(at)) {
                index++;
            }
            if (index < fires.size()) {
                expect(fires.get(index), cron.next(at, zone), expression, zone, at);
            }
            int before = index > 0 && fires.get(index - 1).equals(at) ? index - 2 : index - 1;
            if (before >= 0) {
                expect(fires.get(before), cron.previous(at, zone), expression, zone, at);
            }
        }
    }

    private Instant expect(Instant expected, @Nullable Instant actual, String expression, ZoneId zone, Instant from) {
        if (!expected.equals(actual)) {
            fail("'%s' in %s from %s: expected %s, got %s (%s)", expression, zone, from, expected, actual, seed);
        }
        return expected;
    }

    /** Every local time of every date, put on the time line one by one. */
    private static TreeSet<Instant> naiveFires(CronOracle oracle, ZoneId zone) {
        TreeSet<Instant> fires = new TreeSet<>();
        List<LocalTime> times = new ArrayList<>();
        LocalDate any = LocalDate.of(2000, 1, 1)
                .datesUntil(LAST)
                .filter(oracle::matches)
                .findFirst()
                .orElseThrow();
        for (int minute = 0; minute < 24 * 60; minute++) {
            LocalTime time = LocalTime.ofSecondOfDay(minute * 60L);
            if (oracle.matches(any.atTime(time))) {
                times.add(time);
            }
        }
        for (LocalDate date = FIRST.minusDays(2); date.isBefore(LAST.plusDays(3)); date = date.plusDays(1)) {
            if (oracle.matches(date)) {
                for (LocalTime time : times) {
                    fires.addAll(instants(date.atTime(time), zone.getRules(), oracle.realTime()));
                }
            }
        }
        return fires;
    }

    private static List<Instant> instants(LocalDateTime local, ZoneRules rules, boolean realTime) {
        List<ZoneOffset> offsets = rules.getValidOffsets(local);
        if (offsets.isEmpty()) {
            return realTime ? List.of() : List.of(rules.getTransition(local).getInstant());
        }
        return offsets.stream().limit(realTime ? 2 : 1).map(local::toInstant).toList();
    }
}
