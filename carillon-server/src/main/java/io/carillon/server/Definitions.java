package io.carillon.server;

import io.carillon.InvalidValueException;
import io.carillon.JobRequest;
import io.carillon.QueueConfig;
import io.carillon.ScheduleDefinition;
import io.carillon.web.api.Fields;
import io.carillon.web.api.QueueDocument;
import io.carillon.web.api.ScheduleDocument;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What {@code carillon.jobs} and {@code carillon.queues} define.
 *
 * @param jobs schedules, in the order of the file
 * @param queues options of queues by name
 */
record Definitions(List<ScheduleDefinition> jobs, Map<String, QueueConfig> queues) {
    /** Mark what comes from the configuration, so that it can go with it; and what its {@code enabled} said. */
    private static final String SOURCE = ScheduleDocument.CONFIGURATION;

    private static final String SOURCE_DISABLED = SOURCE + ":disabled";

    /** Takes names of queues and refuses wrong ones. */
    private static final JobRequest TAKER = JobRequest.command("-");

    /** Reads the definitions. They mean nothing before the caller has finished {@code root}. */
    static Definitions read(Fields root, ZoneId zone) {
        Fields in = root.section("carillon");
        List<ScheduleDefinition> jobs = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        List<Fields> entries = in.list("jobs");
        for (int i = 0; i < entries.size(); i++) {
            ScheduleDefinition job = marked(ScheduleDocument.readConfigured(entries.get(i), zone));
            Integer before = entries.get(i).has("name") ? seen.putIfAbsent(job.name(), i) : null;
            if (before != null) {
                entries.get(i).refuse("name", "a name that jobs[" + before + "] does not have", job.name());
            }
            jobs.add(job);
        }
        Map<String, QueueConfig> queues = new LinkedHashMap<>();
        in.objects("queues").forEach((name, fields) -> {
            try {
                TAKER.queue(name);
            } catch (InvalidValueException e) {
                in.refuse("queues", "names of " + e.expected(), name);
            }
            queues.put(name, QueueDocument.read(fields));
        });
        return new Definitions(jobs, queues);
    }

    private static ScheduleDefinition marked(ScheduleDefinition job) {
        return job.source(job.enabled() ? SOURCE : SOURCE_DISABLED);
    }

    /** Whether a schedule in the store came from a configuration. */
    static boolean isOurs(ScheduleDefinition stored) {
        return SOURCE.equals(stored.source()) || SOURCE_DISABLED.equals(stored.source());
    }

    /** Whether the configuration says of {@code enabled} what it said when this schedule was stored. */
    static boolean saysTheSame(ScheduleDefinition stored, ScheduleDefinition job) {
        return Objects.equals(stored.source(), job.source());
    }
}
