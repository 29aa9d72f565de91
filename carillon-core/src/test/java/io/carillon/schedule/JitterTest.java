package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JitterTest {

    private static final Instant NOON = Instant.parse("2025-06-15T12:00:00Z");

    @Test
    void withoutJitterNothingMoves() {
        assertThat(Schedule.daily("12:00").jittered(NOON, "backup")).isEqualTo(NOON);
    }

    /** Written down once: a new version that computes another instant would fire twice or not at all in a mixed cluster. */
    @Test
    void theInstantIsTheSameInEveryVersionAndOnEveryMachine() {
        Schedule schedule = Schedule.daily("12:00").zone(ZoneOffset.UTC).jitter(Duration.ofMinutes(10));
        assertThat(schedule.jittered(NOON, "backup")).isEqualTo("2025-06-15T12:02:50.346Z");
        assertThat(schedule.jittered(NOON.plusSeconds(86_400), "backup")).isEqualTo("2025-06-16T12:01:32.215Z");
        assertThat(schedule.jittered(NOON, "\u62a5\u544a")).isEqualTo("2025-06-15T12:01:01.571Z");
        assertThat(schedule.jittered(NOON, "")).isEqualTo("2025-06-15T12:05:05.866Z");
    }

    @Test
    void staysBelowTheJitterAndBeforeTheNextFire() {
        Seed seed = Seed.fresh();
        Random random = seed.random("jitter");
        for (int i = 0; i < 5_000; i++) {
            Duration period = Duration.ofMillis(1 + random.nextInt(1 << (1 + random.nextInt(25))));
            Duration jitter = Duration.ofNanos(1 + random.nextLong(1L << (1 + random.nextInt(50))));
            Schedule schedule = Schedule.every(period).anchor(Instant.EPOCH).jitter(jitter);
            Instant nominal = schedule.next(NOON.plusSeconds(random.nextInt(1_000_000)));
            String name = "job-" + random.nextInt(1_000);
            Instant real = schedule.jittered(nominal, name);
            assertThat(real)
                    .as("%s with jitter %s of %s at %s (%s)", schedule, jitter, name, nominal, seed)
                    .isAfterOrEqualTo(nominal)
                    .isBefore(nominal.plus(jitter))
                    .isBefore(schedule.next(nominal))
                    .isEqualTo(schedule.jittered(nominal, name));
        }
    }

    @Test
    void theLastFireOfAllIsBoundByTheJitterAlone() {
        Schedule once = Schedule.once(NOON).jitter(Duration.ofHours(1));
        assertThat(once.jittered(NOON, "a"))
                .isBetween(NOON, NOON.plusSeconds(3_599).plusMillis(999));
    }

    @Test
    void namesAndInstantsSpreadEvenly() {
        Schedule schedule = Schedule.daily("12:00").zone(ZoneOffset.UTC).jitter(Duration.ofSeconds(100));
        int[] byName = new int[10];
        int[] byInstant = new int[10];
        for (int i = 0; i < 10_000; i++) {
            byName[tenth(schedule.jittered(NOON, "report-" + i), NOON)]++;
            Instant day = NOON.plusSeconds(86_400L * i);
            byInstant[tenth(schedule.jittered(day, "report"), day)]++;
        }
        for (int tenth = 0; tenth < 10; tenth++) {
            assertThat(byName[tenth]).isBetween(850, 1_150);
            assertThat(byInstant[tenth]).isBetween(850, 1_150);
        }
    }

    private static int tenth(Instant real, Instant nominal) {
        return (int) (Duration.between(nominal, real).toMillis() / 10_000);
    }

    @Test
    void everyPlaceOfASmallJitterIsUsed() {
        Schedule schedule = Schedule.daily("12:00").zone(ZoneOffset.UTC).jitter(Duration.ofMillis(3));
        Set<Instant> seen = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            seen.add(schedule.jittered(NOON, "n" + i));
        }
        assertThat(seen).containsExactlyInAnyOrder(NOON, NOON.plusMillis(1), NOON.plusMillis(2));
        Schedule tiny = schedule.jitter(Duration.ofNanos(1));
        assertThat(tiny.jittered(NOON, "n")).isEqualTo(NOON);
    }
}
