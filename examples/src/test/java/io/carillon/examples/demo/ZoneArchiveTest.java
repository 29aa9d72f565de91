package io.carillon.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.examples.demo.ZoneArchive.Pace;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZoneArchiveTest {
    private static final String NEAR = zone(false);
    private static final String FAR = zone(true);

    @Test
    void a_zone_is_answered_with_its_history() throws IOException {
        Pace pace = new Pace(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10));
        try (ZoneArchive archive = ZoneArchive.open(pace, Census.FROM, Census.TO)) {
            for (String zone : List.of(NEAR, FAR, "UTC")) {
                assertThat(archive.read(zone)).isEqualTo(ZoneHistory.of(ZoneId.of(zone), Census.FROM, Census.TO));
            }
            assertThatThrownBy(() -> archive.read("Nowhere/Land"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Nowhere/Land");
        }
    }

    @Test
    void what_is_far_away_times_out_once_and_is_there_later() {
        Pace pace = new Pace(Duration.ZERO, Duration.ofMillis(1500), Duration.ofMillis(300));
        try (ZoneArchive archive = ZoneArchive.open(pace, Census.FROM, Census.TO)) {
            assertThatThrownBy(() -> archive.read(FAR))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("the archive did not answer for " + FAR + " within 300 ms");
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> archive.read(FAR).stretches(), stretches -> !stretches.isEmpty());
        }
    }

    @Test
    void a_closed_archive_answers_nobody() {
        for (int i = 0; i < 50; i++) {
            ZoneArchive archive = ZoneArchive.open(Pace.USUAL, Census.FROM, Census.TO);
            archive.close();
            assertThatThrownBy(() -> archive.read(NEAR)).isInstanceOf(IOException.class);
        }
    }

    private static String zone(boolean far) {
        return ZoneId.getAvailableZoneIds().stream()
                .filter(zone -> ZoneArchive.isFar(zone) == far)
                .sorted()
                .findFirst()
                .orElseThrow();
    }
}
