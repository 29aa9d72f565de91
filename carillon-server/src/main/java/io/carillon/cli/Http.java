package io.carillon.cli;

import io.carillon.web.api.Answer;
import io.carillon.web.api.ApiException;
import io.carillon.web.api.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to a server; for one thread. A JVM that ends waits 0.3 s for a thread that is in a system call, as the one of an
 * HTTP client always is, so it is to be closed.
 */
final class Http implements AutoCloseable {
    private static final int CONNECT_MILLIS = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration FAREWELL = Duration.ofMillis(500);

    private final URI server;
    private @Nullable HttpClient client;

    Http(URI server) {
        boolean web = "http".equalsIgnoreCase(server.getScheme()) || "https".equalsIgnoreCase(server.getScheme());
        if (!web || server.getHost() == null || server.getPort() > 65_535) {
            throw UsageException.of("--url", "http://HOST:PORT", server);
        }
        this.server = server;
    }

    private HttpClient client() {
        HttpClient open = client;
        if (open == null) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofMillis(CONNECT_MILLIS));
            open = ("http".equals(server.getScheme()) ? builder.sslContext(NoTls.context()) : builder).build();
            client = open;
        }
        return open;
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        HttpClient open = client;
        if (open != null) {
            open.shutdownNow();
            try {
                open.awaitTermination(FAREWELL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A name as part of a path. */
    static String segment(String name) {
        return encode(name);
    }

    /** Whether something accepts connections there. */
    boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    Answer get(String path, Map<String, String> query) {
        String parameters = query.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
        return exchange("GET", parameters.isEmpty() ? path : path + "?" + parameters, null);
    }

    /** @param body null for none */
    Answer send(String method, String path, @Nullable Map<String, @Nullable Object> body) {
        return exchange(method, path, body);
    }

    private Answer exchange(String method, String path, @Nullable Map<String, @Nullable Object> body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE);
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(Json.write(body)));
        }
        try {
            return answer(client().send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new FailedException("the server at " + server + " does not answer: " + reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted while waiting for " + server);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof ConnectException) {
            return "nothing listens there";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private Answer answer(HttpResponse<byte[]> response) {
        byte[] body = response.body();
        Object tree;
        try {
            tree = body.length == 0 ? null : Json.parse(body);
        } catch (Json.Malformed e) {
            throw notCarillon(response.statusCode(), "no JSON");
        }
        if (!isOurs(response.statusCode(), tree)) {
            throw notCarillon(response.statusCode(), "other JSON");
        }
        if (response.statusCode() < 300) {
            return new Answer(
                    response.statusCode(),
                    tree,
                    response.headers().firstValue("Location").orElse(null));
        }
        throw refusal(response.statusCode(), tree);
    }

    /** Whether it is an object, or a problem with a detail, or nothing at all. */
    private static boolean isOurs(int status, @Nullable Object tree) {
        return tree == null
                || (tree instanceof Map<?, ?> object && (status < 300 || object.get("detail") instanceof String));
    }

    private FailedException notCarillon(int status, String body) {
        return new FailedException(
                "what answers at " + server + " is no Carillon server (status " + status + ", " + body + ")");
    }

    private static ApiException refusal(int status, @Nullable Object tree) {
        if (!(tree instanceof Map<?, ?> problem)) {
            return ApiException.of(status, "the server answered with status " + status);
        }
        String detail = String.valueOf(problem.get("detail"));
        return ApiException.of(status, detail);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
