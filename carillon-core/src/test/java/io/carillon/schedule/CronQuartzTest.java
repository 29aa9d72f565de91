package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronQuartzTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 0 12 * * ?             | 0 0 12 * * *
            0 15 10 ? * *            | 0 15 10 * * *
            0 15 10 * * ? 2030       | 0 15 10 * * * 2030
            0 15 10 ? * MON-FRI      | 0 15 10 * * MON-FRI
            0 15 10 ? * 2-6          | 0 15 10 * * MON-FRI
            0 15 10 ? * 1,7          | 0 15 10 * * SUN,SAT
            0 15 10 ? * 6-2          | 0 15 10 * * FRI-MON
            0 15 10 L * ?            | 0 15 10 L * *
            0 15 10 L-2 * ?          | 0 15 10 L-2 * *
            0 15 10 LW * ?           | 0 15 10 LW * *
            0 15 10 15W * ?          | 0 15 10 15W * *
            0 15 10 ? * 6L           | 0 15 10 * * FRIL
            0 15 10 ? * L            | 0 15 10 * * SAT
            0 15 10 ? * 6#3          | 0 15 10 * * FRI#3
            0 15 10 ? * 1#1          | 0 15 10 * * SUN#1
            0 15 10 ? * 2/2          | 0 15 10 * * MON-SAT/2
            0 0/5 14,18 * * ?        | 0 0-59/5 14,18 * * *
            0 0 12 1/5 * ?           | 0 0 12 1-31/5 * *
            0 11 11 11 11 ?          | 0 11 11 11 11 *
            0 0 0 ? 1-3 sun          | 0 0 0 * 1-3 SUN
            */10 * * ? * *           | */10 * * * * *
            """)
    void isTranslated(String quartz, String carillon) {
        Cron cron = Cron.quartz(quartz);
        assertThat(cron).hasToString(carillon);
        assertThat(Cron.parse(carillon)).isEqualTo(cron);
    }

    @Test
    void weekdaysCountFromOneOnSunday() {
        Instant from = Instant.parse("2025-06-15T00:00:00Z");
        assertThat(Cron.quartz("0 0 12 ? * 2").next(from, ZoneOffset.UTC)).isEqualTo("2025-06-16T12:00:00Z");
        assertThat(Cron.parse("0 0 12 ? * 2").next(from, ZoneOffset.UTC)).isEqualTo("2025-06-17T12:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', nullValues = "-", textBlock = """
            0 12 * * ?            | expression   | 11 | 6 fields | 5 fields | Quartz needs a second
            0 0 12 * * ? 2030 x   | expression   | 19 | 6 fields | 8 fields | -
            0 0 12 * * *          | day of week  | 12 | '?' in one of the two day fields | * | cannot combine
            0 0 12 1 * MON        | day of week  | 12 | '?' in one of the two day fields | MON | cannot combine
            0 0 12 ? * ?          | day of week  | 12 | '?' in one of the two day fields | ? in both | -
            0 ? 12 * * ?          | minute       | 3  | a value or * | ? | for the two day fields
            0 0 12 ? * 0          | day of week  | 12 | 1-7 | 0 | Sunday is 1
            0 0 12 ? * 8          | day of week  | 12 | 1-7 | 8 | Saturday 7
            0 0 24 * * ?          | hour         | 5  | 0-23 | 24 | midnight is 0
            0 0 12 30 2 ?         | day of month | 8  | a date that exists | day 30 | never fire
            0 0 12 ? * MONX       | day of week  | 12 | 1-7 or SUN-SAT | MONX | did you mean MON?
            @daily                | expression   | 7  | 6 fields | 1 field | -
            """)
    void refuses(String quartz, String field, int position, String expected, String got, String hint) {
        InvalidScheduleException refusal =
                catchThrowableOfType(InvalidScheduleException.class, () -> Cron.quartz(quartz));
        assertThat(refusal).as("refusal of '%s'", quartz).isNotNull();
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal.position()).isEqualTo(position);
        assertThat(refusal.expected()).contains(expected);
        assertThat(refusal.got()).contains(got);
        if (hint != null) {
            assertThat(refusal).hasMessageContaining(hint);
        }
    }

    /** Random expressions in both dialects: what Quartz counts from 1, the oracle's dialect counts from 0. */
    @Test
    void randomExpressionsFireAsTheirTranslationDoes() {
        Seed seed = Seed.fresh();
        Random random = seed.random("quartz");
        for (int i = 0; i < 400; i++) {
            String time = random.nextInt(60) + " " + random.nextInt(60) + " " + random.nextInt(24);
            String month = random.nextInt(3) == 0 ? "*" : 1 + random.nextInt(12) + "";
            String[] days = random.nextBoolean() ? daysOfMonth(random) : daysOfWeek(random);
            String quartz = time + " " + days[0] + " " + month + " " + days[1];
            String plain = time + " " + days[2] + " " + month + " " + days[3];
            try {
                checkDates(Cron.quartz(quartz), new CronOracle(plain), quartz + " " + seed);
            } catch (InvalidScheduleException e) {
                assertThat(e).as("'%s' (%s)", quartz, seed).hasMessageContaining("this would never fire");
            }
        }
    }

    /** Day of month and day of week for Quartz, then the same for the oracle. */
    private static String[] daysOfMonth(Random random) {
        int day = 1 + random.nextInt(31);
        String field = switch (random.nextInt(6)) {
            case 0 -> "L";
            case 1 -> "LW";
            case 2 -> "L-" + random.nextInt(28);
            case 3 -> day + "W";
            case 4 -> day + "/" + (1 + random.nextInt(10));
            default -> day + "";
        };
        return new String[] {field, "?", field, "*"};
    }

    private static String[] daysOfWeek(Random random) {
        int weekday = random.nextInt(7);
        int other = random.nextInt(7);
        int week = 1 + random.nextInt(5);
        return switch (random.nextInt(5)) {
            case 0 -> new String[] {"?", weekday + 1 + "L", "*", weekday + "L"};
            case 1 -> new String[] {"?", weekday + 1 + "#" + week, "*", weekday + "#" + week};
            case 2 -> new String[] {"?", weekday + 1 + "-" + (other + 1), "*", weekday + "-" + other};
            case 3 -> new String[] {"?", weekday + 1 + "," + (other + 1), "*", weekday + "," + other};
            default -> new String[] {"?", weekday + 1 + "/2", "*", weekday + "-6/2"};
        };
    }

    private static void checkDates(Cron cron, CronOracle oracle, String what) {
        LocalDate first = LocalDate.of(2023, 12, 31);
        List<LocalDate> expected = first.datesUntil(LocalDate.of(2026, 1, 1))
                .filter(oracle::matches)
                .toList();
        List<LocalDate> found = new ArrayList<>();
        Instant end = LocalDate.of(2026, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC);
        Instant at = first.atStartOfDay().toInstant(ZoneOffset.UTC).minusSeconds(1);
        for (Instant next = cron.next(at, ZoneOffset.UTC);
                next != null && next.isBefore(end);
                next = cron.next(next, ZoneOffset.UTC)) {
            found.add(LocalDate.ofInstant(next, ZoneOffset.UTC));
        }
        assertThat(found).as(what).isEqualTo(expected);
    }
}
