package io.carillon.web.api;

import io.carillon.JobRequest;
import io.carillon.JobSpec;
import io.carillon.JobStatus;
import io.carillon.RetryPolicy;
import io.carillon.RetryPolicy.Backoff;
import io.carillon.ScheduleDefinition;
import io.carillon.ScheduleDefinition.Misfire;
import io.carillon.ScheduleDefinition.Overlap;
import io.carillon.ScheduleInfo;
import io.carillon.schedule.Calendar;
import io.carillon.schedule.InvalidScheduleException;
import io.carillon.schedule.Schedule;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a schedule looks like outside of Java: in request bodies, in {@code carillon.jobs} and on the command line. */
public final class ScheduleDocument {
    /** What the {@code source} of a schedule begins with that a configuration defines. */
    public static final String CONFIGURATION = "yaml";

    /** Stands in for a schedule or name that could not be read, so that the rest is still checked. */
    private static final Schedule NEVER_USED = Schedule.every(Duration.ofDays(1));

    private static final String NO_NAME = "unnamed";

    private ScheduleDocument() {}

    /**
     * Reads a definition, or a schedule as it is read: its state is passed over. It means nothing before the caller has
     * finished {@code in}.
     *
     * @param zone of a schedule that names none
     */
    public static ScheduleDefinition read(Fields in, ZoneId zone) {
        in.ignore("id", "last_run", "last_status", "next_run");
        return in.set(definition(in, zone, null), "source", in.text("source"), ScheduleDefinition::source);
    }

    /**
     * Reads a definition of a configuration: without task and command it runs the task that has its name, and nothing is
     * passed over, as a wish for a {@code next-run} would not be fulfilled.
     */
    public static ScheduleDefinition readConfigured(Fields in, ZoneId zone) {
        return definition(in, zone, in.text("name"));
    }

    /** @param otherwise task to run when neither task nor command is named; null: one of them must be */
    private static ScheduleDefinition definition(Fields in, ZoneId zone, @Nullable String otherwise) {
        String name = in.text("name");
        in.require("name", "a name");
        JobRequest job = JobDocument.readWork(in, otherwise);
        ScheduleDefinition definition = ScheduleDefinition.of(NO_NAME, readSchedule(in, zone), job);
        definition = in.set(definition, "name", name, ScheduleDefinition::name);
        definition = in.set(definition, "enabled", in.flag("enabled"), ScheduleDefinition::enabled);
        definition = in.set(definition, "unique", in.flag("unique"), ScheduleDefinition::unique);
        Overlap overlap = in.parsed("overlap", "", Overlap::parse);
        definition = in.set(definition, "overlap", overlap, ScheduleDefinition::overlap);
        Misfire misfire = in.parsed("misfire", "", Misfire::parse);
        definition = in.set(definition, "misfire", misfire, ScheduleDefinition::misfire);
        definition = in.set(definition, "description", in.anyText("description"), ScheduleDefinition::description);
        List<String> tags = in.texts("tags");
        return tags == null ? definition : definition.tags(new LinkedHashSet<>(tags));
    }

    private static Schedule readSchedule(Fields in, ZoneId defaultZone) {
        Schedule schedule = readRule(in);
        schedule = in.set(schedule, "zone", in.zone("zone"), Schedule::zone).withDefaultZone(defaultZone);
        ZoneId zone = Objects.requireNonNull(schedule.zone());
        schedule = in.set(schedule, "start_at", in.instant("start_at", zone), Schedule::startAt);
        schedule = in.set(schedule, "end_at", in.instant("end_at", zone), Schedule::endAt);
        schedule = in.set(schedule, "max_runs", in.integer("max_runs", 1, Integer.MAX_VALUE), Schedule::maxRuns);
        schedule = in.set(schedule, "jitter", in.duration("jitter"), Schedule::jitter);
        Fields dst = in.object("dst");
        if (dst != null) {
            schedule = dst.set(schedule, "gap", choice(dst, "gap", Schedule.Gap.values()), Schedule::gap);
            schedule =
                    dst.set(schedule, "overlap", choice(dst, "overlap", Schedule.Overlap.values()), Schedule::overlap);
        }
        List<String> calendars = in.texts("calendars");
        for (String calendar : calendars == null ? List.<String>of() : calendars) {
            schedule = in.set(schedule, "calendars", calendar, (s, text) -> s.except(Calendar.parse(text)));
        }
        return schedule;
    }

    private static Schedule readRule(Fields in) {
        String type = in.text("type");
        String expression = in.textOrNumber("schedule");
        in.require("type", "duration, cron, daily, weekly, monthly or once");
        in.require("schedule", "when it fires, for example 30s for the type duration");
        if (type == null || expression == null) {
            return NEVER_USED;
        }
        try {
            return Schedule.parse(type, expression);
        } catch (InvalidScheduleException e) {
            boolean typeIsWrong = e.field().equals("type");
            in.refuseSchedule(typeIsWrong ? "type" : "schedule", typeIsWrong ? type : expression, e);
            return NEVER_USED;
        }
    }

    private static <E extends Enum<E>> @Nullable E choice(Fields in, String name, E[] values) {
        String text = in.text(name);
        List<String> labels = new ArrayList<>();
        for (E value : values) {
            if (text != null && value.name().equalsIgnoreCase(text.strip().replace('-', '_'))) {
                return value;
            }
            labels.add(label(value));
        }
        return text == null ? null : in.refuse(name, String.join(" or ", labels), text);
    }

    /** @param lastStatus status of the last job it made; null when there is none */
    static Map<String, @Nullable Object> write(ScheduleInfo info, @Nullable JobStatus lastStatus) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("id", info.name());
        tree.putAll(write(info.definition()));
        tree.put("last_run", Documents.text(info.lastRun()));
        tree.put("last_status", lastStatus == null ? null : lastStatus.label());
        tree.put("next_run", Documents.text(info.nextRun()));
        return tree;
    }

    /** The definition, so that {@link #read} understands it. */
    public static Map<String, @Nullable Object> write(ScheduleDefinition definition) {
        Schedule schedule = definition.schedule();
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("name", definition.name());
        tree.put("type", schedule.type());
        tree.put("schedule", schedule.expression());
        tree.put("zone", schedule.zone() == null ? null : schedule.zone().getId());
        tree.put("enabled", definition.enabled());
        writeWork(definition.job(), tree);
        tree.put("unique", definition.unique());
        tree.put("overlap", definition.overlap().label());
        tree.put("misfire", definition.misfire().label());
        tree.put("jitter", Documents.seconds(schedule.jitter()));
        tree.put("start_at", Documents.text(schedule.startAt()));
        tree.put("end_at", Documents.text(schedule.endAt()));
        tree.put("max_runs", schedule.maxRuns().isPresent() ? schedule.maxRuns().getAsInt() : null);
        Map<String, @Nullable Object> dst = new LinkedHashMap<>();
        dst.put("gap", schedule.gap() == null ? null : label(schedule.gap()));
        dst.put("overlap", schedule.overlap() == null ? null : label(schedule.overlap()));
        tree.put("dst", dst);
        tree.put(
                "calendars",
                schedule.calendars().stream().map(Calendar::toString).toList());
        tree.put("tags", List.copyOf(definition.tags()));
        tree.put("description", definition.description());
        tree.put("source", definition.source());
        return tree;
    }

    private static void writeWork(JobRequest job, Map<String, @Nullable Object> tree) {
        tree.put("task", job.task());
        tree.put("command", job.command());
        tree.put("params", job.params());
        tree.put("queue", job.queue() == null ? JobSpec.DEFAULT_QUEUE : job.queue());
        tree.put("priority", job.priority() == null ? Integer.valueOf(JobSpec.DEFAULT_PRIORITY) : job.priority());
        tree.put("timeout", Documents.seconds(job.timeout()));
        RetryPolicy retry = job.retry();
        tree.put("max_retries", retry.maxRetries());
        tree.put("retry_delay", Documents.seconds(retry.delay()));
        Backoff backoff = retry.backoff();
        tree.put("backoff", backoff == null ? null : backoff.label());
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
