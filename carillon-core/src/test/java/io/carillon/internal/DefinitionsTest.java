package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.JobRequest;
import io.carillon.RetryPolicy;
import io.carillon.RetryPolicy.Backoff;
import io.carillon.ScheduleDefinition;
import io.carillon.ScheduleDefinition.Misfire;
import io.carillon.ScheduleDefinition.Overlap;
import io.carillon.internal.Definitions.Plan;
import io.carillon.schedule.Calendar;
import io.carillon.schedule.Schedule;
import io.carillon.spi.ScheduleStore.Entry;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionsTest {
    private static final Instant NOW = Instant.parse("2030-05-06T07:08:09.123456Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static final Map<String, Object> PARAMS = Map.of("n", new BigDecimal("1.10"));

    private final Definitions definitions = new Definitions(BERLIN);

    private static ScheduleDefinition daily() {
        return ScheduleDefinition.of("nightly", Schedule.daily("02:00"), JobRequest.named("backup", null));
    }

    private Entry stored(ScheduleDefinition definition, String params) {
        String task = definition.job().task() != null ? definition.job().task() : "shell";
        String text = definitions.write(definitions.plan(definition, NOW, task, params));
        return entry(definition.name(), text, definition.enabled());
    }

    private static Entry entry(String name, String text, boolean enabled) {
        return new Entry(name, text, "rule", enabled, null, null, null, null, 0, NOW, 1);
    }

    @Test
    void the_least_definition_has_the_least_text() {
        assertThat(stored(daily(), "{}").definition())
                .isEqualTo(
                        "{\"rule\":{\"type\":\"daily\",\"expression\":\"02:00\"},"
                                + "\"anchoredAt\":\"2030-05-06T07:08:09.123456Z\",\"job\":{\"task\":\"backup\",\"params\":\"{}\"}}");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void any_definition_comes_back_as_it_was(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            ScheduleDefinition definition = RandomDefinitions.next(random);
            Plan read = new Definitions(BERLIN).read(stored(definition, "{\"n\":1.10}"));

            assertThat(read.definition())
                    .describedAs("seed %d, round %d", seed, round)
                    .isEqualTo(definition.job(definition.job().params(PARAMS)));
            assertThat(read.anchoredAt()).isEqualTo(NOW);
            assertThat(read.params()).isEqualTo("{\"n\":1.10}");
            assertThat(definitions.rule(read.definition())).isEqualTo(definitions.rule(definition));
        }
    }

    @Test
    void parameters_are_kept_to_the_letter_and_read_as_json_has_them() {
        Plan read =
                definitions.read(stored(daily(), "{\"rate\":0.10,\"big\":123456789012345678901,\"list\":[true,null]}"));

        assertThat(read.params()).isEqualTo("{\"rate\":0.10,\"big\":123456789012345678901,\"list\":[true,null]}");
        assertThat(read.definition().job().params())
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("rate", new BigDecimal("0.10"))
                .containsEntry("big", new BigInteger("123456789012345678901"));
    }

    @Test
    void a_command_keeps_the_task_it_stood_for() {
        ScheduleDefinition definition = daily().job(JobRequest.command("du -sh /var"));

        Plan read = definitions.read(stored(definition, "{}"));

        assertThat(read.task()).isEqualTo("shell");
        assertThat(read.definition().job().command()).isEqualTo("du -sh /var");
        assertThat(read.definition().job().task()).isNull();
    }

    @Test
    void the_zone_that_nobody_said_is_the_default_one_and_is_not_written_down() {
        Entry stored = stored(daily(), "{}");

        assertThat(definitions.read(stored).schedule().zone()).isEqualTo(BERLIN);
        assertThat(definitions.read(stored).definition().schedule().zone()).isNull();
        assertThat(new Definitions(ZoneId.of("UTC")).read(stored).schedule().zone())
                .isEqualTo(ZoneId.of("UTC"));
    }

    @Test
    void a_grid_begins_where_the_rule_was_put_unless_the_user_said_where() {
        ScheduleDefinition every = daily().schedule(Schedule.every(Duration.ofMinutes(5)));
        Instant anchor = Instant.parse("2030-01-01T00:00:01Z");

        assertThat(definitions.read(stored(every, "{}")).schedule().next(NOW)).isEqualTo(NOW.plusSeconds(300));
        Schedule own = definitions
                .read(stored(every.schedule(every.schedule().anchor(anchor)), "{}"))
                .schedule();
        assertThat(own.next(NOW)).isEqualTo("2030-05-06T07:10:01Z");
    }

    @Test
    void whether_it_is_enabled_is_said_beside_the_text() {
        String text = stored(daily(), "{}").definition();

        assertThat(definitions.read(entry("nightly", text, false)).definition().enabled())
                .isFalse();
        assertThat(definitions.read(entry("nightly", text, true)).definition().enabled())
                .isTrue();
    }

    @Test
    void what_a_newer_program_added_is_passed_over() {
        String text = stored(daily(), "{}")
                .definition()
                .replace("{\"type\"", "{\"moon\":\"full\",\"type\"")
                .replace("\"job\":{", "\"sla\":{\"p99\":3},\"job\":{\"gpu\":true,");

        assertThat(definitions.read(entry("nightly", text, true)).definition().schedule())
                .isEqualTo(Schedule.daily("02:00"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json",
                "{}",
                "null",
                "{\"anchoredAt\":\"2030-05-06T07:08:09Z\",\"job\":{\"params\":\"{}\",\"task\":\"t\"},"
                        + "\"rule\":{\"type\":\"lunar\",\"expression\":\"full\"}}",
                "{\"anchoredAt\":\"yesterday\",\"job\":{\"params\":\"{}\",\"task\":\"t\"},"
                        + "\"rule\":{\"type\":\"daily\",\"expression\":\"02:00\"}}",
                "{\"anchoredAt\":\"2030-05-06T07:08:09Z\",\"job\":{\"task\":\"t\"},"
                        + "\"rule\":{\"type\":\"daily\",\"expression\":\"02:00\"}}",
                "{\"anchoredAt\":\"2030-05-06T07:08:09Z\",\"job\":{\"params\":\"{\",\"task\":\"t\"},"
                        + "\"rule\":{\"type\":\"daily\",\"expression\":\"02:00\"}}"
            })
    void what_cannot_be_read_is_named(String text) {
        assertThatThrownBy(() -> definitions.read(entry("nightly", text, true)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("schedule 'nightly'", "put the schedule again");
    }

    @Test
    void a_text_is_read_once_until_it_changes() {
        Entry stored = stored(daily(), "{}");
        Entry changed = stored(daily().description("changed"), "{}");

        assertThat(definitions.read(stored)).isSameAs(definitions.read(stored));
        assertThat(definitions.read(changed).definition().description()).isEqualTo("changed");
        assertThat(definitions.read(stored).definition().description()).isEmpty();
    }

    @Test
    void the_fingerprint_changes_with_everything_that_decides_fire_times() {
        Schedule plain = Schedule.cron("0 9 * * *");
        List<UnaryOperator<Schedule>> changes = List.of(
                s -> Schedule.cron("0 10 * * *"),
                s -> Schedule.daily("09:00"),
                s -> s.zone(ZoneId.of("Asia/Shanghai")),
                s -> s.startAt(NOW),
                s -> s.endAt(NOW),
                s -> s.maxRuns(3),
                s -> s.jitter(Duration.ofSeconds(5)),
                s -> s.gap(Schedule.Gap.SKIP),
                s -> s.overlap(Schedule.Overlap.BOTH),
                s -> s.except(Calendar.parse("SAT,SUN")),
                s -> s.anchor(NOW));
        List<String> rules = changes.stream()
                .map(change -> definitions.rule(daily().schedule(change.apply(plain))))
                .toList();

        assertThat(rules).doesNotHaveDuplicates().doesNotContain(definitions.rule(daily().schedule(plain)));
        assertThat(rules).allMatch(rule -> rule.matches("[0-9a-f]{32}"));
    }

    @Test
    void the_fingerprint_stays_with_everything_else() {
        String rule = definitions.rule(daily());

        assertThat(List.of(
                        daily().name("other"),
                        daily().job(JobRequest.named("other", Map.of("a", 1)).priority(9)),
                        daily().enabled(false),
                        daily().unique(false),
                        daily().overlap(Overlap.ALLOW),
                        daily().misfire(Misfire.SKIP),
                        daily().description("text").tags(Set.of("a")).source("yaml"),
                        daily().schedule(Schedule.daily("02:00").zone(BERLIN))))
                .extracting(definitions::rule)
                .containsOnly(rule);
        assertThat(new Definitions(ZoneId.of("UTC")).rule(daily())).isNotEqualTo(rule);
    }

    /** Definitions with every option there is, in all mixtures. */
    private static final class RandomDefinitions {
        private static final List<Schedule> RULES = List.of(
                Schedule.every(Duration.ofMillis(1_500)),
                Schedule.cron("*/5 8-18 * * MON-FRI"),
                Schedule.cron("@every 90s"),
                Schedule.daily("02:00:30"),
                Schedule.weekly("MON,FRI 09:00"),
                Schedule.monthly("L 23:30"),
                Schedule.once(Instant.parse("2031-01-01T00:00:00.5Z")),
                Schedule.once("2031-01-01T00:00"));

        static ScheduleDefinition next(Random random) {
            ScheduleDefinition definition = ScheduleDefinition.of(
                            "schedule-" + random.nextInt(1_000), schedule(random), job(random))
                    .enabled(random.nextBoolean())
                    .unique(random.nextBoolean())
                    .overlap(Overlap.values()[random.nextInt(4)])
                    .misfire(Misfire.values()[random.nextInt(3)]);
            return random.nextBoolean()
                    ? definition
                    : definition
                            .description("„Grüße“ \"\\\n\t")
                            .tags(Set.of("b", "a"))
                            .source("crontab");
        }

        private static Schedule schedule(Random random) {
            Schedule schedule = RULES.get(random.nextInt(RULES.size()));
            schedule = random.nextBoolean() ? schedule : schedule.zone(ZoneId.of("Pacific/Chatham"));
            schedule = random.nextBoolean() ? schedule : schedule.startAt(NOW.minusSeconds(random.nextInt(1_000_000)));
            schedule = random.nextBoolean() ? schedule : schedule.endAt(NOW.plusSeconds(random.nextInt(1_000_000)));
            schedule = random.nextBoolean() ? schedule : schedule.anchor(NOW.minusNanos(random.nextInt(1_000_000)));
            schedule = random.nextBoolean() ? schedule : schedule.maxRuns(1 + random.nextInt(100));
            schedule = random.nextBoolean()
                    ? schedule
                    : schedule.jitter(Duration.ofNanos(1 + random.nextInt(100_000_000)));
            schedule = random.nextBoolean() ? schedule : schedule.gap(Schedule.Gap.values()[random.nextInt(2)]);
            schedule = random.nextBoolean() ? schedule : schedule.overlap(Schedule.Overlap.values()[random.nextInt(2)]);
            return random.nextBoolean()
                    ? schedule
                    : schedule.except(Calendar.parse("12-25,01-01"), Calendar.parse("cron: * 0-7 * * *"));
        }

        private static JobRequest job(Random random) {
            JobRequest job = random.nextBoolean() ? JobRequest.named("a:b", null) : JobRequest.command("echo 'a b'");
            job = random.nextBoolean() ? job : job.queue("high_priority");
            job = random.nextBoolean() ? job : job.priority(random.nextInt(10));
            job = random.nextBoolean() ? job : job.timeout(Duration.ofMillis(1 + random.nextInt(100_000)));
            job = random.nextBoolean() ? job : job.uniqueKey("key " + random.nextInt());
            job = random.nextBoolean() ? job : job.tags(Map.of("team", "ops", "x", ""));
            job = random.nextBoolean() ? job : job.retry(RetryPolicy.INHERIT.maxRetries(random.nextInt(10)));
            job = random.nextBoolean() ? job : job.retry(RetryPolicy.linear(Duration.ofMillis(random.nextInt(9_999))));
            return random.nextBoolean()
                    ? job
                    : job.retry(RetryPolicy.INHERIT
                            .backoff(Backoff.EXPONENTIAL)
                            .cap(Duration.ofHours(1))
                            .jitter(random.nextDouble()));
        }
    }
}
