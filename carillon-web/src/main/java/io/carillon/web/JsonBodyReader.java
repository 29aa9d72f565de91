package io.carillon.web;

import io.carillon.web.api.ApiException;
import io.carillon.web.api.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Reads {@link JsonBody} arguments: JSON objects up to a size. */
final class JsonBodyReader implements HandlerMethodArgumentResolver {
    private static final MediaType ANY_JSON = MediaType.valueOf("application/*+json");

    private final int maxBytes;

    JsonBodyReader(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == JsonBody.class;
    }

    @Override
    public JsonBody resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest webRequest,
            @Nullable WebDataBinderFactory binderFactory)
            throws IOException {
        HttpServletRequest request = webRequest.getNativeRequest(HttpServletRequest.class);
        if (request == null) {
            throw new IllegalStateException("not a servlet request: " + webRequest);
        }
        return read(request);
    }

    private JsonBody read(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > maxBytes) {
            throw tooLarge();
        }
        byte[] body = request.getInputStream().readNBytes(maxBytes + 1);
        if (body.length > maxBytes) {
            throw tooLarge();
        }
        if (body.length == 0) {
            return new JsonBody(Map.of());
        }
        if (!isJson(request.getContentType())) {
            throw ApiException.of(415, "expected Content-Type: application/json, got " + request.getContentType());
        }
        return new JsonBody(object(body));
    }

    private ApiException tooLarge() {
        return ApiException.of(413, "expected a body of at most " + maxBytes + " bytes (carillon.max-params-bytes)");
    }

    static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        try {
            MediaType type = MediaType.parseMediaType(contentType);
            return MediaType.APPLICATION_JSON.includes(type) || ANY_JSON.includes(type);
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> object(byte[] body) {
        Object tree;
        try {
            tree = Json.parse(body);
        } catch (Json.Malformed e) {
            throw ApiException.of(400, String.valueOf(e.getMessage()));
        }
        if (tree instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw ApiException.of(400, "expected a JSON object as body, got another JSON value");
    }
}
