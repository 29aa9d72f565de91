package io.carillon.cli;

import io.carillon.web.api.Api;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", mixinStandardHelpOptions = true, description = "Lists jobs, newest first.")
final class JobListCommand extends ClientCommand {
    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "pending, running, completed, failed, retrying or" + " cancelled; several with commas.")
    @Nullable String status;

    @Option(names = "--queue", paramLabel = "NAME")
    @Nullable String queue;

    @Option(names = "--task", paramLabel = "NAME")
    @Nullable String task;

    @Option(names = "--schedule", paramLabel = "NAME")
    @Nullable String schedule;

    @Option(names = "--limit", paramLabel = "N", description = "Most jobs, 1-1000; ${DEFAULT-VALUE} if not said.")
    String limit = "50";

    @Option(names = "--json", description = "One JSON array.")
    boolean json;

    JobListCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Api api) {
        Map<String, String> query = new LinkedHashMap<>();
        put(query, "status", status);
        put(query, "queue", queue);
        put(query, "task", task);
        put(query, "schedule", schedule);
        query.put("limit", limit);
        List<Map<String, @Nullable Object>> jobs = items(api.jobs().list(query));
        if (json) {
            printJson(jobs);
            return 0;
        }
        Instant now = terminal.clock().instant();
        Table table = new Table("ID", "STATUS", "TASK", "QUEUE", "PRI", "TRY", "CREATED", "WHEN", "TOOK", "ERROR");
        for (Map<String, @Nullable Object> job : jobs) {
            table.row(
                    job.get("id"),
                    job.get("status"),
                    what(job),
                    job.get("queue"),
                    job.get("priority"),
                    job.get("attempt"),
                    Words.relative(job, "created_at", now),
                    when(job, now),
                    Words.seconds(job, "duration"),
                    Words.brief(job, job.get("waiting_for") == null ? "error" : "waiting_for"));
        }
        table.print(terminal.out());
        return 0;
    }

    private static void put(Map<String, String> query, String name, @Nullable String value) {
        if (value != null) {
            query.put(name, value);
        }
    }

    /** A command says more than the task that runs it. */
    static @Nullable String what(Map<String, @Nullable Object> tree) {
        return Words.brief(tree, tree.get("command") == null ? "task" : "command");
    }

    /** What matters of a job's times, by its status: when it is due, began or ended. */
    private static @Nullable String when(Map<String, @Nullable Object> job, Instant now) {
        String status = String.valueOf(job.get("status"));
        return switch (status) {
            case "pending", "retrying" -> "due " + Words.relative(job, "run_at", now);
            case "running" -> "began " + Words.relative(job, "started_at", now);
            default -> "ended " + Words.relative(job, "completed_at", now);
        };
    }
}
