package io.carillon;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of a job's log.
 *
 * @param jobId the job
 * @param seq grows within the job, over all its attempts, with gaps; a reader asks for what follows the last it saw
 * @param attempt attempt that wrote it, from 1
 * @param at when
 * @param level severity
 * @param stream {@code stdout} or {@code stderr} for captured output, null for log calls
 * @param message the text, without line end
 */
public record LogLine(
        String jobId,
        long seq,
        int attempt,
        Instant at,
        Level level,
        @Nullable String stream,
        String message) {
    /** Severity of a line. */
    public enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** The name as the outside sees it, for example {@code warn}. */
        public String label() {
            return label;
        }
    }
}
