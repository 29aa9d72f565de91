package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyManagementException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A client that has only {@link NoTls} speaks plain HTTP, and says what is wrong as soon as it is to speak TLS. */
class NoTlsTest {
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void listen() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            boolean elsewhere = exchange.getRequestURI().getPath().equals("/elsewhere");
            if (elsewhere) {
                exchange.getResponseHeaders().add("Location", address("https") + "/");
            }
            exchange.sendResponseHeaders(elsewhere ? 302 : 200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private String address(String scheme) {
        return scheme + "://127.0.0.1:" + server.getAddress().getPort();
    }

    private int statusOf(String uri) throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(NoTls.context()).build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                    .timeout(Duration.ofSeconds(20))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void plain_http_works() throws Exception {
        assertThat(statusOf(address("http"))).isEqualTo(200);
    }

    @Test
    void https_is_refused_before_anything_is_sent() {
        assertThatThrownBy(() -> statusOf(address("https")))
                .hasStackTraceContaining("a client of plain HTTP asks for TLS");
        assertThat(asked).hasValue(0);
    }

    @Test
    void nobody_is_led_from_http_to_https() throws Exception {
        assertThat(statusOf(address("http") + "/elsewhere")).isEqualTo(302);
        assertThat(asked).hasValue(1);
    }

    /** Something that only TLS needs. */
    interface Use {
        Object of(SSLContext context);
    }

    static Stream<Named<Use>> uses() {
        return Stream.of(
                Named.of("an engine", SSLContext::createSSLEngine),
                Named.of("an engine for a host", context -> context.createSSLEngine("localhost", 443)),
                Named.of("sockets", SSLContext::getSocketFactory),
                Named.of("server sockets", SSLContext::getServerSocketFactory),
                Named.of("sessions of a client", SSLContext::getClientSessionContext),
                Named.of("sessions of a server", SSLContext::getServerSessionContext));
    }

    @ParameterizedTest
    @MethodSource("uses")
    void whatever_only_tls_needs_is_refused(Use use) {
        assertThatThrownBy(() -> use.of(NoTls.context()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a client of plain HTTP asks for TLS");
    }

    @Test
    void it_has_no_protocol_and_takes_no_keys() {
        SSLContext context = NoTls.context();
        assertThat(context.getDefaultSSLParameters().getProtocols()).isEmpty();
        assertThat(context.getSupportedSSLParameters().getCipherSuites()).isEmpty();
        assertThatThrownBy(() -> context.init(null, null, null))
                .isInstanceOf(KeyManagementException.class)
                .hasMessage("takes no keys");
    }
}
