package io.carillon;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it stood when it was read.
 *
 * @param definition what was asked for
 * @param nextRun next nominal instant, until it has come; null when it is exhausted or disabled
 * @param lastRun last instant that has come and was decided; null before the first
 * @param lastJob id of the last job it made by then; null before the first
 * @param runs instants it fired by then
 * @param createdAt when it was first put
 * @param version grows with each change and fire
 */
public record ScheduleInfo(
        ScheduleDefinition definition,
        @Nullable Instant nextRun,
        @Nullable Instant lastRun,
        @Nullable String lastJob,
        long runs,
        Instant createdAt,
        long version) {
    /** Its unique name. */
    public String name() {
        return definition.name();
    }
}
