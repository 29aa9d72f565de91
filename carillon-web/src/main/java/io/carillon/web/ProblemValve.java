package io.carillon.web;

import io.carillon.web.api.ApiException;
import io.carillon.web.api.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** Tells of requests that Tomcat itself refuses: a path that is no UTF-8, no Host, a head that is too long. */
public final class ProblemValve extends ErrorReportValve {
    @Override
    protected void report(Request request, Response response, @Nullable Throwable error) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        String path = Objects.requireNonNullElse(request.getRequestURI(), "");
        String detail = switch (status) {
            case 405 -> request.getMethod() + " " + path + ": expected another method";
            case 400, 414, 431 -> "expected a path in percent-encoded UTF-8, one Host and a head that is not too long";
            default -> "the server answered " + status + "; its log says why";
        };
        ApiException refused = ApiException.of(status, detail);
        byte[] body = Json.write(refused.problem(path)).getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/problem+json");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        try {
            response.getOutputStream().write(body);
            response.finishResponse();
        } catch (IOException left) {
            // The client left; nobody reads an answer.
            return;
        }
    }
}
