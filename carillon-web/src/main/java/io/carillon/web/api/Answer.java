package io.carillon.web.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call answers.
 *
 * @param status HTTP's status code, of the 200s; refusals are {@link ApiException}s
 * @param body a tree as {@link Json} writes it; null for none
 * @param location path of what was created; null when nothing was
 */
public record Answer(
        int status, @Nullable Object body, @Nullable String location) {
    static Answer ok(Object body) {
        return new Answer(200, body, null);
    }

    /** @param collection path to which the name is added */
    static Answer created(Object body, String collection, String name) {
        String segment = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return new Answer(201, body, collection + "/" + segment);
    }

    static Answer noContent() {
        return new Answer(204, null, null);
    }

    /** The body as an object. */
    @SuppressWarnings("unchecked")
    public Map<String, @Nullable Object> object() {
        if (body instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new IllegalStateException("the answer has no object: " + body);
    }
}
