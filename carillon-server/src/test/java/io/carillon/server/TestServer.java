package io.carillon.server;

import io.carillon.Scheduler;
import io.carillon.web.api.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The real server, in this process, on a free port and a folder of its own. */
public final class TestServer implements AutoCloseable {
    private final CarillonServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestServer(CarillonServer server) {
        this.server = server;
    }

    /** An answer. */
    public record Reply(int status, HttpResponse<byte[]> response) {
        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        /** The body as an object. */
        @SuppressWarnings("unchecked")
        public Map<String, Object> json() {
            return (Map<String, Object>) Json.parse(response.body());
        }

        @SuppressWarnings("unchecked")
        public List<Map<String, Object>> items() {
            return (List<Map<String, Object>>) json().get("items");
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    /** Options of a process in an empty environment. */
    public static ConfigOptions options(Path directory) {
        return new ConfigOptions(null, List.of(), Map.of(), Map.of(), directory).with("server.port", 0);
    }

    public static TestServer start(Path directory) throws Exception {
        return start(options(directory), scheduler -> {});
    }

    public static TestServer start(ConfigOptions options, Consumer<Scheduler> tasks) throws Exception {
        return new TestServer(
                CarillonServer.start(Launch.of(options, line -> {}).tasks(tasks)));
    }

    /** @param said takes what a user would read meanwhile */
    public static TestServer start(ConfigOptions options, List<String> said) throws Exception {
        return new TestServer(CarillonServer.start(Launch.of(options, said::add)));
    }

    CarillonServer server() {
        return server;
    }

    public URI url() {
        return server.url();
    }

    public Scheduler scheduler() {
        return server.scheduler();
    }

    public Reply get(String path) {
        return send("GET", path, null);
    }

    public Reply post(String path, String body) {
        return send("POST", path, body);
    }

    /** @param body null for none */
    public Reply send(String method, String path, String body) {
        HttpRequest.Builder request = request(path);
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        return send(request.build());
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url() + path));
    }

    public Reply send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(response.statusCode(), response);
        } catch (IOException e) {
            throw new AssertionError(request + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
