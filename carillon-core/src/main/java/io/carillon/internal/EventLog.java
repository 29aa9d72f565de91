package io.carillon.internal;

import io.carillon.Event;
import io.carillon.Event.OfFire;
import io.carillon.Event.OfJob;
import io.carillon.Event.OfNode;
import io.carillon.Failure;
import io.carillon.Fire;
import io.carillon.JobSpec;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The subscriber that writes the log: what a person wants to know of without asking. */
final class EventLog implements Consumer<Event> {
    private static final Logger JOBS = LoggerFactory.getLogger("io.carillon.jobs");
    private static final Logger SCHEDULES = LoggerFactory.getLogger("io.carillon.schedules");
    private static final Logger NODE = LoggerFactory.getLogger("io.carillon.node");

    @Override
    public void accept(Event event) {
        switch (event) {
            case OfJob job -> log(job);
            case OfFire fired -> log(fired.fire());
            case OfNode node -> log(node);
            case Event.OfLog line -> {}
            case Event.OfProgress progress -> {}
        }
    }

    private static void log(OfJob event) {
        Failure error = event.error();
        String why = error == null ? "" : error.message();
        JobSpec job = event.job();
        switch (event.change()) {
            case FAILED ->
                JOBS.warn("Job {} ({}) failed for good in attempt {}: {}", job.id(), job.task(), event.attempt(), why);
            case RETRYING ->
                JOBS.info(
                        "Job {} ({}) failed in attempt {} and is tried again: {}",
                        job.id(),
                        job.task(),
                        event.attempt(),
                        why);
            case CANCELLED -> JOBS.info("Job {} ({}) was cancelled", job.id(), job.task());
            case RELEASED -> JOBS.debug("Job {} ({}) was handed back", job.id(), job.task());
            case PARKED -> JOBS.info("Job {} waits for a node with a handler for task '{}'", job.id(), job.task());
            case ENQUEUED, STARTED, COMPLETED -> JOBS.debug("Job {} ({}) {}", job.id(), job.task(), event.change());
        }
    }

    private static void log(Fire fire) {
        if (fire.outcome() == Fire.Outcome.FIRED) {
            SCHEDULES.debug("Schedule '{}' fired its instant {}", fire.schedule(), fire.instant());
        } else {
            SCHEDULES.info(
                    "Schedule '{}' {} {} instant(s) from {}: {}",
                    fire.schedule(),
                    fire.outcome() == Fire.Outcome.MISSED ? "missed" : "skipped",
                    fire.count(),
                    fire.instant(),
                    fire.reason());
        }
    }

    private static void log(OfNode event) {
        switch (event.change()) {
            case STARTED, STOPPED, STORE_BACK -> NODE.info("Node {}: {}", event.node(), event.message());
            case LEASE_LOST, STORE_LOST, STUCK_HANDLER, TROUBLE ->
                NODE.warn("Node {}: {}", event.node(), event.message());
        }
    }
}
