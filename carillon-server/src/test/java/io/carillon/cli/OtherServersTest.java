package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that are sent to what is no Carillon server, or to nowhere: one line, no stack, no hang. */
class OtherServersTest {
    @TempDir
    Path folder;

    private HttpServer other;
    private volatile int status;
    private volatile String body = "";

    @BeforeEach
    void start() throws IOException {
        other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        other.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            if (status == 0) {
                exchange.close();
                return;
            }
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        other.start();
    }

    @AfterEach
    void stop() {
        other.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + other.getAddress().getPort();
    }

    private String failed(int expected, String... args) {
        Cli.Result result = new Cli(folder).run(args);
        assertThat(result.err().lines()).as(result.err()).hasSize(1);
        assertThat(result.status()).isEqualTo(expected);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("carillon: ").doesNotContain("Exception", "null");
        return result.err();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            200 | <html>hello</html>              | is no Carillon server (status 200, no JSON)
            404 | <html>not here</html>           | is no Carillon server (status 404, no JSON)
            200 | []                              | is no Carillon server (status 200, other JSON)
            200 | "hello"                         | is no Carillon server (status 200, other JSON)
            404 | {"message": "no Route matched"} | is no Carillon server (status 404, other JSON)
            500 | {"error": {"code": 500}}        | is no Carillon server (status 500, other JSON)
            403 | {"detail": 5}                   | is no Carillon server (status 403, other JSON)
            502 | ``                              | the server answered with status 502
            301 | ``                              | the server answered with status 301
            503 | {"detail": "the store does not answer: gone"} | the store does not answer: gone
            409 | {"detail": "not now"}           | not now
            0   | ``                              | does not answer
            """)
    void what_answers_is_said(int code, String answer, String says) {
        status = code;
        body = answer;
        assertThat(failed(1, "job", "show", "x", "--url", url())).contains(says);
        assertThat(failed(1, "schedule", "rm", "x", "--url", url())).contains(says);
    }

    @Test
    void a_refusal_of_the_words_is_status_2() {
        status = 400;
        body = "{\"detail\": \"priority: expected a whole number 0-9, got 12\"}";
        assertThat(failed(2, "job", "enqueue", "x", "--url", url()))
                .isEqualTo("carillon: priority: expected a whole number 0-9, got 12\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://127.0.0.1",
                "127.0.0.1:8080",
                "here",
                "http:///x",
                "http:8080",
                "http://127.0.0.1:99999",
                "http://a b",
                "http://",
                "file:///etc/passwd",
                "//127.0.0.1:8080"
            })
    void an_address_that_is_none_is_status_2(String url) {
        assertThat(failed(2, "job", "list", "--url", url)).contains("--url: expected ", "got '" + url + "'");
    }

    @Test
    void nobody_there_is_said_at_once() {
        other.stop(0);
        assertThat(failed(1, "job", "list", "--url", url()))
                .isEqualTo("carillon: the server at " + url() + " does not answer: nothing listens there\n");
    }

    @Test
    void the_scheme_may_be_in_capitals() {
        status = 409;
        body = "{\"detail\": \"reached\"}";
        assertThat(failed(1, "job", "list", "--url", url().replace("http", "HTTP")))
                .contains("reached");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "nonsense",
                "{\"url\": \"http://127.0.0.1:1\"}",
                "{\"url\": 5, \"pid\": 1, \"store\": \"x\"}",
                "{\"url\": \"http://a b\", \"pid\": PID, \"store\": \"STORE\"}",
                "{\"url\": \"http://127.0.0.1:1\", \"pid\": PID, \"store\": \"STORE\"}",
                "{\"url\": \"http://127.0.0.1:1\", \"pid\": 99999999, \"store\": \"STORE\"}",
            })
    void an_announcement_that_means_nothing_leads_to_the_store_itself(String announcement) throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(
                data.resolve("server.json"),
                announcement
                        .replace("PID", Long.toString(ProcessHandle.current().pid()))
                        .replace("STORE", "jdbc:sqlite:" + data.resolve("carillon.db")));
        Cli.Result result = new Cli(folder).run("job", "list", "--json");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("[]\n");
    }
}
