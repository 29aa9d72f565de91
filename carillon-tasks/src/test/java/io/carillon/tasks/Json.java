package io.carillon.tasks;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a job's parameters look like when they come back from the store. */
final class Json {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Json() {}

    static JsonNode params(ShellLine line) {
        Object params = line.request().params();
        return MAPPER.readTree(params == null ? "{}" : MAPPER.writeValueAsString(params));
    }
}
