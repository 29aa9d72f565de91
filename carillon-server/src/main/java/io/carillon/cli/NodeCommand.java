package io.carillon.cli;

import io.carillon.web.api.Api;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "node", mixinStandardHelpOptions = true, description = "Looks at the processes that run jobs.")
final class NodeCommand implements Program.Group {
    @Override
    public Map<String, Supplier<Object>> commands(Terminal terminal) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("list", () -> new ListCommand(terminal));
        return commands;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists nodes, alive or not.")
    private static final class ListCommand extends ClientCommand {
        @Option(names = "--json", description = "One JSON array.")
        boolean json;

        ListCommand(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Api api) {
            List<Map<String, @Nullable Object>> nodes = items(api.cluster().nodes());
            if (json) {
                printJson(nodes);
                return 0;
            }
            Instant now = terminal.clock().instant();
            Table table = new Table("ID", "HOST", "PID", "STATE", "RUNNING", "SLOTS", "STARTED", "LEASE", "VERSION");
            for (Map<String, @Nullable Object> node : nodes) {
                table.row(
                        node.get("id"),
                        node.get("host"),
                        node.get("pid"),
                        Boolean.TRUE.equals(node.get("alive")) ? node.get("state") : "gone",
                        node.get("running"),
                        node.get("slots"),
                        Words.relative(node, "started_at", now),
                        Words.relative(node, "lease_until", now),
                        node.get("version"));
            }
            table.print(terminal.out());
            return 0;
        }
    }
}
