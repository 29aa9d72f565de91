package io.carillon.web.api;

import io.carillon.InvalidValueException;
import io.carillon.QueueFullException;
import io.carillon.schedule.InvalidScheduleException;
import io.carillon.spi.StoreException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call that was refused, as RFC 9457 describes problems. */
public final class ApiException extends RuntimeException {
    private static final int QUEUE_RETRY_SECONDS = 5;
    private static final int STORE_RETRY_SECONDS = 5;

    private final int status;
    private final String detail;
    private final List<FieldError> errors;
    private final @Nullable Integer retryAfter;

    private ApiException(
            int status,
            String detail,
            List<FieldError> errors,
            @Nullable Integer retryAfter,
            @Nullable Throwable cause) {
        super(detail, cause);
        this.status = status;
        this.detail = detail;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    /** @param detail what went wrong and what to do, in a sentence or two */
    public static ApiException of(int status, String detail) {
        return new ApiException(status, detail, List.of(), null, null);
    }

    /** A refused document: 400. */
    public static ApiException of(InvalidDocumentException refused) {
        return of(400, refused.errors());
    }

    /** @param errors at least one; together they are the detail */
    public static ApiException of(int status, List<FieldError> errors) {
        return new ApiException(status, InvalidDocumentException.sentence(errors), errors, null, null);
    }

    /** What the scheduler or its store refused, or nothing when {@code error} is none of their refusals. */
    public static Optional<ApiException> of(RuntimeException error) {
        return switch (error) {
            case ApiException api -> Optional.of(api);
            case InvalidDocumentException refused -> Optional.of(of(refused));
            case InvalidValueException refused -> Optional.of(of(400, List.of(FieldError.of(refused))));
            case InvalidScheduleException refused ->
                Optional.of(of(400, List.of(FieldError.ofSchedule(refused.field(), refused.got(), refused))));
            case QueueFullException full -> Optional.of(queueFull(full));
            case StoreException lost -> Optional.of(storeTrouble(lost));
            default -> Optional.empty();
        };
    }

    static ApiException queueFull(QueueFullException full) {
        return of(429, String.valueOf(full.getMessage())).retryAfter(QUEUE_RETRY_SECONDS);
    }

    private static ApiException storeTrouble(StoreException lost) {
        ApiException trouble =
                of(503, "the store does not answer: " + lost.getMessage()).because(lost);
        return lost.isTransient() ? trouble.retryAfter(STORE_RETRY_SECONDS) : trouble;
    }

    static ApiException notFound(String what, String name, String hint) {
        return of(404, "no " + what + " '" + name + "'" + hint);
    }

    /** The same refusal, worth trying again after some seconds. */
    public ApiException retryAfter(int seconds) {
        return new ApiException(status, detail, errors, seconds, getCause());
    }

    /** The same refusal with the error behind it. */
    public ApiException because(Throwable cause) {
        return new ApiException(status, detail, errors, retryAfter, cause);
    }

    /** HTTP's status code, of the 400s or 500s. */
    public int status() {
        return status;
    }

    public String detail() {
        return detail;
    }

    /** The refused values; empty when the refusal is about no value. */
    public List<FieldError> errors() {
        return errors;
    }

    /** Seconds after which trying again makes sense; null when it does not by itself. */
    public @Nullable Integer retryAfter() {
        return retryAfter;
    }

    /**
     * The problem as a tree for {@link Json}.
     *
     * @param instance path of the request
     */
    public Map<String, @Nullable Object> problem(String instance) {
        Map<String, @Nullable Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", title(status));
        problem.put("status", status);
        problem.put("detail", detail);
        problem.put("instance", instance);
        if (!errors.isEmpty()) {
            List<Map<String, @Nullable Object>> list = new ArrayList<>();
            for (FieldError error : errors) {
                Map<String, @Nullable Object> entry = new LinkedHashMap<>();
                entry.put("field", error.field());
                entry.put("expected", error.expected());
                entry.put("got", error.got());
                list.add(entry);
            }
            problem.put("errors", list);
        }
        return problem;
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 429 -> "Too Many Requests";
            case 503 -> "Service Unavailable";
            default -> status >= 500 ? "Internal Server Error" : "Refused";
        };
    }
}
