package io.carillon.cli;

import io.carillon.web.api.Answer;
import io.carillon.web.api.Api;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "enqueue", mixinStandardHelpOptions = true, description = "Makes a job that runs once. Prints its id.")
final class JobEnqueueCommand extends ClientCommand {
    private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");
    private static final long WAIT_MILLIS = 200;

    @Parameters(paramLabel = "COMMAND", description = "Name of a task, or a command such as a shell line, in quotes.")
    String command = "";

    @Mixin
    final WorkOptions work = new WorkOptions();

    @Option(names = "--delay", paramLabel = "TIME", description = "Runs that much later, for example 5m.")
    @Nullable String delay;

    @Option(names = "--at", paramLabel = "INSTANT", description = "Runs then, for example 2030-01-31T09:00:00Z.")
    @Nullable String at;

    @Option(
            names = "--unique-key",
            paramLabel = "KEY",
            description = "While a live job has this key, no other is made.")
    @Nullable String uniqueKey;

    @Option(names = "--wait", description = "Waits until the job has ended; status 1 if it did not complete.")
    boolean wait;

    @Option(names = "--json", description = "The job as one JSON object.")
    boolean json;

    JobEnqueueCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    boolean mayCreate() {
        return true;
    }

    @Override
    int run(Api api) throws InterruptedException {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("command", command);
        work.put(body);
        body.put("delay", delay);
        body.put("run_at", at);
        body.put("unique_key", uniqueKey);
        Answer answer = api.jobs().enqueue(body);
        Map<String, @Nullable Object> job = answer.object();
        if (answer.status() == 200) {
            terminal.say("a live job has this unique key already");
        }
        String id = String.valueOf(job.get("id"));
        if (wait) {
            job = awaitEnd(api, id);
        }
        if (json) {
            printJson(job);
        } else {
            terminal.out().println(id);
        }
        if (!wait || "completed".equals(job.get("status"))) {
            return 0;
        }
        terminal.say("job " + id + " " + job.get("status") + (job.get("error") == null ? "" : ": " + job.get("error")));
        return 1;
    }

    private Map<String, @Nullable Object> awaitEnd(Api api, String id) throws InterruptedException {
        WaitRemark remark = new WaitRemark(terminal, api);
        Map<String, @Nullable Object> job = api.jobs().get(id).object();
        while (!hasEnded(job)) {
            remark.consider(job);
            Thread.sleep(WAIT_MILLIS);
            job = api.jobs().get(id).object();
        }
        return job;
    }

    static boolean hasEnded(Map<String, @Nullable Object> job) {
        return ENDED.contains(String.valueOf(job.get("status")));
    }
}
