package io.carillon.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A stretch of time in a zone, walked in equal steps: what the clock on the wall showed at each instant, whether it had
 * shown it before, and what it skipped on the way. Fires are found by asking the oracle at every step.
 */
final class ZoneWindow {

    private final ZoneId zone;
    private final List<Step> steps = new ArrayList<>();

    private record Step(Instant instant, LocalDateTime local, boolean repeated, List<LocalDateTime> skipped) {}

    /** @param lead seconds to walk before {@code from}, so that repeated times are known as such */
    ZoneWindow(ZoneId zone, Instant from, Instant to, int lead, int stepSeconds) {
        this.zone = zone;
        Set<LocalDateTime> seen = new HashSet<>();
        LocalDateTime expected = null;
        for (Instant at = from.minusSeconds(lead); !at.isAfter(to); at = at.plusSeconds(stepSeconds)) {
            LocalDateTime local = LocalDateTime.ofInstant(at, zone);
            List<LocalDateTime> skipped = new ArrayList<>();
            for (LocalDateTime l = expected; l != null && l.isBefore(local); l = l.plusSeconds(stepSeconds)) {
                skipped.add(l);
            }
            boolean repeated = !seen.add(local);
            if (!at.isBefore(from)) {
                steps.add(new Step(at, local, repeated, skipped));
            }
            expected = local.plusSeconds(stepSeconds);
        }
    }

    ZoneId zone() {
        return zone;
    }

    List<Instant> instants() {
        return steps.stream().map(Step::instant).toList();
    }

    /** Every fire in the window, by the words of the contract. */
    List<Instant> fires(CronOracle cron, boolean afterGap, boolean twice) {
        List<Instant> fires = new ArrayList<>();
        for (Step step : steps) {
            boolean now = cron.matches(step.local()) && (twice || !step.repeated());
            boolean late = afterGap && step.skipped().stream().anyMatch(cron::matches);
            if (now || late) {
                fires.add(step.instant());
            }
        }
        return fires;
    }
}
