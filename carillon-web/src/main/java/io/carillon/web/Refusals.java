package io.carillon.web;

import io.carillon.web.api.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Makes a problem of whatever a request throws. */
@RestControllerAdvice
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    /** The client went away or stopped sending; nobody reads an answer. */
    @ExceptionHandler(IOException.class)
    void clientLeft(IOException error, HttpServletRequest request) {
        LOG.debug("{} {}: the client left", request.getMethod(), request.getRequestURI(), error);
    }

    @ExceptionHandler(Exception.class)
    ResponseEntity<byte[]> refuse(Exception error, HttpServletRequest request) {
        String path = request.getRequestURI();
        if (error instanceof ErrorResponse response) {
            return bySpring(response, request.getMethod() + " " + path, path);
        }
        ApiException refused = error instanceof RuntimeException unchecked
                ? ApiException.of(unchecked).orElse(null)
                : null;
        if (refused != null) {
            if (refused.status() >= 500) {
                LOG.warn("{} {}: {}", request.getMethod(), path, refused.detail());
            }
            return Respond.with(refused, path);
        }
        if (error instanceof InvalidParameterException) {
            return Respond.with(ApiException.of(400, "the query: expected percent-encoded UTF-8"), path);
        }
        LOG.error("{} {} failed", request.getMethod(), path, error);
        return Respond.with(ApiException.of(500, "something went wrong here; the server's log says what"), path);
    }

    /** What Spring itself refuses: no such path, wrong method. */
    private static ResponseEntity<byte[]> bySpring(ErrorResponse refused, String what, String path) {
        int status = refused.getStatusCode().value();
        String detail = switch (refused) {
            case HttpRequestMethodNotSupportedException method ->
                what + ": expected " + names(method.getSupportedHttpMethods());
            case ErrorResponse other when status == 404 -> "nothing is at " + what;
            default -> what + ": " + refused.getBody().getDetail();
        };
        ResponseEntity<byte[]> answer = Respond.with(ApiException.of(status, detail), path);
        HttpHeaders headers = new HttpHeaders();
        headers.putAll(refused.getHeaders());
        headers.putAll(answer.getHeaders());
        return new ResponseEntity<>(answer.getBody(), headers, answer.getStatusCode());
    }

    private static String names(@Nullable Collection<HttpMethod> methods) {
        return Objects.requireNonNullElse(methods, List.<HttpMethod>of()).stream()
                .map(HttpMethod::name)
                .sorted()
                .collect(Collectors.joining(" or "));
    }
}
