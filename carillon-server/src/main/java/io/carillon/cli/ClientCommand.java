package io.carillon.cli;

import io.carillon.web.api.Answer;
import io.carillon.web.api.Api;
import io.carillon.web.api.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** A command that asks or changes something through the API. */
abstract class ClientCommand implements Callable<Integer> {
    final Terminal terminal;

    @Mixin
    final ClientOptions client = new ClientOptions();

    ClientCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Does the work and returns the exit status. */
    abstract int run(Api api) throws Exception;

    /** Whether the command makes sense on a store that is not there yet, and makes it. */
    boolean mayCreate() {
        return false;
    }

    @Override
    public Integer call() throws Exception {
        try (Client open = Client.open(client, terminal, mayCreate())) {
            return run(open.api());
        }
    }

    /** The items of a list's answer. */
    @SuppressWarnings("unchecked")
    static List<Map<String, @Nullable Object>> items(Answer answer) {
        Object items = answer.object().get("items");
        return items instanceof List<?> list ? (List<Map<String, @Nullable Object>>) list : List.of();
    }

    /** Prints a list as JSON, one element a line. */
    void printJson(List<?> items) {
        List<String> lines = new ArrayList<>();
        items.forEach(item -> lines.add(Json.write(item)));
        terminal.out().println("[" + String.join(",\n ", lines) + "]");
    }

    void printJson(Map<String, @Nullable Object> object) {
        terminal.out().println(Json.write(object));
    }
}
