package io.carillon.web;

import io.carillon.web.api.Answer;
import io.carillon.web.api.ApiException;
import io.carillon.web.api.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Puts what the API answers on the network. */
final class Respond {
    private Respond() {}

    static ResponseEntity<byte[]> with(Answer answer) {
        ResponseEntity.BodyBuilder response = ResponseEntity.status(answer.status());
        if (answer.location() != null) {
            response.location(URI.create(answer.location()));
        }
        if (answer.body() == null) {
            return response.cacheControl(CacheControl.noStore()).build();
        }
        return body(response, MediaType.APPLICATION_JSON, Json.write(answer.body()));
    }

    /** @param instance path of the request that was refused */
    static ResponseEntity<byte[]> with(ApiException refused, String instance) {
        ResponseEntity.BodyBuilder response = ResponseEntity.status(refused.status());
        if (refused.retryAfter() != null) {
            response.header("Retry-After", refused.retryAfter().toString());
        }
        return body(response, MediaType.APPLICATION_PROBLEM_JSON, Json.write(refused.problem(instance)));
    }

    private static ResponseEntity<byte[]> body(ResponseEntity.BodyBuilder response, MediaType type, String text) {
        return response.cacheControl(CacheControl.noStore())
                .contentType(type)
                .header("X-Content-Type-Options", "nosniff")
                .body(text.getBytes(StandardCharsets.UTF_8));
    }
}
