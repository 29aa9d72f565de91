package io.carillon.jdbc;

import io.carillon.JobSpec;
import io.carillon.RetryPolicy;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.NewJob;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs to and from columns. The order here is that of {@code {asked}} in {@link Sql}. */
final class JobRow {
    private JobRow() {}

    /** What was asked for, and when it is due: the columns of {@code {asked}}. */
    static NewJob asked(Row row) throws SQLException {
        UUID id = row.id();
        Instant due = row.instant();
        Instant createdAt = row.instant();
        int maxRetries = row.integer();
        int priority = row.integer();
        String queue = row.text();
        String task = row.text();
        String params = row.text();
        JobSpec spec = new JobSpec(
                id,
                task,
                row.optionalText(),
                queue,
                priority,
                params,
                createdAt,
                row.optionalDuration(),
                maxRetries,
                policy(row.optionalText()),
                row.optionalText(),
                row.optionalText(),
                row.optionalText(),
                row.optionalInstant(),
                row.optionalText());
        return new NewJob(spec, due);
    }

    /** A job from {@code {asked}, attempt, fence, crashes, strikes, checkpoint}. */
    static ClaimedJob claimed(Row row) throws SQLException {
        NewJob asked = asked(row);
        int attempt = row.integer();
        long fence = row.number();
        int crashes = row.integer();
        int strikes = row.integer();
        return new ClaimedJob(asked.spec(), fence, attempt, asked.due(), row.optionalText(), crashes, strikes);
    }

    private static @Nullable RetryPolicy policy(@Nullable String text) {
        return text == null ? null : RetryPolicy.parse(text);
    }

    /** Adds a job to rows of the shape {@link EnqueueJobs#NEW}. */
    static void add(Rows rows, NewJob job) {
        JobSpec spec = job.spec();
        RetryPolicy retry = spec.retry();
        rows.add(
                spec.id(),
                Micros.of(job.due()),
                Micros.of(spec.createdAt()),
                (long) spec.maxRetries(),
                (long) spec.priority(),
                spec.queue(),
                spec.task(),
                spec.params(),
                spec.command(),
                Micros.ofNullable(spec.timeout()),
                retry == null ? null : retry.text(),
                spec.uniqueKey(),
                spec.serialKey(),
                spec.schedule(),
                Micros.ofNullable(spec.fireTime()),
                spec.meta());
    }
}
