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
 * Sends the requests of a page to a server and compares its answers. An {@code http} block that begins with a method is
 * a request: the first line, headers, an empty line, the body. The {@code http} block after it that begins with
 * {@code HTTP/1.1} is its answer, or a {@code json} block the body of one that succeeds. {@code {id}} in a request is the
 * id of the last answer that had one.
 */
final class HttpPage {
    private static final Pattern REQUEST = Pattern.compile("(GET|POST|PUT|PATCH|DELETE) (\\S+).*");
    private static final Pattern ANSWER = Pattern.compile("HTTP/1\\.1 (\\d{3}).*");
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
     * @param blocks {@code http} and {@code json} blocks, in order
     * @param patience how long a read may take to show what the page says
     * @return one outcome a block that is a request or belongs to none
     */
    static List<Outcome> run(List<Snippet> blocks, URI server, Duration patience)
            throws IOException, InterruptedException {
        HttpPage page = new HttpPage(server, patience);
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Snippet block = blocks.get(i);
            if (!isRequest(block)) {
                outcomes.add(new Outcome(block, "an answer without its request"));
                continue;
            }
            boolean answered = i + 1 < blocks.size() && !isRequest(blocks.get(i + 1));
            outcomes.add(new Outcome(block, page.check(block, answered ? blocks.get(++i) : null)));
        }
        return outcomes;
    }

    private static boolean isRequest(Snippet block) {
        return block.is("http")
                && REQUEST.matcher(block.text().lines().findFirst().orElse("")).matches();
    }

    private @Nullable String check(Snippet block, @Nullable Snippet answer) throws IOException, InterruptedException {
        HttpRequest request = request(block);
        boolean mayBeRepeated = request.method().equals("GET");
        long until = System.nanoTime() + (mayBeRepeated ? patience.toNanos() : 0);
        while (true) {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            String trouble = compare(answer, response);
            if (trouble == null || System.nanoTime() > until) {
                Matcher found = ID.matcher(response.body());
                id = found.find() ? found.group(1) : id;
                return trouble;
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    private HttpRequest request(Snippet block) {
        String[] parts = block.text().replace("{id}", id).split("\n\n", 2);
        List<String> head = parts[0].lines().toList();
        Matcher first = REQUEST.matcher(head.getFirst());
        if (!first.matches()) {
            throw new IllegalArgumentException(block.place() + ": no request");
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

    private static @Nullable String compare(@Nullable Snippet answer, HttpResponse<String> response) {
        int status = response.statusCode();
        boolean isWhole = answer != null && answer.is("http");
        String text = answer == null ? "" : answer.text();
        Matcher line = ANSWER.matcher(text.lines().findFirst().orElse(""));
        if (isWhole && !line.matches()) {
            return "expected an answer that begins with HTTP/1.1 and a status";
        }
        boolean right = isWhole ? Integer.parseInt(line.group(1)) == status : status / 100 == 2;
        if (!right) {
            return "expected " + (isWhole ? line.group(1) : "success") + ", got " + status + ":\n" + response.body();
        }
        String[] parts = isWhole ? text.split("\n\n", 2) : new String[] {"", text};
        String body = parts.length == 1 ? "" : parts[1].strip();
        if (body.isEmpty()) {
            return null;
        }
        boolean isJson = body.startsWith("{") || body.startsWith("[");
        return isJson ? JsonShape.difference(body, response.body()) : Expected.difference(body, response.body());
    }
}
