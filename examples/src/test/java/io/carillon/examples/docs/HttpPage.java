package io.carillon.examples.docs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of a page to a server and compares its answers. An {@code http} block is a request (method and path,
 * headers, an empty line, the body) and, from the line that begins with {@code HTTP/1.1} on, the answer. {@code {id}} in a
 * request is the id of the last answer that had one.
 */
final class HttpPage {
    private static final Pattern REQUEST = Pattern.compile("(GET|POST|PUT|PATCH|DELETE) (\\S+).*");
    private static final Pattern ANSWER = Pattern.compile("(?m)^HTTP/1\\.1 (\\d{3})[^\\n]*$");
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI server;
    private final Duration patience;
    private String id = "";

    private HttpPage(URI server, Duration patience) {
        this.server = server;
        this.patience = patience;
    }

    /**
     * Runs the requests.
     *
     * @param patience how long a read may take to show what the page says
     * @return one outcome a block
     */
    static List<Outcome> run(List<Snippet> blocks, URI server, Duration patience)
            throws IOException, InterruptedException {
        HttpPage page = new HttpPage(server, patience);
        List<Outcome> outcomes = new ArrayList<>();
        for (Snippet block : blocks) {
            outcomes.add(new Outcome(block, page.check(block.text())));
        }
        return outcomes;
    }

    private @Nullable String check(String text) throws IOException, InterruptedException {
        Matcher answer = ANSWER.matcher(text);
        if (!answer.find()) {
            return "expected a request and an answer that begins with HTTP/1.1 and a status";
        }
        HttpRequest request = request(text.substring(0, answer.start()).replace("{id}", id));
        int status = Integer.parseInt(answer.group(1));
        String body = text.substring(answer.end()).strip();
        boolean mayBeRepeated = request.method().equals("GET");
        long until = System.nanoTime() + (mayBeRepeated ? patience.toNanos() : 0);
        while (true) {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            String trouble = compare(status, body, response);
            if (trouble == null || System.nanoTime() > until) {
                Matcher found = ID.matcher(response.body());
                id = found.find() ? found.group(1) : id;
                return trouble;
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    private HttpRequest request(String text) {
        String[] parts = text.split("\n\n", 2);
        List<String> head = parts[0].lines().toList();
        Matcher first = REQUEST.matcher(head.getFirst());
        if (!first.matches()) {
            throw new IllegalArgumentException("expected a method and a path, got " + head.getFirst());
        }
        String body = parts.length == 1 ? "" : parts[1].strip();
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(first.group(2)))
                .method(first.group(1), body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        for (String header : head.subList(1, head.size())) {
            String[] field = header.split(":\\s*", 2);
            request.header(field[0], field[1]);
        }
        return request.build();
    }

    private static @Nullable String compare(int status, String body, HttpResponse<String> response) {
        if (response.statusCode() != status) {
            return "expected " + status + ", got " + response.statusCode() + ":\n" + response.body();
        }
        if (body.isEmpty()) {
            return null;
        }
        boolean isJson = body.startsWith("{") || body.startsWith("[");
        return isJson ? JsonShape.difference(body, response.body()) : Expected.difference(body, response.body());
    }
}
