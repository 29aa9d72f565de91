package io.carillon.examples.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows that {@link DocsTest} can fail: each kind of wrong block is caught, with its place. */
class CanaryTest {
    @TempDir
    private Path folder;

    @Test
    void aJavaBlockThatDoesNotCompileIsCaughtAtItsLine() throws Exception {
        List<Outcome> outcomes = JavaPage.run(page("""
                # Page
                ```java
                record Mail(String to) {}

                scheduler.enqueue(JobRequest.named("mail:send", new Mail("ann@example.org")));
                scheduler.enqeue(JobRequest.named("mail:send", null));
                ```
                """).runnable(Set.of("java")), folder);
        assertThat(outcomes.getFirst().trouble()).startsWith("page.md:6: ").contains("enqeue");
    }

    @Test
    void aJavaBlockThatIsNoJavaIsCaughtAtItsLine() throws Exception {
        List<Outcome> outcomes = JavaPage.run(
                page("```java\nscheduler\n        .getStats()\n```\n").runnable(Set.of("java")), folder);
        assertThat(outcomes.getFirst().trouble()).startsWith("page.md:3: ").contains("';'");
    }

    @Test
    void javaBlocksThatDoNotDoWhatTheirPageSaysAreCaught() throws Exception {
        MarkdownPage page = page("""
                ```java
                System.out.println("one");
                ```
                ```text
                two
                ```
                ```java
                Schedule.cron("0 25 * * *");
                ```
                ```java fails
                Schedule.cron("0 23 * * *");
                ```
                ```java
                class MailTest {
                    @org.junit.jupiter.api.Test
                    void mailIsSent() {
                        throw new IllegalStateException("no server");
                    }
                }
                ```
                ```java
                TaskName<Void> mail = TaskName.of("mail:send");
                ```
                ```java
                System.out.println(mail.name());
                ```
                ```text
                …:send
                ```
                """);
        List<Outcome> outcomes = JavaPage.run(page.runnable(Set.of("java")), folder);
        assertThat(outcomes.get(0).trouble()).contains("two").contains("one");
        assertThat(outcomes.get(1).trouble()).contains("InvalidScheduleException");
        assertThat(outcomes.get(2).trouble()).contains("should have thrown");
        assertThat(outcomes.get(3).trouble()).contains("no server");
        assertThat(outcomes.get(4).trouble()).isNull();
        assertThat(outcomes.get(5).trouble()).isNull();
    }

    @Test
    void aJobThatFailsIsCaught() throws Exception {
        MarkdownPage page = page("""
                ```java
                TaskName<Void> mail = TaskName.of("mail:send");
                scheduler.register(mail, (nothing, context) -> {
                    throw new IllegalStateException("no server");
                });
                scheduler.enqueue(JobRequest.of(mail, null).retry(RetryPolicy.never()));
                ```
                """);
        List<Outcome> outcomes = JavaPage.run(page.runnable(Set.of("java")), folder);
        assertThat(outcomes.getFirst().trouble()).contains("mail:send").contains("no server");
    }

    @Test
    void yamlThatTheProgramRefusesIsCaught() throws Exception {
        MarkdownPage page = page("""
                ```yaml
                carillon: {max-concurrent: 10, workers: true}
                ```
                ```yaml
                carillon: {max-concurent: 10}
                ```
                ```yaml
                carillon:
                  jobs:
                    - {name: clear-up, type: daily, schedule: "25:00", command: hello_job}
                ```
                ```yaml
                carillon:
                  jobs:
                    - {name: clear-up, type: daily, schedule: "02:00", command: rm -r /tmp/app}
                ```
                """);
        List<Outcome> outcomes = YamlPage.run(page.runnable(Set.of("yaml")), folder);
        assertThat(outcomes.get(0).trouble()).isNull();
        assertThat(outcomes.get(1).trouble()).contains("max-concurent");
        assertThat(outcomes.get(2).trouble()).contains("25:00");
        assertThat(outcomes.get(3).trouble()).as("shell lines are off").contains("clear-up");
    }

    @Test
    void shellBlocksThatDoNotDoWhatTheirPageSaysAreCaught() throws Exception {
        MarkdownPage page = page("""
                ```sh
                ./carillon cron explain '0 2 * * *'
                ```
                ```text
                At three o'clock
                ```
                ```sh
                ./carillon cron explain '0 25 * * *'
                true
                ```
                ```sh exit=2
                ./carillon cron explain '0 2 * * *'
                ```
                ```sh
                ./carillon server --port nonsense
                ```
                ```yaml
                carillon: {workers: false}
                ```
                ```sh
                cat carillon.yaml | tr -d ' '
                ```
                ```text
                carillon:{workers:false}
                ```
                """);
        List<Outcome> outcomes = ShellPage.run(page.runnable(Set.of("sh", "yaml")), folder);
        assertThat(outcomes.get(0).trouble()).contains("three o'clock").contains("02:00");
        assertThat(outcomes.get(1).trouble()).contains("exit status 0, got 2");
        assertThat(outcomes.get(2).trouble()).contains("exit status 2, got 0");
        assertThat(outcomes.get(3).trouble()).contains("nonsense");
        assertThat(outcomes.get(4).trouble()).isNull();
    }

    @Test
    void answersThatAreNotAsThePageSaysAreCaught() throws Exception {
        MarkdownPage page = page("""
                ```http
                GET /one

                HTTP/1.1 200

                {"id": "…", "status": "running", "tags": ["a"]}
                ```
                ```http
                GET /one/{id}

                HTTP/1.1 404
                ```
                ```http
                GET /one

                HTTP/1.1 200

                {"status": "com…", "…": "…"}
                ```
                ```http
                DELETE /one

                HTTP/1.1 204
                ```
                ```http
                GET /one
                ```
                """);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean known = exchange.getRequestURI().getPath().equals("/one");
            byte[] body = "{\"id\": \"7\", \"status\": \"completed\", \"tags\": [], \"size\": 1}".getBytes(UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            List<Outcome> outcomes = HttpPage.run(page.runnable(Set.of("http")), uri, Duration.ZERO);
            assertThat(outcomes.get(0).trouble())
                    .contains("/status: expected \"running\", got \"completed\"")
                    .contains("/tags: expected 1 elements, got 0")
                    .contains("/size: the page does not have it");
            assertThat(outcomes.get(1).trouble()).isNull();
            assertThat(outcomes.get(2).trouble()).isNull();
            assertThat(outcomes.get(3).trouble()).startsWith("expected 204, got 200");
            assertThat(outcomes.get(4).trouble()).startsWith("expected a request and an answer");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void dependenciesThatDoNotExistAreCaught() throws Exception {
        String dependency = "<dependency>\n  <groupId>io.carillon</groupId>\n  <artifactId>%s</artifactId>\n"
                + "  <version>%s</version>\n</dependency>\n";
        assertThat(xml(dependency.formatted("carillon-cor", "0.1.0"))).isEqualTo("there is no module carillon-cor");
        assertThat(xml(dependency.formatted("carillon-core", "9.9.9"))).endsWith("got 9.9.9");
        assertThat(xml("<plugin/>")).startsWith("expected <dependency>");
    }

    @Test
    void crontabsThatCannotBeImportedAreCaught() {
        assertThat(CrontabBlocks.trouble("0 2 * * * date\n@reboot date\n")).startsWith("line 2: ");
    }

    @Test
    void linksThatLeadNowhereAreCaught() {
        MarkdownPage page = MarkdownPage.parse(Path.of("docs/page.md"), """
                [one](http.md), [two](nowhere.md), [three](http.md#make-a-job), [four](http.md#no-such-heading),
                [five](https://example.org/), ![six](../images/nothing.png)
                """);
        assertThat(Links.broken(page, MarkdownPage.project()))
                .containsExactly("nowhere.md", "http.md#no-such-heading", "../images/nothing.png");
    }

    @Test
    void aTextBlockBelongsToTheBlockBeforeItInTheSameSection() {
        MarkdownPage page = page("""
                ```java
                one
                ```
                It prints:
                ```text
                1
                ```
                ```java
                two
                ```
                ## Another section
                ```text
                2
                ```
                """);
        assertThat(page.snippets()).hasSize(3);
        assertThat(page.snippets().get(0).output()).isNotNull();
        assertThat(page.snippets().get(1).output()).isNull();
    }

    @Test
    void aFenceThatIsNotClosedIsCaught() {
        assertThatThrownBy(() -> page("text\n```java\nnothing();\n")).hasMessage("page.md:2: this fence is not closed");
    }

    @Test
    void anEllipsisStandsForPartOfALineOrForLines() {
        assertThat(Expected.difference("a … c\n…\nz", "a b c\nd\ne\nz\n")).isNull();
        assertThat(Expected.difference("a … c\n…\nz", "a b c\nz")).isNull();
        assertThat(Expected.difference("a … c", "a b c\nd")).isNotNull();
        assertThat(Expected.difference("…", "")).isNull();
        assertThat(Expected.difference("a.c", "abc")).isNotNull();
        assertThat(Expected.difference("", "a")).isNotNull();
    }

    private static @Nullable String xml(String text) throws IOException {
        return XmlBlocks.trouble(text);
    }

    private static MarkdownPage page(String markdown) {
        return MarkdownPage.parse(Path.of("page.md"), markdown);
    }
}
