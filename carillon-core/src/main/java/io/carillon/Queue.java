package io.carillon;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A queue as it stood when it was read.
 *
 * @param name its name
 * @param config its options
 * @param pause why and until when it is paused; null when it is not
 */
public record Queue(
        String name, QueueConfig config, @Nullable Pause pause) {
    /**
     * A pause: nothing is claimed from the queue, running jobs go on.
     *
     * @param reason said by whoever paused it; may be empty
     * @param since when it began
     * @param until when it ends by itself; null for not by itself
     */
    public record Pause(
            String reason, Instant since, @Nullable Instant until) {}

    /** Whether nothing may be claimed at {@code now}. */
    public boolean isPaused(Instant now) {
        return pause != null && (pause.until() == null || pause.until().isAfter(now));
    }
}
