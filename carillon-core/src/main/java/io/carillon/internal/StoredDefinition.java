package io.carillon.internal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.carillon.JobRequest;
import io.carillon.RetryPolicy;
import io.carillon.ScheduleDefinition;
import io.carillon.ScheduleDefinition.Misfire;
import io.carillon.ScheduleDefinition.Overlap;
import io.carillon.schedule.Calendar;
import io.carillon.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as its JSON text in the store looks. What the user left to defaults is left out, so that it follows them;
 * what a newer program added is passed over. Name and whether it is enabled are kept beside the text.
 *
 * @param rule what decides the fire times
 * @param anchoredAt where a grid begins that the user gave no anchor: the instant at which the rule was put
 * @param unique whether one node runs each firing; true when it is not there
 * @param overlap null for the default
 * @param misfire null for the default
 * @param description null when it is empty
 * @param tags null for none
 * @param source where it was defined; null when nobody said
 * @param job what it runs
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record StoredDefinition(
        StoredRule rule,
        Instant anchoredAt,
        @Nullable Boolean unique,
        @Nullable Overlap overlap,
        @Nullable Misfire misfire,
        @Nullable String description,
        @Nullable Set<String> tags,
        @Nullable String source,
        StoredJob job) {

    StoredDefinition {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(anchoredAt, "anchoredAt");
        Objects.requireNonNull(job, "job");
    }

    static StoredDefinition of(ScheduleDefinition definition, Instant anchoredAt, StoredJob job) {
        return new StoredDefinition(
                StoredRule.of(definition.schedule()),
                anchoredAt,
                definition.unique() ? null : false,
                definition.overlap() == Overlap.SKIP ? null : definition.overlap(),
                definition.misfire() == Misfire.FIRE_ONCE ? null : definition.misfire(),
                definition.description(),
                definition.tags(),
                definition.source(),
                job);
    }

    /**
     * Reads a stored text.
     *
     * @throws tools.jackson.core.JacksonException when it is no JSON
     * @throws IllegalArgumentException when a property has another type or meaning than it should have
     * @throws java.time.DateTimeException when one is no instant, duration or zone
     * @throws NullPointerException when one is missing
     */
    static StoredDefinition read(String text) {
        JsonTree in = JsonTree.read(text);
        List<String> tags = in.texts("tags");
        return new StoredDefinition(
                StoredRule.read(in.object("rule")),
                Objects.requireNonNull(in.parsed("anchoredAt", Instant::parse), "anchoredAt"),
                in.flag("unique"),
                in.parsed("overlap", Overlap::valueOf),
                in.parsed("misfire", Misfire::valueOf),
                in.text("description"),
                tags == null ? null : new LinkedHashSet<>(tags),
                in.text("source"),
                StoredJob.read(in.object("job")));
    }

    ScheduleDefinition definition(String name, boolean enabled) {
        return ScheduleDefinition.of(name, rule.schedule(), job.request())
                .enabled(enabled)
                .unique(unique == null || unique)
                .overlap(Objects.requireNonNullElse(overlap, Overlap.SKIP))
                .misfire(Objects.requireNonNullElse(misfire, Misfire.FIRE_ONCE))
                .description(Objects.requireNonNullElse(description, ""))
                .tags(Objects.requireNonNullElse(tags, Set.of()))
                .source(source);
    }

    /** What decides the fire times: type, expression and options of a {@link Schedule}; null where an option is not set. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record StoredRule(
            String type,
            String expression,
            @Nullable ZoneId zone,
            @Nullable Instant startAt,
            @Nullable Instant endAt,
            @Nullable Instant anchor,
            @Nullable Integer maxRuns,
            @Nullable Duration jitter,
            Schedule.@Nullable Gap gap,
            Schedule.@Nullable Overlap overlap,
            @Nullable List<String> calendars) {

        static StoredRule of(Schedule schedule) {
            OptionalInt maxRuns = schedule.maxRuns();
            return new StoredRule(
                    schedule.type(),
                    schedule.expression(),
                    schedule.zone(),
                    schedule.startAt(),
                    schedule.endAt(),
                    schedule.anchor(),
                    maxRuns.isPresent() ? maxRuns.getAsInt() : null,
                    schedule.jitter().isZero() ? null : schedule.jitter(),
                    schedule.gap(),
                    schedule.overlap(),
                    schedule.calendars().stream().map(Calendar::toString).toList());
        }

        static StoredRule read(JsonTree in) {
            return new StoredRule(
                    Objects.requireNonNull(in.text("type"), "type"),
                    Objects.requireNonNull(in.text("expression"), "expression"),
                    in.parsed("zone", ZoneId::of),
                    in.parsed("startAt", Instant::parse),
                    in.parsed("endAt", Instant::parse),
                    in.parsed("anchor", Instant::parse),
                    in.integer("maxRuns"),
                    in.parsed("jitter", Duration::parse),
                    in.parsed("gap", Schedule.Gap::valueOf),
                    in.parsed("overlap", Schedule.Overlap::valueOf),
                    in.texts("calendars"));
        }

        Schedule schedule() {
            Schedule plain = Schedule.parse(type, expression).gap(gap).overlap(overlap);
            Schedule zoned = zone == null ? plain : plain.zone(zone);
            Schedule started = startAt == null ? zoned : zoned.startAt(startAt);
            Schedule bounded = endAt == null ? started : started.endAt(endAt);
            Schedule anchored = anchor == null ? bounded : bounded.anchor(anchor);
            Schedule counted = maxRuns == null ? anchored : anchored.maxRuns(maxRuns);
            Schedule spread = jitter == null ? counted : counted.jitter(jitter);
            return calendars == null
                    ? spread
                    : spread.except(calendars.stream().map(Calendar::parse).toArray(Calendar[]::new));
        }
    }

    /**
     * What a schedule runs.
     *
     * @param task the task, also when it was said as a command
     * @param command the command as it was said; null for a task by name
     * @param params JSON text as it goes into each job, so that nothing is lost on the way
     * @param retry as {@link RetryPolicy#text()}; null when it leaves everything open
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record StoredJob(
            String task,
            @Nullable String command,
            String params,
            @Nullable String queue,
            @Nullable Integer priority,
            @Nullable Duration timeout,
            @Nullable String retry,
            @Nullable String uniqueKey,
            @Nullable Map<String, String> tags) {

        static StoredJob of(JobRequest request, String task, String params) {
            return new StoredJob(
                    task,
                    request.command(),
                    params,
                    request.queue(),
                    request.priority(),
                    request.timeout(),
                    request.retry().equals(RetryPolicy.INHERIT)
                            ? null
                            : request.retry().text(),
                    request.uniqueKey(),
                    request.tags());
        }

        static StoredJob read(JsonTree in) {
            return new StoredJob(
                    Objects.requireNonNull(in.text("task"), "task"),
                    in.text("command"),
                    Objects.requireNonNull(in.text("params"), "params"),
                    in.text("queue"),
                    in.integer("priority"),
                    in.parsed("timeout", Duration::parse),
                    in.text("retry"),
                    in.text("uniqueKey"),
                    in.textsByName("tags"));
        }

        JobRequest request() {
            Object values = params.equals(Payloads.NONE) ? null : JsonTree.value(params);
            JobRequest plain = command == null
                    ? JobRequest.named(task, values)
                    : JobRequest.command(command).params(values);
            JobRequest queued = queue == null ? plain : plain.queue(queue);
            JobRequest ranked = priority == null ? queued : queued.priority(priority);
            JobRequest bounded = timeout == null ? ranked : ranked.timeout(timeout);
            JobRequest retried = retry == null ? bounded : bounded.retry(RetryPolicy.parse(retry));
            return retried.uniqueKey(uniqueKey).tags(Objects.requireNonNullElse(tags, Map.of()));
        }
    }
}
