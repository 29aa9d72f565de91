package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The same rule said in another way fires at the same instants, in a zone whose clocks change. */
class CronMetamorphicTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/Dublin");
    private static final List<String> WEEKDAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

    private final Seed seed = Seed.fresh();
    private final Random random = seed.random("metamorphic");

    @Test
    void aRangeIsTheListOfItsValues() {
        for (int i = 0; i < 200; i++) {
            int from = random.nextInt(24);
            int to = random.nextInt(24);
            int step = 1 + random.nextInt(6);
            List<Integer> hours = new ArrayList<>();
            for (int hour = from, n = 0; n <= Math.floorMod(to - from, 24); hour = (hour + 1) % 24, n++) {
                if (n % step == 0) {
                    hours.add(hour);
                }
            }
            same("17 " + from + "-" + to + "/" + step + " * * *", "17 " + list(hours) + " * * *");
        }
    }

    @Test
    void theOrderOfAListAndRepetitionsDoNotMatter() {
        for (int i = 0; i < 100; i++) {
            List<Integer> minutes = new ArrayList<>();
            for (int n = 1 + random.nextInt(8); n > 0; n--) {
                minutes.add(random.nextInt(60));
            }
            String sorted = list(new ArrayList<>(new TreeSet<>(minutes)));
            minutes.add(minutes.getFirst());
            Collections.shuffle(minutes, random);
            same(list(minutes) + " 1,2 * * *", sorted + " 2,1 * * *");
        }
    }

    @Test
    void namesAreNumbers() {
        for (int i = 0; i < 100; i++) {
            int weekday = random.nextInt(7);
            int month = random.nextInt(12);
            same("0 2 * " + (month + 1) + " " + weekday, "0 2 * " + MONTHS.get(month) + " " + WEEKDAYS.get(weekday));
            int other = random.nextInt(7);
            same("0 2 * * " + weekday + "-" + other, "0 2 * * " + WEEKDAYS.get(weekday) + "-" + WEEKDAYS.get(other));
            same("0 2 * * " + weekday + "L", "0 2 * * " + WEEKDAYS.get(weekday) + "L");
            int week = 1 + random.nextInt(5);
            same("0 2 * * " + weekday + "#" + week, "0 2 * * " + WEEKDAYS.get(weekday) + "#" + week);
        }
    }

    @Test
    void aStepFromAValueReachesTheEndOfTheField() {
        for (int i = 0; i < 60; i++) {
            int from = random.nextInt(60);
            int step = 1 + random.nextInt(30);
            same(from + "/" + step + " 1-3 * * *", from + "-59/" + step + " 1-3 * * *");
            int day = 1 + random.nextInt(31);
            same("0 1 " + day + "/" + step + " * *", "0 1 " + day + "-31/" + step + " * *");
            int month = 1 + random.nextInt(12);
            same("0 1 7 " + month + "/5 *", "0 1 7 " + month + "-12/5 *");
            int weekday = random.nextInt(7);
            same("0 1 * * " + weekday + "/3", "0 1 * * " + weekday + "-7/3");
        }
    }

    @Test
    void aSecondOfZeroAndEveryYearMayBeLeftOut() {
        RandomCron crons = new RandomCron(random);
        for (int i = 0; i < 100; i++) {
            String nightly = crons.nightly();
            same(nightly, "0 " + nightly);
            same(nightly, "0 " + nightly + " *");
            same(nightly, "0 " + nightly + " ?");
        }
    }

    @Test
    void theLastDayIsTheOneBeforeTheFirst() {
        for (String time : List.of("0 0", "30 1", "30 2", "59 23")) {
            same(time + " L 1,3,5,7,8,10,12 *", time + " 31 * *");
            same(time + " L 4,6,9,11 *", time + " 30 4,6,9,11 *");
            same(time + " L-1 4,6,9,11 *", time + " 29 4,6,9,11 *");
            same(time + " L-30 * *", time + " 1 1,3,5,7,8,10,12 *");
            same(time + " LW * *", time + " L-0W * *");
        }
    }

    @Test
    void theWeeksOfAMonthAreItsDaysOneToSevenAndSoOn() {
        for (int weekday = 0; weekday < 7; weekday++) {
            for (int week = 1; week <= 4; week++) {
                Cron counted = Cron.parse("0 0 * * " + weekday + "#" + week);
                Instant at = Instant.parse("2020-01-01T00:00:00Z");
                for (int i = 0; i < 30; i++) {
                    at = counted.next(at, ZONE);
                    int day = at.atZone(ZONE).getDayOfMonth();
                    assertThat((day + 6) / 7).isEqualTo(week);
                    assertThat(at.atZone(ZONE).getDayOfWeek().getValue() % 7).isEqualTo(weekday);
                }
            }
        }
    }

    @Test
    void oneOfTwoDayFieldsIsEnoughAndFiresAreTheUnionOfBoth() {
        for (int i = 0; i < 60; i++) {
            String day = 1 + random.nextInt(28) + "," + (1 + random.nextInt(28)) + "W";
            String weekday = random.nextInt(7) + "," + random.nextInt(7) + "#" + (1 + random.nextInt(4));
            String time = random.nextInt(60) + " " + random.nextInt(4);
            Cron either = Cron.parse(time + " " + day + " * " + weekday);
            Cron byDay = Cron.parse(time + " " + day + " * *");
            Cron byWeekday = Cron.parse(time + " * * " + weekday);
            Instant at = Instant.parse("2020-01-01T00:00:00Z");
            for (int n = 0; n < 100; n++) {
                Instant expected = earlier(byDay.next(at, ZONE), byWeekday.next(at, ZONE));
                assertThat(either.next(at, ZONE))
                        .as("%s after %s (%s)", either, at, seed)
                        .isEqualTo(expected);
                at = expected;
            }
        }
    }

    @Test
    void bothMustMatchWhenOneBeginsWithAStar() {
        for (int i = 0; i < 60; i++) {
            int step = 2 + random.nextInt(6);
            int weekday = random.nextInt(7);
            Cron both = Cron.parse("0 2 */" + step + " * " + weekday);
            Cron byDay = Cron.parse("0 2 */" + step + " * *");
            Cron byWeekday = Cron.parse("0 2 * * " + weekday);
            Instant at = Instant.parse("2020-01-01T00:00:00Z");
            for (int n = 0; n < 60; n++) {
                at = both.next(at, ZONE);
                assertThat(byDay.next(at.minusSeconds(1), ZONE)).isEqualTo(at);
                assertThat(byWeekday.next(at.minusSeconds(1), ZONE)).isEqualTo(at);
            }
        }
    }

    private static Instant earlier(Instant one, Instant two) {
        return one.isBefore(two) ? one : two;
    }

    private static String list(List<Integer> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private void same(String one, String two) {
        Cron first = Cron.parse(one);
        Cron second = Cron.parse(two);
        Instant at = Instant.parse("2024-03-30T00:00:00Z").plusSeconds(random.nextInt(40_000_000));
        for (int i = 0; i < 40; i++) {
            @Nullable Instant next = first.next(at, ZONE);
            assertThat(next)
                    .as("'%s' and '%s' after %s (%s)", one, two, at, seed)
                    .isEqualTo(second.next(at, ZONE));
            assertThat(first.previous(at, ZONE)).isEqualTo(second.previous(at, ZONE));
            if (next == null) {
                return;
            }
            at = next;
        }
    }
}
