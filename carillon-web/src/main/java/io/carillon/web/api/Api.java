package io.carillon.web.api;

import io.carillon.Scheduler;
import java.time.ZoneId;

/**
 * The REST API, version 1. Each call is one route: bodies and queries go in as trees (see {@link Json}), answers come out
 * as {@link Answer}s, refusals as {@link ApiException}s. Thread-safe.
 */
public interface Api {
    /** Everything below {@code /api/v1/jobs}. */
    JobsApi jobs();

    /** Everything below {@code /api/v1/schedules}. */
    SchedulesApi schedules();

    /** Queues, nodes and counts. */
    ClusterApi cluster();

    /**
     * The API of a scheduler in this process, started or not.
     *
     * @param zone of schedules that name none and of instants without an offset
     */
    static Api of(Scheduler scheduler, ZoneId zone) {
        LocalJobs jobs = new LocalJobs(scheduler, zone);
        return new Local(jobs, new LocalSchedules(scheduler, zone, jobs), new LocalCluster(scheduler, zone));
    }

    /** The parts. */
    record Local(JobsApi jobs, SchedulesApi schedules, ClusterApi cluster) implements Api {}
}
