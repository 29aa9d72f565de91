package io.carillon.web.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jobs. An unknown id is a 404 everywhere. */
public interface JobsApi {
    /** {@code GET /jobs?status=&queue=&task=&schedule=&unique_key=&limit=&cursor=}: newest first; several statuses with commas. */
    Answer list(Map<String, String> query);

    /** {@code GET /jobs/{id}}. */
    Answer get(String id);

    /**
     * {@code POST /jobs}: 201 with the job, 200 with the live job that holds the unique key, 429 when the queue is full,
     * 400 for a task or command that nobody knows.
     */
    Answer enqueue(Map<String, @Nullable Object> body);

    /** {@code DELETE /jobs/{id}}: cancels; 409 when the job has ended. */
    Answer cancel(String id);

    /** {@code POST /jobs/{id}/retry}: tries a failed, cancelled or retrying job again now; 409 in any other state, and when
     * another live job has its unique key. */
    Answer retry(String id);

    /** {@code GET /jobs/{id}/logs?cursor=&limit=}: the cursor is the {@code seq} of the last line read. */
    Answer logs(String id, Map<String, String> query);

    /** {@code GET /jobs/{id}/attempts}: those that did not complete it, oldest first. */
    Answer attempts(String id);
}
