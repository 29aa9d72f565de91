package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.JobSpec;
import io.carillon.internal.Inquest.Finding;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Orphan;
import io.carillon.spi.Settlement.Failed;
import io.carillon.spi.Settlement.Released;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InquestTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private static Orphan orphan(String node, int crashes, int strikes) {
        return orphan(node, "default", crashes, strikes);
    }

    private static Orphan orphan(String node, String queue, int crashes, int strikes) {
        JobSpec spec = JobSpec.of(UUID.randomUUID(), "task", NOW).queue(queue).build();
        return new Orphan(new ClaimedJob(spec, 5, 1, NOW, null, crashes, strikes), node, NOW);
    }

    private static String text(Finding finding) {
        return switch (finding.outcome()) {
            case Released released -> released.why() + " " + released.crash();
            case Failed failed -> failed.error().type();
            default -> "?";
        };
    }

    private static List<String> judge(boolean complete, Orphan... orphans) {
        return Inquest.judge(List.of(orphans), complete, Set.of("a", "b"), NOW).stream()
                .map(InquestTest::text)
                .toList();
    }

    /** Crashes and strikes of the job, crashes of its neighbour (negative: it has none), what is found. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, -1, crashed SUSPECT",
        "0, 0,  0, crashed SUSPECT",
        "0, 0,  4, crashed SUSPECT",
        "1, 0, -1, crashed PROVEN",
        "1, 0,  0, crashed PROVEN",
        "1, 0,  1, crashed SUSPECT",
        "7, 0,  2, crashed SUSPECT",
        "2, 1,  0, crashed PROVEN",
        "3, 2,  1, crashed SUSPECT",
        "3, 2,  0, quarantine",
        "9, 2, -1, quarantine"
    })
    void only_a_single_suspect_is_blamed(int crashes, int strikes, int neighbour, String expected) {
        List<Orphan> orphans = new ArrayList<>(List.of(orphan("a", crashes, strikes)));
        if (neighbour >= 0) {
            orphans.add(orphan("a", neighbour, 0));
        }
        assertThat(judge(true, orphans.toArray(Orphan[]::new))).first().isEqualTo(expected);
    }

    @Test
    void each_dead_node_is_judged_by_itself() {
        assertThat(judge(true, orphan("a", 1, 0), orphan("b", 1, 0)))
                .containsExactly("crashed PROVEN", "crashed PROVEN");
    }

    @Test
    void a_node_of_which_not_all_is_known_is_left_for_the_next_batch_or_blamed_on_nobody() {
        assertThat(judge(false, orphan("a", 1, 0), orphan("b", 1, 0))).containsExactly("crashed PROVEN");
        assertThat(judge(false, orphan("a", 1, 0))).containsExactly("crashed SUSPECT");
    }

    @Test
    void where_nobody_knows_of_a_death_nobody_is_blamed() {
        assertThat(judge(true, orphan("gone", 2, 2))).containsExactly("lease lost NONE");
    }

    @Test
    void a_job_for_one_node_alone_ends_with_it() {
        assertThat(judge(true, orphan("a", "@node/a", 0, 0), orphan("gone", "@node/gone", 0, 0)))
                .containsExactly("crash", "crash");
    }

    @Test
    void a_job_alone_under_every_death_is_condemned_by_the_fourth_and_not_before() {
        int crashes = 0;
        int strikes = 0;
        List<String> found = new ArrayList<>();
        while (found.size() < 4) {
            String verdict = judge(true, orphan("a", crashes, strikes), orphan("a", 0, 0))
                    .getFirst();
            found.add(verdict);
            crashes++;
            strikes += verdict.endsWith("PROVEN") ? 1 : 0;
        }
        assertThat(found).containsExactly("crashed SUSPECT", "crashed PROVEN", "crashed PROVEN", "quarantine");
    }

    @Test
    void quarantine_takes_three_strikes_whoever_ran_beside() {
        for (int neighbours = 0; neighbours < 5; neighbours++) {
            List<Orphan> orphans = new ArrayList<>(Collections.nCopies(neighbours, orphan("a", 0, 0)));
            orphans.add(orphan("a", 3, Inquest.STRIKES - 1));
            assertThat(judge(true, orphans.toArray(Orphan[]::new))).last().isEqualTo("quarantine");
        }
    }
}
