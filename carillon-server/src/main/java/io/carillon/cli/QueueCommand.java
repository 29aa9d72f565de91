package io.carillon.cli;

import io.carillon.web.api.Api;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "queue", mixinStandardHelpOptions = true, description = "Looks at queues, pauses and resumes them.")
final class QueueCommand implements Program.Group {
    @Override
    public Map<String, Supplier<Object>> commands(Terminal terminal) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("list", () -> new ListCommand(terminal));
        commands.put("pause", () -> new PauseCommand(terminal));
        commands.put("resume", () -> new ResumeCommand(terminal));
        return commands;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists queues with their jobs.")
    private static final class ListCommand extends ClientCommand {
        @Option(names = "--json", description = "One JSON array.")
        boolean json;

        ListCommand(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Api api) {
            List<Map<String, @Nullable Object>> queues = items(api.cluster().queues());
            if (json) {
                printJson(queues);
                return 0;
            }
            Map<String, Map<?, ?>> counts = counts(api);
            Table table =
                    new Table("NAME", "PENDING", "RUNNING", "RETRYING", "FAILED", "WORKERS", "LIMIT", "SIZE", "PAUSED");
            for (Map<String, @Nullable Object> queue : queues) {
                Map<?, ?> jobs = counts.getOrDefault(Words.text(queue, "name"), Map.of());
                table.row(
                        queue.get("name"),
                        jobs.get("pending"),
                        jobs.get("running"),
                        jobs.get("retrying"),
                        jobs.get("failed"),
                        queue.get("workers"),
                        queue.get("limit"),
                        queue.get("max_size"),
                        pause(queue));
            }
            table.print(terminal.out());
            return 0;
        }

        private static Map<String, Map<?, ?>> counts(Api api) {
            Map<String, Map<?, ?>> counts = new LinkedHashMap<>();
            if (api.cluster().stats().object().get("queues") instanceof List<?> queues) {
                for (Object entry : queues) {
                    if (entry instanceof Map<?, ?> queue && queue.get("jobs") instanceof Map<?, ?> jobs) {
                        counts.put(String.valueOf(queue.get("name")), jobs);
                    }
                }
            }
            return counts;
        }

        private static String pause(Map<String, @Nullable Object> queue) {
            if (!(queue.get("pause") instanceof Map<?, ?> pause)) {
                return "no";
            }
            Object reason = pause.get("reason");
            Object until = pause.get("until");
            return "yes"
                    + (until == null ? "" : " until " + until)
                    + (reason == null || reason.toString().isEmpty() ? "" : ": " + reason);
        }
    }

    @Command(name = "pause", mixinStandardHelpOptions = true, description = "Lets no more jobs of queues start.")
    private static final class PauseCommand extends ClientCommand {
        @Parameters(arity = "1..*", paramLabel = "NAME")
        List<String> names = new ArrayList<>();

        @Option(names = "--reason", paramLabel = "TEXT")
        @Nullable String reason;

        @Option(names = "--for", paramLabel = "TIME", description = "Resumes by itself after that, for example 30m.")
        @Nullable String duration;

        @Option(names = "--until", paramLabel = "INSTANT", description = "Resumes by itself then.")
        @Nullable String until;

        PauseCommand(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Api api) {
            Map<String, @Nullable Object> body = new LinkedHashMap<>();
            body.put("reason", reason);
            body.put("duration", duration);
            body.put("until", until);
            for (String name : names) {
                api.cluster().pauseQueue(name, body);
                terminal.out().println(name + " paused");
            }
            return 0;
        }
    }

    @Command(name = "resume", mixinStandardHelpOptions = true, description = "Ends the pause of queues.")
    private static final class ResumeCommand extends ClientCommand {
        @Parameters(arity = "1..*", paramLabel = "NAME")
        List<String> names = new ArrayList<>();

        ResumeCommand(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Api api) {
            for (String name : names) {
                api.cluster().resumeQueue(name);
                terminal.out().println(name + " resumed");
            }
            return 0;
        }
    }
}
