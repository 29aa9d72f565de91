package io.carillon.jdbc;

import io.carillon.JobQuery;
import io.carillon.JobStatus;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A query over jobs as SQL: one part for each phase that can hold what is asked for, newest first in each, so that every
 * part reads along its table's key or an index and stops at the limit.
 */
final class Selection {
    /** The tables in which jobs wait. */
    static final List<String> WAITING = List.of("ready", "future", "blocked");

    /** All tables that hold jobs. */
    static final List<String> PHASES = List.of("ready", "future", "blocked", "running", "finished");

    /** The only live job that can have a unique key is the one that holds it. */
    private static final String HOLDER = "j.id = (select k.job_id from carillon_unique_key k where k.key = ?)";

    private final JobQuery query;
    private final Set<JobStatus> statuses;
    private final List<String> parts = new ArrayList<>();
    private final List<@Nullable Object> arguments = new ArrayList<>();

    private Selection(JobQuery query) {
        this.query = query;
        statuses = query.statuses().isEmpty() ? EnumSet.allOf(JobStatus.class) : query.statuses();
    }

    static Selection of(JobQuery query) {
        return new Selection(query);
    }

    /**
     * Adds the jobs of a phase.
     *
     * @param more a further condition, beginning with {@code and}; may be empty
     * @param argument of the columns; null for none
     */
    Selection add(String phase, String columns, String more, int limit, @Nullable Object argument) {
        List<@Nullable Object> own = new ArrayList<>();
        String status = statusCondition(phase, own);
        if (status != null) {
            String conditions = status + conditions(phase, own) + " " + more;
            parts.add("select * from (select %s from carillon_%s j where %s order by j.id desc limit %d) as %s_part"
                    .formatted(columns, phase, conditions, limit, phase));
            if (argument != null) {
                arguments.add(argument);
            }
            arguments.addAll(own);
        }
        return this;
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** The whole statement; its result has the id first. */
    Sql sql(String name, int limit) {
        return Sql.of(name, String.join("\nunion all\n", parts) + "\norder by 1 desc limit " + limit);
    }

    @Nullable Object[] arguments() {
        return arguments.toArray();
    }

    /** Which rows of a phase have one of the statuses; null when none can. */
    private @Nullable String statusCondition(String phase, List<@Nullable Object> own) {
        if (phase.equals("running")) {
            return statuses.contains(JobStatus.RUNNING) ? "true" : null;
        }
        if (!phase.equals("finished")) {
            boolean first = statuses.contains(JobStatus.PENDING);
            boolean again = statuses.contains(JobStatus.RETRYING);
            return first && again ? "true" : first ? "j.attempt = 0" : again ? "j.attempt > 0" : null;
        }
        StringJoiner ends = new StringJoiner(", ", "j.status in (", ")");
        ends.setEmptyValue("");
        statuses.stream()
                .filter(JobStatus::isFinished)
                .map(JobStatus::label)
                .sorted()
                .forEach(label -> {
                    ends.add("?");
                    own.add(label);
                });
        if (own.size() == 3) {
            own.clear();
            return "true";
        }
        // The words of the index over the few that did not complete, which SQLite wants to see.
        return own.isEmpty() ? null : ends + (own.contains("completed") ? "" : " and j.status <> 'completed'");
    }

    private String conditions(String phase, List<@Nullable Object> own) {
        StringBuilder conditions = new StringBuilder();
        if (!query.ids().isEmpty()) {
            conditions.append(" and {j.id among uuid}");
            own.add(Rows.of(query.ids()));
        }
        // All have such a priority; it is the condition of the index in PostgreSQL's table of ready jobs.
        and(conditions, own, phase.equals("ready") ? "j.queue = ? and j.priority >= 0" : "j.queue = ?", query.queue());
        and(conditions, own, "j.task = ?", query.task());
        and(conditions, own, "j.schedule = ?", query.schedule());
        boolean live = !phase.equals("finished");
        and(conditions, own, live ? HOLDER : "j.unique_key = ?", query.uniqueKey());
        and(conditions, own, "j.id < ?", query.after());
        return conditions.toString();
    }

    private static void and(
            StringBuilder conditions, List<@Nullable Object> own, String condition, @Nullable Object value) {
        if (value != null) {
            conditions.append(" and ").append(condition);
            own.add(value);
        }
    }
}
