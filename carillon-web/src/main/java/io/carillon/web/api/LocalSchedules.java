package io.carillon.web.api;

import io.carillon.Fire;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobStatus;
import io.carillon.Page;
import io.carillon.ScheduleDefinition;
import io.carillon.ScheduleInfo;
import io.carillon.Scheduler;
import io.carillon.web.api.Fields.Style;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Schedules of a scheduler in this process. */
final class LocalSchedules implements SchedulesApi {
    private static final int MOST = 1_000;
    private static final String MADE_HERE = "api";

    private final Scheduler scheduler;
    private final ZoneId zone;
    private final LocalJobs jobs;

    LocalSchedules(Scheduler scheduler, ZoneId zone, LocalJobs jobs) {
        this.scheduler = scheduler;
        this.zone = zone;
        this.jobs = jobs;
    }

    @Override
    public Answer list(Map<String, String> query) {
        Fields in = Fields.of(query, Style.QUERY, "");
        String cursor = in.text("cursor");
        Integer limit = in.integer("limit", 1, MOST);
        in.finish();
        Page<ScheduleInfo> page = scheduler.getSchedules(cursor, limit == null ? 100 : limit);
        Map<String, JobStatus> last = lastStatuses(page.items());
        List<?> items = page.items().stream()
                .map(info -> ScheduleDocument.write(info, last.get(info.lastJob())))
                .toList();
        return Answer.ok(Documents.page(items, page.next()));
    }

    @Override
    public Answer get(String name) {
        return Answer.ok(write(find(name)));
    }

    @Override
    public Answer create(Map<String, @Nullable Object> body) {
        ScheduleDefinition definition = read(body);
        ScheduleInfo info = scheduler
                .createSchedule(definition.source(source(definition)))
                .orElseThrow(() -> ApiException.of(
                        409,
                        "the name '" + definition.name()
                                + "' is taken: choose another, or change that schedule with PUT" + " or PATCH"));
        return created(info);
    }

    @Override
    public Answer put(String name, Map<String, @Nullable Object> body) {
        ScheduleInfo before = scheduler.getSchedule(name).orElse(null);
        ScheduleDefinition definition = read(named(name, body));
        if (before == null) {
            return created(scheduler.putSchedule(definition.source(source(definition))));
        }
        return Answer.ok(write(
                scheduler.putSchedule(definition.source(before.definition().source()))));
    }

    @Override
    public Answer patch(String name, Map<String, @Nullable Object> body) {
        ScheduleDefinition before = find(name).definition();
        ScheduleDefinition changed = read(merge(ScheduleDocument.write(before), named(name, body)));
        // What documents do not show is kept.
        changed = changed.source(before.source())
                .job(changed.job()
                        .tags(before.job().tags())
                        .uniqueKey(before.job().uniqueKey()));
        return Answer.ok(write(scheduler.putSchedule(changed)));
    }

    /** What the configuration made goes with it; nobody else may say that of a schedule. */
    private static String source(ScheduleDefinition definition) {
        String said = definition.source();
        return said == null || said.startsWith(ScheduleDocument.CONFIGURATION) ? MADE_HERE : said;
    }

    private static Map<String, @Nullable Object> merge(
            Map<String, @Nullable Object> tree, Map<String, @Nullable Object> changes) {
        Map<String, @Nullable Object> merged = new LinkedHashMap<>(tree);
        // Unsaid it stays as it is, even if somebody pauses the schedule right now.
        merged.remove("enabled");
        // Task and command exclude each other: naming one takes the other away.
        if (changes.get("command") != null) {
            merged.put("task", null);
        }
        if (changes.get("task") != null) {
            merged.put("command", null);
        }
        merged.putAll(changes);
        if (changes.containsKey("enabled")) {
            merged.putIfAbsent("enabled", true);
        }
        if (tree.get("dst") instanceof Map<?, ?> before && changes.get("dst") instanceof Map<?, ?> change) {
            Map<Object, @Nullable Object> both = new LinkedHashMap<>(before);
            both.putAll(change);
            merged.put("dst", both);
        }
        return merged;
    }

    private static Map<String, @Nullable Object> named(String name, Map<String, @Nullable Object> body) {
        Object said = body.get("name");
        if (said != null && !said.equals(name)) {
            throw ApiException.of(
                    400, List.of(FieldError.of("name", "'" + name + "', as the path says, or nothing", said)));
        }
        Map<String, @Nullable Object> named = new LinkedHashMap<>(body);
        named.put("name", name);
        return named;
    }

    private ScheduleDefinition read(Map<String, @Nullable Object> body) {
        Fields in = Fields.of(body, Style.JSON, "");
        ScheduleDefinition definition = ScheduleDocument.read(in, zone);
        in.finish();
        return definition.job(definition.job().knownOnly());
    }

    @Override
    public Answer delete(String name) {
        if (!scheduler.deleteSchedule(name)) {
            throw unknown(name);
        }
        return Answer.noContent();
    }

    @Override
    public Answer run(String name) {
        return jobs.created(scheduler.runSchedule(name).orElseThrow(() -> unknown(name)));
    }

    @Override
    public Answer pause(String name) {
        return enable(name, false);
    }

    @Override
    public Answer resume(String name) {
        return enable(name, true);
    }

    private Answer enable(String name, boolean enabled) {
        if (!scheduler.enableSchedule(name, enabled)) {
            throw unknown(name);
        }
        return get(name);
    }

    @Override
    public Answer fires(String name, Map<String, String> query) {
        Fields in = Fields.of(query, Style.QUERY, "");
        Instant before = in.instant("cursor", zone);
        Integer limit = in.integer("limit", 1, MOST);
        in.finish();
        int most = limit == null ? 100 : limit;
        List<Fire> fires = scheduler.fires(name, before, most);
        if (fires.isEmpty()) {
            find(name);
        }
        String next = fires.size() < most ? null : fires.getLast().instant().toString();
        return Answer.ok(Documents.page(fires.stream().map(Documents::of).toList(), next));
    }

    private ScheduleInfo find(String name) {
        return scheduler.getSchedule(name).orElseThrow(() -> unknown(name));
    }

    private ApiException unknown(String name) {
        List<String> names = scheduler.getSchedules(null, MOST).items().stream()
                .map(ScheduleInfo::name)
                .toList();
        return ApiException.notFound("schedule", name, Nearest.hint(name, names));
    }

    private Answer created(ScheduleInfo info) {
        return Answer.created(write(info), "/api/v1/schedules", info.name());
    }

    private Map<String, @Nullable Object> write(ScheduleInfo info) {
        return ScheduleDocument.write(info, lastStatuses(List.of(info)).get(info.lastJob()));
    }

    /** Status of the schedules' last jobs by the jobs' id; jobs that were forgotten are left out. */
    private Map<String, JobStatus> lastStatuses(List<ScheduleInfo> schedules) {
        List<UUID> ids = schedules.stream()
                .map(ScheduleInfo::lastJob)
                .filter(Objects::nonNull)
                .map(UUID::fromString)
                .toList();
        Map<String, JobStatus> statuses = new HashMap<>();
        if (!ids.isEmpty()) {
            for (Job job : scheduler.getTasks(JobQuery.ALL.ids(ids).limit(MOST)).items()) {
                statuses.put(job.id(), job.status());
            }
        }
        return statuses;
    }
}
