package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the words of the contract mean, by example. */
class CronTest {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 9 * * *          | 2025-06-15T08:59:59Z | 2025-06-15T09:00:00Z
            0 9 * * *          | 2025-06-15T09:00:00Z | 2025-06-16T09:00:00Z
            */15 * * * *       | 2025-06-15T09:07:00Z | 2025-06-15T09:15:00Z
            5/15 * * * *       | 2025-06-15T09:51:00Z | 2025-06-15T10:05:00Z
            0 22-2 * * *       | 2025-06-15T02:00:00Z | 2025-06-15T22:00:00Z
            0 9 * * MON-FRI    | 2025-06-13T09:00:00Z | 2025-06-16T09:00:00Z
            0 9 * * FRI-MON    | 2025-06-09T09:00:00Z | 2025-06-13T09:00:00Z
            0 0 L * *          | 2024-02-01T00:00:00Z | 2024-02-29T00:00:00Z
            0 0 L-3 * *        | 2025-02-01T00:00:00Z | 2025-02-25T00:00:00Z
            0 0 15W * *        | 2025-06-01T00:00:00Z | 2025-06-16T00:00:00Z
            0 0 1W * *         | 2025-02-28T00:00:00Z | 2025-03-03T00:00:00Z
            0 0 31W * *        | 2025-08-01T00:00:00Z | 2025-08-29T00:00:00Z
            0 0 31W * *        | 2025-08-29T00:00:00Z | 2025-10-31T00:00:00Z
            0 0 LW * *         | 2025-05-01T00:00:00Z | 2025-05-30T00:00:00Z
            0 0 L-2W * *       | 2025-11-01T00:00:00Z | 2025-11-28T00:00:00Z
            0 0 * * FRIL       | 2025-06-01T00:00:00Z | 2025-06-27T00:00:00Z
            0 0 * * 5#2        | 2025-06-01T00:00:00Z | 2025-06-13T00:00:00Z
            0 0 * * MON#5      | 2025-04-01T00:00:00Z | 2025-06-30T00:00:00Z
            0 0 13 * FRI       | 2025-06-07T00:00:00Z | 2025-06-13T00:00:00Z
            0 0 13 * FRI       | 2025-07-11T00:00:00Z | 2025-07-13T00:00:00Z
            0 0 13 * *         | 2025-06-14T00:00:00Z | 2025-07-13T00:00:00Z
            0 0 13 * ?         | 2025-06-14T00:00:00Z | 2025-07-13T00:00:00Z
            0 0 */2 * MON      | 2025-06-02T00:00:00Z | 2025-06-09T00:00:00Z
            0 0 1-31 * MON     | 2025-06-02T00:00:00Z | 2025-06-03T00:00:00Z
            0 0 29 2 *         | 2025-01-01T00:00:00Z | 2028-02-29T00:00:00Z
            0 0 29 2 *         | 2097-01-01T00:00:00Z | 2104-02-29T00:00:00Z
            0 0 0 29 2 */7     | 2005-01-01T00:00:00Z | 2032-02-29T00:00:00Z
            0 0 ? 2 MON#5      | 2070-01-01T00:00:00Z | 2072-02-29T00:00:00Z
            0 0 ? 2 MON#5      | 2072-03-01T00:00:00Z | 2112-02-29T00:00:00Z
            30 0 9 1 1 ? 2030  | 2025-01-01T00:00:00Z | 2030-01-01T09:00:30Z
            """)
    void theNextFireIs(String expression, Instant after, Instant next) {
        assertThat(Cron.parse(expression).next(after, ZoneOffset.UTC)).isEqualTo(next);
        assertThat(Cron.parse(expression).previous(next.plusNanos(1), ZoneOffset.UTC))
                .isEqualTo(next);
    }

    /** New York: on 9 March 2025 02:00-03:00 is skipped, on 2 November 2025 01:00-02:00 comes twice. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # a fixed time that is skipped runs at the first instant after the gap, together with others of the gap
            30 2 * * *      | 2025-03-09T00:00-05:00 | 2025-03-09T03:00-04:00, 2025-03-10T02:30-04:00
            0,30 2 * * *    | 2025-03-09T00:00-05:00 | 2025-03-09T03:00-04:00, 2025-03-10T02:00-04:00
            30 2,3 * * *    | 2025-03-09T00:00-05:00 | 2025-03-09T03:00-04:00, 2025-03-09T03:30-04:00
            0 2,3 * * *     | 2025-03-09T00:00-05:00 | 2025-03-09T03:00-04:00, 2025-03-10T02:00-04:00
            15 30 2 9 3 ?   | 2025-03-09T00:00-05:00 | 2025-03-09T03:00-04:00, 2026-03-09T02:30:15-04:00
            # a fixed time that is repeated runs at its first occurrence
            30 1 * * *      | 2025-11-02T00:00-04:00 | 2025-11-02T01:30-04:00, 2025-11-03T01:30-05:00
            0,30 1 * * *    | 2025-11-02T01:00-04:00 | 2025-11-02T01:30-04:00, 2025-11-03T01:00-05:00
            30 1 * * *      | 2025-11-02T01:00-05:00 | 2025-11-03T01:30-05:00, 2025-11-04T01:30-05:00
            0 1-3 * * *     | 2025-11-02T01:00-04:00 | 2025-11-02T02:00-05:00, 2025-11-02T03:00-05:00
            # what begins with * follows real time
            */30 2 * * *    | 2025-03-09T00:00-05:00 | 2025-03-10T02:00-04:00, 2025-03-10T02:30-04:00
            */30 * * * *    | 2025-03-09T01:00-05:00 | 2025-03-09T01:30-05:00, 2025-03-09T03:00-04:00
            30 * * * *      | 2025-03-09T01:00-05:00 | 2025-03-09T01:30-05:00, 2025-03-09T03:30-04:00
            30 * * * *      | 2025-11-02T01:00-04:00 | 2025-11-02T01:30-04:00, 2025-11-02T01:30-05:00
            30 */1 * * *    | 2025-11-02T01:00-04:00 | 2025-11-02T01:30-04:00, 2025-11-02T01:30-05:00
            * 30 1 * * *    | 2025-11-02T01:30:58-04:00 | 2025-11-02T01:30:59-04:00, 2025-11-02T01:30-05:00
            0 30 * * * *    | 2025-11-02T01:00-04:00 | 2025-11-02T01:30-04:00, 2025-11-02T01:30-05:00
            # a 0 in the second does not begin with *, and 5 fields have no second
            0 30 1 * * *    | 2025-11-02T01:00-04:00 | 2025-11-02T01:30-04:00, 2025-11-03T01:30-05:00
            # a list that begins otherwise, or a range over everything, does not begin with * either
            30 0-23 * * *   | 2025-11-02T01:00-04:00 | 2025-11-02T01:30-04:00, 2025-11-02T02:30-05:00
            30 0,* * * *    | 2025-11-02T01:00-04:00 | 2025-11-02T01:30-04:00, 2025-11-02T02:30-05:00
            """)
    void whenTheClocksChangeInNewYork(String expression, String after, String expected) {
        Cron cron = Cron.parse(expression);
        ZonedDateTime at = ZonedDateTime.parse(after).withZoneSameInstant(NEW_YORK);
        for (String fire : expected.split(", ")) {
            ZonedDateTime next = cron.next(at);
            assertThat(next).isEqualTo(ZonedDateTime.parse(fire));
            assertThat(next.getOffset()).isEqualTo(ZonedDateTime.parse(fire).getOffset());
            at = next;
        }
    }

    /** Lord Howe changes by half an hour: on 5 October 2025 02:00-02:30 is skipped. */
    @Test
    void halfAnHourIsSkippedOnLordHowe() {
        ZoneId zone = ZoneId.of("Australia/Lord_Howe");
        Instant before = Instant.parse("2025-10-04T12:00:00Z");
        assertThat(Cron.parse("15 2 * * *").next(before, zone)).isEqualTo("2025-10-04T15:30:00Z");
        assertThat(Cron.parse("15 * * * *").next(Instant.parse("2025-10-04T15:00:00Z"), zone))
                .isEqualTo("2025-10-04T16:15:00Z");
    }

    /** In Apia 30 December 2011 never was: 31 December began right after the 29th. */
    @Test
    void theDayThatApiaLostRunsAtTheFirstInstantOfTheNext() {
        ZoneId zone = ZoneId.of("Pacific/Apia");
        Instant gap = Instant.parse("2011-12-30T10:00:00Z");
        Cron daily = Cron.parse("0 2 * * *");
        assertThat(fires(daily, zone, "2011-12-29T00:00:00Z", 4))
                .containsExactly(
                        Instant.parse("2011-12-29T12:00:00Z"),
                        gap,
                        Instant.parse("2011-12-30T12:00:00Z"),
                        Instant.parse("2011-12-31T12:00:00Z"));
        assertThat(Cron.parse("0 8 30 12 *").next(gap.minusSeconds(1), zone)).isEqualTo(gap);
        assertThat(Cron.parse("* 8 30 12 *").next(gap.minusSeconds(1), zone)).isEqualTo("2012-12-29T18:00:00Z");
    }

    private static List<Instant> fires(Cron cron, ZoneId zone, String from, int count) {
        List<Instant> fires = new ArrayList<>();
        Instant at = Instant.parse(from);
        for (int i = 0; i < count; i++) {
            at = cron.next(at, zone);
            fires.add(at);
        }
        return fires;
    }

    @Test
    void nextIsStrictlyAfterAndPreviousStrictlyBefore() {
        Cron cron = Cron.parse("* * * * * *");
        Instant second = Instant.parse("2025-06-15T12:00:00Z");
        assertThat(cron.next(second, ZoneOffset.UTC)).isEqualTo(second.plusSeconds(1));
        assertThat(cron.next(second.minusNanos(1), ZoneOffset.UTC)).isEqualTo(second);
        assertThat(cron.next(second.plusNanos(1), ZoneOffset.UTC)).isEqualTo(second.plusSeconds(1));
        assertThat(cron.previous(second, ZoneOffset.UTC)).isEqualTo(second.minusSeconds(1));
        assertThat(cron.previous(second.plusNanos(1), ZoneOffset.UTC)).isEqualTo(second);
        assertThat(cron.previous(second.minusNanos(1), ZoneOffset.UTC)).isEqualTo(second.minusSeconds(1));
    }

    @Test
    void beforeTheEpochItWorksToo() {
        Cron cron = Cron.parse("0 0 29 2 *");
        assertThat(cron.previous(Instant.EPOCH, ZoneOffset.UTC)).isEqualTo("1968-02-29T00:00:00Z");
        assertThat(cron.next(Instant.parse("1896-03-01T00:00:00Z"), ZoneOffset.UTC))
                .isEqualTo("1904-02-29T00:00:00Z");
    }

    @Test
    void thereIsAnEndToEverything() {
        Cron past = Cron.parse("0 0 0 1 1 * 2020");
        assertThat(past.next(Instant.parse("2025-01-01T00:00:00Z"), NEW_YORK)).isNull();
        assertThat(past.previous(Instant.parse("2025-01-01T00:00:00Z"), NEW_YORK))
                .isEqualTo("2020-01-01T05:00:00Z");
        assertThat(past.previous(Instant.parse("2019-01-01T00:00:00Z"), NEW_YORK))
                .isNull();
        Cron hourly = Cron.parse("@hourly");
        for (ZoneId zone : List.of(ZoneOffset.UTC, ZoneOffset.MIN, ZoneOffset.MAX, NEW_YORK)) {
            assertThat(hourly.next(Instant.MAX, zone)).isNull();
            assertThat(hourly.previous(Instant.MIN, zone)).isNull();
            assertThat(hourly.next(Instant.MIN, zone)).isBefore("0001-01-01T00:00:00Z");
            assertThat(hourly.previous(Instant.MAX, zone)).isAfter("9999-12-30T00:00:00Z");
            assertThat(Cron.parse("0 0 29 2 *").previous(Instant.MAX, zone)).isAfter("9996-02-28T00:00:00Z");
        }
    }

    @Test
    void theDateOfTheLastYearsIsFound() {
        Cron last = Cron.parse("59 59 23 31 12 ? 2099");
        Instant fire = Instant.parse("2100-01-01T04:59:59Z");
        assertThat(last.next(Instant.parse("2025-01-01T00:00:00Z"), NEW_YORK)).isEqualTo(fire);
        assertThat(last.previous(Instant.parse("2200-01-01T00:00:00Z"), NEW_YORK))
                .isEqualTo(fire);
        assertThat(last.next(fire, NEW_YORK)).isNull();
    }

    @Test
    void aZonedDateTimeKeepsItsZone() {
        ZonedDateTime noon = LocalDate.of(2025, 6, 15).atTime(12, 0).atZone(NEW_YORK);
        assertThat(Cron.parse("0 9 * * *").next(noon)).isEqualTo(noon.plusHours(21));
        assertThat(Cron.parse("0 9 * * *").previous(noon)).isEqualTo(noon.minusHours(3));
        assertThat(Cron.parse("0 0 0 1 1 * 2020").next(noon)).isNull();
        assertThat(Cron.parse("0 0 0 1 1 * 2030").previous(noon)).isNull();
    }

    @Test
    void offsetsOfAnyKindAreZonesToo() {
        Instant from = Instant.parse("2025-06-15T00:00:00Z");
        for (String zone : List.of("+05:45", "-03:30", "UTC+1", "GMT-12:34:56", "Etc/GMT+5", "Asia/Kathmandu")) {
            Instant next = Cron.parse("0 9 * * *").next(from, ZoneId.of(zone));
            assertThat(next.atZone(ZoneId.of(zone)).toLocalTime()).as(zone).hasToString("09:00");
        }
    }

    @Test
    void equalAreTheSameTexts() {
        assertThat(Cron.parse("0 9 * * mon"))
                .isEqualTo(Cron.parse(" 0  9 * * MON"))
                .hasSameHashCodeAs(Cron.parse("0 9 * * Mon"))
                .isNotEqualTo(Cron.parse("0 9 * * TUE"))
                .isNotEqualTo("0 9 * * MON");
    }

    /** All threads share the caches of the zones. */
    @Test
    void manyThreadsSearchAtOnce() throws Exception {
        List<Cron> crons = List.of(Cron.parse("*/7 * * * *"), Cron.parse("30 1,2 * * *"), Cron.parse("0 0 29 2 *"));
        List<ZoneId> zones = List.of(
                NEW_YORK, ZoneId.of("Europe/Dublin"), ZoneId.of("Africa/Casablanca"), ZoneId.of("Pacific/Chatham"));
        Callable<Long> work = () -> {
            long sum = 0;
            for (int i = 0; i < 20_000; i++) {
                Instant from = Instant.ofEpochSecond(1_000_000_000L + i * 77_777L);
                sum += crons.get(i % 3).next(from, zones.get(i % 4)).getEpochSecond() * (i + 1);
            }
            return sum;
        };
        long alone = work.call();
        Long[] sums = new Long[4];
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Long>> results = threads.invokeAll(List.of(work, work, work, work));
            for (int i = 0; i < results.size(); i++) {
                sums[i] = results.get(i).get();
            }
        }
        assertThat(Arrays.asList(sums)).containsOnly(alone);
    }
}
