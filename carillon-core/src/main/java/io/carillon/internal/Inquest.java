package io.carillon.internal;

import io.carillon.Failure;
import io.carillon.spi.JobStore.Orphan;
import io.carillon.spi.Settlement.Crash;
import io.carillon.spi.Settlement.Failed;
import io.carillon.spi.Settlement.Outcome;
import io.carillon.spi.Settlement.Released;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out which of a dead node's jobs may have killed it. A pure function of all that ran there:
 *
 * <ul>
 *   <li>a job that was never under a dead node before becomes a suspect and runs again at once, like any other;
 *   <li>a suspect that was the only suspect on the node is proven to have killed it: a strike;
 *   <li>several suspects are not told apart; from the second crash on they run one at a time on a node
 *       ({@link ClaimLoop}), so that the next crash tells;
 *   <li>the third strike ends the job as failed, with type {@code quarantine}. Nothing of this costs a retry.
 * </ul>
 */
final class Inquest {
    static final int STRIKES = 3;

    private Inquest() {}

    /** What becomes of an orphan. */
    record Finding(Orphan orphan, Outcome outcome) {}

    /**
     * @param orphans all of one node before those of the next
     * @param complete whether these are all there are; otherwise the last node may have more
     * @param crashed nodes known to have died; the others left, or nobody can tell
     * @return a finding for each; without the last node when it may have more and is not the only one
     */
    static List<Finding> judge(List<Orphan> orphans, boolean complete, Set<String> crashed, Instant now) {
        Map<String, List<Orphan>> byNode = new LinkedHashMap<>();
        orphans.forEach(orphan ->
                byNode.computeIfAbsent(orphan.node(), node -> new ArrayList<>()).add(orphan));
        boolean whole = complete;
        if (!complete && byNode.size() > 1) {
            // They come with the next batch, together.
            byNode.remove(orphans.getLast().node());
            whole = true;
        }
        List<Finding> findings = new ArrayList<>();
        for (List<Orphan> group : byNode.values()) {
            boolean tellable =
                    whole && group.stream().filter(Inquest::isSuspect).count() == 1;
            for (Orphan orphan : group) {
                Outcome outcome =
                        crashed.contains(orphan.node()) ? judge(orphan, tellable, now) : handedBack(orphan, now);
                findings.add(new Finding(orphan, outcome));
            }
        }
        return findings;
    }

    /** Back to its queue without blame; a job that no other node may run has ended with its node. */
    static Outcome handedBack(Orphan orphan, Instant now) {
        return isPrivate(orphan)
                ? new Failed(Failure.of("crash", "node " + orphan.node() + ", which alone was to run it, is gone"))
                : new Released(orphan.job().dueAgain(now), "lease lost", Crash.NONE);
    }

    private static boolean isSuspect(Orphan orphan) {
        return orphan.job().crashes() > 0;
    }

    private static boolean isPrivate(Orphan orphan) {
        return orphan.job().spec().queue().startsWith(QueueDirectory.PRIVATE);
    }

    /** @param tellable whether a single suspect ran on the node */
    private static Outcome judge(Orphan orphan, boolean tellable, Instant now) {
        if (isPrivate(orphan)) {
            return handedBack(orphan, now);
        }
        if (!tellable || !isSuspect(orphan)) {
            return new Released(orphan.job().dueAgain(now), "crashed", Crash.SUSPECT);
        }
        int strikes = orphan.job().strikes() + 1;
        if (strikes < STRIKES) {
            return new Released(orphan.job().dueAgain(now), "crashed", Crash.PROVEN);
        }
        return new Failed(Failure.of(
                "quarantine",
                "%d nodes died while they ran this job and no other suspect (%d deaths in all); it is not run again by itself"
                        .formatted(strikes, orphan.job().crashes() + 1)));
    }
}
