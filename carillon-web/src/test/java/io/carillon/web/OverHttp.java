package io.carillon.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.web.WebServer.Reply;
import io.carillon.web.api.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests of one class that share a server: what they all send, and what every refusal has to look like. */
abstract class OverHttp {
    /** Long enough for any machine; nobody waits that long for what works. */
    static final Duration SOON = Duration.ofSeconds(60);

    static final String JOBS = "/api/v1/jobs";
    static final String SCHEDULES = "/api/v1/schedules";
    static final String NIGHTLY = "\"type\": \"daily\", \"schedule\": \"02:00\", \"task\": \"mail:send\"";

    private static final AtomicInteger NAMES = new AtomicInteger();

    static WebServer server;

    @BeforeAll
    static void start() {
        server = WebServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Object tree(String json) {
        return Json.parse(json);
    }

    /** A name that nothing has yet. */
    static String newName() {
        return "n" + NAMES.incrementAndGet();
    }

    /** Enqueues a job that is due. */
    static Reply enqueue(String more) throws IOException {
        return server.post(JOBS, "{\"task\": \"mail:send\"" + (more.isEmpty() ? "" : ", ") + more + "}");
    }

    /** A new job that is due in an hour; its id. */
    static String later(String more) throws IOException {
        Reply made = enqueue("\"delay\": \"1h\"" + (more.isEmpty() ? "" : ", ") + more);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return (String) made.json().get("id");
    }

    static Reply create(String schedule, String fields) throws IOException {
        return server.post(SCHEDULES, "{\"name\": \"" + schedule + "\", " + fields + "}");
    }

    /** A new nightly schedule; its name. */
    static String nightly() throws IOException {
        String name = newName();
        assertThat(create(name, NIGHTLY).status()).isEqualTo(201);
        return name;
    }

    static List<Object> each(String field, Reply page) {
        assertThat(page.status()).as(page.body()).isEqualTo(200);
        return page.items().stream().map(item -> item.get(field)).toList();
    }

    /** Every refusal looks the same, whoever refuses. */
    static Map<String, Object> problem(Reply reply, int status) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        Map<String, Object> problem = reply.json();
        assertThat(problem).containsEntry("type", "about:blank").containsEntry("status", (long) status);
        assertThat(problem.get("title")).asString().isNotBlank();
        assertThat(problem.get("detail")).asString().isNotBlank();
        return problem;
    }

    /** A 400 for one value; the error it has. */
    static Map<String, Object> refusal(Reply reply, String field) {
        Map<String, Object> problem = problem(reply, 400);
        assertThat(problem.get("detail")).asString().contains(field).doesNotContain(field + ": " + field + ":");
        assertThat(reply.errors()).hasSize(1);
        Map<String, Object> error = reply.errors().getFirst();
        assertThat(error).containsOnlyKeys("field", "expected", "got").containsEntry("field", field);
        return error;
    }

    static void assertRefused(Reply reply, String field, String expected) {
        assertThat(refusal(reply, field).get("expected")).asString().contains(expected);
    }
}
