package io.carillon.server;

import io.carillon.InvalidValueException;
import io.carillon.Page;
import io.carillon.ScheduleDefinition;
import io.carillon.ScheduleInfo;
import io.carillon.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the store say what the configuration says about jobs and queues. */
final class DefinitionSync {
    private static final Logger LOG = LoggerFactory.getLogger(DefinitionSync.class);
    private static final int PAGE = 1_000;

    private DefinitionSync() {}

    /**
     * Puts what is defined, and removes schedules that an earlier configuration defined and this one does not.
     *
     * @param removes whether there is a configuration at all; a node that is started without one leaves things alone
     * @throws StartException when a command cannot be accepted here
     */
    static void apply(Scheduler scheduler, Definitions definitions, boolean removes) throws StartException {
        definitions.queues().forEach(scheduler::createQueue);
        Set<String> tasks = scheduler.taskNames();
        for (ScheduleDefinition job : definitions.jobs()) {
            put(scheduler, job);
            String task = job.job().task();
            if (task != null && !tasks.contains(task)) {
                LOG.warn(
                        "job '{}': no handler for task '{}' here; its jobs wait for a node that has one",
                        job.name(),
                        task);
            }
        }
        if (removes) {
            removeOthers(
                    scheduler,
                    definitions.jobs().stream().map(ScheduleDefinition::name).collect(Collectors.toSet()));
        }
    }

    private static void put(Scheduler scheduler, ScheduleDefinition job) throws StartException {
        ScheduleDefinition before =
                scheduler.getSchedule(job.name()).map(ScheduleInfo::definition).orElse(null);
        if (before != null && !Definitions.isOurs(before)) {
            LOG.warn(
                    "schedule '{}' was made by {} and is replaced by the configuration's", job.name(), before.source());
        }
        try {
            scheduler.putSchedule(job.enabled(isEnabled(before, job)));
        } catch (InvalidValueException e) {
            throw StartException.refused("carillon.jobs, job '" + job.name() + "': " + e.getMessage(), e);
        }
    }

    /**
     * Whoever paused or resumed a schedule by hand did so for a reason that a restart does not end: the configuration's
     * word counts for a schedule that is new, and when it is another than the last time.
     */
    private static boolean isEnabled(@Nullable ScheduleDefinition before, ScheduleDefinition job) {
        if (before == null || !Definitions.saysTheSame(before, job) || before.enabled() == job.enabled()) {
            return job.enabled();
        }
        LOG.info(
                "schedule '{}' was {} by hand and stays so, though the configuration says enabled: {}",
                job.name(),
                before.enabled() ? "resumed" : "paused",
                job.enabled());
        return before.enabled();
    }

    private static void removeOthers(Scheduler scheduler, Set<String> kept) {
        List<String> gone = new ArrayList<>();
        String cursor = null;
        do {
            Page<ScheduleInfo> page = scheduler.getSchedules(cursor, PAGE);
            for (ScheduleInfo info : page.items()) {
                if (Definitions.isOurs(info.definition()) && !kept.contains(info.name())) {
                    gone.add(info.name());
                }
            }
            cursor = page.next();
        } while (cursor != null);
        for (String name : gone) {
            scheduler.deleteSchedule(name);
            LOG.info("schedule '{}' is gone from the configuration and was removed", name);
        }
    }
}
