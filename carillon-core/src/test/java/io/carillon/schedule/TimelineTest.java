package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimelineTest {

    @Test
    void segmentsSayWhatTheRulesOfTheZoneSay() {
        Seed seed = Seed.fresh();
        Random random = seed.random("segments");
        List<String> ids = new ArrayList<>(ZoneId.getAvailableZoneIds());
        for (int i = 0; i < 20_000; i++) {
            ZoneId zone = ZoneId.of(ids.get(random.nextInt(ids.size())));
            long at = random.nextLong(-4_000_000_000L, 8_000_000_000L);
            Timeline.Segment segment = Timeline.of(zone).at(at);
            ZoneRules rules = zone.getRules();
            Instant instant = Instant.ofEpochSecond(at);
            assertThat(segment.contains(at)).as("%s %s %s", zone, instant, seed).isTrue();
            assertThat(segment.offset())
                    .as("%s %s %s", zone, instant, seed)
                    .isEqualTo(seconds(rules.getOffset(instant)));
            ZoneOffsetTransition end = rules.nextTransition(instant);
            if (end == null) {
                assertThat(segment.end()).isEqualTo(Timeline.Segment.UNBOUNDED_END);
            } else {
                assertThat(segment.end()).isEqualTo(end.toEpochSecond());
            }
        }
    }

    private static int seconds(ZoneOffset offset) {
        return offset.getTotalSeconds();
    }

    @Test
    void aSegmentKnowsHowItBegan() {
        Timeline newYork = Timeline.of(ZoneId.of("America/New_York"));
        long spring = Instant.parse("2025-03-09T07:00:00Z").getEpochSecond();
        assertThat(newYork.at(spring).start()).isEqualTo(spring);
        assertThat(newYork.at(spring).beginsWithGap()).isTrue();
        assertThat(newYork.at(spring).beginsWithOverlap()).isFalse();
        assertThat(newYork.at(spring).offsetBefore()).isEqualTo(-5 * 3600);
        assertThat(newYork.at(spring - 1).end()).isEqualTo(spring);
        long autumn = Instant.parse("2025-11-02T06:00:00Z").getEpochSecond();
        assertThat(newYork.at(autumn).beginsWithOverlap()).isTrue();
        assertThat(newYork.at(autumn).offsetBefore()).isEqualTo(-4 * 3600);
    }

    @Test
    void aZoneIsBuiltOnceAndAFixedOffsetIsOneSegment() {
        assertThat(Timeline.of(ZoneId.of("Europe/Dublin"))).isSameAs(Timeline.of(ZoneId.of("Europe/Dublin")));
        Timeline.Segment fixed = Timeline.of(ZoneOffset.ofHours(3)).at(0);
        assertThat(fixed.offset()).isEqualTo(3 * 3600);
        assertThat(fixed).isEqualTo(Timeline.of(ZoneOffset.ofHours(3)).at(100_000_000_000L));
        assertThat(fixed.beginsWithGap() || fixed.beginsWithOverlap()).isFalse();
    }

    @Test
    void inventedZonesAreAnsweredAndDoNotPileUp() {
        for (int i = 0; i < 5_000; i++) {
            ZoneOffset offset = ZoneOffset.ofTotalSeconds(i + 1);
            assertThat(Timeline.of(ZoneId.ofOffset("UTC", offset)).at(0).offset())
                    .isEqualTo(i + 1);
        }
        assertThat(Timeline.zonesKept()).isLessThanOrEqualTo(1_000);
    }
}
