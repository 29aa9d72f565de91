package io.carillon.web.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Queues, nodes and counts. */
public interface ClusterApi {
    /** {@code GET /queues}: the default one, and those that were configured or hold jobs, in order of name. */
    Answer queues();

    /** {@code GET /queues/{name}}. */
    Answer queue(String name);

    /** {@code PUT /queues/{name}}: creates (201) or replaces (200) its options; a pause stays. */
    Answer putQueue(String name, Map<String, @Nullable Object> body);

    /** {@code POST /queues/{name}/pause} with {@code reason} and either {@code until} or {@code duration}, all optional. */
    Answer pauseQueue(String name, Map<String, @Nullable Object> body);

    /** {@code POST /queues/{name}/resume}: harmless when it is not paused. */
    Answer resumeQueue(String name);

    /** {@code GET /nodes}: registered processes, alive or not. */
    Answer nodes();

    /** {@code GET /stats}: counts by status and queue. */
    Answer stats();
}
