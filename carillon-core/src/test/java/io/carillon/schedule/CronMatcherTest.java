package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronMatcherTest {

    @Test
    void matchesWhatTheOracleMatches() {
        Seed seed = Seed.fresh();
        Random random = seed.random("matches");
        RandomCron crons = new RandomCron(random);
        for (int i = 0; i < 300; i++) {
            String expression = crons.expression();
            CronOracle oracle = new CronOracle(expression);
            CronMatcher matcher = CronParser.parse(expression).fields().matcher();
            for (int j = 0; j < 300; j++) {
                LocalDateTime local = LocalDateTime.of(2020, 1, 1, 0, 0).plusSeconds(random.nextInt(400_000_000));
                assertThat(matcher.matches(local.toEpochSecond(ZoneOffset.UTC)))
                        .as("'%s' at %s (%s)", expression, local, seed)
                        .isEqualTo(oracle.matches(local));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # what is matched without a break around 2025-06-13T12:00 (a Friday)
            0 12 * * *          | 2025-06-13T12:00:00 | 2025-06-13T12:01:00
            0-29 12 * * *       | 2025-06-13T12:00:00 | 2025-06-13T12:30:00
            * 12 * * *          | 2025-06-13T12:00:00 | 2025-06-13T13:00:00
            * 8-17 * * *        | 2025-06-13T08:00:00 | 2025-06-13T18:00:00
            * * 13 * *          | 2025-06-13T00:00:00 | 2025-06-14T00:00:00
            * * 10-20 * *       | 2025-06-10T00:00:00 | 2025-06-21T00:00:00
            * * * 6 *           | 2025-06-01T00:00:00 | 2025-07-01T00:00:00
            * * * * MON-FRI     | 2025-06-09T00:00:00 | 2025-06-14T00:00:00
            * * * * * * 2025    | 2025-01-01T00:00:00 | 2026-01-01T00:00:00
            0 0 12 * * *        | 2025-06-13T12:00:00 | 2025-06-13T12:00:01
            0-9 * 12 * * *      | 2025-06-13T12:00:00 | 2025-06-13T12:00:10
            * * * * *           | - | -
            * * 1-31 * MON      | - | -
            """)
    void aRunIsAllThatMatchesWithoutABreak(String expression, LocalDateTime start, LocalDateTime end) {
        CronMatcher matcher = Cron.parse(expression).matcherOfStretches();
        long at = LocalDateTime.of(2025, 6, 13, 12, 0).toEpochSecond(ZoneOffset.UTC);
        assertThat(matcher.matches(at)).isTrue();
        long noStart = CronMatcher.NEVER_BEFORE;
        long noEnd = CronMatcher.NEVER_AGAIN;
        assertThat(matcher.startOfRun(at)).isEqualTo(start == null ? noStart : start.toEpochSecond(ZoneOffset.UTC));
        assertThat(matcher.endOfRun(at)).isEqualTo(end == null ? noEnd : end.toEpochSecond(ZoneOffset.UTC));
    }

    @Test
    void theEndsOfTimeAreKept() {
        CronMatcher matcher = Cron.parse("* * * * * *").matcher();
        assertThat(matcher.next(CronMatcher.MIN - 5)).isEqualTo(CronMatcher.MIN);
        assertThat(matcher.next(CronMatcher.MAX)).isEqualTo(CronMatcher.MAX);
        assertThat(matcher.next(CronMatcher.MAX + 1)).isEqualTo(CronMatcher.NEVER_AGAIN);
        assertThat(matcher.previous(CronMatcher.MAX + 5)).isEqualTo(CronMatcher.MAX);
        assertThat(matcher.previous(CronMatcher.MIN)).isEqualTo(CronMatcher.MIN);
        assertThat(matcher.previous(CronMatcher.MIN - 1)).isEqualTo(CronMatcher.NEVER_BEFORE);
        CronMatcher weekly = Cron.parse("0 0 * * MON").matcher();
        assertThat(weekly.next(CronMatcher.MAX - 10)).isEqualTo(CronMatcher.NEVER_AGAIN);
        assertThat(weekly.previous(CronMatcher.MIN + 10)).isEqualTo(CronMatcher.NEVER_BEFORE);
        CronMatcher yearly = Cron.parse("0 0 1 6 *").matcher();
        assertThat(yearly.next(CronMatcher.MAX - 10)).isEqualTo(CronMatcher.NEVER_AGAIN);
        assertThat(yearly.previous(CronMatcher.MIN + 10)).isEqualTo(CronMatcher.NEVER_BEFORE);
    }
}
