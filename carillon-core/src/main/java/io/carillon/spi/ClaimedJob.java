package io.carillon.spi;

import io.carillon.JobSpec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job that a node holds.
 *
 * @param spec what was asked for
 * @param fence grows with each claim of this job; settles and checkpoints must name it
 * @param attempt number of the attempt that begins, from 1
 * @param due when the job was due
 * @param checkpoint JSON text an earlier attempt left; null for none
 * @param crashes nodes that died while they ran this job
 * @param strikes of those, the ones proven to be the job's own doing
 */
public record ClaimedJob(
        JobSpec spec,
        long fence,
        int attempt,
        Instant due,
        @Nullable String checkpoint,
        int crashes,
        int strikes) {
    /** When this job may run again if it is handed back: now, but never before it was due. */
    public Instant dueAgain(Instant now) {
        return due.isAfter(now) ? due : now;
    }
}
