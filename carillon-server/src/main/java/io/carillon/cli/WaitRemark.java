package io.carillon.cli;

import io.carillon.web.api.Api;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says once why a job that somebody waits for cannot go on, when it has been due for a while: without that, a command that
 * waits for a job that no node works on looks as one that waits for a long job.
 */
final class WaitRemark {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Terminal terminal;
    private final Api api;
    private Instant lookAt;
    private boolean said;

    WaitRemark(Terminal terminal, Api api) {
        this.terminal = terminal;
        this.api = api;
        this.lookAt = terminal.clock().instant().plus(PATIENCE);
    }

    /** To be called now and then while the job has not ended. */
    void consider(Map<String, @Nullable Object> job) {
        Instant now = terminal.clock().instant();
        Instant due = Words.instant(job, "run_at");
        if (said || now.isBefore(lookAt) || (due != null && now.isBefore(due.plus(PATIENCE)))) {
            return;
        }
        lookAt = now.plus(PATIENCE);
        String reason = reason(job);
        if (reason != null) {
            said = true;
            terminal.say("job " + job.get("id") + " waits: " + reason + "; it stays when you stop waiting");
        }
    }

    private @Nullable String reason(Map<String, @Nullable Object> job) {
        Object queue = job.get("queue");
        boolean someAlive = false;
        boolean someWork = false;
        for (Map<String, @Nullable Object> node :
                ClientCommand.items(api.cluster().nodes())) {
            boolean alive = Boolean.TRUE.equals(node.get("alive"));
            someAlive |= alive;
            someWork |= alive && worksOn(node, queue);
        }
        if ("running".equals(job.get("status"))) {
            return someAlive ? null : "its node is gone, and no other is alive";
        }
        return someWork
                ? Words.text(job, "waiting_for")
                : "no live node works on queue '" + queue + "' (see 'carillon node list')";
    }

    /** A node that names no queues works on all. */
    private static boolean worksOn(Map<String, @Nullable Object> node, @Nullable Object queue) {
        boolean takesJobs = node.get("slots") instanceof Number slots
                && slots.longValue() > 0
                && "active".equals(node.get("state"));
        return takesJobs
                && node.get("queues") instanceof List<?> queues
                && (queues.isEmpty() || queues.contains(queue));
    }
}
