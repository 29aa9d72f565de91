package io.carillon.cli;

import io.carillon.web.api.Api;
import io.carillon.web.api.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "show", mixinStandardHelpOptions = true, description = "Shows a job and its failed attempts.")
final class JobShowCommand extends ClientCommand {
    @Parameters(paramLabel = "ID")
    String id = "";

    @Option(names = "--json", description = "One JSON object.")
    boolean json;

    JobShowCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Api api) {
        Map<String, @Nullable Object> job = api.jobs().get(id).object();
        if (json) {
            printJson(job);
            return 0;
        }
        job.forEach((name, value) -> {
            if (value != null) {
                terminal.out().printf("%-13s %s%n", name, value instanceof String ? value : Json.write(value));
            }
        });
        showAttempts(items(api.jobs().attempts(id)));
        return 0;
    }

    private void showAttempts(List<Map<String, @Nullable Object>> attempts) {
        if (attempts.isEmpty()) {
            return;
        }
        terminal.out().println();
        Table table = new Table("ATTEMPT", "OUTCOME", "STARTED", "TOOK", "NODE", "ERROR");
        for (Map<String, @Nullable Object> attempt : attempts) {
            String error =
                    attempt.get("error") instanceof Map<?, ?> why ? why.get("type") + ": " + why.get("message") : null;
            table.row(
                    attempt.get("attempt"),
                    attempt.get("outcome"),
                    attempt.get("started_at"),
                    Words.seconds(attempt, "duration"),
                    attempt.get("node"),
                    error);
        }
        table.print(terminal.out());
    }
}
