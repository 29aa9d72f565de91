package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.Schedule.Gap;
import io.carillon.schedule.Schedule.Overlap;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every type of schedule over the changes of many zones: all fires of the stretch, in both directions. */
class DaylightSavingTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # New York, 9 March 2025, 02:00-03:00 skipped
            America/New_York | cron    | 30 2 * * *   | - | - | 2025-03-09T06:00Z | 2025-03-09T08:00Z | 07:00
            America/New_York | cron    | 30 2 * * *   | skip | - | 2025-03-09T06:00Z | 2025-03-09T08:00Z | none
            America/New_York | cron    | */20 1-3 * * * | - | - | 2025-03-09T06:00Z | 2025-03-09T07:30Z | 06:00,06:20,06:40,07:00,07:20
            America/New_York | cron    | */20 2 * * * | - | - | 2025-03-09T06:00Z | 2025-03-09T08:00Z | none
            America/New_York | cron    | */20 2 * * * | run_after | - | 2025-03-09T06:00Z | 2025-03-09T08:00Z | 07:00
            America/New_York | daily   | 02:00        | - | - | 2025-03-09T06:00Z | 2025-03-09T08:00Z | 07:00
            America/New_York | daily   | 02:59:59     | - | - | 2025-03-09T06:00Z | 2025-03-09T08:00Z | 07:00
            America/New_York | daily   | 03:00        | - | - | 2025-03-09T06:00Z | 2025-03-09T08:00Z | 07:00
            America/New_York | daily   | 01:59:59     | - | - | 2025-03-09T06:00Z | 2025-03-09T08:00Z | 06:59:59
            America/New_York | weekly  | SUN 02:30    | - | - | 2025-03-09T06:00Z | 2025-03-09T08:00Z | 07:00
            America/New_York | weekly  | SUN 02:30    | skip | - | 2025-03-09T06:00Z | 2025-03-09T08:00Z | none
            America/New_York | weekly  | SAT 02:30    | - | - | 2025-03-09T06:00Z | 2025-03-09T08:00Z | none
            America/New_York | monthly | 9 02:30      | - | - | 2025-03-09T06:00Z | 2025-03-09T08:00Z | 07:00
            America/New_York | once    | 2025-03-09T02:30 | - | - | 2025-03-09T06:00Z | 2025-03-09T08:00Z | 07:00
            America/New_York | duration | 20m         | skip | once | 2025-03-09T06:30Z | 2025-03-09T07:31Z | 06:50,07:10,07:30
            # New York, 2 November 2025, 01:00-02:00 twice
            America/New_York | cron    | 30 1 * * *   | - | - | 2025-11-02T05:00Z | 2025-11-02T07:30Z | 05:30
            America/New_York | cron    | 30 1 * * *   | - | both | 2025-11-02T05:00Z | 2025-11-02T07:30Z | 05:30,06:30
            America/New_York | cron    | 30 * * * *   | - | - | 2025-11-02T05:00Z | 2025-11-02T07:30Z | 05:30,06:30
            America/New_York | cron    | 30 * * * *   | - | once | 2025-11-02T05:00Z | 2025-11-02T07:31Z | 05:30,07:30
            America/New_York | cron    | 0 1,2 * * *  | - | - | 2025-11-02T05:00Z | 2025-11-02T07:30Z | 05:00,07:00
            America/New_York | cron    | 0 1,2 * * *  | - | both | 2025-11-02T05:00Z | 2025-11-02T07:30Z | 05:00,06:00,07:00
            America/New_York | daily   | 01:59:59     | - | - | 2025-11-02T05:00Z | 2025-11-02T07:30Z | 05:59:59
            America/New_York | daily   | 01:00        | - | both | 2025-11-02T05:00Z | 2025-11-02T07:30Z | 05:00,06:00
            America/New_York | daily   | 02:00        | - | - | 2025-11-02T05:00Z | 2025-11-02T07:30Z | 07:00
            America/New_York | weekly  | SUN 01:30    | - | both | 2025-11-02T05:00Z | 2025-11-02T07:30Z | 05:30,06:30
            America/New_York | monthly | 2 01:30      | - | - | 2025-11-02T05:00Z | 2025-11-02T07:30Z | 05:30
            America/New_York | once    | 2025-11-02T01:30 | - | both | 2025-11-02T05:00Z | 2025-11-02T07:30Z | 05:30
            # Lord Howe: half an hour, skipped 02:00-02:30 on 5 October 2025, twice 01:30-02:00 on 6 April 2025
            Australia/Lord_Howe | cron | 15 2 * * *   | - | - | 2025-10-04T15:00Z | 2025-10-04T17:00Z | 15:30
            Australia/Lord_Howe | cron | 0,40 2 * * * | - | - | 2025-10-04T15:00Z | 2025-10-04T17:00Z | 15:30,15:40
            Australia/Lord_Howe | cron | 15,45 * * * * | - | - | 2025-10-04T15:00Z | 2025-10-04T17:00Z | 15:15,15:45,16:15,16:45
            Australia/Lord_Howe | cron | 45 1 * * *   | - | - | 2025-04-05T14:00Z | 2025-04-05T16:00Z | 14:45
            Australia/Lord_Howe | cron | 45 * * * *   | - | - | 2025-04-05T14:00Z | 2025-04-05T16:30Z | 14:45,15:15,16:15
            # Santiago: skipped at midnight 00:00-01:00 on 7 September 2025, twice 23:00-24:00 on 5 April 2025
            America/Santiago | daily   | 00:00        | - | - | 2025-09-07T03:00Z | 2025-09-07T06:00Z | 04:00
            America/Santiago | cron    | 30 0 7 9 *   | - | - | 2025-09-07T03:00Z | 2025-09-07T06:00Z | 04:00
            America/Santiago | cron    | 30 0 7 9 *   | skip | - | 2025-09-07T03:00Z | 2025-09-07T06:00Z | none
            America/Santiago | daily   | 23:30        | - | - | 2025-04-06T02:00Z | 2025-04-06T05:00Z | 02:30
            America/Santiago | cron    | 0 23 L-25 4 * | - | both | 2025-04-06T02:00Z | 2025-04-06T05:00Z | 02:00,03:00
            # Cairo: midnight again, skipped 00:00-01:00 on 25 April 2025
            Africa/Cairo     | daily   | 00:00        | - | - | 2025-04-24T21:00Z | 2025-04-24T23:30Z | 22:00
            Africa/Cairo     | weekly  | FRI 00:30    | - | - | 2025-04-24T21:00Z | 2025-04-24T23:30Z | 22:00
            # Casablanca: back for Ramadan on 23 February 2025, 02:00-03:00 twice; forth on 6 April, 02:00-03:00 skipped
            Africa/Casablanca | daily  | 02:30        | - | - | 2025-02-23T01:00Z | 2025-02-23T04:00Z | 01:30
            Africa/Casablanca | daily  | 02:30        | - | both | 2025-02-23T01:00Z | 2025-02-23T04:00Z | 01:30,02:30
            Africa/Casablanca | daily  | 02:30        | - | - | 2025-04-06T01:00Z | 2025-04-06T04:00Z | 02:00
            # Dublin: winter is the exception there, 01:00-02:00 skipped on 30 March 2025, twice on 26 October 2025
            Europe/Dublin    | daily   | 01:30        | - | - | 2025-03-30T00:00Z | 2025-03-30T03:00Z | 01:00
            Europe/Dublin    | cron    | 30 1 * * *   | - | both | 2025-10-26T00:00Z | 2025-10-26T03:00Z | 00:30,01:30
            # Chatham: +12:45, 02:45-03:45 skipped on 28 September 2025
            Pacific/Chatham  | daily   | 03:00        | - | - | 2025-09-27T13:00Z | 2025-09-27T16:00Z | 14:00
            Pacific/Chatham  | cron    | 0 * * * *    | - | - | 2025-09-27T12:30Z | 2025-09-27T16:00Z | 13:15,14:15,15:15
            # Apia: 30 December 2011 never was
            Pacific/Apia     | daily   | 12:00        | - | - | 2011-12-29T00:00Z | 2011-12-31T00:00Z | 2011-12-29T22:00,2011-12-30T10:00,2011-12-30T22:00
            Pacific/Apia     | daily   | 12:00        | skip | - | 2011-12-29T00:00Z | 2011-12-31T00:00Z | 2011-12-29T22:00,2011-12-30T22:00
            Pacific/Apia     | cron    | 0 */6 * * *  | - | - | 2011-12-30T05:00Z | 2011-12-30T17:00Z | 10:00,16:00
            Pacific/Apia     | weekly  | FRI 09:00    | - | - | 2011-12-29T00:00Z | 2012-01-01T00:00Z | 2011-12-30T10:00
            Pacific/Apia     | monthly | 30 09:00     | - | - | 2011-12-29T00:00Z | 2012-01-01T00:00Z | 2011-12-30T10:00
            Pacific/Apia     | once    | 2011-12-30T18:00 | - | - | 2011-12-29T00:00Z | 2012-01-01T00:00Z | 2011-12-30T10:00
            Pacific/Apia     | monthly | L 12:00      | - | - | 2011-12-29T00:00Z | 2012-01-01T00:00Z | 2011-12-30T22:00
            # UTC has no such days
            UTC              | daily   | 02:30        | skip | both | 2025-03-09T00:00Z | 2025-03-10T00:00Z | 02:30
            """)
    void firesAt(
            String zone,
            String type,
            String expression,
            String gap,
            String overlap,
            String from,
            String to,
            String fires) {
        Schedule schedule = Schedule.parse(type, expression).zone(ZoneId.of(zone));
        schedule = schedule.gap(gap == null ? null : Gap.valueOf(gap.toUpperCase(Locale.ROOT)));
        schedule = schedule.overlap(overlap == null ? null : Overlap.valueOf(overlap.toUpperCase(Locale.ROOT)));
        Instant first = OffsetDateTime.parse(from).toInstant();
        Instant last = OffsetDateTime.parse(to).toInstant();
        List<Instant> expected = instants(fires, from.substring(0, 11));
        assertThat(schedule.simulate(first, last)).isEqualTo(expected);
        if (!type.equals("duration")) {
            assertThat(backwards(schedule, first, last)).isEqualTo(expected);
        }
    }

    /** Times of the day of {@code date}, or with a date of their own. */
    private static List<Instant> instants(String list, String date) {
        if (list.equals("none")) {
            return List.of();
        }
        return Arrays.stream(list.split(","))
                .map(text -> OffsetDateTime.parse((text.contains("T") ? text : date + text) + "Z"))
                .map(OffsetDateTime::toInstant)
                .toList();
    }

    private static List<Instant> backwards(Schedule schedule, Instant first, Instant last) {
        List<Instant> fires = new ArrayList<>();
        Instant at = schedule.previous(last);
        while (at != null && !at.isBefore(first)) {
            fires.addFirst(at);
            at = schedule.previous(at);
        }
        return fires;
    }

    @Test
    void aDayHasOneFireOfEachFixedTimeWhateverTheClocksDo() {
        for (String id : List.of("America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca")) {
            ZoneId zone = ZoneId.of(id);
            Instant from = Instant.parse("2025-01-01T12:00:00Z");
            Instant to = Instant.parse("2026-01-01T12:00:00Z");
            for (String time : List.of("00:00", "00:30", "01:30", "02:00", "02:15", "02:30", "03:00", "23:30")) {
                assertThat(Schedule.daily(time).zone(zone).simulate(from, to))
                        .as("%s %s", id, time)
                        .hasSize(365);
            }
            assertThat(Schedule.cron("*/15 * * * *").zone(zone).simulate(from, to))
                    .hasSize(365 * 96);
        }
    }
}
