package io.carillon.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.examples.demo.ZoneHistory.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZoneHistoryTest {
    private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2025-01-01T00:00:00Z");

    @Test
    void a_history_has_a_stretch_between_every_two_changes() {
        assertThat(ZoneHistory.of(ZoneId.of("Europe/Berlin"), FROM, TO).stretches())
                .containsExactly(
                        new Stretch(FROM, 3600, 0),
                        new Stretch(Instant.parse("2024-03-31T01:00:00Z"), 7200, 3600),
                        new Stretch(Instant.parse("2024-10-27T01:00:00Z"), 3600, 0));
        assertThat(ZoneHistory.of(ZoneId.of("UTC"), FROM, TO).stretches()).containsExactly(new Stretch(FROM, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin", "Africa/Casablanca", "Asia/Kathmandu", "Australia/Lord_Howe"})
    void what_is_printed_can_be_read(String zone) {
        ZoneHistory history = ZoneHistory.of(ZoneId.of(zone), Census.FROM, Census.TO);
        assertThat(ZoneHistory.parse(history.print().lines().toList())).isEqualTo(history);
    }

    @Test
    void half_a_history_is_none() {
        List<String> lines = ZoneHistory.of(ZoneId.of("Europe/Berlin"), FROM, TO)
                .print()
                .lines()
                .toList();
        for (int i = 0; i < lines.size(); i++) {
            List<String> part = lines.subList(0, i);
            assertThatThrownBy(() -> ZoneHistory.parse(part)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> ZoneHistory.parse(List.of("hello"))).hasMessageContaining("hello");
    }

    @Test
    void facts_are_what_the_almanac_says() {
        assertThat(facts("Asia/Kathmandu"))
                .isEqualTo(new ZoneFacts("Asia/Kathmandu", 0, 0, List.of(345), List.of(), 0));
        ZoneFacts berlin = facts("Europe/Berlin");
        assertThat(berlin.changes()).isEqualTo(20);
        assertThat(berlin.offsets()).containsExactly(60, 120);
        assertThat(berlin.jumps()).containsExactly(60);
        assertThat(berlin.savingHours()).isBetween(50_000L, 53_000L);
        assertThat(berlin.shortestDays()).isBetween(145L, 155L);
        assertThat(facts("Australia/Lord_Howe").jumps()).containsExactly(30);
        assertThat(facts("Africa/Casablanca").shortestDays()).isBetween(28L, 40L);
        assertThat(facts("Antarctica/Troll").jumps()).contains(120);
    }

    @Test
    void regions_are_what_stands_in_front_of_the_slash() {
        assertThat(facts("America/Argentina/Ushuaia").region()).isEqualTo("America");
        assertThat(facts("UTC").region()).isEqualTo("(none)");
    }

    @Test
    void the_stretches_of_a_history_cover_it() {
        ZoneHistory history = ZoneHistory.of(ZoneId.of("Africa/Casablanca"), FROM, TO);
        assertThat(history.stretches().getFirst().start()).isEqualTo(FROM);
        assertThat(Duration.between(history.stretches().getLast().start(), history.end()))
                .isPositive();
        assertThat(history.stretches()).isSortedAccordingTo((a, b) -> a.start().compareTo(b.start()));
    }

    private static ZoneFacts facts(String zone) {
        return ZoneFacts.of(zone, ZoneHistory.of(ZoneId.of(zone), Census.FROM, Census.TO));
    }
}
