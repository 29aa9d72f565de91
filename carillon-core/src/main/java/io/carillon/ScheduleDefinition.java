package io.carillon;

import io.carillon.schedule.Schedule;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When a task runs again and again, under a name. Immutable; every method returns a changed copy.
 *
 * <pre>{@code
 * scheduler.putSchedule(ScheduleDefinition.of("nightly-backup", Schedule.daily("02:00"), JobRequest.of(BACKUP, null))
 *         .misfire(Misfire.CATCH_UP));
 * }</pre>
 */
public final class ScheduleDefinition {
    /** What happens when the last run is still going. */
    public enum Overlap {
        /** The instant is left out and recorded as skipped. */
        SKIP,
        /** The new job waits until the last one has ended. */
        QUEUE,
        /** Both run. */
        ALLOW,
        /** The last one is cancelled; the new one starts when it has ended. */
        CANCEL_PREVIOUS;

        /** The name as the outside sees it, for example {@code cancel_previous}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws InvalidValueException when {@code text} is none of these, in any case */
        public static Overlap parse(String text) {
            return parseLabel("overlap", text, values());
        }
    }

    /** What happens to instants that passed while nobody could fire them. */
    public enum Misfire {
        /** One run makes up for all of them: the latest; the others are recorded as missed. */
        FIRE_ONCE,
        /** None is made up for; all are recorded as missed. */
        SKIP,
        /** Each of them is fired, in order. */
        CATCH_UP;

        /** The name as the outside sees it, for example {@code fire_once}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws InvalidValueException when {@code text} is none of these, in any case */
        public static Misfire parse(String text) {
            return parseLabel("misfire", text, values());
        }
    }

    private static final String NO_TIME = "none for a schedule, which says itself when to run";
    private static final int LONGEST_DESCRIPTION = 2_000;
    private static final int MOST_TAGS = 32;
    private static final int LONGEST_TAG = 200;

    private final String name;
    private final Schedule schedule;
    private final JobRequest job;
    private final @Nullable Boolean enabled;
    private final boolean unique;
    private final Overlap overlap;
    private final Misfire misfire;
    private final String description;
    private final Set<String> tags;
    private final @Nullable String source;

    private ScheduleDefinition(String name, Schedule schedule, JobRequest job, Flags flags, Labels labels) {
        this.name = name;
        this.schedule = schedule;
        this.job = job;
        this.enabled = flags.enabled;
        this.unique = flags.unique;
        this.overlap = flags.overlap;
        this.misfire = flags.misfire;
        this.description = labels.description;
        this.tags = labels.tags;
        this.source = labels.source;
    }

    /**
     * @param name unique; a name as in {@link TaskName}
     * @param schedule when
     * @param job what; without delay and instant, which the schedule decides. A unique key stands above the overlap
     *     policy: while any job holds it, the schedule's instants are skipped
     */
    public static ScheduleDefinition of(String name, Schedule schedule, JobRequest job) {
        TaskName.requireName("name", name);
        return new ScheduleDefinition(
                name,
                Objects.requireNonNull(schedule, "schedule"),
                requireRepeatable(job),
                new Flags(null, true, Overlap.SKIP, Misfire.FIRE_ONCE),
                new Labels("", Set.of(), null));
    }

    /** @param name unique; a name as in {@link TaskName} */
    public ScheduleDefinition name(String name) {
        TaskName.requireName("name", name);
        return new ScheduleDefinition(name, schedule, job, flags(), labels());
    }

    /** @param schedule when */
    public ScheduleDefinition schedule(Schedule schedule) {
        return new ScheduleDefinition(name, Objects.requireNonNull(schedule), job, flags(), labels());
    }

    /** @param job what; without delay and instant */
    public ScheduleDefinition job(JobRequest job) {
        return new ScheduleDefinition(name, schedule, requireRepeatable(job), flags(), labels());
    }

    /**
     * Whether it fires. If never said, a new schedule does and one that exists stays as it is, so that a program which
     * puts its schedules at every start undoes nobody's pause.
     */
    public ScheduleDefinition enabled(boolean enabled) {
        return new ScheduleDefinition(name, schedule, job, new Flags(enabled, unique, overlap, misfire), labels());
    }

    /** True (if never said): one node runs each firing; false: every live node runs it. */
    public ScheduleDefinition unique(boolean unique) {
        return new ScheduleDefinition(name, schedule, job, new Flags(enabled, unique, overlap, misfire), labels());
    }

    /** Skip if never said. */
    public ScheduleDefinition overlap(Overlap overlap) {
        return new ScheduleDefinition(name, schedule, job, new Flags(enabled, unique, overlap, misfire), labels());
    }

    /** Fire once if never said. */
    public ScheduleDefinition misfire(Misfire misfire) {
        return new ScheduleDefinition(name, schedule, job, new Flags(enabled, unique, overlap, misfire), labels());
    }

    /** @param description free text of at most 2,000 characters; empty if never said */
    public ScheduleDefinition description(String description) {
        if (description.length() > LONGEST_DESCRIPTION) {
            throw new InvalidValueException("description", "at most 2000 characters", description);
        }
        return new ScheduleDefinition(name, schedule, job, flags(), new Labels(description, tags, source));
    }

    /** @param tags words to group by, at most 32 of 1-200 characters; none if never said */
    public ScheduleDefinition tags(Set<String> tags) {
        if (tags.size() > MOST_TAGS || tags.stream().anyMatch(tag -> tag.isBlank() || tag.length() > LONGEST_TAG)) {
            throw new InvalidValueException("tags", "at most 32 words of 1-200 characters", tags);
        }
        return new ScheduleDefinition(name, schedule, job, flags(), new Labels(description, Set.copyOf(tags), source));
    }

    /** Where it was defined ({@code yaml}, {@code api}, {@code crontab}); null if never said. */
    public ScheduleDefinition source(@Nullable String source) {
        return new ScheduleDefinition(name, schedule, job, flags(), new Labels(description, tags, source));
    }

    /** Its unique name. */
    public String name() {
        return name;
    }

    /** When it fires. */
    public Schedule schedule() {
        return schedule;
    }

    /** What it runs. */
    public JobRequest job() {
        return job;
    }

    /** Whether it fires; true if never said. */
    public boolean enabled() {
        return enabledOr(true);
    }

    /** Whether it fires; {@code before} if never said. */
    public boolean enabledOr(boolean before) {
        return enabled == null ? before : enabled;
    }

    /** Whether one node runs each firing, rather than every live node. */
    public boolean unique() {
        return unique;
    }

    /** What happens when the last run is still going. */
    public Overlap overlap() {
        return overlap;
    }

    /** What happens to instants that passed while nobody could fire them. */
    public Misfire misfire() {
        return misfire;
    }

    /** Free text; may be empty. */
    public String description() {
        return description;
    }

    /** In order. */
    public Set<String> tags() {
        return new TreeSet<>(tags);
    }

    /** Where it was defined; null if nobody said. */
    public @Nullable String source() {
        return source;
    }

    private Flags flags() {
        return new Flags(enabled, unique, overlap, misfire);
    }

    /** What is read back says everything, and equals what was put. */
    private Flags flagsRead() {
        return new Flags(enabled(), unique, overlap, misfire);
    }

    private Labels labels() {
        return new Labels(description, tags, source);
    }

    private static JobRequest requireRepeatable(JobRequest job) {
        if (job.delay() != null) {
            throw new InvalidValueException("delay", NO_TIME, job.delay());
        }
        if (job.runAt() != null) {
            throw new InvalidValueException("run_at", NO_TIME, job.runAt());
        }
        return job;
    }

    private static <E extends Enum<E>> E parseLabel(String field, String text, E[] values) {
        String wanted = text.strip().replace('-', '_');
        StringBuilder names = new StringBuilder();
        for (E value : values) {
            if (value.name().equalsIgnoreCase(wanted)) {
                return value;
            }
            names.append(names.isEmpty() ? "" : ", ").append(value.name().toLowerCase(Locale.ROOT));
        }
        throw new InvalidValueException(field, "one of " + names, text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ScheduleDefinition that
                && name.equals(that.name)
                && schedule.equals(that.schedule)
                && job.equals(that.job)
                && flagsRead().equals(that.flagsRead())
                && labels().equals(that.labels());
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, schedule, job, flagsRead(), labels());
    }

    private record Flags(@Nullable Boolean enabled, boolean unique, Overlap overlap, Misfire misfire) {}

    private record Labels(
            String description, Set<String> tags, @Nullable String source) {}

    @Override
    public String toString() {
        return "ScheduleDefinition[" + name + ", " + schedule + ", " + job + "]";
    }
}
