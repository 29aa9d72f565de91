package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds for every schedule whatever its type and options. */
class SchedulePropertiesTest {

    private static final List<String> ZONES = List.of(
            "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "Asia/Kathmandu", "UTC");
    private static final List<String> CALENDARS = List.of(
            "SAT,SUN",
            "12-24,12-25,12-26",
            "2020-03-01..2020-04-15",
            "12:00-13:30",
            "22:00-06:00",
            "cron: * 3 * * MON");
    private static final Instant BEGIN = Instant.parse("2009-01-01T00:00:00Z");
    private static final long SPAN = Duration.ofDays(365 * 18).toSeconds();

    private final Seed seed = Seed.fresh();
    private final Random random = seed.random("properties");
    private final RandomCron crons = new RandomCron(random);

    @Test
    void nextAndPreviousAreEachOthersInverse() {
        for (int i = 0; i < 800; i++) {
            Schedule schedule = randomSchedule();
            Instant from = randomInstant();
            Instant next = schedule.next(from);
            if (next != null) {
                check(next.isAfter(from), schedule, from, next);
                checkWithin(schedule, next);
                check(next.equals(schedule.next(next.minusNanos(1))), schedule, from, next);
                check(next.equals(schedule.previous(next.plusNanos(1))), schedule, from, next);
                Instant second = schedule.next(next);
                check(second == null || next.equals(schedule.previous(second)), schedule, from, second);
            }
            Instant previous = schedule.previous(from);
            if (previous != null) {
                check(previous.isBefore(from), schedule, from, previous);
                checkWithin(schedule, previous);
                check(previous.equals(schedule.previous(previous.plusNanos(1))), schedule, from, previous);
                Instant between = schedule.next(previous);
                check(between == null || !between.isBefore(from), schedule, from, between);
            }
        }
    }

    @Test
    void listsAndSimulationsAreRepeatedNext() {
        for (int i = 0; i < 400; i++) {
            Schedule schedule = randomSchedule();
            Instant from = randomInstant();
            List<Instant> expected = new ArrayList<>();
            Instant at = schedule.next(from);
            while (at != null && expected.size() < 20) {
                expected.add(at);
                at = schedule.next(at);
            }
            assertThat(schedule.next(from, 20))
                    .as("%s from %s (%s)", schedule, from, seed)
                    .isEqualTo(expected);
            if (!expected.isEmpty()) {
                Instant end = expected.getLast();
                assertThat(schedule.simulate(from.plusNanos(1), end))
                        .as("%s from %s to %s (%s)", schedule, from, end, seed)
                        .isEqualTo(expected.subList(0, expected.size() - 1));
            }
        }
    }

    @Test
    void whatIsReadAgainFiresTheSame() {
        for (int i = 0; i < 400; i++) {
            Schedule schedule = randomSchedule();
            Schedule again =
                    Schedule.parse(schedule.type(), schedule.expression()).zone(ZoneId.of("UTC"));
            Schedule plain = Schedule.parse(again.type(), again.expression()).zone(ZoneId.of("UTC"));
            Instant from = randomInstant();
            assertThat(again.next(from, 5)).as("%s (%s)", schedule, seed).isEqualTo(plain.next(from, 5));
            assertThat(again).isEqualTo(plain).hasSameHashCodeAs(plain);
        }
    }

    private Instant randomInstant() {
        return BEGIN.plusSeconds(random.nextLong(SPAN))
                .plusNanos(random.nextBoolean() ? 0 : random.nextInt(1_000_000_000));
    }

    private Schedule randomSchedule() {
        Schedule schedule = randomRule().zone(ZoneId.of(ZONES.get(random.nextInt(ZONES.size()))));
        schedule = schedule.anchor(BEGIN.plusSeconds(random.nextInt(1_000_000)));
        if (random.nextInt(3) == 0) {
            schedule = schedule.startAt(randomInstant());
        }
        if (random.nextInt(3) == 0) {
            Instant start = schedule.startAt();
            schedule =
                    schedule.endAt((start == null ? randomInstant() : start).plusSeconds(random.nextInt(100_000_000)));
        }
        if (random.nextInt(3) == 0) {
            schedule = schedule.gap(random.nextBoolean() ? Schedule.Gap.SKIP : Schedule.Gap.RUN_AFTER);
        }
        if (random.nextInt(3) == 0) {
            schedule = schedule.overlap(random.nextBoolean() ? Schedule.Overlap.ONCE : Schedule.Overlap.BOTH);
        }
        while (random.nextInt(3) == 0) {
            schedule = schedule.except(Calendar.parse(CALENDARS.get(random.nextInt(CALENDARS.size()))));
        }
        return schedule;
    }

    private Schedule randomRule() {
        String time = "%02d:%02d".formatted(random.nextInt(24), random.nextInt(60));
        return switch (random.nextInt(8)) {
            case 0 -> Schedule.every(Duration.ofMillis(1 + random.nextLong(1L << (10 + random.nextInt(22)))));
            case 1 -> Schedule.daily(time);
            case 2 -> Schedule.weekly("MON,SUN " + time);
            case 3 -> Schedule.monthly((random.nextBoolean() ? "L " : 1 + random.nextInt(31) + " ") + time);
            case 4 -> Schedule.once(randomInstant());
            default -> randomCron();
        };
    }

    private Schedule randomCron() {
        String expression = random.nextBoolean() ? crons.nightly() : crons.expression();
        try {
            return Schedule.cron(expression);
        } catch (InvalidScheduleException e) {
            return Schedule.cron("@hourly");
        }
    }

    private void checkWithin(Schedule schedule, Instant fire) {
        Instant start = schedule.startAt();
        Instant end = schedule.endAt();
        check(start == null || !fire.isBefore(start), schedule, start, fire);
        check(end == null || !fire.isAfter(end), schedule, end, fire);
        for (Calendar calendar : schedule.calendars()) {
            check(!calendar.excludes(fire, schedule.zone()), schedule, null, fire);
        }
    }

    private void check(boolean holds, Schedule schedule, @Nullable Instant from, @Nullable Instant got) {
        if (!holds) {
            throw new AssertionError("%s start %s end %s gap %s overlap %s except %s, from %s: got %s (%s)"
                    .formatted(
                            schedule,
                            schedule.startAt(),
                            schedule.endAt(),
                            schedule.gap(),
                            schedule.overlap(),
                            schedule.calendars(),
                            from,
                            got,
                            seed));
        }
    }
}
