package io.carillon.internal;

import io.carillon.internal.Runtime.Duty;
import java.time.Duration;
import java.time.Instant;

/** Forgets what is older than the retention: finished jobs with their logs, fire records. A little at a time. */
final class PruneLoop implements Duty {
    private static final int BATCH = 1_000;
    private static final Duration BETWEEN_BATCHES = Duration.ofMillis(50);
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(10);
    private static final Duration SHORTEST_SLEEP = Duration.ofSeconds(1);

    private final Env env;

    PruneLoop(Env env) {
        this.env = env;
    }

    @Override
    public Duration once() {
        Instant before = env.now().minus(env.timing().retention());
        boolean more = env.store().jobs().prune(before, BATCH) >= BATCH;
        more |= env.store().schedules().pruneFires(before, BATCH) >= BATCH;
        if (more) {
            return BETWEEN_BATCHES;
        }
        Duration some = env.timing().retention().dividedBy(10);
        Duration most = some.compareTo(LONGEST_SLEEP) < 0 ? some : LONGEST_SLEEP;
        return most.compareTo(SHORTEST_SLEEP) > 0 ? most : SHORTEST_SLEEP;
    }
}
