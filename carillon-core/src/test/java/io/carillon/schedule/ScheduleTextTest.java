package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            duration | 30s                  | duration | 30s
            duration | " 5m "               | duration | 5m
            Duration | PT90S                | duration | PT90S
            duration | 90                   | duration | 90
            cron     | 0 9 * * mon-fri      | cron     | 0 9 * * MON-FRI
            cron     | @daily               | cron     | @daily
            cron     | @every 90s           | cron     | @every 90s
            cron     | " @EVERY   1h30m "   | cron     | @every 1h30m
            CRON     | 0 0 9 * * ? 2030     | cron     | 0 0 9 * * ? 2030
            daily    | 02:00                | daily    | 02:00
            daily    | 2:00                 | daily    | 02:00
            daily    | 14:30:15             | daily    | 14:30:15
            daily    | 14:30:00             | daily    | 14:30
            weekly   | mon,fri 9:00         | weekly   | MON,FRI 09:00
            weekly   | MON-WED,SAT 09:00    | weekly   | MON-WED,SAT 09:00
            weekly   | "7   09:00"          | weekly   | 7 09:00
            monthly  | 1 02:00              | monthly  | 1 02:00
            monthly  | l 23:30              | monthly  | L 23:30
            monthly  | 1,15,L-2 2:00        | monthly  | 1,15,L-2 02:00
            monthly  | 15w 02:00            | monthly  | 15W 02:00
            once     | 2030-01-31T08:00:00Z | once     | 2030-01-31T08:00:00Z
            once     | 2030-01-31t08:00z    | once     | 2030-01-31T08:00Z
            once     | 2030-01-31 08:00     | once     | 2030-01-31T08:00
            once     | 2030-01-31T08:00:30  | once     | 2030-01-31T08:00:30
            once     | 2030-01-31T08:00+08:00 | once   | 2030-01-31T08:00+08:00
            """)
    void givesBackItsTypeAndExpression(String type, String expression, String canonicalType, String canonical) {
        Schedule schedule = Schedule.parse(type, expression);
        assertThat(schedule.type()).isEqualTo(canonicalType);
        assertThat(schedule.expression()).isEqualTo(canonical);
        assertThat(Schedule.parse(schedule.type(), schedule.expression())).isEqualTo(schedule);
    }

    @Test
    void factoriesGiveTheSameText() {
        assertThat(Schedule.every(Duration.ofMinutes(90)).expression()).isEqualTo("1h30m");
        assertThat(Schedule.every(Duration.ofMinutes(90)).type()).isEqualTo("duration");
        assertThat(Schedule.once(Instant.EPOCH).expression()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(Schedule.cron(Cron.quartz("0 0 9 ? * 2")).expression()).isEqualTo("0 0 9 * * MON");
        assertThat(Schedule.monthly("L 23:30")).isEqualTo(Schedule.parse("monthly", "L 23:30"));
        assertThat(Schedule.cron("@every 5m").type()).isEqualTo("cron");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', nullValues = "-", textBlock = """
            dayly    | 02:00      | type         | 0 | duration, cron, daily, weekly, monthly, once | dayly | did you mean daily?
            ""       | 02:00      | type         | 0 | duration, cron | nothing | -
            interval | 5m         | type         | 0 | duration, cron | interval | -
            duration | 5x         | duration     | 2 | a unit | x | -
            duration | ""         | duration     | 1 | a duration | nothing | -
            duration | 0s         | duration     | 0 | a period of 1ms | 0s | -
            duration | 0.5ms      | duration     | 0 | a period of 1ms | 0.5ms | -
            duration | 200000d    | duration     | 1 | zero up to 100 years | 200000d | -
            duration | 02:00      | duration     | 3 | a unit | 02:00 | -
            cron     | @every     | duration     | 7 | a duration | nothing | -
            cron     | @every 5x  | duration     | 9 | a unit | x | -
            cron     | @every -5m | duration     | 8 | a duration | -5m | not negative
            cron     | @every0s   | expression   | 1 | @every and a duration | @every0s | -
            cron     | @every 0s  | duration     | 0 | a period of 1ms | 0s | -
            cron     | 60 * * * * | minute       | 1 | 0-59 | 60 | the full hour
            daily    | 24:00      | daily        | 1 | hours 0-23 | 24:00 | midnight is 00:00
            daily    | 12:60      | daily        | 4 | minutes 00-59 | 12:60 | -
            daily    | 12:30:61   | daily        | 7 | seconds 00-59 | 12:30:61 | -
            daily    | 2pm        | daily        | 1 | a time such as | 2pm | 14:00
            daily    | 14         | daily        | 1 | a time such as | 14 | did you mean 14:00?
            daily    | 9          | daily        | 1 | a time such as | 9 | did you mean 09:00?
            daily    | 12:5       | daily        | 1 | a time such as | 12:5 | -
            daily    | 12:00:00.5 | daily        | 1 | a time such as | 12:00:00.5 | whole seconds only
            daily    | ""         | daily        | 1 | a time such as | nothing | -
            daily    | MON 09:00  | daily        | 1 | a time such as | MON 09:00 | -
            weekly   | 09:00      | weekly       | 1 | weekdays and a time | 09:00 | which days?
            weekly   | MON        | weekly       | 1 | weekdays and a time | MON | -
            weekly   | MON 25:00  | weekly       | 5 | hours 0-23 | 25:00 | -
            weekly   | "MON   9:60" | weekly     | 9 | minutes | 9:60 | -
            weekly   | MONN 09:00 | day of week  | 1 | SUN-SAT | MONN | did you mean MON?
            weekly   | MON,8 09:00 | day of week | 5 | 0-7 | 8 | -
            weekly   | * 09:00    | weekly       | 1 | weekdays and a time | * | -
            weekly   | MON#2 09:00 | weekly      | 1 | weekdays and a time | MON#2 | -
            monthly  | 32 02:00   | day of month | 1 | 1-31 | 32 | the last day of a month is L
            monthly  | 1,0 02:00  | day of month | 3 | 1-31 | 0 | days count from 1
            monthly  | 02:00      | monthly      | 1 | days of the month and a time | 02:00 | which days?
            monthly  | */2 02:00  | monthly      | 1 | days of the month and a time | */2 | -
            monthly  | MON 02:00  | monthly      | 1 | days of the month and a time | MON | -
            once     | 2030-01-31 | once         | 1 | an instant such as | 2030-01-31 | add a time, such as 2030-01-31T00:00
            once     | 2030-02-30T08:00 | once   | 1 | an instant such as | 2030-02-30T08:00 | -
            once     | tomorrow   | once         | 1 | an instant such as | tomorrow | -
            once     | 08:00      | once         | 1 | an instant such as | 08:00 | -
            once     | ""         | once         | 1 | an instant such as | nothing | -
            once     | 2030-01-31T08:00[Asia/Shanghai] | once | 1 | an instant such as | Shanghai | -
            """)
    void refuses(String type, String expression, String field, int position, String expected, String got, String hint) {
        InvalidScheduleException refusal =
                catchThrowableOfType(InvalidScheduleException.class, () -> Schedule.parse(type, expression));
        assertThat(refusal).as("refusal of %s '%s'", type, expression).isNotNull();
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal.position()).as(refusal.getMessage()).isEqualTo(position);
        assertThat(refusal.expected()).contains(expected);
        assertThat(refusal.got()).contains(got);
        assertThat(refusal.getMessage()).contains("expected " + refusal.expected() + ", got " + refusal.got());
        if (position > 0) {
            assertThat(refusal.getMessage()).contains("at position " + position + ":");
        }
        if (hint != null) {
            assertThat(refusal).hasMessageContaining(hint);
        }
    }

    /** Whatever is typed: it is read and gives itself back, or is refused with a message. */
    @Test
    void noTextBreaksTheReader() {
        Seed seed = Seed.fresh();
        Random random = seed.random("noise");
        String[] types = {"duration", "cron", "daily", "weekly", "monthly", "once"};
        String[] pieces = {
            "1",
            "02",
            ":",
            "00",
            " ",
            "MON",
            "FRI",
            ",",
            "-",
            "L",
            "W",
            "@every ",
            "s",
            "h",
            "2030-01-01",
            "T",
            "Z",
            "*",
            "/"
        };
        for (int i = 0; i < 20_000; i++) {
            String type = types[random.nextInt(types.length)];
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(8); length >= 0; length--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            try {
                Schedule schedule = Schedule.parse(type, text.toString()).zone(ZoneOffset.UTC);
                assertThat(Schedule.parse(schedule.type(), schedule.expression())
                                .zone(ZoneOffset.UTC))
                        .as("%s '%s' (%s)", type, text, seed)
                        .isEqualTo(schedule);
                schedule.next(Instant.EPOCH, 3);
            } catch (InvalidScheduleException e) {
                assertThat(e).as("%s '%s' (%s)", type, text, seed).hasMessageContaining("expected");
            }
        }
    }
}
