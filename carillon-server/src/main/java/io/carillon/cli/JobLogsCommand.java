package io.carillon.cli;

import io.carillon.web.api.Answer;
import io.carillon.web.api.Api;
import io.carillon.web.api.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", mixinStandardHelpOptions = true, description = "Prints a job's log.")
final class JobLogsCommand extends ClientCommand {
    private static final long FOLLOW_MILLIS = 300;
    private static final String PAGE = "1000";

    @Parameters(paramLabel = "ID")
    String id = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on until the job has ended.")
    boolean follow;

    @Option(names = "--json", description = "One JSON object a line.")
    boolean json;

    JobLogsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Api api) throws InterruptedException {
        WaitRemark remark = new WaitRemark(terminal, api);
        String seen = "-1";
        while (follow) {
            // Asked before reading: what is written between the two is still read.
            Map<String, @Nullable Object> job = api.jobs().get(id).object();
            seen = printAfter(api, seen);
            if (JobEnqueueCommand.hasEnded(job)) {
                return 0;
            }
            remark.consider(job);
            Thread.sleep(FOLLOW_MILLIS);
        }
        printAfter(api, seen);
        return 0;
    }

    /** Prints what comes after a line and returns the last line's number. */
    private String printAfter(Api api, String seen) {
        String last = seen;
        String next;
        do {
            Answer answer = api.jobs().logs(id, Map.of("cursor", last, "limit", PAGE));
            List<Map<String, @Nullable Object>> lines = items(answer);
            lines.forEach(this::print);
            last = lines.isEmpty() ? last : String.valueOf(lines.getLast().get("seq"));
            next = Words.text(answer.object(), "next");
        } while (next != null);
        terminal.out().flush();
        return last;
    }

    private void print(Map<String, @Nullable Object> line) {
        if (json) {
            terminal.out().println(Json.write(line));
            return;
        }
        String level = String.valueOf(line.get("level"));
        String mark = "stderr".equals(line.get("stream")) ? "stderr" : level.equals("info") ? "" : level;
        terminal.out().println(line.get("at") + (mark.isEmpty() ? "  " : "  [" + mark + "] ") + line.get("message"));
    }
}
