package io.carillon.jdbc;

import io.carillon.JobSpec;
import io.carillon.RetryPolicy;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.NewJob;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Jobs to and from columns. The order here is that of {@code {asked}} in {@link Sql}. */
final class JobRow {
    /** The last columns of {@code {asked}}, which most jobs leave empty. */
    private static final List<String> RARE =
            List.of("command", "timeout", "retry", "unique_key", "serial_key", "schedule", "fire_time", "meta");

    private JobRow() {}

    /**
     * The columns that {@link #claimed(Row)} reads of a row on its way to running. The first says whether the job is more than a
     * plain one at its first claim: on SQLite each column that is looked at costs more than finding the row.
     *
     * @param from the name of the table and a dot; or nothing
     * @param counted whether the row counts this claim already
     */
    static String claimed(String from, boolean counted) {
        String more =
                RARE.stream().map(column -> from + column + " is not null").collect(Collectors.joining(" or "));
        return "%sfence > %d or %s, %s".formatted(from, counted ? 1 : 0, more, all(from, counted ? "" : " + 1"));
    }

    /** Likewise, of a row that runs. */
    static String running(String from) {
        return "true, " + all(from, "");
    }

    private static String all(String from, String more) {
        return "{%1$sasked}, %1$sattempt%2$s, %1$sfence%2$s, %1$scrashes, %1$sstrikes, %1$scheckpoint"
                .formatted(from, more);
    }

    /** What was asked for, and when it is due: the columns of {@code {asked}}. */
    static NewJob asked(Row row) throws SQLException {
        return asked(row, true);
    }

    /** @param more false when the rare columns are known to be empty */
    private static NewJob asked(Row row, boolean more) throws SQLException {
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
                more ? row.optionalText() : null,
                queue,
                priority,
                params,
                createdAt,
                more ? row.optionalDuration() : null,
                maxRetries,
                more ? policy(row.optionalText()) : null,
                more ? row.optionalText() : null,
                more ? row.optionalText() : null,
                more ? row.optionalText() : null,
                more ? row.optionalInstant() : null,
                more ? row.optionalText() : null);
        return new NewJob(spec, due);
    }
    /** A job from {@link #claimed(String, boolean)} or {@link #running}; in the first case nothing may follow. */
    static ClaimedJob claimed(Row row) throws SQLException {
        boolean more = row.flag();
        NewJob asked = asked(row, more);
        if (!more) {
            return new ClaimedJob(asked.spec(), 1, 1, asked.due(), null, 0, 0);
        }
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
