package io.carillon;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One past try of a job that did not complete it: failed, handed back, snoozed, lost to a crash. The completing attempt
 * is the job itself.
 *
 * @param attempt its number, from 1; attempts that did not count share a number with their successor
 * @param fence of its claim, which tells attempts apart
 * @param node that ran it
 * @param startedAt when the handler began
 * @param endedAt when it ended
 * @param outcome what came of it: {@code failed}, {@code retrying}, {@code released}, {@code cancelled}, {@code crashed}
 * @param error why; of a hand-back the reason given, under the type {@code released} or {@code crash}; may be null
 */
public record Attempt(
        int attempt,
        long fence,
        String node,
        Instant startedAt,
        Instant endedAt,
        String outcome,
        @Nullable Failure error) {}
