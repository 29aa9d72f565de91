package io.carillon.internal;

import io.carillon.ScheduleDefinition;
import io.carillon.internal.StoredDefinition.StoredJob;
import io.carillon.internal.StoredDefinition.StoredRule;
import io.carillon.schedule.Schedule;
import io.carillon.spi.ScheduleStore.Entry;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectWriter;

/**
 * Schedules to their stored text and back, ready to be run, and the fingerprint of what decides their fire times. What
 * was read is kept until its text changes, since a schedule is read at each fire. Thread-safe.
 */
final class Definitions {
    /** More schedules than this are read anew each time. */
    private static final int MOST_KEPT = 20_000;

    private final ZoneId zone;
    private final ConcurrentMap<String, Kept> plans = new ConcurrentHashMap<>();

    /** @param zone of schedules that name none */
    Definitions(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * A schedule ready to be run.
     *
     * @param definition what the user said
     * @param schedule its rule with zone and grid decided
     * @param anchoredAt where a grid begins that the user gave no anchor
     * @param task the task to run
     * @param params JSON text
     */
    record Plan(ScheduleDefinition definition, Schedule schedule, Instant anchoredAt, String task, String params) {
        String name() {
            return definition.name();
        }
    }

    private record Kept(String text, boolean enabled, Plan plan) {}

    /** A definition with its task and parameters decided, before it is stored. */
    Plan plan(ScheduleDefinition definition, Instant anchoredAt, String task, String params) {
        Schedule schedule = definition.schedule().withDefaultZone(zone).withDefaultAnchor(anchoredAt);
        return new Plan(definition, schedule, anchoredAt, task, params);
    }

    /** The stored text. */
    String write(Plan plan) {
        StoredJob job = StoredJob.of(plan.definition().job(), plan.task(), plan.params());
        return Writing.STORED.writeValueAsString(StoredDefinition.of(plan.definition(), plan.anchoredAt(), job));
    }

    /**
     * Fingerprint of what decides the fire times, the same for the same rule on every node of one default zone; 32
     * characters. The place of a grid that the user gave no anchor is no part of it.
     */
    String rule(ScheduleDefinition definition) {
        return Hashes.hex(
                Json.canonical(Json.VALUES.writeValueAsString(
                        StoredRule.of(definition.schedule().withDefaultZone(zone)))),
                32);
    }

    /**
     * Reads a stored schedule.
     *
     * @throws IllegalStateException when this program cannot read what another one wrote
     */
    Plan read(Entry entry) {
        Kept kept = plans.get(entry.name());
        if (kept != null && kept.enabled == entry.enabled() && kept.text.equals(entry.definition())) {
            return kept.plan;
        }
        Plan plan = decode(entry);
        if (plans.size() >= MOST_KEPT) {
            plans.clear();
        }
        plans.put(entry.name(), new Kept(entry.definition(), entry.enabled(), plan));
        return plan;
    }

    private Plan decode(Entry entry) {
        try {
            StoredDefinition stored = StoredDefinition.read(entry.definition());
            ScheduleDefinition definition = stored.definition(entry.name(), entry.enabled());
            return plan(
                    definition,
                    stored.anchoredAt(),
                    stored.job().task(),
                    stored.job().params());
        } catch (JacksonException | IllegalArgumentException | NullPointerException | DateTimeException e) {
            throw new IllegalStateException(
                    "schedule '" + entry.name() + "' is stored in a form that this program cannot read ("
                            + e.getMessage() + "); use the program that wrote it, or put the schedule again",
                    e);
        }
    }

    /** Made when something is written, which a program that only asks never does. */
    private static final class Writing {
        static final ObjectWriter STORED = Json.VALUES.writerFor(StoredDefinition.class);
    }
}
