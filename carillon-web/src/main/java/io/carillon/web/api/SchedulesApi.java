package io.carillon.web.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Schedules. An unknown name is a 404, except where it is created. */
public interface SchedulesApi {
    /** {@code GET /schedules?limit=&cursor=}: in order of name. */
    Answer list(Map<String, String> query);

    /** {@code GET /schedules/{name}}. */
    Answer get(String name);

    /** {@code POST /schedules}: 201; 409 when the name is taken. */
    Answer create(Map<String, @Nullable Object> body);

    /** {@code PUT /schedules/{name}}: creates (201) or replaces (200); what the body leaves out has its default. */
    Answer put(String name, Map<String, @Nullable Object> body);

    /** {@code PATCH /schedules/{name}}: changes what the body names; null gives a field its default. */
    Answer patch(String name, Map<String, @Nullable Object> body);

    /** {@code DELETE /schedules/{name}}: 204; its jobs stay. */
    Answer delete(String name);

    /** {@code POST /schedules/{name}/run}: 201 with the job it makes now, besides its fire times. */
    Answer run(String name);

    /** {@code POST /schedules/{name}/pause}. */
    Answer pause(String name);

    /** {@code POST /schedules/{name}/resume}. */
    Answer resume(String name);

    /** {@code GET /schedules/{name}/fires?cursor=&limit=}: what became of its instants, latest first. */
    Answer fires(String name, Map<String, String> query);
}
