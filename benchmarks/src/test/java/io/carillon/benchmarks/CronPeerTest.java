package io.carillon.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.Cron;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.scheduling.support.CronExpression;

/** A comparison is worth something only if both give the same fires. */
class CronPeerTest {

    @ParameterizedTest
    @MethodSource("io.carillon.benchmarks.CronBenchmark#expressions")
    void bothFindTheSameFires(String expression) {
        Cron cron = Cron.parse(expression);
        CronExpression spring = CronExpression.parse(expression);
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            Instant from = Instant.parse("2020-01-01T00:00:00Z").plusSeconds(random.nextInt(400_000_000));
            ZonedDateTime theirs = spring.next(from.atZone(ZoneOffset.UTC));
            assertThat(theirs).isNotNull();
            assertThat(cron.next(from, ZoneOffset.UTC)).as("from %s", from).isEqualTo(theirs.toInstant());
        }
    }
}
